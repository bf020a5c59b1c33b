//! Exponentials: e^x, 2^x, and e^(hi + lo).
//!
//! Method: x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite, *Software Manual for the Elementary Functions*, 1980),
//! e^r by a polynomial, then 2^n in two factors so that overflow and subnormal results come out of the last product.

use super::error_free::{fast_two_sum, mul_add, polynomial};
use super::{LN2_HI, LN2_LO};

/// 1.5 * 2^52 + 2046. A number of magnitude below 2^51 added to it is rounded to an integer n, and the low bits of the
/// sum hold n + 2046, twice the bias of the exponent.
const ROUNDER: f64 = 6_755_399_441_055_744.0 + 2046.0;

/// Beyond these arguments e^x is 0 or infinite; clamped to them, n stays in range.
const LOWEST: f64 = -746.0;
const HIGHEST: f64 = 710.0;

/// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2: Remez, error 2^-56.3 of e^r.
const CURVATURE: [f64; 10] = [
    0.5000000000000011,
    0.16666666666666413,
    0.04166666666653016,
    0.00833333333349447,
    0.0013888888943629138,
    0.000198412695065553,
    2.4801493099869217e-05,
    2.7557586398574014e-06,
    2.7630248052499663e-07,
    2.500005287474659e-08,
];

/// An integer power of two, as [`ROUNDER`] plus the exponent.
#[derive(Clone, Copy)]
pub(super) struct PowerOfTwo(f64);

impl PowerOfTwo {
    /// 2^n with n the integer nearest to x log2(base), for |n| < 2^51; the scalings below need n in -1076..=1025.
    #[inline(always)]
    fn nearest<const FMA: bool>(x: f64, log2_base: f64) -> Self {
        PowerOfTwo(mul_add::<FMA>(x, log2_base, ROUNDER))
    }

    /// The exponent n.
    #[inline(always)]
    fn exponent(self) -> f64 {
        self.0 - ROUNDER
    }

    /// p 2^n, rounded once more if subnormal.
    #[inline(always)]
    pub(super) fn times(self, p: f64) -> f64 {
        let sum = self.0.to_bits(); // n + 2046 in the low 12 bits, what is above them leaves by the shift
        let first = sum >> 1;
        p * f64::from_bits(first << 52) * f64::from_bits(sum.wrapping_sub(first) << 52)
    }

    /// 2^(n-1), for n in -1021..=1024.
    #[inline(always)]
    pub(super) fn half(self) -> f64 {
        f64::from_bits(self.0.to_bits().wrapping_sub(1024) << 52)
    }
}

/// x = n ln 2 + r + r_lo.
#[inline(always)]
pub(super) fn reduce<const FMA: bool>(x: f64, lo: f64) -> (PowerOfTwo, f64, f64) {
    let power = PowerOfTwo::nearest::<FMA>(x, std::f64::consts::LOG2_E);
    let n = power.exponent();
    let exact = mul_add::<FMA>(n, -LN2_HI, x);
    let (r, r_lo) = fast_two_sum(exact, mul_add::<FMA>(n, -LN2_LO, lo));
    (power, r, r_lo)
}

/// (e^r - 1 - r) + addend, for |r| <= ln 2 / 2.
#[inline(always)]
pub(super) fn curvature<const FMA: bool>(r: f64, addend: f64) -> f64 {
    mul_add::<FMA>(r * r, polynomial::<FMA, 10>(r, CURVATURE), addend)
}

/// x within the range that matters; NaN stays NaN.
#[inline(always)]
fn clamp(x: f64) -> f64 {
    let x = if x > HIGHEST { HIGHEST } else { x };
    if x < LOWEST { LOWEST } else { x }
}

/// e^x to 2 ulp; 0 below -745.2, infinite above 709.8, NaN for NaN.
#[inline(always)]
pub fn exp<const FMA: bool>(x: f64) -> f64 {
    let x = clamp(x);
    let power = PowerOfTwo::nearest::<FMA>(x, std::f64::consts::LOG2_E);
    let n = power.exponent();
    let r = mul_add::<FMA>(n, -LN2_LO, mul_add::<FMA>(n, -LN2_HI, x));
    power.times(1.0 + curvature::<FMA>(r, r))
}

/// e^(hi + lo) to 2 ulp for |lo| <= 1e-10 |hi|.
///
/// Where `hi` is out of range (below -746 or above 710) `lo` is ignored, be it NaN: so `hi` may be an infinite or
/// overflowed product whose error term is undefined.
#[inline(always)]
pub fn exp_sum<const FMA: bool>(hi: f64, lo: f64) -> f64 {
    let in_range = lo.abs() < 1e-6;
    let (power, r, r_lo) = reduce::<FMA>(clamp(hi), if in_range { lo } else { 0.0 });
    power.times(1.0 + (r + curvature::<FMA>(r, r_lo)))
}

/// 2^x to 2 ulp, exact for integers; 0 below -1075, infinite from 1024, NaN for NaN.
#[inline(always)]
pub fn exp2<const FMA: bool>(x: f64) -> f64 {
    let x = if x > 1024.0 { 1024.0 } else { x };
    let x = if x < -1076.0 { -1076.0 } else { x };
    let power = PowerOfTwo::nearest::<FMA>(x, 1.0);
    let r = (x - power.exponent()) * std::f64::consts::LN_2;
    power.times(1.0 + curvature::<FMA>(r, r))
}
