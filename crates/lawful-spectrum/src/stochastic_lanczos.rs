//! Stochastic Lanczos quadrature: the spectral density and traces of functions of an operator known by its products
//! (Ubaru, Chen and Saad 2017), with exact leading eigenpairs taken out first if asked (deflation, as in Hutch++).

use crate::lanczos::{Lanczos, lanczos};
use crate::operator::{SymmetricOperator, norm, orthogonalize};
use crate::randomized::{LeadingEigen, Randomized};
use crate::{Error, random};

/// How to estimate a spectral density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StochasticLanczos {
    /// Random vectors of signs; the error of traces falls as `1/sqrt(probes)`. Two or more.
    pub probes: usize,
    /// Lanczos steps from each; memory is so many vectors.
    pub steps: usize,
    /// Leading eigenpairs found by subspace iteration and counted exactly. For heavy spectra a few dozen cut the error
    /// of traces, which the largest eigenvalues dominate.
    pub deflate: usize,
    /// Seed of the probes.
    pub seed: u64,
}

impl Default for StochasticLanczos {
    fn default() -> Self {
        StochasticLanczos { probes: 10, steps: 80, deflate: 0, seed: 0 }
    }
}

/// An estimated spectral measure of an `n x n` operator.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectralMeasure {
    /// Size of the operator.
    pub size: usize,
    /// Eigenpairs counted exactly.
    pub leading: LeadingEigen,
    runs: Vec<Run>,
}

/// One probe: its Lanczos run without the basis, and its squared length.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    lanczos: Lanczos,
    weight: f64,
}

/// A trace with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trace {
    /// The estimate.
    pub value: f64,
    /// One standard error: scatter over probes and the change that the last quarter of the steps made, together.
    pub error: f64,
}

impl StochasticLanczos {
    /// Probes the operator: `probes*steps` products.
    ///
    /// # Errors
    /// If fewer than two probes or one step are asked for, or if products are not finite.
    pub fn measure(&self, operator: &impl SymmetricOperator) -> Result<SpectralMeasure, Error> {
        let n = operator.size();
        if self.probes < 2 || self.steps == 0 || n == 0 {
            return Err(Error::Setting(format!(
                "a spectral density needs two probes (for its error), a step and a matrix; got {}, {} and size {n}",
                self.probes, self.steps
            )));
        }
        let leading = match self.deflate.min(n) {
            0 => LeadingEigen { values: vec![], errors: vec![], vectors: vec![] },
            rank => Randomized { rank, iterations: 3, seed: !self.seed, ..Randomized::default() }.eigen(operator)?,
        };
        let mut runs = vec![];
        for i in 0..self.probes {
            let mut z = random::signs(&mut random::stream(self.seed, i as u64), n);
            orthogonalize(&mut z, &leading.vectors);
            let length = norm(&z);
            if length > 1e-10 * (n as f64).sqrt() {
                let mut run = lanczos(&Deflated { operator, basis: &leading.vectors }, &z, self.steps)?;
                run.basis.clear();
                runs.push(Run { lanczos: run, weight: length * length });
            }
        }
        Ok(SpectralMeasure { size: n, leading, runs })
    }
}

/// `(1 - VV') A (1 - VV')`: what is left after the leading eigenpairs.
struct Deflated<'a, A> {
    operator: &'a A,
    basis: &'a [Vec<f64>],
}

impl<A: SymmetricOperator> SymmetricOperator for Deflated<'_, A> {
    fn size(&self) -> usize {
        self.operator.size()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        self.operator.apply(x, y);
        orthogonalize(y, self.basis);
    }
}

