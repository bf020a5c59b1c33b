//! Hurwitz's zeta function with its derivatives in the exponent, scaled so that nothing overflows.
//!
//! S(alpha, m) = m^alpha zeta(alpha, m) = sum over k >= 0 of (1 + k/m)^-alpha, by direct terms up to q = m + N and the
//! Euler-Maclaurin formula from there on (NIST Digital Library of Mathematical Functions, 25.11.7):
//! q/(alpha-1) + 1/2 + sum over j of B_2j/(2j)! alpha (alpha+1) … (alpha+2j-2) q^(1-2j), each times (q/m)^-alpha.

/// B_2j/(2j)! for j = 1, 2, ….
const BERNOULLI: [f64; 10] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3617.0 / 10_670_622_842_880_000.0,
    43_867.0 / 5_109_094_217_170_944_000.0,
    -174_611.0 / 802_857_662_698_291_200_000.0,
];

/// The direct terms reach at least this far, and as far as the exponent.
const FAR: f64 = 12.0;

/// Direct terms end where they are this small beside the first, 1.
const NEGLIGIBLE: f64 = 1e-18;

/// S(alpha, m) and its first two derivatives by alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaled {
    pub(crate) value: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
}

impl Scaled {
    /// Adds a term with its logarithmic derivative and the derivative of that.
    fn add(&mut self, term: f64, slope: f64, curvature: f64) {
        self.value += term;
        self.first += term * slope;
        self.second += term * (slope * slope + curvature);
    }
}

/// m^alpha zeta(alpha, m) for m >= 1 and alpha = 1 + `excess` with `excess` > 0; relative error of a few 1e-16.
pub(crate) fn scaled(excess: f64, m: f64) -> f64 {
    let alpha = 1.0 + excess;
    let (mut q, mut power, mut sum) = (m, 1.0, 0.0);
    while q < FAR.max(alpha) {
        if power < NEGLIGIBLE {
            return sum;
        }
        sum += power;
        q += 1.0;
        power = libm::exp(-alpha * libm::log(q / m));
    }
    let mut rest = q / excess + 0.5;
    let mut factor = alpha / q;
    for (j, b) in BERNOULLI.iter().enumerate() {
        rest += b * factor;
        let i = 2.0 * j as f64 + 1.0;
        factor *= (alpha + i) / q * ((alpha + i + 1.0) / q);
    }
    sum + power * rest
}

/// As [`scaled`], with derivatives.
pub(crate) fn with_derivatives(excess: f64, m: f64) -> Scaled {
    let alpha = 1.0 + excess;
    let mut sum = Scaled { value: 0.0, first: 0.0, second: 0.0 };
    let (mut q, mut log, mut power) = (m, 0.0, 1.0);
    while q < FAR.max(alpha) {
        if power < NEGLIGIBLE {
            return sum;
        }
        sum.add(power, -log, 0.0);
        q += 1.0;
        log = libm::log(q / m);
        power = libm::exp(-alpha * log);
    }
    sum.add(power * q / excess, -log - 1.0 / excess, 1.0 / (excess * excess));
    sum.add(0.5 * power, -log, 0.0);
    let mut factor = alpha / q;
    let (mut slope, mut curvature) = (1.0 / alpha, -1.0 / (alpha * alpha));
    for (j, b) in BERNOULLI.iter().enumerate() {
        sum.add(power * b * factor, slope - log, curvature);
        let i = 2.0 * j as f64 + 1.0;
        for a in [alpha + i, alpha + i + 1.0] {
            factor *= a / q;
            slope += 1.0 / a;
            curvature -= 1.0 / (a * a);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn riemann_at_published_points() {
        // Abramowitz & Stegun, table 23.3.
        for (s, zeta) in [
            (1.5, 2.612_375_348_685_488),
            (2.0, 1.644_934_066_848_226_4),
            (3.0, 1.202_056_903_159_594_3),
            (4.0, 1.082_323_233_711_138_2),
            (10.0, 1.000_994_575_127_818),
            (1.01, 100.577_943_338_497),
        ] {
            assert!((scaled(s - 1.0, 1.0) / zeta - 1.0).abs() < 1e-14, "{s}: {}", scaled(s - 1.0, 1.0));
        }
    }

    #[test]
    fn a_step_takes_one_term_away() {
        // zeta(a, m) - zeta(a, m + 1) = m^-a, so S(m) - 1 = (1 + 1/m)^-a S(m + 1).
        for excess in [0.01, 0.5, 1.3, 4.0, 30.0, 200.0, 5000.0] {
            for m in [1.0, 2.0, 7.0, 11.0, 12.0, 40.0, 199.0, 1e4, 1e9] {
                let s = scaled(excess, m);
                let next = libm::exp(-(1.0 + excess) * libm::log1p(1.0 / m)) * scaled(excess, m + 1.0);
                assert!((s - 1.0 - next).abs() < 4e-14 * s, "{excess} {m}: {s}");
            }
        }
    }

    #[test]
    fn derivatives_are_slopes() {
        for excess in [0.2, 1.5, 8.0, 40.0] {
            // At m = 1 a large exponent leaves nothing but the first term.
            for m in [if excess > 10.0 { 9.0 } else { 1.0 }, 6.0, 300.0] {
                let h = 1e-4 * excess;
                let [low, middle, high] = [-h, 0.0, h].map(|d| with_derivatives(excess + d, m));
                assert!((middle.value / scaled(excess, m) - 1.0).abs() < 1e-14);
                let (first, second) = ((high.value - low.value) / (2.0 * h), (high.first - low.first) / (2.0 * h));
                assert!((first / middle.first - 1.0).abs() < 1e-6, "{excess} {m}");
                assert!((second / middle.second - 1.0).abs() < 1e-6, "{excess} {m}");
            }
        }
    }
}
