//! Bayesian linear regression: what the weights' posterior leaves open.

use crate::dense::{Side, SymmetricEigen, scaled_gram, symmetric_eigen};
use crate::matrix::{Matrix, MatrixRef};
use crate::{Element, Error};

/// The posterior covariance `(X'X/s^2 + tau I)^-1` of the weights, by the eigenvectors of `X'X`.
#[derive(Debug, Clone)]
pub struct WeightPosterior {
    vectors: Matrix,
    variances: Vec<f64>,
}

impl WeightPosterior {
    /// Of a design `X` (one observation per row), observations of variance `noise` and a normal prior with mean 0 and
    /// variance `1/precision` per weight. `O(n p^2 + p^3)`.
    ///
    /// # Errors
    /// A noise or a precision that is not positive; a decomposition that fails its checks.
    pub fn new<T: Element>(design: MatrixRef<'_, T>, noise: f64, precision: f64) -> Result<WeightPosterior, Error> {
        if !(noise > 0.0 && precision > 0.0 && noise.is_finite() && precision.is_finite()) {
            return Err(Error::Setting(format!(
                "noise variance {noise}, prior precision {precision}: both must be positive numbers"
            )));
        }
        let squares = scaled_gram(design, Side::Cols, 1.0);
        let SymmetricEigen { values, vectors } = symmetric_eigen(squares.view()?)?;
        let variances = values.iter().map(|v| 1.0 / (v.max(0.0) / noise + precision)).collect();
        Ok(WeightPosterior { vectors, variances })
    }

    /// The epistemic variance of a prediction at `x`: `x' Sigma x`.
    ///
    /// # Errors
    /// `x` has another length than there are weights.
    pub fn variance(&self, x: &[f64]) -> Result<f64, Error> {
        let p = self.variances.len();
        if x.len() != p {
            return Err(Error::Shape(format!("an input of length {} for {p} weights", x.len())));
        }
        let along = |j: usize| (0..p).map(|i| self.vectors[(i, j)] * x[i]).sum::<f64>();
        Ok((0..p).map(|j| self.variances[j] * along(j) * along(j)).sum())
    }

    /// Its mean over inputs whose second moments are `scales` on the diagonal: `tr(C Sigma)`.
    ///
    /// # Errors
    /// As [`WeightPosterior::variance`].
    pub fn mean_variance(&self, scales: &[f64]) -> Result<f64, Error> {
        let p = self.variances.len();
        if scales.len() != p {
            return Err(Error::Shape(format!("{} second moments for {p} weights", scales.len())));
        }
        let along = |j: usize| (0..p).map(|i| scales[i] * self.vectors[(i, j)] * self.vectors[(i, j)]).sum::<f64>();
        Ok((0..p).map(|j| self.variances[j] * along(j)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Orthogonal columns: each weight on its own, 1/(n_j/s^2 + tau).
    #[test]
    fn orthogonal_designs() {
        let x = [1.0, 1.0, 1.0, -1.0, 2.0, 0.0, 0.0, 0.0];
        let posterior = WeightPosterior::new(MatrixRef::new(4, 2, &x).unwrap(), 0.5, 3.0).unwrap();
        let (a, b) = (1.0 / (6.0 / 0.5 + 3.0), 1.0 / (2.0 / 0.5 + 3.0));
        assert!((posterior.variance(&[1.0, 2.0]).unwrap() - (a + 4.0 * b)).abs() < 1e-14);
        assert!((posterior.mean_variance(&[0.3, 0.7]).unwrap() - (0.3 * a + 0.7 * b)).abs() < 1e-14);
        // Fewer rows than weights: what is not seen keeps the prior's variance.
        let one = WeightPosterior::new(MatrixRef::new(1, 3, &[0.0, 2.0, 0.0]).unwrap(), 1.0, 1.0).unwrap();
        assert!((one.variance(&[1.0, 0.0, 0.0]).unwrap() - 1.0).abs() < 1e-14);
        assert!((one.variance(&[0.0, 1.0, 0.0]).unwrap() - 0.2).abs() < 1e-14);
        assert!(one.variance(&[1.0]).is_err() && one.mean_variance(&[1.0]).is_err());
        assert!(WeightPosterior::new(MatrixRef::new(1, 1, &[1.0]).unwrap(), 0.0, 1.0).is_err());
    }
}
