//! What projections need: products, an orthonormal basis, and a small decomposition with vectors.

use super::{check, view, view_mut, workspace};
use crate::Error;
use crate::matrix::Matrix;
use faer::diag::DiagMut;
use faer::dyn_stack::MemStack;
use faer::linalg::matmul::matmul;
use faer::linalg::svd::{ComputeSvdVectors, svd as faer_svd, svd_scratch};
use faer::{Accum, Mat, Par};

/// `A B`, on one thread.
///
/// # Errors
/// If the shapes do not fit.
pub fn product(a: &Matrix, b: &Matrix) -> Result<Matrix, Error> {
    fits(a.cols(), b.rows())?;
    let mut c = Matrix::zeros(a.rows(), b.cols());
    matmul(view_mut(&mut c), Accum::Replace, view(a), view(b), 1.0, Par::Seq);
    Ok(c)
}

/// `A' B`, on one thread.
///
/// # Errors
/// If the shapes do not fit.
pub fn transposed_product(a: &Matrix, b: &Matrix) -> Result<Matrix, Error> {
    fits(a.rows(), b.rows())?;
    let mut c = Matrix::zeros(a.cols(), b.cols());
    matmul(view_mut(&mut c), Accum::Replace, view(a).transpose(), view(b), 1.0, Par::Seq);
    Ok(c)
}

fn fits(left: usize, right: usize) -> Result<(), Error> {
    if left == right {
        return Ok(());
    }
    Err(Error::Shape(format!("a product of matrices with inner dimensions {left} and {right} does not exist")))
}

/// An orthonormal basis of the columns of `a`, `rows x min(rows, cols)`, by Householder QR.
pub fn orthonormalize(a: &Matrix) -> Matrix {
    let qr = view(a).to_owned().qr();
    let q = qr.compute_thin_Q();
    Matrix::from_fn(q.nrows(), q.ncols(), |i, j| q[(i, j)])
}

/// A thin singular value decomposition `A = U diag(values) V'`.
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// `rows x k`, orthonormal columns.
    pub u: Matrix,
    /// In falling order.
    pub values: Vec<f64>,
    /// `cols x k`, orthonormal columns.
    pub v: Matrix,
}

/// The thin singular value decomposition of a small matrix.
///
/// # Errors
/// If it fails its Frobenius check or memory is short.
pub fn svd(a: &Matrix) -> Result<Svd, Error> {
    a.view()?;
    let (m, n) = (a.rows(), a.cols());
    let k = m.min(n);
    let (mut u, mut v, mut values) = (Mat::zeros(m, k), Mat::zeros(n, k), vec![0.0; k]);
    let thin = ComputeSvdVectors::Thin;
    let mut memory = workspace(svd_scratch::<f64>(m, n, thin, thin, Par::Seq, Default::default()), m, n)?;
    faer_svd(
        view(a),
        DiagMut::from_slice_mut(&mut values),
        Some(u.as_mut()),
        Some(v.as_mut()),
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .map_err(|_| Error::Numerical(format!("the decomposition of a {m} x {n} matrix did not converge")))?;
    let squares: f64 = a.data().iter().map(|x| x * x).sum();
    check("squared Frobenius norm", m, n, values.iter().map(|s| s * s).sum(), squares, squares)?;
    let owned = |m: &Mat<f64>| Matrix::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)]);
    Ok(Svd { u: owned(&u), values, v: owned(&v) })
}
