//! Eigenvalues of general real matrices, complex ones included: Hessenberg form, then shifted QR (Golub and Van Loan,
//! section 7.5).

use super::{check, view, workspace};
use crate::Error;
use crate::matrix::{Matrix, MatrixRef};
use faer::Par;
use faer::diag::DiagMut;
use faer::dyn_stack::MemStack;
use faer::linalg::evd::{ComputeEigenvectors, evd_real, evd_scratch};

/// An eigenvalue of a real matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComplexEigenvalue {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl ComplexEigenvalue {
    /// The modulus.
    pub fn modulus(self) -> f64 {
        self.re.hypot(self.im)
    }
}

/// Eigenvalues of a real `n x n` matrix, the largest modulus first, conjugate pairs together (positive imaginary part
/// first). About `10 n^3` operations.
///
/// They are exact for a matrix within a small multiple of `f64::EPSILON*|A|` of A; how far each moved is that times its
/// own condition number, which is large near a defective matrix.
///
/// # Errors
/// If the matrix is not square, or if the result contradicts tr A, tr A^2 or the sign symmetry of imaginary parts.
pub fn eigenvalues(a: MatrixRef<'_, f64>) -> Result<Vec<ComplexEigenvalue>, Error> {
    let n = a.rows();
    if n != a.cols() {
        return Err(Error::Shape(format!("a {n} x {} matrix has no eigenvalues: ask for singular values", a.cols())));
    }
    let (down, up) = a.scaling();
    let scaled = Matrix::from_fn(n, n, |i, j| a.at(i, j) * down);
    let (mut re, mut im) = (vec![0.0; n], vec![0.0; n]);
    let no = ComputeEigenvectors::No;
    let mut memory = workspace(evd_scratch::<f64>(n, no, no, Par::Seq, Default::default()), n, n)?;
    evd_real(
        view(&scaled),
        DiagMut::from_slice_mut(&mut re),
        DiagMut::from_slice_mut(&mut im),
        None,
        None,
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .map_err(|_| {
        Error::Numerical(format!("the eigenvalues of a {n} x {n} matrix did not converge: please report it"))
    })?;

    let (mut trace, mut trace_of_square, mut squares) = (0.0, 0.0, 0.0);
    for i in 0..n {
        trace += scaled[(i, i)];
        for j in 0..n {
            trace_of_square += scaled[(i, j)] * scaled[(j, i)];
            squares += scaled[(i, j)].powi(2);
        }
    }
    let norm = squares.sqrt();
    check("trace", n, n, re.iter().sum(), trace, norm * (n as f64).sqrt())?;
    check("sum of imaginary parts", n, n, im.iter().sum(), 0.0, norm * (n as f64).sqrt())?;
    let found: f64 = re.iter().zip(&im).map(|(r, i)| (r - i) * (r + i)).sum();
    check("trace of the square", n, n, found, trace_of_square, squares)?;

    let mut values: Vec<ComplexEigenvalue> =
        re.iter().zip(&im).map(|(&re, &im)| ComplexEigenvalue { re: re * up, im: im * up }).collect();
    values.sort_by(|x, y| y.modulus().total_cmp(&x.modulus()).then(y.re.total_cmp(&x.re)).then(y.im.total_cmp(&x.im)));
    if values.iter().all(|v| v.modulus().is_finite()) {
        return Ok(values);
    }
    Err(Error::Unanswerable("the eigenvalues overflow f64: rescale the matrix".into()))
}
