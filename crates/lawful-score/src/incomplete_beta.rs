//! The regularised incomplete beta function, to a relative 1e-10 for any number of draws.

use std::f64::consts::PI;

/// Terms of the continued fraction: about the square root of the larger argument is needed.
const TERMS: u32 = 200_000;

/// `I_x(a, b)` for positive `a` and `b`: Lentz's continued fraction (Abramowitz and Stegun 26.5.8) on the side where it
/// converges fast. NaN if it does not converge.
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const LEAST: f64 = 1e-290;
    let away = |v: f64| if v.abs() < LEAST { LEAST } else { v };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut h = d;
    for m in 1..TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            h *= d * c;
        }
        if (d * c - 1.0).abs() <= 4.0 * f64::EPSILON {
            return h;
        }
    }
    f64::NAN
}

/// `ln B(a, b)` without the cancellation of three log-gammas for large arguments (Didonato and Morris 1992).
fn log_beta(a: f64, b: f64) -> f64 {
    let (p, q) = (a.min(b), a.max(b));
    let share = p / (p + q);
    if p >= 10.0 {
        let rest = stirling(p) + stirling(q) - stirling(p + q);
        0.5 * libm::log(2.0 * PI) - 0.5 * libm::log(q) + rest + (p - 0.5) * libm::log(share) + q * libm::log1p(-share)
    } else if q >= 10.0 {
        let rest = stirling(q) - stirling(p + q);
        libm::lgamma(p) + rest + p - p * libm::log(p + q) + (q - 0.5) * libm::log1p(-share)
    } else {
        libm::lgamma(p) + libm::lgamma(q) - libm::lgamma(p + q)
    }
}

/// What Stirling's formula leaves of `ln Gamma(x)`, for `x` of 10 or more.
fn stirling(x: f64) -> f64 {
    let s = 1.0 / (x * x);
    (1.0 / 12.0
        - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360_360.0)))))
        / x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of binomial chances, and `1 - (1 - x)^b`, `x^a`.
    #[test]
    fn closed_forms() {
        for (a, b, x) in [(1.0, 1e9, 1e-9), (1.0, 3.0, 0.9), (1.0, 1e5, 3e-6)] {
            let exact = -libm::expm1(b * libm::log1p(-x));
            assert!((incomplete_beta(a, b, x) / exact - 1.0).abs() < 1e-11, "{a} {b} {x}");
            assert!((incomplete_beta(b, a, 1.0 - x) - libm::exp(b * libm::log1p(-x))).abs() < 1e-7, "{a} {b} {x}");
        }
        let (n, x) = (40u32, 0.3f64);
        let mut weight = (1.0 - x).powi(n as i32);
        let mut above = 1.0;
        for k in 0..n {
            above -= weight;
            weight *= f64::from(n - k) / f64::from(k + 1) * x / (1.0 - x);
            let found = incomplete_beta(f64::from(k + 1), f64::from(n - k), x);
            assert!((found - above).abs() < 1e-13, "{k}: {found} {above}");
        }
        // Symmetric about one half, also where the fraction is long.
        for a in [3.0, 1e4, 1e7] {
            assert!((incomplete_beta(a, a, 0.5) - 0.5).abs() < 1e-8, "{a}");
        }
        assert_eq!((incomplete_beta(2.0, 3.0, 0.0), incomplete_beta(2.0, 3.0, 1.0)), (0.0, 1.0));
    }
}
