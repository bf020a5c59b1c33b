//! e^x - 1.

use super::IDENTITY_BELOW;
use super::error_free::mul_add;
use super::exp::{curvature, reduce};

/// e^x - 1 to 2 ulp, without cancellation near 0; -0 for -0, -1 towards minus infinity, infinite above 709.8.
///
/// With x = n ln 2 + r: 2 (t (e^r - 1) + (t - 1/2)), t = 2^(n-1), where t rather than 2^n keeps n = 1024 finite.
#[inline(always)]
pub fn expm1<const FMA: bool>(x: f64) -> f64 {
    let high = if x > 710.0 { 710.0 } else { x };
    let clamped = if high < -40.0 { -40.0 } else { high }; // e^-40 is less than half an ulp of 1
    let (power, r, r_lo) = reduce::<FMA>(clamped, 0.0);
    let t = power.half();
    let p = r + curvature::<FMA>(r, r_lo);
    let result = 2.0 * mul_add::<FMA>(t, p, t - 0.5);
    if x.abs() < IDENTITY_BELOW { x } else { result }
}
