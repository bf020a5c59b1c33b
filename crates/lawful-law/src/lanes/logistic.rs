//! Functions built on the exponential: the logistic curve, its integral and the hyperbolic tangent.

use super::exp::exp;
use super::expm1::expm1;
use super::log1p::log1p;

/// 1 / (1 + e^-x) to 3 ulp, the tail towards 0 included.
#[inline(always)]
pub fn sigmoid<const FMA: bool>(x: f64) -> f64 {
    let e = exp::<FMA>(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}

/// ln(1 + e^x) = ln(1 + e^-|x|) + max(x, 0) to 3 ulp.
#[inline(always)]
pub fn softplus<const FMA: bool>(x: f64) -> f64 {
    let positive = if x > 0.0 { x } else { 0.0 };
    log1p::<FMA>(exp::<FMA>(-x.abs())) + positive
}

/// (e^x - e^-x) / (e^x + e^-x) = -u / (2 + u) with u = e^(-2|x|) - 1, times the sign of x, to 3 ulp.
#[inline(always)]
pub fn tanh<const FMA: bool>(x: f64) -> f64 {
    let u = expm1::<FMA>(-2.0 * x.abs());
    (-u / (2.0 + u)).copysign(x)
}
