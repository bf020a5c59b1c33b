//! Singular value decompositions with vectors, for small matrices.

use super::{check, view, workspace};
use crate::Error;
use crate::matrix::Matrix;
use faer::diag::DiagMut;
use faer::dyn_stack::MemStack;
use faer::linalg::svd::{ComputeSvdVectors, svd as faer_svd, svd_scratch};
use faer::{Mat, Par};

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