impl SpectralMeasure {
    /// The trace of `f(A)`, the sum of `f` over all eigenvalues.
    ///
    /// # Errors
    /// If `f` is not finite at a node: a logarithm at a negative one, for example.
    pub fn trace(&self, f: impl Fn(f64) -> f64) -> Result<Trace, Error> {
        let exact: f64 = self.leading.values.iter().map(|&x| f(x)).sum();
        // How far eigenpairs that are not exact carry over: f at the ends of their errors.
        let inexact: f64 = self
            .leading
            .values
            .iter()
            .zip(&self.leading.errors)
            .map(|(&x, &e)| {
                // The error of an eigenvalue is of second order in its residual; the scale for it is the value.
                let shift = e * (e / x.abs()).min(1.0);
                let change = (f(x + shift) - f(x)).abs();
                if change.is_finite() { change } else { 0.0 }
            })
            .sum();
        let (mut full, mut shorter) = (vec![], vec![]);
        for run in &self.runs {
            let k = run.lanczos.alpha.len();
            full.push(run.weight * sum(&run.lanczos.quadrature(k)?, &f));
            shorter.push(run.weight * sum(&run.lanczos.quadrature((k * 3).div_ceil(4))?, &f));
        }
        let count = full.len().max(1) as f64;
        let mean = full.iter().sum::<f64>() / count;
        let scatter = if full.len() > 1 {
            full.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0) / count
        } else {
            0.0
        };
        let truncation = mean - shorter.iter().sum::<f64>() / count;
        let value = exact + mean;
        if !value.is_finite() {
            return Err(Error::Unanswerable(
                "the function is not finite at an estimated eigenvalue: the trace does not exist there".into(),
            ));
        }
        Ok(Trace { value, error: (scatter + truncation * truncation).sqrt() + inexact })
    }

    /// Eigenvalues in rising order with multiplicities that add to the size: what effective ranks and tail fits with
    /// weights take. The nodes are places of quadrature, not eigenvalues; only sums over them mean anything.
    ///
    /// # Errors
    /// If a small eigenproblem does not converge.
    pub fn nodes(&self) -> Result<(Vec<f64>, Vec<f64>), Error> {
        // Projected probes differ a little in length; multiplicities are made to add up.
        let length: f64 = self.runs.iter().map(|r| r.weight).sum();
        let left = (self.size - self.leading.values.len()) as f64;
        let mut pairs: Vec<(f64, f64)> = self.leading.values.iter().map(|&x| (x, 1.0)).collect();
        for run in &self.runs {
            let (nodes, weights) = run.lanczos.quadrature(run.lanczos.alpha.len())?;
            pairs.extend(nodes.iter().zip(&weights).map(|(x, w)| (*x, w * run.weight * left / length)));
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(pairs.into_iter().unzip())
    }

    /// The density at `x` per eigenvalue, nodes widened to Gaussians of standard deviation `width`.
    ///
    /// # Errors
    /// If the width is not positive.
    pub fn density(&self, x: f64, width: f64) -> Result<f64, Error> {
        if !(width > 0.0) {
            return Err(Error::Setting(format!("the width of a density must be positive, not {width}")));
        }
        let (nodes, weights) = self.nodes()?;
        let scale = 1.0 / (width * (2.0 * std::f64::consts::PI).sqrt() * self.size as f64);
        Ok(nodes.iter().zip(&weights).map(|(n, w)| w * (-0.5 * ((x - n) / width).powi(2)).exp()).sum::<f64>() * scale)
    }

    /// Holds the first two moments against exact ones, where the trace and the squared Frobenius norm are known: how
    /// many standard errors each is off.
    ///
    /// # Errors
    /// As [`SpectralMeasure::trace`].
    pub fn moments_off(&self, trace: f64, frobenius_squared: f64) -> Result<(f64, f64), Error> {
        let (first, second) = (self.trace(|x| x)?, self.trace(|x| x * x)?);
        let off = |t: Trace, exact: f64| (t.value - exact) / (t.error + 1e-12 * exact.abs()).max(f64::MIN_POSITIVE);
        Ok((off(first, trace), off(second, frobenius_squared)))
    }
}

fn sum(rule: &(Vec<f64>, Vec<f64>), f: impl Fn(f64) -> f64) -> f64 {
    // A node without weight may lie where the function does not exist.
    rule.0.iter().zip(&rule.1).filter(|(_, w)| **w > 0.0).map(|(x, w)| w * f(*x)).sum()
}
