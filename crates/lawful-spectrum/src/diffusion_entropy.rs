//! Diffusion spectral entropy of points: how many directions a random walk among them keeps apart (Liao et al. 2023).

use crate::dense::symmetric_eigenvalues;
use crate::matrix::{Element, Matrix, MatrixRef};
use crate::shares::Shares;
use crate::{Error, random};
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// Which operator's eigenvalues are meant; they differ by up to half a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `K = D^(-1/2) G D^(-1/2)`, as the authors' program computes it.
    Code,
    /// The walk `P = diag(K 1)^(-1) K`, as the paper defines it, by its symmetric twin.
    Definition,
}

/// Diffusion spectral entropy: `-sum a log2 a` in bits with `a_i = |lambda_i|^t / sum |lambda|^t`, from the eigenvalues of
/// a Gaussian kernel `exp(-d^2/(2 sigma^2))` normalised to a diffusion. Between 0 and `log2` of the number of points,
/// and only comparable at equal numbers of points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiffusionEntropy {
    /// Width of the kernel in units of the points. It decides everything: see [`median_distance`].
    pub sigma: f64,
    /// Steps of the walk, `t`.
    pub time: f64,
    /// Which operator.
    pub form: Form,
}

impl Default for DiffusionEntropy {
    fn default() -> Self {
        DiffusionEntropy { sigma: 10.0, time: 1.0, form: Form::Definition }
    }
}

/// Points beyond this need a subsample: eigenvalues of a dense matrix of that size take minutes.
pub const MOST_POINTS: usize = 10_000;

impl DiffusionEntropy {
    /// Entropy in bits of points in rows. `O(n^2 d + n^3)`.
    ///
    /// # Errors
    /// If a setting is not positive, or if there are more than 10,000 points.
    pub fn of<T: Element>(&self, points: MatrixRef<'_, T>) -> Result<f64, Error> {
        self.entropy(&self.eigenvalues(points)?)
    }

    /// Eigenvalues of the diffusion operator in falling order.
    ///
    /// # Errors
    /// As [`DiffusionEntropy::of`].
    pub fn eigenvalues<T: Element>(&self, points: MatrixRef<'_, T>) -> Result<Vec<f64>, Error> {
        let n = points.rows();
        if !(self.sigma > 0.0 && self.sigma.is_finite()) {
            return Err(Error::Setting(format!("the width of the kernel must be positive, not {}", self.sigma)));
        }
        if n > MOST_POINTS {
            return Err(Error::Unanswerable(format!(
                "{n} points are too many: draw a subsample of {MOST_POINTS} or fewer"
            )));
        }
        let mut kernel = squared_distances(points);
        let scale = -0.5 / self.sigma / self.sigma;
        kernel.data_mut().iter_mut().for_each(|d| *d = (*d * scale).exp());
        normalize(&mut kernel);
        if self.form == Form::Definition {
            normalize(&mut kernel);
        }
        symmetric_eigenvalues(kernel.view()?)
    }

    /// Entropy in bits of given eigenvalues.
    ///
    /// # Errors
    /// If the time is not positive, or if every eigenvalue is zero.
    pub fn entropy(&self, eigenvalues: &[f64]) -> Result<f64, Error> {
        if !(self.time > 0.0 && self.time.is_finite()) {
            return Err(Error::Setting(format!("the time of a diffusion must be positive, not {}", self.time)));
        }
        // Relative to the largest, no power overflows.
        let top = eigenvalues.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        let powers: Vec<f64> = eigenvalues.iter().map(|x| (x.abs() / top).powf(self.time)).collect();
        Ok(Shares::of_eigenvalues(&powers)?.entropy() / LN_2)
    }

