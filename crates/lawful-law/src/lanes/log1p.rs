//! ln(1 + x).

use super::IDENTITY_BELOW;
use super::error_free::two_sum;
use super::ln::{assemble, split, terms, with_specials};

/// ln(1 + x) to 2 ulp, without cancellation near 0; -0 for -0, minus infinity for -1, NaN below -1 and for NaN.
///
/// The error e of the sum u = 1 + x is kept: with u = 2^k m, f = (m - 1) + e 2^-k. For k = 0 that is x itself.
#[inline(always)]
pub fn log1p<const FMA: bool>(x: f64) -> f64 {
    let (u, error) = two_sum(1.0, x);
    let (k, m) = split(u);
    // 2^-k. Beyond 2^60 the error is nothing, and k may leave the exponents.
    let inverse_power = f64::from_bits(((1023.0 + 4_503_599_627_370_496.0 - k).to_bits()) << 52);
    let scaled_error = if u < (1u64 << 60) as f64 { error * inverse_power } else { 0.0 };
    let exact = m - 1.0;
    let f = exact + scaled_error;
    let lost = (exact - f) + scaled_error;
    let (h, t) = terms::<FMA>(f);
    let value = with_specials(u, assemble::<FMA>(k, f, h, t + lost));
    if x.abs() < IDENTITY_BELOW { x } else { value }
}
