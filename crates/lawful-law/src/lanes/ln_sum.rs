//! Natural logarithm as an unevaluated sum of two numbers.

use super::error_free::{fast_two_sum, mul_add, mul_sums, polynomial, two_prod};
use super::ln::{split, with_specials};
use super::{LN2_HI, LN2_LO};

/// The first coefficients of (2 artanh(s) / s - 2) / s^2 in s^2: 2/3, as a sum, and 2/5.
const TWO_THIRDS: (f64, f64) = (2.0 / 3.0, 3.700_743_415_417_188e-17);
const TWO_FIFTHS: f64 = 0.4;

/// The coefficients after these, for |s| <= 3 - 2 sqrt 2: Remez, error 2^-71.2 of the logarithm.
const ARTANH_TAIL: [f64; 7] = [
    0.2857142857143316,
    0.22222222220013363,
    0.1818181860528868,
    0.15384572911336478,
    0.13335762581346497,
    0.11685053632123298,
    0.11910868854671404,
];

/// (hi, lo) with hi + lo = ln x, hi the sum rounded; the relative error of the sum is below 2^-64.
///
/// For 0 hi is minus infinity, for infinity infinity, for negative numbers and NaN NaN; lo then means nothing.
#[inline(always)]
pub fn ln_sum<const FMA: bool>(x: f64) -> (f64, f64) {
    let (hi, lo) = ln_sum_finite::<FMA>(x);
    (with_specials(x, hi), lo)
}

/// [`ln_sum`] of a positive finite x.
///
/// Method: that of [`ln`](super::ln()), ln m = 2 artanh s = 2 s + s^3 (2/3 + ...), all in sums but for the series after
/// 2/3, whose error of 2^-53 counts for s^4 / 5 < 2^-12 of the result.
#[inline(always)]
pub(super) fn ln_sum_finite<const FMA: bool>(x: f64) -> (f64, f64) {
    let (k, m) = split(x);
    let f = m - 1.0;
    // s = f / (2 + f): a quotient, and the remainder over the divisor, 1 / (2 + f) being (1 - s) / 2.
    let (divisor, divisor_lo) = fast_two_sum(2.0, f);
    let quotient = f / divisor;
    let (product, product_lo) = two_prod::<FMA>(quotient, divisor);
    let rest = mul_add::<FMA>(-quotient, divisor_lo, (f - product) - product_lo);
    let s = (quotient, rest * mul_add::<FMA>(-0.5, quotient, 0.5));

    let z = mul_sums::<FMA>(s, s);
    let tail = mul_add::<FMA>(z.0, TWO_FIFTHS, z.0 * z.0 * polynomial::<FMA, 7>(z.0, ARTANH_TAIL));
    let (thirds, thirds_lo) = fast_two_sum(TWO_THIRDS.0, tail);
    let thirds_lo = thirds_lo + mul_add::<FMA>(z.1, TWO_FIFTHS, TWO_THIRDS.1);
    let cubic = mul_sums::<FMA>(s, mul_sums::<FMA>(z, (thirds, thirds_lo)));
    let (ln_m, ln_m_lo) = fast_two_sum(2.0 * s.0, cubic.0);
    let ln_m_lo = ln_m_lo + mul_add::<FMA>(2.0, s.1, cubic.1);

    let (sum, sum_lo) = fast_two_sum(k * LN2_HI, ln_m);
    fast_two_sum(sum, sum_lo + mul_add::<FMA>(k, LN2_LO, ln_m_lo))
}