    /// Mutual information in bits of points and labels: entropy of random subsets less entropy of each class, at the
    /// size of the class so that the bias of small samples cancels, averaged over classes by their sizes. Zero for a
    /// constant label.
    ///
    /// # Errors
    /// If lengths differ, `draws` is below 2, a class has fewer than two points, or as [`DiffusionEntropy::of`].
    pub fn information<T: Element>(
        &self,
        points: MatrixRef<'_, T>,
        labels: &[u32],
        draws: usize,
        seed: u64,
    ) -> Result<Information, Error> {
        let n = points.rows();
        if labels.len() != n || draws < 2 {
            return Err(Error::Setting(format!(
                "{n} points need as many labels and two draws for an error; got {} and {draws}",
                labels.len()
            )));
        }
        let mut classes: Vec<u32> = labels.to_vec();
        classes.sort_unstable();
        classes.dedup();
        let (mut value, mut variance) = (0.0, 0.0);
        for (c, class) in classes.iter().enumerate() {
            let members: Vec<usize> = (0..n).filter(|&i| labels[i] == *class).collect();
            if members.len() < 2 {
                return Err(Error::Unanswerable(format!("class {class} has one point: its entropy says nothing")));
            }
            let weight = members.len() as f64 / n as f64;
            if members.len() == n {
                continue;
            }
            let within = self.of_rows(points, &members)?;
            let mut entropies = vec![];
            for draw in 0..draws {
                // Each class has draws of its own: subsets shared between classes would correlate.
                let mut rows: Vec<usize> = (0..n).collect();
                random::shuffle(&mut random::stream(seed, (c * draws + draw) as u64), &mut rows);
                rows.truncate(members.len());
                rows.sort_unstable();
                entropies.push(self.of_rows(points, &rows)?);
            }
            let mean = entropies.iter().sum::<f64>() / draws as f64;
            let spread = entropies.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / (draws - 1) as f64;
            value += weight * (mean - within);
            variance += weight * weight * spread / draws as f64;
        }
        Ok(Information { value, error: variance.sqrt() })
    }

    fn of_rows<T: Element>(&self, points: MatrixRef<'_, T>, rows: &[usize]) -> Result<f64, Error> {
        let subset = Matrix::from_fn(rows.len(), points.cols(), |i, j| points.at(rows[i], j));
        self.of(subset.view()?)
    }
}

/// Diffusion spectral mutual information.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Information {
    /// In bits.
    pub value: f64,
    /// Standard error from the random subsets alone; the points themselves are taken as given.
    pub error: f64,
}

/// The number of steps at which at most 1 % of the eigenvalues have a power above 0.01: the authors' rule for `t`, at
/// most `limit`.
pub fn suggested_time(eigenvalues: &[f64], limit: u32) -> u32 {
    let allowed = eigenvalues.len() / 100;
    (1..limit.max(1))
        .find(|&t| eigenvalues.iter().filter(|x| x.abs().powf(f64::from(t)) > 0.01).count() <= allowed)
        .unwrap_or(limit.max(1))
}

/// The median distance between two points: a width of about half of it shows structure at any scale of the points.
///
/// # Errors
/// If there are fewer than two points or more than 10,000.
pub fn median_distance<T: Element>(points: MatrixRef<'_, T>) -> Result<f64, Error> {
    let n = points.rows();
    if n < 2 || n > MOST_POINTS {
        return Err(Error::Unanswerable(format!("the median distance needs 2 to {MOST_POINTS} points, not {n}")));
    }
    let squares = squared_distances(points);
    let mut upper: Vec<f64> = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|p| squares[p]).collect();
    let middle = upper.len() / 2;
    let (below, at, _) = upper.select_nth_unstable_by(middle, f64::total_cmp);
    let high = at.sqrt();
    if below.len() == middle && (below.len() * 2) == upper.len() {
        let low = upper[..middle].iter().fold(0.0, |m: f64, x| m.max(*x)).sqrt();
        return Ok(0.5 * (low + high));
    }
    Ok(high)
}

/// From differences, not from inner products: exact for points far from the origin.
fn squared_distances<T: Element>(points: MatrixRef<'_, T>) -> Matrix {
    let n = points.rows();
    let mut squares = Matrix::zeros(n, n);
    squares.data_mut().par_chunks_mut(n).enumerate().for_each(|(i, row)| {
        for (j, to) in row.iter_mut().enumerate() {
            // The same order of the pair on both sides of the diagonal: symmetric to the bit.
            let (a, b) = (points.row(i.min(j)), points.row(i.max(j)));
            *to = a.iter().zip(b).map(|(x, y)| (x.to_f64() - y.to_f64()).powi(2)).sum();
        }
    });
    squares
}

/// `D^(-1/2) M D^(-1/2)` with D the row sums.
fn normalize(m: &mut Matrix) {
    let n = m.rows();
    let roots: Vec<f64> = (0..n).map(|i| m.row(i).iter().sum::<f64>().sqrt()).collect();
    for i in 0..n {
        for j in 0..n {
            m[(i, j)] /= roots[i] * roots[j];
        }
    }
}
