//! Information criteria of a likelihood fit.

use crate::fit::Fit;

/// Akaike's and Schwarz's criteria of a likelihood; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    /// `2 k - 2 loglik` (Akaike 1974)
    pub aic: f64,
    /// `aic + 2 k (k + 1)/(n - k - 1)` (Hurvich and Tsai 1989); infinite where `n <= k + 1`.
    pub aicc: f64,
    /// `k ln n - 2 loglik` (Schwarz 1978)
    pub bic: f64,
}

impl Criteria {
    /// The criteria of a log-likelihood of `n` rows with `k` estimated numbers, scales of the noise included.
    pub fn new(loglik: f64, k: usize, n: usize) -> Criteria {
        let (kf, nf) = (k as f64, n as f64);
        let aic = 2.0 * kf - 2.0 * loglik;
        let aicc = if n > k + 1 { aic + 2.0 * kf * (kf + 1.0) / (nf - kf - 1.0) } else { f64::INFINITY };
        Criteria { aic, aicc, bic: kf * libm::log(nf) - 2.0 * loglik }
    }

    /// The criteria of a fit; `None` for a loss, which has no likelihood.
    pub fn of(fit: &Fit) -> Option<Criteria> {
        Some(Criteria::new(fit.loglik?, estimated(fit), fit.n))
    }
}

/// How many numbers a fit estimated: the law's free parameters and the scales of the noise.
pub(crate) fn estimated(fit: &Fit) -> usize {
    fit.k + fit.noise_params.len()
}

/// Akaike weights: `exp(-delta/2)` over their sum, for differences from the smallest criterion.
pub(crate) fn weights(deltas: &[f64]) -> Vec<f64> {
    let terms: Vec<f64> = deltas.iter().map(|d| libm::exp(-0.5 * d)).collect();
    let sum: f64 = terms.iter().sum();
    terms.into_iter().map(|t| t / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_and_follow_differences() {
        let w = weights(&[0.0, 2.0, f64::INFINITY]);
        assert!((w.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!((w[0] / w[1] - 1.0_f64.exp()).abs() < 1e-12);
        assert_eq!(w[2], 0.0);
    }

    #[test]
    fn too_few_rows_have_an_infinite_aicc() {
        assert_eq!(Criteria::new(-1.0, 4, 5).aicc, f64::INFINITY);
    }
}
