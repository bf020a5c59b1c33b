//! Matrices known only by their products with vectors.

use crate::Error;
use crate::dense;
use crate::matrix::{Element, Matrix, MatrixRef, power_of_two};
use rayon::prelude::*;

/// A `rows x cols` matrix known by its products with vectors.
pub trait LinearOperator: Sync {
    /// Number of rows.
    fn rows(&self) -> usize;
    /// Number of columns.
    fn cols(&self) -> usize;
    /// `y = A x`, with `x` of length [`LinearOperator::cols`] and `y` of length [`LinearOperator::rows`].
    fn apply(&self, x: &[f64], y: &mut [f64]);
    /// `x = A' y`.
    fn apply_transposed(&self, y: &[f64], x: &mut [f64]);
}

/// A symmetric matrix known by its products with vectors: a Hessian, a kernel, a covariance.
pub trait SymmetricOperator: Sync {
    /// Rows and columns.
    fn size(&self) -> usize;
    /// `y = A x`.
    fn apply(&self, x: &[f64], y: &mut [f64]);
}

/// A dense matrix as an operator. Products run over blocks of rows on all cores and are added in order.
#[derive(Debug, Clone, Copy)]
pub struct DenseOperator<'a, T> {
    matrix: MatrixRef<'a, T>,
}

/// Rows of one task.
const BLOCK: usize = 1024;
/// Entries of one task, at least.
const WORK: usize = 1 << 18;

impl<'a, T: Element> DenseOperator<'a, T> {
    /// The operator of a matrix.
    pub fn new(matrix: MatrixRef<'a, T>) -> Self {
        DenseOperator { matrix }
    }

    fn block(&self) -> usize {
        BLOCK.max(WORK.div_ceil(self.matrix.cols()))
    }
}

impl<T: Element> LinearOperator for DenseOperator<'_, T> {
    fn rows(&self) -> usize {
        self.matrix.rows()
    }

    fn cols(&self) -> usize {
        self.matrix.cols()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        let (a, block) = (self.matrix, self.block());
        y.par_chunks_mut(block).enumerate().for_each(|(b, out)| {
            out.iter_mut().enumerate().for_each(|(i, y)| *y = mixed_dot(a.row(b * block + i), x));
        });
    }

    fn apply_transposed(&self, y: &[f64], x: &mut [f64]) {
        let (a, block) = (self.matrix, self.block());
        let partial: Vec<Vec<f64>> = y
            .par_chunks(block)
            .enumerate()
            .map(|(b, part)| {
                let mut sum = vec![0.0; a.cols()];
                for (i, &w) in part.iter().enumerate() {
                    sum.iter_mut().zip(a.row(b * block + i)).for_each(|(s, v)| *s += w * v.to_f64());
                }
                sum
            })
            .collect();
        x.fill(0.0);
        for sum in partial {
            x.iter_mut().zip(&sum).for_each(|(x, s)| *x += s);
        }
    }
}

impl<T: Element> SymmetricOperator for DenseOperator<'_, T> {
    /// The caller vouches for symmetry.
    fn size(&self) -> usize {
        self.matrix.rows()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        LinearOperator::apply(self, x, y);
    }
}

/// `A'A` by two products, never formed; with `transposed`, `A A'`.
#[derive(Debug, Clone, Copy)]
pub struct GramOperator<'a, A> {
    /// The matrix A.
    pub factor: &'a A,
    /// Whether `A A'` is meant.
    pub transposed: bool,
}

impl<A: LinearOperator> SymmetricOperator for GramOperator<'_, A> {
    fn size(&self) -> usize {
        if self.transposed { self.factor.rows() } else { self.factor.cols() }
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        if self.transposed {
            let mut middle = vec![0.0; self.factor.cols()];
            self.factor.apply_transposed(x, &mut middle);
            self.factor.apply(&middle, y);
        } else {
            let mut middle = vec![0.0; self.factor.rows()];
            self.factor.apply(x, &mut middle);
            self.factor.apply_transposed(&middle, y);
        }
    }
}

/// Eight running sums, so that the compiler may use wide registers and the order is still fixed.
fn mixed_dot<T: Element>(a: &[T], x: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a8, x8) = (a.chunks_exact(8), x.chunks_exact(8));
    let tail: f64 = a8.remainder().iter().zip(x8.remainder()).map(|(a, x)| a.to_f64() * x).sum();
    for (a, x) in a8.zip(x8) {
        for k in 0..8 {
            lanes[k] += a[k].to_f64() * x[k];
        }
    }
    lanes.iter().sum::<f64>() + tail
}

/// The inner product, summed in a fixed order.
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    mixed_dot(x, y)
}

/// The Euclidean norm, without overflow.
pub(crate) fn norm(x: &[f64]) -> f64 {
    let (down, up) = power_of_two(x.iter().fold(0.0, |m: f64, v| m.max(v.abs())));
    x.iter().map(|v| (v * down) * (v * down)).sum::<f64>().sqrt() * up
}

/// Takes from `x` its components along the orthonormal `basis`, twice (Daniel, Gragg, Kaufman and Stewart 1976).
pub(crate) fn orthogonalize(x: &mut [f64], basis: &[Vec<f64>]) {
    for _ in 0..2 {
        for q in basis {
            let c = dot(q, x);
            x.iter_mut().zip(q).for_each(|(x, q)| *x -= c * q);
        }
    }
}

/// An orthonormal basis of the span of `columns`; those that depend on the ones before are left out.
pub(crate) fn orthonormal_basis(columns: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for mut x in columns {
        let before = norm(&x);
        orthogonalize(&mut x, &basis);
        let length = norm(&x);
        if length > 1e-13 * before && length.is_finite() {
            x.iter_mut().for_each(|v| *v /= length);
            basis.push(x);
        }
    }
    basis
}

/// A small symmetric eigenproblem `B = Q' (A Q)` (Rayleigh and Ritz): values falling, vectors in columns.
pub(crate) fn rayleigh_ritz(basis: &[Vec<f64>], images: &[Vec<f64>]) -> Result<dense::SymmetricEigen, Error> {
    let k = basis.len();
    let b = Matrix::from_fn(k, k, |i, j| 0.5 * (dot(&basis[i], &images[j]) + dot(&basis[j], &images[i])));
    dense::symmetric_eigen(b.view()?)
}

/// `sum_j coefficients_j * vectors_j`
pub(crate) fn combination(vectors: &[Vec<f64>], coefficients: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = vec![0.0; vectors.first().map_or(0, Vec::len)];
    for (v, c) in vectors.iter().zip(coefficients) {
        sum.iter_mut().zip(v).for_each(|(s, v)| *s += c * v);
    }
    sum
}
