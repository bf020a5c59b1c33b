//! Powers.

use super::error_free::{mul_add, two_prod};
use super::exp::exp_sum;
use super::ln_sum::ln_sum;

/// 2^52: from here on every number is an integer.
const TWO_52: f64 = 4_503_599_627_370_496.0;
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

/// x^y to 2 ulp, with the special values of IEEE 754 `pow`, as `f64::powf` has them.
///
/// A negative x has a real power for integer y only, else the result is NaN; x^0 and 1^y are 1 even for NaN.
///
/// Method: e^(y ln x) with ln x to about 68 bits, and both products as sums.
#[inline(always)]
pub fn pow<const FMA: bool>(x: f64, y: f64) -> f64 {
    let magnitude = pow_from_ln::<FMA>(ln_sum::<FMA>(x.abs()), y);
    let y_abs = y.abs();
    let odd = is_integer(y_abs) & !is_integer(0.5 * y_abs);
    let sign = if odd { x.to_bits() & SIGN } else { 0 };
    let power = f64::from_bits(magnitude.to_bits() | sign);
    let finite_negative = (x < 0.0) & (x > f64::NEG_INFINITY);
    if finite_negative & !is_integer(y_abs) { f64::NAN } else { power }
}

/// Whether x >= 0 is an integer; infinity counts, NaN does not.
#[inline(always)]
fn is_integer(x: f64) -> bool {
    (x >= TWO_52) | ((x + TWO_52) - TWO_52 == x)
}
