//! The functions of the language on single numbers.

/// The value of the function `name` at `args`; `None` if there is none or it takes another number of arguments.
///
/// Where a function has no value (`log(-1)`) it is NaN. `where` is left out, since its condition is no number.
/// Numbers as in the law language: natural logarithms, angles in radians, `logit(p) = log(p/(1-p))`,
/// `softplus(x) = log(1 + exp(x))`, `lgamma(x) = log(abs(gamma(x)))`.
pub fn call(name: &str, args: &[f64]) -> Option<f64> {
    if let &[x] = args
        && let Some(function) = unary(name)
    {
        return Some(function(x));
    }
    match (name, args) {
        ("clamp", &[x, lo, hi]) => Some(clamp(x, lo, hi)),
        ("min", [_, _, ..]) => args.iter().copied().reduce(min),
        ("max", [_, _, ..]) => args.iter().copied().reduce(max),
        ("logsumexp", [_, ..]) => Some(logsumexp(args)),
        _ => None,
    }
}

/// The function of one argument called `name`.
///
/// All are pure Rust (the crate `libm`), so that a table's derived columns have the same bits on every machine.
pub fn unary(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "exp" => libm::exp,
        "log" => libm::log,
        "log2" => libm::log2,
        "log10" => libm::log10,
        "log1p" => libm::log1p,
        "expm1" => libm::expm1,
        "sqrt" => f64::sqrt,
        "cbrt" => libm::cbrt,
        "abs" => f64::abs,
        "sin" => libm::sin,
        "cos" => libm::cos,
        "tan" => libm::tan,
        "atan" => libm::atan,
        "sinh" => libm::sinh,
        "cosh" => libm::cosh,
        "tanh" => libm::tanh,
        "erf" => libm::erf,
        "erfc" => libm::erfc,
        "lgamma" => libm::lgamma,
        "sigmoid" => sigmoid,
        "logit" => logit,
        "softplus" => softplus,
        "logsumexp" => std::convert::identity,
        _ => return None,
    })
}

/// 1/(1 + exp(-x)), by the branch whose exponential stays below 1.
fn sigmoid(x: f64) -> f64 {
    let e = libm::exp(-x.abs());
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// log(p/(1-p)), exact near 1 as well as near 0.
fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// log(1 + exp(x)), without overflow.
fn softplus(x: f64) -> f64 {
    max(x, 0.0) + libm::log1p(libm::exp(-x.abs()))
}

/// The smaller; NaN if either is.
pub fn min(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// The larger; NaN if either is.
pub fn max(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

/// `x` moved into the interval from `lo` to `hi`; NaN if any is.
pub fn clamp(x: f64, lo: f64, hi: f64) -> f64 {
    min(max(x, lo), hi)
}

/// log(sum exp(x_i)), without overflow.
pub fn logsumexp(xs: &[f64]) -> f64 {
    let top = xs.iter().copied().reduce(max).unwrap_or(f64::NEG_INFINITY);
    if !top.is_finite() {
        return top;
    }
    top + libm::log(xs.iter().map(|x| libm::exp(x - top)).sum::<f64>())
}

/// `a^b`.
pub fn power(a: f64, b: f64) -> f64 {
    libm::pow(a, b)
}
