//! The largest singular value, from products alone.

use crate::lanczos::lanczos;
use crate::matrix::Matrix;
use crate::operator::{GramOperator, LinearOperator, combination, norm};
use crate::{Error, dense, random};

/// How to find the largest singular value: restarted Lanczos on `A'A` (or `A A'`, whichever is smaller), which contains
/// the power iteration and needs fewer products.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectralNorm {
    /// Stop when the estimated relative error is below this.
    pub tolerance: f64,
    /// Give up after so many products with A and its transpose.
    pub most_products: usize,
    /// A singular vector of an earlier, similar matrix, on the shorter side: [`TopSingular::vector`] of the step before.
    pub warm_start: Option<Vec<f64>>,
    /// Seed of the random part of the start.
    pub seed: u64,
}

impl Default for SpectralNorm {
    fn default() -> Self {
        SpectralNorm { tolerance: 1e-6, most_products: 2000, warm_start: None, seed: 0 }
    }
}

/// The largest singular value.
#[derive(Debug, Clone, PartialEq)]
pub struct TopSingular {
    /// The estimate; it never exceeds the true value but for rounding.
    pub value: f64,
    /// A singular value lies within this of the estimate: the residual of its vector. That it is the largest one is
    /// certain only up to the chance that the random start missed it.
    pub error: f64,
    /// The singular vector, of the shorter side.
    pub vector: Vec<f64>,
    /// Products with A and its transpose.
    pub products: usize,
    /// Whether the tolerance was met.
    pub converged: bool,
}

impl SpectralNorm {
    /// The largest singular value of an operator.
    ///
    /// # Errors
    /// If the warm start has the wrong length, the tolerance is not positive, or products are not finite.
    pub fn of<A: LinearOperator>(&self, a: &A) -> Result<TopSingular, Error> {
        const STEPS: usize = 12;
        if !(self.tolerance > 0.0) {
            return Err(Error::Setting(format!("the tolerance of a norm must be positive, not {}", self.tolerance)));
        }
        let gram = GramOperator { factor: a, transposed: a.rows() < a.cols() };
        let n = a.rows().min(a.cols());
        if n == 0 {
            return Err(Error::Shape("an operator without rows or columns has no norm".into()));
        }
        let mut start = random::normal(&mut random::stream(self.seed, 0), n);
        if let Some(warm) = &self.warm_start {
            let (length, random_length) = (norm(warm), norm(&start));
            if warm.len() != n || !(length > 0.0 && length.is_finite()) {
                return Err(Error::Setting(format!("a warm start is {n} numbers, not all zero; got {}", warm.len())));
            }
            // A little randomness: the largest direction may have become another one.
            let mix = 0.05 / random_length;
            start.iter_mut().zip(warm).for_each(|(s, w)| *s = w / length + mix * *s);
        }
        let mut products = 0;
        let mut before = f64::NAN;
        loop {
            let run = lanczos(&gram, &start, STEPS)?;
            let k = run.alpha.len();
            products += 2 * k;
            let t = Matrix::from_fn(k, k, |i, j| match i.abs_diff(j) {
                0 => run.alpha[i],
                1 => run.beta[i.min(j)],
                _ => 0.0,
            });
            let ritz = dense::symmetric_eigen(t.view()?)?;
            let square = ritz.values[0].max(0.0);
            let value = square.sqrt();
            let residual = run.beta[k - 1] * ritz.vectors[(k - 1, 0)].abs();
            let rounding = 4.0 * f64::EPSILON * value;
            let error = if value > 0.0 { residual / value + rounding } else { 0.0 };
            // The value is far better than its residual: what the last restart still gained tells how much.
            let converged = error <= self.tolerance * value
                || (value - before).abs() <= 0.1 * self.tolerance * value
                || value == 0.0;
            if converged || products >= self.most_products {
                let vector = combination(&run.basis, (0..k).map(|i| ritz.vectors[(i, 0)]));
                return Ok(TopSingular { value, error, vector, products, converged });
            }
            before = value;
            start = combination(&run.basis, (0..k).map(|i| ritz.vectors[(i, 0)]));
        }
    }
}
