//! Logarithms to base 2 and 10.
//!
//! Method: ln(1 + f) of [`ln`](super::ln()) as a sum whose first term has 21 bits, times 1/ln b as a sum whose first
//! term has 32, so that the leading product is exact; as in FreeBSD's `e_log2.c` and `e_log10.c`.

use super::error_free::mul_add;
use super::ln::{split, terms, with_specials};

/// Leading 32 bits of 1/ln 2, and the rest.
const INVERSE_LN2: (f64, f64) = (1.442_695_040_721_446_3, 1.675_171_316_488_651_2e-10);
/// Leading 32 bits of 1/ln 10, and the rest.
const INVERSE_LN10: (f64, f64) = (0.434_294_481_878_168_9, 2.508_294_671_164_527_5e-11);
/// Leading 42 bits of log10 2, and the rest.
const LOG10_2: (f64, f64) = (0.301_029_995_663_952_83, 2.836_339_455_104_496_4e-14);
const LEADING_21_BITS: u64 = 0xffff_ffff_0000_0000;

/// ln(1 + f) / ln b as a sum; its first term is an exact product.
#[inline(always)]
fn mantissa<const FMA: bool>(f: f64, inverse_ln_base: (f64, f64)) -> (f64, f64) {
    let (h, t) = terms::<FMA>(f);
    let hi = f64::from_bits((f - h).to_bits() & LEADING_21_BITS);
    let lo = ((f - hi) - h) + t;
    let small = mul_add::<FMA>(lo + hi, inverse_ln_base.1, lo * inverse_ln_base.0);
    (hi * inverse_ln_base.0, small)
}

/// log2 x to 2 ulp, exact at powers of 2; minus infinity for 0 and -0, NaN for negative numbers and NaN.
#[inline(always)]
pub fn log2<const FMA: bool>(x: f64) -> f64 {
    let (k, m) = split(x);
    let (hi, lo) = mantissa::<FMA>(m - 1.0, INVERSE_LN2);
    let sum = k + hi;
    with_specials(x, (lo + ((k - sum) + hi)) + sum)
}

/// log10 x to 2 ulp, exact at powers of 10 from 1 to 1e22; minus infinity for 0 and -0, NaN for negative numbers and
/// NaN.
#[inline(always)]
pub fn log10<const FMA: bool>(x: f64) -> f64 {
    let (k, m) = split(x);
    let (hi, lo) = mantissa::<FMA>(m - 1.0, INVERSE_LN10);
    let exponent = k * LOG10_2.0;
    let sum = exponent + hi;
    let lo = mul_add::<FMA>(k, LOG10_2.1, lo);
    with_specials(x, (lo + ((exponent - sum) + hi)) + sum)
}
