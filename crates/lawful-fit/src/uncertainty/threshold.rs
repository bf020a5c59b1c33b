//! How far the objective rises at the ends of a profile interval.

use super::bootstrap;
use super::covariance::Errors;
use crate::Noise;
use crate::matrix::Matrix;
use crate::multistart::End;
use crate::problem::Problem;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The rise of the objective at the ends of a profile interval; see [`super::profile`].
pub(super) fn rise(problem: &Problem, best: &End, n: usize, free: usize, quantile: f64, factor: f64) -> f64 {
    let dof = n.saturating_sub(free).max(1) as f64;
    let q2 = quantile * quantile;
    match problem.noise {
        Noise::Gaussian | Noise::LogNormal if !problem.sigma_known => best.value * q2 / dof,
        Noise::Laplace { .. } => best.value * libm::expm1(q2 / (2.0 * dof)),
        Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => 0.5 * q2 * factor,
        _ => 0.5 * q2,
    }
}

/// By how much a loss exceeds a minus log-likelihood: refits to resamples raise the objective on the data themselves by
/// half a chi-squared with as many degrees of freedom as there are parameters, times this factor (medians compared).
/// Without a bootstrap, from the sandwich: the mean eigenvalue of robust covariance times Hessian.
pub(super) fn loss_factor(errors: &Errors, rises: Option<&[f64]>) -> f64 {
    let m = errors.kept.len();
    let factor = match (rises, &errors.covariance, &errors.inverse_hessian) {
        (Some(rises), _, _) if m > 0 => {
            let mut rises: Vec<f64> = rises.iter().copied().filter(|r| r.is_finite()).collect();
            rises.sort_by(f64::total_cmp);
            let median = ChiSquared::new(m as f64).map_or(f64::NAN, |c| c.inverse_cdf(0.5));
            2.0 * bootstrap::quantile(&rises, 0.5) / median
        }
        (None, Some(v), Some(h)) if m > 0 => h
            .cholesky(0.0)
            .map_or(f64::NAN, |c| (0..m).map(|i| c.inverse().times(&column(v, i))[i]).sum::<f64>() / m as f64),
        _ => 1.0,
    };
    if factor.is_finite() && factor > 0.0 { factor } else { 1.0 }
}

fn column(m: &Matrix, j: usize) -> Vec<f64> {
    (0..m.size()).map(|i| m[(i, j)]).collect()
}
