//! Dense decompositions, the one place that calls the linear-algebra crate `faer`.
//!
//! Everything is computed in f64, on one thread per decomposition (so the bits do not depend on how many threads run),
//! on a matrix scaled by a power of two so that squares neither overflow nor vanish. Every result is held against the
//! trace and the Frobenius norm of its matrix before it is returned: known defects of parallel products in that crate
//! (its issues 273 and 274) cannot pass unseen.

mod general;
mod gram;
mod singular;
mod symmetric;
mod vectors;

pub use general::{ComplexEigenvalue, eigenvalues};
pub use gram::gram;
pub(crate) use gram::{Side, scaled_gram};
pub use singular::{Route, SingularValues, singular_values, singular_values_by};
pub use symmetric::{SymmetricEigen, symmetric_eigen, symmetric_eigenvalues};
pub use vectors::{Svd, svd};

use crate::Error;
use crate::matrix::Matrix;
use faer::dyn_stack::{MemBuffer, StackReq};
use faer::{MatMut, MatRef};

/// How far a sum of `n` squares may miss its exact value: rounding of sums and of backward-stable factors.
fn tolerance(n: usize) -> f64 {
    1e-13 * (n as f64).sqrt().max(1.0) * 16.0
}

/// Refuses a result whose sum misses the one that the matrix itself gives.
fn check(what: &str, rows: usize, cols: usize, found: f64, exact: f64, scale: f64) -> Result<(), Error> {
    let off = (found - exact).abs();
    if off <= tolerance(rows.max(cols)) * scale {
        return Ok(());
    }
    Err(Error::Numerical(format!(
        "the {what} of a {rows} x {cols} matrix is {exact:e}, its computed spectrum says {found:e}: \
         the decomposition is wrong, please report it with the matrix"
    )))
}

/// Working memory, or an error that says so.
fn workspace(need: StackReq, rows: usize, cols: usize) -> Result<MemBuffer, Error> {
    MemBuffer::try_new(need).map_err(|_| Error::Memory { rows, cols })
}

/// `m` as the linear-algebra crate sees it.
fn view(m: &Matrix) -> MatRef<'_, f64> {
    MatRef::from_row_major_slice(m.data(), m.rows(), m.cols())
}

/// `m` as the linear-algebra crate writes it.
fn view_mut(m: &mut Matrix) -> MatMut<'_, f64> {
    let (rows, cols) = (m.rows(), m.cols());
    MatMut::from_row_major_slice_mut(m.data_mut(), rows, cols)
}
