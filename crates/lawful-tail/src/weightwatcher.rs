//! The figures that WeightWatcher prints of a layer, by its conventions (calculatedcontent.com, version 0.7).
//!
//! Eigenvalues are those of W^T W, squares of the singular values of the weight matrix, not divided by its size.

use crate::error::Error;
use crate::tail::Tail;

/// Eigenvalues up to this are left out, as WeightWatcher does.
pub const EVALS_THRESHOLD: f64 = 1e-5;

/// What WeightWatcher prints of one layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightWatcher {
    /// Exponent of the continuous power law of the spectral density, distance `below`, xmin over all but the largest.
    pub alpha: f64,
    /// `sigma`: (alpha - 1)/sqrt(num_pl_spikes).
    pub sigma: f64,
    /// Where the tail begins.
    pub xmin: f64,
    /// `D`: the distance between law and tail.
    pub d: f64,
    /// `num_pl_spikes`: eigenvalues in the tail.
    pub num_pl_spikes: usize,
    /// `alpha_weighted`, or alpha-hat: [`alpha_hat`].
    pub alpha_hat: f64,
    /// [`log_alpha_norm`]
    pub log_alpha_norm: f64,
    /// [`log_norm`]
    pub log_norm: f64,
    /// [`log_spectral_norm`]
    pub log_spectral_norm: f64,
    /// [`stable_rank`]
    pub stable_rank: f64,
}

impl WeightWatcher {
    /// The figures of a layer's eigenvalues.
    ///
    /// # Errors
    /// An eigenvalue that is not finite, fewer than two distinct ones above [`EVALS_THRESHOLD`].
    pub fn of(eigenvalues: &[f64]) -> Result<WeightWatcher, Error> {
        let kept: Vec<f64> = eigenvalues.iter().copied().filter(|x| !(*x <= EVALS_THRESHOLD)).collect();
        if kept.is_empty() {
            return Err(Error::new(format!("no eigenvalue is above {EVALS_THRESHOLD}")));
        }
        let tail = Tail::of(&kept).continuous().sims(0).without_rivals().run()?;
        Ok(WeightWatcher {
            alpha: tail.alpha,
            sigma: tail.alpha_err,
            xmin: tail.xmin,
            d: tail.ks,
            num_pl_spikes: tail.n_tail,
            alpha_hat: alpha_hat(tail.alpha, largest(&kept)),
            log_alpha_norm: log_alpha_norm(&kept, tail.alpha),
            log_norm: log_norm(&kept),
            log_spectral_norm: log_spectral_norm(&kept),
            stable_rank: stable_rank(&kept),
        })
    }
}

/// alpha log10(lambda_max) (Martin, Peng & Mahoney 2021, eq. 7).
pub fn alpha_hat(alpha: f64, largest: f64) -> f64 {
    alpha * largest.log10()
}

/// log10 of the sum of lambda^alpha, for positive eigenvalues.
pub fn log_alpha_norm(eigenvalues: &[f64], alpha: f64) -> f64 {
    let top = largest(eigenvalues);
    // Powers of ratios: those of the values themselves may overflow.
    alpha_hat(alpha, top) + eigenvalues.iter().map(|x| (x / top).powf(alpha)).sum::<f64>().log10()
}

/// log10 of the sum of eigenvalues: of the squared Frobenius norm.
pub fn log_norm(eigenvalues: &[f64]) -> f64 {
    eigenvalues.iter().sum::<f64>().log10()
}

/// log10 of the largest eigenvalue.
pub fn log_spectral_norm(eigenvalues: &[f64]) -> f64 {
    largest(eigenvalues).log10()
}

/// The sum of eigenvalues over the largest.
pub fn stable_rank(eigenvalues: &[f64]) -> f64 {
    eigenvalues.iter().sum::<f64>() / largest(eigenvalues)
}

fn largest(eigenvalues: &[f64]) -> f64 {
    eigenvalues.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
