//! The covariance of rows that come in batches, mergeable across files and threads.

use crate::dense::{Side, scaled_gram};
use crate::matrix::{Element, Matrix, MatrixRef};
use crate::{Error, dense};

/// Count, mean and scatter `sum (x - mean)(x - mean)'` of the rows seen so far, in f64, `8 d^2` bytes.
///
/// Each batch is centred on its own mean and joined by the pairwise update of Chan, Golub and LeVeque (1983), so no
/// digits are lost to a large mean. Merging in a fixed order gives the same bits however many threads worked.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    rows: u64,
    mean: Vec<f64>,
    scatter: Matrix,
}

impl Covariance {
    /// Nothing seen yet of rows with `dimension` columns.
    ///
    /// # Errors
    /// If there are no columns.
    pub fn new(dimension: usize) -> Result<Covariance, Error> {
        if dimension == 0 {
            return Err(Error::Shape("rows without columns have no covariance".into()));
        }
        Ok(Covariance { rows: 0, mean: vec![0.0; dimension], scatter: Matrix::zeros(dimension, dimension) })
    }

    /// Takes a batch, one observation per row.
    ///
    /// # Errors
    /// If the batch has another number of columns.
    pub fn push<T: Element>(&mut self, batch: MatrixRef<'_, T>) -> Result<(), Error> {
        let d = self.mean.len();
        if batch.cols() != d {
            return Err(Error::Shape(format!("a batch has {} columns, the rows before it {d}", batch.cols())));
        }
        let n = batch.rows();
        let mut mean = vec![0.0; d];
        for i in 0..n {
            mean.iter_mut().zip(batch.row(i)).for_each(|(m, x)| *m += x.to_f64());
        }
        mean.iter_mut().for_each(|m| *m /= n as f64);
        let centred = Matrix::from_fn(n, d, |i, j| batch.at(i, j) - mean[j]);
        let scatter = scaled_gram(centred.view()?, Side::Cols, 1.0);
        self.merge(&Covariance { rows: n as u64, mean, scatter })
    }

    /// Joins what another accumulator has seen.
    ///
    /// # Errors
    /// If it has another number of columns.
    pub fn merge(&mut self, other: &Covariance) -> Result<(), Error> {
        let d = self.mean.len();
        if other.mean.len() != d {
            return Err(Error::Shape(format!("covariances of {d} and {} columns do not join", other.mean.len())));
        }
        if other.rows == 0 {
            return Ok(());
        }
        let (a, b) = (self.rows as f64, other.rows as f64);
        let step: Vec<f64> = other.mean.iter().zip(&self.mean).map(|(y, x)| y - x).collect();
        let weight = a * b / (a + b);
        for i in 0..d {
            for j in 0..d {
                self.scatter[(i, j)] += other.scatter[(i, j)] + weight * step[i] * step[j];
            }
            self.mean[i] += step[i] * (b / (a + b));
        }
        self.rows += other.rows;
        Ok(())
    }

    /// Rows seen.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The mean of the rows.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The covariance, scatter over `rows - 1`.
    ///
    /// # Errors
    /// If fewer than two rows were seen.
    pub fn matrix(&self) -> Result<Matrix, Error> {
        if self.rows < 2 {
            return Err(Error::Unanswerable(format!("a covariance needs two rows or more, {} seen", self.rows)));
        }
        let mut c = self.scatter.clone();
        c.data_mut().iter_mut().for_each(|x| *x /= (self.rows - 1) as f64);
        Ok(c)
    }

    /// Eigenvalues of the covariance in falling order; tiny negative ones of rounding are zero.
    ///
    /// # Errors
    /// If fewer than two rows were seen, or if the decomposition fails its checks.
    pub fn eigenvalues(&self) -> Result<Vec<f64>, Error> {
        let c = self.matrix()?;
        Ok(dense::symmetric_eigenvalues(c.view()?)?.iter().map(|x| x.max(0.0)).collect())
    }
}
