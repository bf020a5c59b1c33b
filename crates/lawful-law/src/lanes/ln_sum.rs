//! Natural logarithm as an unevaluated sum of two numbers.

use super::error_free::{fast_two_sum, mul_add, mul_sums, polynomial, two_prod};
use super::ln::{split, with_specials};
use super::{LN2_HI, LN2_LO};

/// 2/3 and 2/5, the first coefficients of 2 artanh(s) / s - 2 in s^2, as sums.
const TWO_THIRDS: (f64, f64) = (2.0 / 3.0, 3.700_743_415_417_188e-17);
const TWO_FIFTHS: (f64, f64) = (0.4, -2.220_446_049_250_313_2e-17);

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

/// (hi, lo) with hi + lo = ln x, hi the sum rounded; the relative error of the sum is below 2^-67.
///
/// For 0 hi is minus infinity, for infinity infinity, for negative numbers and NaN NaN; lo then means nothing.
///
/// Method: that of [`ln`](super::ln()), ln m = 2 artanh s, with s and the first terms of the series as sums.
#[inline(always)]
pub fn ln_sum<const FMA: bool>(x: f64) -> (f64, f64) {
    let (k, m) = split(x);
    let f = m - 1.0;
    // s = f / (2 + f): a quotient, and the remainder over the divisor.
    let (divisor, divisor_lo) = fast_two_sum(2.0, f);
    let inverse = 1.0 / divisor;
    let quotient = f * inverse;
    let (product, product_lo) = two_prod::<FMA>(quotient, divisor);
    let rest = mul_add::<FMA>(-quotient, divisor_lo, (f - product) - product_lo);
    let s = (quotient, rest * inverse);

    let z = mul_sums::<FMA>(s, s);
    let tail = z.0 * polynomial::<FMA, 7>(z.0, ARTANH_TAIL);
    let (fifths, fifths_lo) = fast_two_sum(TWO_FIFTHS.0, tail);
    let inner = mul_sums::<FMA>(z, (fifths, fifths_lo + TWO_FIFTHS.1));
    let (thirds, thirds_lo) = fast_two_sum(TWO_THIRDS.0, inner.0);
    let outer = mul_sums::<FMA>(z, (thirds, thirds_lo + (inner.1 + TWO_THIRDS.1)));
    let cubic = mul_sums::<FMA>(s, outer);
    let (ln_m, ln_m_lo) = fast_two_sum(2.0 * s.0, cubic.0);
    let ln_m_lo = ln_m_lo + (2.0 * s.1 + cubic.1);

    let (sum, sum_lo) = fast_two_sum(k * LN2_HI, ln_m);
    let (hi, lo) = fast_two_sum(sum, sum_lo + mul_add::<FMA>(k, LN2_LO, ln_m_lo));
    (with_specials(x, hi), lo)
}
