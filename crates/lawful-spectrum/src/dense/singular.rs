//! Singular values: directly, or from the Gram matrix of the shorter side.

use super::symmetric::scaled_eigenvalues;
use super::{Side, check, scaled_gram, workspace};
use crate::Error;
use crate::matrix::{Element, MatrixRef};
use faer::diag::DiagMut;
use faer::dyn_stack::MemStack;
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use faer::{Mat, Par};

/// How singular values were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Householder bidiagonalisation in f64: every value to a small multiple of `f64::EPSILON*sigma_max`.
    Direct,
    /// Square roots of the eigenvalues of the Gram matrix, summed in f64: large values as good, but the error grows as
    /// `sigma_max/sigma`, and values below about `sqrt(f64::EPSILON)*sigma_max` cannot come from it.
    Gram,
}

/// Singular values with what is known of their accuracy.
#[derive(Debug, Clone, PartialEq)]
pub struct SingularValues {
    /// In falling order, `min(rows, cols)` of them.
    pub values: Vec<f64>,
    /// How they were computed.
    pub route: Route,
    /// Rows of the matrix.
    pub rows: usize,
    /// Columns of the matrix.
    pub cols: usize,
    /// The Frobenius norm, from the entries.
    pub frobenius: f64,
    /// Half the distance between neighbouring numbers of the data's type, relative: 6.0e-8 for f32.
    pub data_rounding: f64,
}

impl SingularValues {
    /// A bound on the absolute error of value `i` from the arithmetic: `c*eps*sigma_max` with `c = 4 sqrt(k)`,
    /// `k = min(rows, cols)`, and for the Gram route `c*eps*sigma_max^2/sigma`, at most `sqrt(c*eps)*sigma_max`.
    /// The tests hold both against matrices with known spectra, which use a tenth of it or less.
    pub fn error(&self, i: usize) -> f64 {
        let top = self.spectral_norm();
        let relative = 4.0 * (self.values.len() as f64).sqrt() * f64::EPSILON;
        match self.route {
            Route::Direct => relative * top,
            Route::Gram if self.values[i] > 0.0 => (relative * top * (top / self.values[i])).min(relative.sqrt() * top),
            Route::Gram => relative.sqrt() * top,
        }
    }

    /// Values at or below this are noise of the arithmetic: the error bound of a value of that size is the value.
    pub fn floor(&self) -> f64 {
        let relative = 4.0 * (self.values.len() as f64).sqrt() * f64::EPSILON;
        self.spectral_norm() * if self.route == Route::Direct { relative } else { relative.sqrt() }
    }

    /// The largest.
    pub fn spectral_norm(&self) -> f64 {
        self.values[0]
    }

    /// Squares of the values: the eigenvalues of `A'A` (or `A A'`), in falling order.
    pub fn squared(&self) -> Vec<f64> {
        self.values.iter().map(|s| s * s).collect()
    }
}

/// Singular values by the route that suits data and shape.
///
/// f32 data go by the Gram matrix in f64: the error of that route stays below what rounding the data to f32 did to the
/// values already (`6e-8*sigma_max`). f64 data go directly, unless one side is 8 times the other or more and the values
/// turn out to lie within a factor 10^4, so that the Gram route still gives eight digits.
///
/// # Errors
/// If the decomposition fails its Frobenius check or memory is short.
pub fn singular_values<T: Element>(a: MatrixRef<'_, T>) -> Result<SingularValues, Error> {
    const SMALL: usize = 32;
    let (short, long) = (a.rank_bound(), a.rows().max(a.cols()));
    if short <= SMALL {
        return singular_values_by(a, Route::Direct);
    }
    if T::EPSILON > f64::EPSILON {
        return singular_values_by(a, Route::Gram);
    }
    if long >= 8 * short {
        let gram = singular_values_by(a, Route::Gram)?;
        if gram.values[short - 1] > 1e-4 * gram.values[0] {
            return Ok(gram);
        }
    }
    singular_values_by(a, Route::Direct)
}

/// Singular values by a given route: `rows*cols*k + 4/3 k^3` operations by the Gram matrix, about `8/3 k^3` and, for
/// shapes far from square, `4 rows*cols*k` directly; `k = min(rows, cols)`.
///
/// # Errors
/// If the decomposition fails its Frobenius check or memory is short.
pub fn singular_values_by<T: Element>(a: MatrixRef<'_, T>, route: Route) -> Result<SingularValues, Error> {
    let (rows, cols, k) = (a.rows(), a.cols(), a.rank_bound());
    let (down, up) = a.scaling();
    let squares = a.sum_of_squares(down);
    let mut values = match route {
        Route::Direct => direct(a, down)?,
        Route::Gram => {
            let gram = scaled_gram(a, Side::shorter(&a), down);
            // Rounding may leave a tiny negative eigenvalue where the matrix has a zero.
            scaled_eigenvalues(&gram, None)?.iter().map(|x| x.max(0.0).sqrt()).collect()
        }
    };
    check("squared Frobenius norm", rows, cols, values.iter().map(|s| s * s).sum(), squares, squares)?;
    values.sort_by(|x, y| y.total_cmp(x));
    values.iter_mut().for_each(|s| *s *= up);
    if !(values[0].is_finite() && values.len() == k) {
        return Err(Error::Unanswerable("the singular values overflow f64: rescale the matrix".into()));
    }
    let frobenius = squares.sqrt() * up;
    Ok(SingularValues { values, route, rows, cols, frobenius, data_rounding: T::EPSILON / 2.0 })
}

fn direct<T: Element>(a: MatrixRef<'_, T>, scale: f64) -> Result<Vec<f64>, Error> {
    let (rows, cols) = (a.rows(), a.cols());
    let mut values = vec![0.0; rows.min(cols)];
    // Tall and stored by columns is what the crate reads fast.
    let tall = rows >= cols;
    let m = if tall {
        Mat::from_fn(rows, cols, |i, j| a.at(i, j) * scale)
    } else {
        Mat::from_fn(cols, rows, |i, j| a.at(j, i) * scale)
    };
    let no = ComputeSvdVectors::No;
    let mut memory =
        workspace(svd_scratch::<f64>(m.nrows(), m.ncols(), no, no, Par::Seq, Default::default()), rows, cols)?;
    svd(
        m.as_ref(),
        DiagMut::from_slice_mut(&mut values),
        None,
        None,
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .map_err(|_| {
        Error::Numerical(format!("the singular values of a {rows} x {cols} matrix did not converge: please report it"))
    })?;
    values.iter_mut().for_each(|s| *s = s.abs());
    Ok(values)
}
