//! Lanczos tridiagonalisation of a symmetric operator, with full reorthogonalisation.

use crate::Error;
use crate::gauss::tridiagonal;
use crate::operator::{SymmetricOperator, dot, norm, orthogonalize};

/// `Q' A Q = T` after some steps from a starting vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Lanczos {
    /// Diagonal of T.
    pub alpha: Vec<f64>,
    /// Off-diagonal of T; the last entry is the norm of what the next step would take, 0 if the space is exhausted.
    pub beta: Vec<f64>,
    /// The orthonormal basis, one vector per step.
    pub basis: Vec<Vec<f64>>,
}

/// Takes up to `steps` steps from `start`, fewer if the space is exhausted: no ghosts of converged values appear.
/// One product and `4 k n` operations at step `k`; `steps` vectors of memory.
///
/// # Errors
/// If the start has the wrong length or is zero, if no step is asked for, or if a product is not finite.
pub fn lanczos(operator: &impl SymmetricOperator, start: &[f64], steps: usize) -> Result<Lanczos, Error> {
    let n = operator.size();
    if start.len() != n || steps == 0 {
        return Err(Error::Shape(format!(
            "{steps} Lanczos steps from a vector of {} on a matrix of size {n}",
            start.len()
        )));
    }
    let length = norm(start);
    if !(length > 0.0 && length.is_finite()) {
        return Err(Error::Setting("a Lanczos start must be finite and not zero".into()));
    }
    let mut found = Lanczos { alpha: vec![], beta: vec![], basis: vec![] };
    let mut q: Vec<f64> = start.iter().map(|x| x / length).collect();
    let mut size = 0.0f64;
    for _ in 0..steps.min(n) {
        let mut w = vec![0.0; n];
        operator.apply(&q, &mut w);
        let alpha = dot(&q, &w);
        size = size.max(norm(&w));
        found.basis.push(q);
        orthogonalize(&mut w, &found.basis);
        let beta = norm(&w);
        if !(alpha.is_finite() && beta.is_finite()) {
            return Err(Error::Numerical("a product of the operator with a unit vector is not finite".into()));
        }
        found.alpha.push(alpha);
        if !(beta > 1e-14 * size) || found.alpha.len() == n {
            found.beta.push(0.0);
            break;
        }
        found.beta.push(beta);
        q = w.iter().map(|x| x / beta).collect();
    }
    Ok(found)
}

impl Lanczos {
    /// Nodes (rising) and weights (adding to 1) of the Gauss quadrature that the first `steps` steps give for the
    /// spectral measure of the start.
    ///
    /// # Errors
    /// If an eigenvalue of T does not converge.
    pub fn quadrature(&self, steps: usize) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let k = steps.clamp(1, self.alpha.len());
        tridiagonal(&self.alpha[..k], &self.beta[..k - 1])
    }
}
