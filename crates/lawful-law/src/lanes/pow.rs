//! Powers.

use super::error_free::{mul_add, two_prod};
use super::exp::exp_sum;
use super::ln_sum::ln_sum_finite;

/// 2^53: from here on every number is an even integer.
const TWO_53: f64 = 9_007_199_254_740_992.0;
const SIGN: u64 = 1 << 63;

/// x^y to 2 ulp, from ln x as [`ln_sum`](super::ln_sum()) gives it, for x >= 0.
///
/// Specials as [`pow`](super::pow()) has them for x >= 0; NaN where `ln_x` is. For an x whose logarithm is used with
/// many y.
#[inline(always)]
pub fn pow_from_ln<const FMA: bool>(ln_x: (f64, f64), y: f64) -> f64 {
    let (hi, error) = two_prod::<FMA>(y, ln_x.0);
    let power = exp_sum::<FMA>(hi, mul_add::<FMA>(y, ln_x.1, error));
    // 0^0, infinity^0, NaN^0, 1^infinity, 1^NaN.
    if (y == 0.0) | (ln_x.0 == 0.0) { 1.0 } else { power }
}

/// x^y from its magnitude |x|^y: with the sign of x for odd y, NaN for negative finite x and fractional y.
#[inline(always)]
pub fn signed_power(x: f64, y: f64, magnitude: f64) -> f64 {
    let from_even = distance_from_even(y.abs());
    let odd = from_even.abs() == 1.0;
    let sign = if odd { x.to_bits() & SIGN } else { 0 };
    let power = f64::from_bits(magnitude.to_bits() | sign);
    let finite_negative = (f64::MIN..0.0).contains(&x);
    if finite_negative & !odd & (from_even != 0.0) { f64::NAN } else { power }
}

/// x^y to 2 ulp, with the special values of IEEE 754 `pow`, as `f64::powf` has them.
///
/// A negative x has a real power for integer y only, else the result is NaN; x^0 and 1^y are 1 even for NaN.
///
/// Method: e^(y ln x) with ln x to about 64 bits, and both products as sums. Over many elements two loops are 10 to 25%
/// faster than one: [`ln_sum`](super::ln_sum()) of |x| into a buffer, then [`pow_from_ln`] and [`signed_power`].
#[inline(always)]
pub fn pow<const FMA: bool>(x: f64, y: f64) -> f64 {
    let x_abs = x.abs();
    let (hi, lo) = ln_sum_finite::<FMA>(x_abs);
    let hi = if x_abs == 0.0 { f64::NEG_INFINITY } else { hi };
    let hi = if x_abs <= f64::MAX { hi } else { x_abs };
    signed_power(x, y, pow_from_ln::<FMA>((hi, lo), y))
}

/// x >= 0 minus the nearest even integer, exactly: 0 for even integers and infinity, 1 or -1 for odd integers, NaN for
/// NaN.
#[inline(always)]
fn distance_from_even(x: f64) -> f64 {
    let x = if x > TWO_53 { TWO_53 } else { x };
    x - ((x + TWO_53) - TWO_53)
}
