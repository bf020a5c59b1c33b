//! The Gram matrix of the shorter side, summed over blocks of the longer one.

use super::{view, view_mut};
use crate::Error;
use crate::matrix::{Element, Matrix, MatrixRef};
use faer::linalg::matmul::triangular::{BlockStructure, matmul};
use faer::{Accum, Par};
use rayon::prelude::*;

/// Which product: `A A'` (one row of the Gram matrix per row of A) or `A' A` (one per column).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Rows,
    Cols,
}

impl Side {
    /// The side that gives the smaller Gram matrix.
    pub(crate) fn shorter<T: Element>(a: &MatrixRef<'_, T>) -> Side {
        if a.rows() < a.cols() { Side::Rows } else { Side::Cols }
    }
}

/// Rows (columns) that are widened to f64 and multiplied at once.
const BLOCK: usize = 256;
/// Blocks of one partial sum. Partial sums run on all cores; what belongs to which never depends on their number.
const RUN: usize = 32;
/// Partial sums held at once: they bound the memory.
const HELD: usize = 8;

/// `A'A` if A is tall, `A A'` if it is wide: `k x k` with `k = min(rows, cols)`, f64 sums whatever the data.
///
/// Costs `rows*cols*k` multiplications and additions.
///
/// # Errors
/// If the product overflows f64.
pub fn gram<T: Element>(a: MatrixRef<'_, T>) -> Result<Matrix, Error> {
    let (down, up) = a.scaling();
    let mut g = scaled_gram(a, Side::shorter(&a), down);
    g.data_mut().iter_mut().for_each(|x| *x = *x * up * up);
    if g.data().iter().all(|x| x.is_finite()) {
        return Ok(g);
    }
    Err(Error::Unanswerable("the entries are so large that their products overflow f64: rescale the matrix".into()))
}

/// The Gram matrix of `scale*A`, both triangles filled.
pub(crate) fn scaled_gram<T: Element>(a: MatrixRef<'_, T>, side: Side, scale: f64) -> Matrix {
    let (k, long) = match side {
        Side::Rows => (a.rows(), a.cols()),
        Side::Cols => (a.cols(), a.rows()),
    };
    let mut total = Matrix::zeros(k, k);
    let run = BLOCK * RUN;
    let starts: Vec<usize> = (0..long).step_by(run).collect();
    for batch in starts.chunks(HELD) {
        let parts: Vec<Matrix> =
            batch.par_iter().map(|&s| partial_gram(a, side, scale, s, (s + run).min(long), k)).collect();
        for part in parts {
            total.data_mut().iter_mut().zip(part.data()).for_each(|(t, p)| *t += p);
        }
    }
    for i in 0..k {
        for j in 0..i {
            total[(j, i)] = total[(i, j)];
        }
    }
    total
}

/// The lower triangle of the products of rows (columns) `from..to`.
fn partial_gram<T: Element>(a: MatrixRef<'_, T>, side: Side, scale: f64, from: usize, to: usize, k: usize) -> Matrix {
    let mut sum = Matrix::zeros(k, k);
    let mut s = from;
    while s < to {
        let e = (s + BLOCK).min(to);
        // Rows of the block are the short side's: k x (e - s) or (e - s) x k.
        let block = match side {
            Side::Rows => widened(a, 0..k, s..e, scale),
            Side::Cols => widened(a, s..e, 0..k, scale),
        };
        let b = view(&block);
        let (left, right) = match side {
            Side::Rows => (b, b.transpose()),
            Side::Cols => (b.transpose(), b),
        };
        matmul(
            view_mut(&mut sum),
            BlockStructure::TriangularLower,
            Accum::Add,
            left,
            BlockStructure::Rectangular,
            right,
            BlockStructure::Rectangular,
            1.0,
            Par::Seq,
        );
        s = e;
    }
    sum
}

/// A block of the matrix in f64, scaled.
fn widened<T: Element>(
    a: MatrixRef<'_, T>,
    rows: std::ops::Range<usize>,
    cols: std::ops::Range<usize>,
    scale: f64,
) -> Matrix {
    let mut block = Matrix::zeros(rows.len(), cols.len());
    for (to, i) in block.data_mut().chunks_exact_mut(cols.len()).zip(rows) {
        to.iter_mut().zip(&a.row(i)[cols.clone()]).for_each(|(t, x)| *t = x.to_f64() * scale);
    }
    block
}
