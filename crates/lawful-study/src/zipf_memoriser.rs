//! A learner whose learning curve is known exactly: it memorises contexts that occur as often as Zipf's law says.

/// Contexts that are summed one by one; beyond them the sum is an integral (midpoint rule, better than 1 part in 10^5).
const SUMMED: u64 = 4096;
/// Nodes of that integral.
const NODES: u32 = 4000;

/// Contexts `k = 1, 2, …` with probabilities `p_k ~ k^-(1+a)`; a context's label is known once it has been seen, and a
/// guess before that is always wrong. After `m` examples the error is
///
/// `error(m) = q + (1 - q) sum over k of p_k (1 - p_k)^m`
///
/// with the share `q` of labels that are noise. It has the three regions of Hestness et al. 2017 (arXiv 1712.00409):
/// 1 at `m = 0`; `m^(-a/(1+a))` while contexts last; the floor `q`, reached exponentially if contexts are finitely many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZipfMemoriser {
    /// Zipf's exponent less one, positive.
    pub a: f64,
    /// How many contexts there are; `None` for infinitely many.
    pub contexts: Option<u64>,
    /// The share of labels that are noise, from 0 to 1.
    pub label_noise: f64,
}

impl ZipfMemoriser {
    /// The exponent of the power-law region, `a/(1 + a)`.
    pub fn exponent(&self) -> f64 {
        self.a / (1.0 + self.a)
    }

    /// The expected error after `m` examples (0 or more); NaN unless `a > 0`, `m >= 0` and there is a context.
    pub fn error(&self, m: f64) -> f64 {
        self.label_noise + (1.0 - self.label_noise) * self.unseen(m)
    }

    /// The probability that the next context is a new one.
    fn unseen(&self, m: f64) -> f64 {
        let s = 1.0 + self.a;
        if !(self.a > 0.0 && m >= 0.0) || self.contexts == Some(0) {
            return f64::NAN;
        }
        let summed = self.contexts.map_or(SUMMED, |k| k.min(SUMMED));
        let weight = |k: u64| libm::pow(k as f64, -s);
        let beyond = tail(s, summed) - self.contexts.map_or(0.0, |k| tail(s, k));
        let norm = 1.0 / ((1..=summed).map(weight).sum::<f64>() + beyond);
        // A single context has p = 1, whose log is minus infinity.
        let survive = |p: f64| if m == 0.0 { 1.0 } else { libm::exp(m * libm::log1p(-p)) };
        let first: f64 = (1..=summed).map(|k| norm * weight(k)).map(|p| p * survive(p)).sum();
        if beyond <= 0.0 {
            return first;
        }
        // Over u = p_k: dk = -(c^(1/s)/s) u^(-1-1/s) du; with v = u^(1-1/s) what is left is smooth.
        let power = 1.0 - 1.0 / s;
        let at = |k: f64| libm::pow(norm * libm::pow(k, -s), power);
        let hi = at(summed as f64 + 0.5);
        let lo = self.contexts.map_or(0.0, |k| at(k as f64 + 0.5));
        let step = (hi - lo) / f64::from(NODES);
        let node = |i: u32| survive(libm::pow(lo + (f64::from(i) + 0.5) * step, 1.0 / power));
        first + libm::pow(norm, 1.0 / s) / (s * power) * step * (0..NODES).map(node).sum::<f64>()
    }
}

/// `sum over k > n of k^-s` for `s > 1` by Euler and Maclaurin; 1 part in 10^12 from `n = 100` on, and exact sums before.
fn tail(s: f64, n: u64) -> f64 {
    let exact: f64 = (n.saturating_add(1)..=100).map(|k| libm::pow(k as f64, -s)).sum();
    let x = n.max(100) as f64;
    let power = libm::pow(x, -s);
    exact + x * power / (s - 1.0) - 0.5 * power + s * power / (12.0 * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeta_of_two() {
        let pi = std::f64::consts::PI;
        assert!((tail(2.0, 0) - pi * pi / 6.0).abs() < 1e-11);
        assert!(
            (tail(2.0, 1000) - (pi * pi / 6.0 - (1..=1000).map(|k| 1.0 / f64::from(k * k)).sum::<f64>())).abs() < 1e-12
        );
    }

    /// `Gamma(1-1/s) c^(1/s)/s m^-(1-1/s)`, the leading term for many examples.
    #[test]
    fn the_power_law_and_its_factor() {
        for a in [0.25, 0.5, 1.0, 2.0] {
            let s = 1.0 + a;
            let c = 1.0 / tail(s, 0);
            let m = 1e7;
            let leading = libm::tgamma(1.0 - 1.0 / s) * libm::pow(c, 1.0 / s) / s * libm::pow(m, -(1.0 - 1.0 / s));
            let exact = ZipfMemoriser { a, contexts: None, label_noise: 0.0 }.error(m);
            assert!((exact / leading - 1.0).abs() < 1e-4, "{a}: {exact} {leading}");
        }
    }

    /// One context is known after the first example; two have a closed form.
    #[test]
    fn few_contexts() {
        let of = |contexts, label_noise| ZipfMemoriser { a: 1.0, contexts: Some(contexts), label_noise };
        assert_eq!((of(1, 0.0).error(0.0), of(1, 0.0).error(1.0)), (1.0, 0.0));
        // p = 4/5 and 1/5: 4/5 (1/5)^m + 1/5 (4/5)^m.
        assert!((of(2, 0.0).error(3.0) - (0.8 * 0.008 + 0.2 * 0.512)).abs() < 1e-14);
        assert!((of(2, 0.1).error(1e9) - 0.1).abs() < 1e-15);
        // Summed as far as 4096, integrated beyond: as many contexts as are summed, and one more.
        let (a, b) = (of(4096, 0.0).error(1e5), of(4097, 0.0).error(1e5));
        assert!((a / b - 1.0).abs() < 1e-3 && b > a);
        assert!(of(0, 0.0).error(1.0).is_nan() && of(2, 0.0).error(-1.0).is_nan());
        assert!(ZipfMemoriser { a: 0.0, ..of(2, 0.0) }.error(1.0).is_nan());
    }
}
