//! Sums and products with their rounding errors, and polynomials.
//!
//! Source: Dekker, *Numer. Math.* 18 (1971) 224; Knuth, *The Art of Computer Programming* 2, 4.2.2.

/// a b + c, rounded once with `FMA` and twice without.
#[inline(always)]
pub(super) fn mul_add<const FMA: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// (s, e) with s + e = a + b exactly and s = a + b rounded (Knuth).
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let from_b = s - a;
    (s, (a - (s - from_b)) + (b - from_b))
}

/// [`two_sum`] for |a| >= |b| or a = 0 (Dekker).
#[inline(always)]
pub(super) fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    (s, b - (s - a))
}

/// (p, e) with p + e = a b exactly and p = a b rounded, short of overflow and underflow.
///
/// Without `FMA` the factors are split in halves (Veltkamp), and e is NaN where one of them exceeds about 2^996.
#[inline(always)]
pub(super) fn two_prod<const FMA: bool>(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    if FMA {
        (p, a.mul_add(b, -p))
    } else {
        let (a_hi, a_lo) = halves(a);
        let (b_hi, b_lo) = halves(b);
        (p, ((a_hi * b_hi - p) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo)
    }
}

/// x as a sum of two numbers of 26 bits.
#[inline(always)]
fn halves(x: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * x; // 2^27 + 1
    let hi = scaled - (scaled - x);
    (hi, x - hi)
}

/// Product of two unevaluated sums, with a relative error of a few 2^-104; not renormalised.
#[inline(always)]
pub(super) fn mul_sums<const FMA: bool>(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (p, e) = two_prod::<FMA>(a.0, b.0);
    let e = mul_add::<FMA>(a.0, b.1, e);
    (p, mul_add::<FMA>(a.1, b.0, e))
}

/// The polynomial with `coefficients`, constant term first, at x.
///
/// Horner's rule in x^2 for the even and the odd terms: two chains of half the latency.
#[inline(always)]
pub(super) fn polynomial<const FMA: bool, const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    let square = x * x;
    let (mut even, mut odd) = (coefficients[(N - 1) / 2 * 2], coefficients[N / 2 * 2 - 1]);
    for i in (0..(N - 1) / 2).rev() {
        even = mul_add::<FMA>(even, square, coefficients[2 * i]);
    }
    for i in (0..N / 2 - 1).rev() {
        odd = mul_add::<FMA>(odd, square, coefficients[2 * i + 1]);
    }
    mul_add::<FMA>(odd, x, even)
}
