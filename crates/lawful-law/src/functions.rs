//! The scalar definition of every function of the language, for constants, parameters and the rarer functions.
//!
//! Blocks of rows use the vector kernels of [`crate::lanes`] for exp, ln, pow and their kin; what those don't cover
//! comes from here (the crate `libm`, the same on every machine).

use crate::graph::{Binary, Unary};
use crate::lanes;

/// The value of a function of one number.
#[inline]
pub fn unary(f: Unary, x: f64) -> f64 {
    match f {
        Unary::Negate => -x,
        Unary::Exp => lanes::exp::<false>(x),
        Unary::Ln => lanes::ln::<false>(x),
        Unary::Log2 => lanes::log2::<false>(x),
        Unary::Log10 => lanes::log10::<false>(x),
        Unary::Log1p => lanes::log1p::<false>(x),
        Unary::Expm1 => lanes::expm1::<false>(x),
        Unary::Sqrt => x.sqrt(),
        Unary::Cbrt => libm::cbrt(x),
        Unary::Abs => x.abs(),
        Unary::Sign => sign(x),
        Unary::Sin => libm::sin(x),
        Unary::Cos => libm::cos(x),
        Unary::Tan => libm::tan(x),
        Unary::Atan => libm::atan(x),
        Unary::Sinh => libm::sinh(x),
        Unary::Cosh => libm::cosh(x),
        Unary::Tanh => lanes::tanh::<false>(x),
        Unary::Erf => libm::erf(x),
        Unary::Erfc => libm::erfc(x),
        Unary::LnGamma => libm::lgamma(x),
        Unary::Digamma => digamma(x),
        Unary::Trigamma => trigamma(x),
        Unary::Sigmoid => lanes::sigmoid::<false>(x),
        Unary::Softplus => lanes::softplus::<false>(x),
        Unary::Logit => lanes::ln::<false>(x / (1.0 - x)),
        Unary::Not => truth(x == 0.0),
    }
}

/// The value of a function of two numbers; comparisons give 1 or 0.
#[inline]
pub fn binary(f: Binary, x: f64, y: f64) -> f64 {
    match f {
        Binary::Add => x + y,
        Binary::Subtract => x - y,
        Binary::Multiply => x * y,
        Binary::Divide => x / y,
        Binary::Power => lanes::pow::<false>(x, y),
        Binary::Min => minimum(x, y),
        Binary::Max => maximum(x, y),
        Binary::MaskedMultiply => masked_multiply(x, y),
        Binary::MaskedDivide => masked_divide(x, y),
        Binary::Equal => truth(x == y),
        Binary::NotEqual => truth(x != y),
        Binary::Less => truth(x < y),
        Binary::LessEqual => truth(x <= y),
        Binary::And => truth(x != 0.0 && y != 0.0),
        Binary::Or => truth(x != 0.0 || y != 0.0),
    }
}

/// The smaller; NaN if either is (unlike `f64::min`, so that a NaN is never lost).
#[inline(always)]
pub fn minimum(x: f64, y: f64) -> f64 {
    if x.is_nan() || x < y { x } else { y }
}

/// The larger; NaN if either is.
#[inline(always)]
pub fn maximum(x: f64, y: f64) -> f64 {
    if x.is_nan() || x > y { x } else { y }
}

/// `x * y`, and 0 where `x` is 0.
#[inline(always)]
pub fn masked_multiply(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * y }
}

/// `x / y`, and 0 where `x` is 0.
#[inline(always)]
pub fn masked_divide(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x / y }
}

/// -1, 0 or 1; NaN stays.
#[inline(always)]
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

/// 1 or 0.
#[inline(always)]
pub fn truth(b: bool) -> f64 {
    if b { 1.0 } else { 0.0 }
}

/// `ln(sum exp(x))`, without overflow.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, maximum);
    if !largest.is_finite() {
        return largest;
    }
    let sum: f64 = values.iter().map(|v| lanes::exp::<false>(v - largest)).sum();
    largest + lanes::ln::<false>(sum)
}

/// The derivative of `ln(gamma(x))`: recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 6.3.5,
/// 6.3.18); reflection below 0. Relative error about 1e-15 away from its root.
pub fn digamma(x: f64) -> f64 {
    use std::f64::consts::PI;
    if x.is_nan() || x == f64::NEG_INFINITY {
        return f64::NAN;
    }
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        return digamma(1.0 - x) - PI / libm::tan(PI * x);
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    let series = z
        * (1.0 / 12.0
            - z * (1.0 / 120.0
                - z * (1.0 / 252.0
                    - z * (1.0 / 240.0 - z * (1.0 / 132.0 - z * (691.0 / 32760.0 - z * (1.0 / 12.0)))))));
    libm::log(x) - 0.5 / x - series - shift
}

/// The second derivative of `ln(gamma(x))`, as [`digamma`] (Abramowitz & Stegun 6.4.6, 6.4.12).
pub fn trigamma(x: f64) -> f64 {
    use std::f64::consts::PI;
    if x.is_nan() || x == f64::NEG_INFINITY {
        return f64::NAN;
    }
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        let s = libm::sin(PI * x);
        return PI * PI / (s * s) - trigamma(1.0 - x);
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    let series = z
        * (1.0 / 6.0
            - z * (1.0 / 30.0
                - z * (1.0 / 42.0 - z * (1.0 / 30.0 - z * (5.0 / 66.0 - z * (691.0 / 2730.0 - z * (7.0 / 6.0)))))));
    shift + 1.0 / x + 0.5 * z + series / x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed forms: psi(1) = -gamma, psi(1/2) = -gamma - 2 ln 2, psi'(1) = pi^2/6, psi'(1/2) = pi^2/2, and the
    /// reflection formulas at -1/2.
    #[test]
    fn polygammas_at_known_points() {
        let euler = 0.577_215_664_901_532_9;
        // Absolute where values are below 1: near its root digamma is a difference of terms of order 1.
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 4e-15 * b.abs().max(1.0), "{a} {b}");
        let pi2 = std::f64::consts::PI.powi(2);
        close(digamma(1.0), -euler);
        close(digamma(0.5), -euler - 2.0 * std::f64::consts::LN_2);
        close(digamma(-0.5), digamma(0.5) + 2.0);
        close(trigamma(1.0), pi2 / 6.0);
        close(trigamma(0.5), pi2 / 2.0);
        close(trigamma(-0.5), pi2 / 2.0 + 4.0);
        assert!(digamma(-3.0).is_nan() && trigamma(0.0).is_nan());
    }

    #[test]
    fn nan_survives_min_and_max() {
        for f in [minimum, maximum] {
            assert!(f(f64::NAN, 1.0).is_nan() && f(1.0, f64::NAN).is_nan());
        }
        assert_eq!((minimum(1.0, 2.0), maximum(1.0, 2.0)), (1.0, 2.0));
    }
}
