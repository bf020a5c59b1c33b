//! Leading singular values and eigenpairs by random projection (Halko, Martinsson and Tropp 2011, algorithms 4.4, 5.1).

use crate::matrix::Matrix;
use crate::operator::{LinearOperator, SymmetricOperator, combination, dot, norm, orthonormal_basis, rayleigh_ritz};
use crate::{Error, dense, random};

/// How to find the leading part of a spectrum by random projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Randomized {
    /// How many values.
    pub rank: usize,
    /// Further columns of the projection.
    pub oversampling: usize,
    /// Power iterations: 2 for most matrices, 3 for spectra that fall slower than `1/i`.
    pub iterations: usize,
    /// Seed of the projection.
    pub seed: u64,
}

impl Default for Randomized {
    fn default() -> Self {
        Randomized { rank: 20, oversampling: 10, iterations: 2, seed: 0 }
    }
}

/// Leading singular values. They are lower bounds; the last ones are the least accurate: never fit a tail to them.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadingSvd {
    /// In falling order; fewer than asked for if the matrix has lower rank.
    pub values: Vec<f64>,
    /// A singular value lies within this of each: the norm of `A'u - sigma v` and of `A v - sigma u` together. The
    /// value itself is mostly far better.
    pub errors: Vec<f64>,
    /// Left singular vectors.
    pub left: Vec<Vec<f64>>,
    /// Right singular vectors.
    pub right: Vec<Vec<f64>>,
}

/// Leading eigenpairs of a symmetric operator, the largest moduli.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadingEigen {
    /// Falling modulus.
    pub values: Vec<f64>,
    /// An eigenvalue lies within this of each: the norm of `A v - lambda v`.
    pub errors: Vec<f64>,
    /// Eigenvectors.
    pub vectors: Vec<Vec<f64>>,
}

impl Randomized {
    /// Leading singular values and vectors: `2 iterations + 3` products with `rank + oversampling` vectors each.
    ///
    /// # Errors
    /// If the rank is 0, or if products are not finite.
    pub fn svd(&self, a: &impl LinearOperator) -> Result<LeadingSvd, Error> {
        let columns = self.columns(a.rows().min(a.cols()))?;
        let forward = |x: &Vec<f64>| image(a.rows(), |y| a.apply(x, y));
        let backward = |y: &Vec<f64>| image(a.cols(), |x| a.apply_transposed(y, x));
        let probes: Vec<Vec<f64>> =
            (0..columns).map(|i| random::normal(&mut random::stream(self.seed, i as u64), a.cols())).collect();
        let mut basis = orthonormal_basis(finite(probes.iter().map(forward).collect())?);
        for _ in 0..self.iterations {
            let other = orthonormal_basis(finite(basis.iter().map(backward).collect())?);
            basis = orthonormal_basis(finite(other.iter().map(forward).collect())?);
        }
        if basis.is_empty() {
            return Ok(LeadingSvd { values: vec![], errors: vec![], left: vec![], right: vec![] });
        }
        // Rows of Q'A.
        let rows = finite(basis.iter().map(backward).collect())?;
        let projected = Matrix::from_fn(a.cols(), rows.len(), |i, j| rows[j][i]);
        let small = dense::svd(&projected)?;
        let keep = self.rank.min(small.values.len());
        let mut found =
            LeadingSvd { values: small.values[..keep].to_vec(), errors: vec![], left: vec![], right: vec![] };
        for j in 0..keep {
            let left = combination(&basis, (0..basis.len()).map(|i| small.v[(i, j)]));
            let right: Vec<f64> = (0..a.cols()).map(|i| small.u[(i, j)]).collect();
            let sigma = found.values[j];
            // A'u = sigma v holds by construction; what A v leaves is the error.
            let ahead = forward(&right);
            found.errors.push(norm(&ahead.iter().zip(&left).map(|(y, u)| y - sigma * u).collect::<Vec<_>>()));
            found.left.push(left);
            found.right.push(right);
        }
        Ok(found)
    }

    /// Leading eigenpairs of a symmetric operator, by subspace iteration.
    ///
    /// # Errors
    /// If the rank is 0, or if products are not finite.
    pub fn eigen(&self, a: &impl SymmetricOperator) -> Result<LeadingEigen, Error> {
        let n = a.size();
        let columns = self.columns(n)?;
        let forward = |x: &Vec<f64>| image(n, |y| a.apply(x, y));
        let probes: Vec<Vec<f64>> =
            (0..columns).map(|i| random::normal(&mut random::stream(self.seed, i as u64), n)).collect();
        let mut basis = orthonormal_basis(probes);
        for _ in 0..2 * self.iterations + 1 {
            basis = orthonormal_basis(finite(basis.iter().map(forward).collect())?);
        }
        let mut found = LeadingEigen { values: vec![], errors: vec![], vectors: vec![] };
        if basis.is_empty() {
            return Ok(found);
        }
        let images = finite(basis.iter().map(forward).collect())?;
        let ritz = rayleigh_ritz(&basis, &images)?;
        let mut order: Vec<usize> = (0..basis.len()).collect();
        order.sort_by(|&i, &j| ritz.values[j].abs().total_cmp(&ritz.values[i].abs()));
        for &j in order.iter().take(self.rank) {
            let coefficients = || (0..basis.len()).map(|i| ritz.vectors[(i, j)]);
            let vector = combination(&basis, coefficients());
            let image = combination(&images, coefficients());
            let value = dot(&vector, &image);
            found.errors.push(norm(&image.iter().zip(&vector).map(|(y, v)| y - value * v).collect::<Vec<_>>()));
            found.values.push(value);
            found.vectors.push(vector);
        }
        Ok(found)
    }

    fn columns(&self, most: usize) -> Result<usize, Error> {
        if self.rank == 0 || most == 0 {
            return Err(Error::Setting("a projection needs a rank of 1 or more and a matrix that is not empty".into()));
        }
        Ok(self.rank.saturating_add(self.oversampling).min(most))
    }
}

fn image(n: usize, apply: impl FnOnce(&mut [f64])) -> Vec<f64> {
    let mut y = vec![0.0; n];
    apply(&mut y);
    y
}

fn finite(vectors: Vec<Vec<f64>>) -> Result<Vec<Vec<f64>>, Error> {
    if vectors.iter().all(|v| v.iter().all(|x| x.is_finite())) {
        return Ok(vectors);
    }
    Err(Error::Numerical("a product of the operator is not finite".into()))
}
