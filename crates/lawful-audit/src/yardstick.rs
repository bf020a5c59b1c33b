//! How far from the optimum other parameters are, in standard errors.

use lawful_fit::{Fit, Noise};

/// Shares of rows below this are too few to tell the density of small residuals.
const SHARE: f64 = 0.3;

/// The rise of the objective above an optimum, as a likelihood ratio.
pub(crate) struct Yardstick {
    objective: f64,
    loglik: Option<f64>,
    /// What the rise of a loss is divided by: `mean psi^2 / mean psi'` (Ronchetti 1982).
    loss_scale: f64,
}

impl Yardstick {
    pub(crate) fn at(best: &Fit) -> Yardstick {
        let loss_scale = match best.noise {
            Noise::Huber { delta, .. } | Noise::AsymmetricHuber { delta, .. } => loss_scale(&best.residuals(), delta),
            _ => 1.0,
        };
        Yardstick { objective: best.objective, loglik: best.loglik, loss_scale }
    }

    /// Twice the fall of the log-likelihood from the optimum to `fit`; infinite where the law has no value.
    pub(crate) fn ratio(&self, fit: &Fit) -> f64 {
        let rise = match (self.loglik, fit.loglik) {
            (Some(best), Some(other)) => best - other,
            _ => (fit.objective - self.objective) / self.loss_scale,
        };
        if rise.is_nan() { f64::INFINITY } else { (2.0 * rise).max(0.0) }
    }
}

/// `mean psi^2 / mean psi'` of Huber's loss. Where the threshold is far below the residuals few rows lie within it:
/// their density at 0 is taken from the inner part of all residuals.
fn loss_scale(residuals: &[f64], delta: f64) -> f64 {
    let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).filter(|r| r.is_finite()).collect();
    sizes.sort_by(f64::total_cmp);
    let n = sizes.len() as f64;
    let square = sizes.iter().map(|r| r.min(delta).powi(2)).sum::<f64>() / n;
    let within = sizes.iter().filter(|r| **r < delta).count() as f64 / n;
    let inner = sizes.get((SHARE * n) as usize).copied().unwrap_or(delta);
    let slope = if within < SHARE && inner > delta { SHARE * delta / inner } else { within };
    let scale = square / slope;
    if scale > 0.0 && scale.is_finite() { scale } else { 1.0 }
}
