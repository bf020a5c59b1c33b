//! Eigenvalues of symmetric matrices: Householder tridiagonalisation, then QR or divide and conquer
//! (Golub and Van Loan, Matrix Computations, sections 8.3 and 8.4).

use super::{check, view, workspace};
use crate::Error;
use crate::matrix::{Matrix, MatrixRef};
use faer::diag::DiagMut;
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, Par};

/// Eigenvalues in falling order with orthonormal eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigen {
    /// In falling order.
    pub values: Vec<f64>,
    /// Column `j` belongs to value `j`.
    pub vectors: Matrix,
}

/// Eigenvalues of a symmetric `n x n` matrix in falling order; the absolute error of each is a small multiple of
/// `f64::EPSILON` times the largest. About `4/3 n^3` operations.
///
/// # Errors
/// If the matrix is not square or not symmetric to rounding, or if the result fails its checks.
pub fn symmetric_eigenvalues(a: MatrixRef<'_, f64>) -> Result<Vec<f64>, Error> {
    symmetric(a)?;
    let (down, up) = a.scaling();
    let scaled = Matrix::from_fn(a.rows(), a.cols(), |i, j| a.at(i, j) * down);
    let values = scaled_eigenvalues(&scaled, None)?;
    back(values, up)
}

/// As [`symmetric_eigenvalues`], with the eigenvectors; about four times the work.
///
/// # Errors
/// As there.
pub fn symmetric_eigen(a: MatrixRef<'_, f64>) -> Result<SymmetricEigen, Error> {
    symmetric(a)?;
    let (down, up) = a.scaling();
    let n = a.rows();
    let scaled = Matrix::from_fn(n, n, |i, j| a.at(i, j) * down);
    let mut u = Mat::zeros(n, n);
    let values = scaled_eigenvalues(&scaled, Some(&mut u))?;
    let vectors = Matrix::from_fn(n, n, |i, j| u[(i, n - 1 - j)]);
    Ok(SymmetricEigen { values: back(values, up)?, vectors })
}

/// Eigenvalues in falling order of a symmetric matrix whose entries are of order one; vectors in *rising* order.
pub(crate) fn scaled_eigenvalues(a: &Matrix, vectors: Option<&mut Mat<f64>>) -> Result<Vec<f64>, Error> {
    let n = a.rows();
    let mut values = vec![0.0; n];
    let compute = if vectors.is_some() { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No };
    let mut memory = workspace(self_adjoint_evd_scratch::<f64>(n, compute, Par::Seq, Default::default()), n, n)?;
    let stack = faer::dyn_stack::MemStack::new(&mut memory);
    let s = DiagMut::from_slice_mut(&mut values);
    // Rows and columns may be exchanged: the matrix is symmetric, and columns are what the crate reads fast.
    let (a_view, u) = (view(a).transpose(), vectors.map(|u| u.as_mut()));
    self_adjoint_evd(a_view, s, u, Par::Seq, stack, Default::default()).map_err(|_| {
        Error::Numerical(format!("the eigenvalues of a symmetric {n} x {n} matrix did not converge: please report it"))
    })?;
    let (mut trace, mut squares) = (0.0, 0.0);
    for i in 0..n {
        trace += a[(i, i)];
        squares += a.row(i).iter().map(|x| x * x).sum::<f64>();
    }
    let scale: f64 = values.iter().map(|x| x.abs()).sum();
    check("trace", n, n, values.iter().sum(), trace, scale)?;
    check("squared Frobenius norm", n, n, values.iter().map(|x| x * x).sum(), squares, squares)?;
    values.sort_by(|x, y| y.total_cmp(x));
    Ok(values)
}

fn symmetric(a: MatrixRef<'_, f64>) -> Result<(), Error> {
    let n = a.rows();
    if n != a.cols() {
        return Err(Error::Shape(format!("a {n} x {} matrix has no eigenvalues: ask for singular values", a.cols())));
    }
    let slack = 1e-12 * a.max_abs();
    for i in 0..n {
        for j in 0..i {
            if !((a.at(i, j) - a.at(j, i)).abs() <= slack) {
                return Err(Error::Shape(format!(
                    "the matrix is not symmetric: row {}, column {} holds {}, its mirror {}; ask for general eigenvalues",
                    i + 1,
                    j + 1,
                    a.at(i, j),
                    a.at(j, i)
                )));
            }
        }
    }
    Ok(())
}

fn back(mut values: Vec<f64>, up: f64) -> Result<Vec<f64>, Error> {
    values.iter_mut().for_each(|x| *x *= up);
    if values.iter().all(|x| x.is_finite()) {
        return Ok(values);
    }
    Err(Error::Unanswerable("the eigenvalues overflow f64: rescale the matrix".into()))
}
