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
        ("min", [_, _, ..]) => Some(args.iter().copied().reduce(min)?),
        ("max", [_, _, ..]) => Some(args.iter().copied().reduce(max)?),
        ("logsumexp", [_, ..]) => Some(logsumexp(args)),
        _ => None,
    }
}

/// The function of one argument called `name`.
pub fn unary(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "exp" => f64::exp,
        "log" => f64::ln,
        "log2" => f64::log2,
        "log10" => f64::log10,
        "log1p" => f64::ln_1p,
        "expm1" => f64::exp_m1,
        "sqrt" => f64::sqrt,
        "cbrt" => f64::cbrt,
        "abs" => f64::abs,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "atan" => f64::atan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "erf" => libm::erf,
        "erfc" => libm::erfc,
        "lgamma" => libm::lgamma,
        "sigmoid" => sigmoid,
        "logit" => |p| p.ln() - (-p).ln_1p(),
        "softplus" => |x| x.max(0.0) + (-x.abs()).exp().ln_1p(),
        "logsumexp" => |x| x,
        _ => return None,
    })
}

/// 1/(1 + exp(-x)), by the branch whose exponential stays below 1.
fn sigmoid(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// The smaller; NaN if either is.
pub fn min(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// The larger; NaN if either is.
pub fn max(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

/// `x` moved into [`lo`, `hi`]; NaN if any is.
pub fn clamp(x: f64, lo: f64, hi: f64) -> f64 {
    min(max(x, lo), hi)
}

/// log(sum exp(x_i)), without overflow.
pub fn logsumexp(xs: &[f64]) -> f64 {
    let top = xs.iter().copied().reduce(max).unwrap_or(f64::NEG_INFINITY);
    if !top.is_finite() {
        return top;
    }
    top + xs.iter().map(|x| (x - top).exp()).sum::<f64>().ln()
}
