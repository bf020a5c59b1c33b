//! Spectra of matrices.

pub mod dense;
mod error;
mod matrix;

pub use error::Error;
pub use matrix::{Element, Matrix, MatrixRef};
