//! Natural logarithm.
//!
//! Method: x = 2^k m with m in [1/sqrt 2, sqrt 2), f = m - 1, s = f / (2 + f), and
//! ln m = 2 artanh s = f - (h - s (h + R)) with h = f^2 / 2 and R a polynomial in s^2, as in fdlibm's `e_log.c`
//! (Sun, 1993), where the arrangement is derived.

use super::error_free::{mul_add, polynomial};
use super::{LN2_HI, LN2_LO};

/// Bits of 1/sqrt 2.
const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
/// The smallest subnormal number.
const LEAST: f64 = f64::from_bits(1);
/// 2^52, and its bits: an integer below 2^52 put under them is read as the number 2^52 plus itself.
const TWO_52: f64 = 4_503_599_627_370_496.0;
const TWO_52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO_54: f64 = 18_014_398_509_481_984.0;

/// (artanh(s) / s - 1) 2 / s^2 in s^2, for |s| <= 3 - 2 sqrt 2: Remez, error 2^-58.9 of the logarithm.
const ARTANH: [f64; 7] = [
    0.6666666666666734,
    0.3999999999941455,
    0.2857142874243268,
    0.22222198567275372,
    0.18183564689177334,
    0.15314040003165258,
    0.14796066690488277,
];

/// (k, m) with x = 2^k m and m in [1/sqrt 2, sqrt 2), for a positive finite x, subnormal or not.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * TWO_54 } else { x };
    let bias = if subnormal { TWO_52 + 1023.0 + 54.0 } else { TWO_52 + 1023.0 };
    let bits = scaled.to_bits().wrapping_add(ONE - SQRT_HALF);
    let k = f64::from_bits((bits >> 52) | TWO_52_BITS) - bias;
    (k, f64::from_bits((bits & MANTISSA) + SQRT_HALF))
}

/// (h, t) with ln(1 + f) = f - (h - t), h = f^2 / 2, for 1 + f in [1/sqrt 2, sqrt 2).
#[inline(always)]
pub(super) fn terms<const FMA: bool>(f: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let z = s * s;
    let h = 0.5 * f * f;
    (h, s * mul_add::<FMA>(z, polynomial::<FMA, 7>(z, ARTANH), h))
}

/// k ln 2 + (f - (h - t)).
#[inline(always)]
pub(super) fn assemble<const FMA: bool>(k: f64, f: f64, h: f64, t: f64) -> f64 {
    mul_add::<FMA>(k, LN2_HI, f - (h - mul_add::<FMA>(k, LN2_LO, t)))
}

/// `value`, or what a logarithm is where its argument x is 0, negative, infinite or NaN.
#[inline(always)]
pub(super) fn with_specials(x: f64, value: f64) -> f64 {
    let not_positive = if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    // The least and largest numbers, not 0 and infinity, keep LLVM from joining the tests to slow integer ones.
    let value = if x >= LEAST { value } else { not_positive };
    if x <= f64::MAX { value } else { x }
}

/// ln x to 2 ulp; minus infinity for 0 and -0, NaN for negative numbers and NaN.
#[inline(always)]
pub fn ln<const FMA: bool>(x: f64) -> f64 {
    let (k, m) = split(x);
    let f = m - 1.0;
    let (h, t) = terms::<FMA>(f);
    with_specials(x, assemble::<FMA>(k, f, h, t))
}
