//! Dense matrices, row by row: a borrowed view of f32 or f64 data, and an owned one of f64.

use crate::Error;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A number that a matrix may hold: f32 or f64.
pub trait Element: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The distance from 1 to the next larger number of the type: how finely the data were rounded.
    const EPSILON: f64;
    /// The same number as an f64.
    fn to_f64(self) -> f64;
}

impl Element for f32 {
    const EPSILON: f64 = f32::EPSILON as f64;
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Element for f64 {
    const EPSILON: f64 = f64::EPSILON;
    fn to_f64(self) -> f64 {
        self
    }
}

/// A borrowed matrix of finite numbers, row by row, with at least one row and one column.
#[derive(Debug, Clone, Copy)]
pub struct MatrixRef<'a, T> {
    rows: usize,
    cols: usize,
    data: &'a [T],
}

impl<'a, T: Element> MatrixRef<'a, T> {
    /// `data[i*cols + j]` is the entry in row `i`, column `j`.
    ///
    /// # Errors
    /// If the length is not `rows*cols`, if there is no entry, or if one is not finite.
    pub fn new(rows: usize, cols: usize, data: &'a [T]) -> Result<Self, Error> {
        if rows == 0 || cols == 0 {
            return Err(Error::Shape(format!("a {rows} x {cols} matrix is empty: it has no spectrum")));
        }
        if rows.checked_mul(cols) != Some(data.len()) {
            return Err(Error::Shape(format!("a {rows} x {cols} matrix does not have {} entries", data.len())));
        }
        // A sum of absolute values that is finite proves every term finite, at the speed of memory.
        if !data.iter().fold(0.0, |s, x| s + x.to_f64() * 0.0).eq(&0.0) {
            let at = data.iter().position(|x| !x.to_f64().is_finite()).unwrap_or(0);
            let (row, column, value) = (at / cols + 1, at % cols + 1, data[at].to_f64());
            return Err(Error::NotFinite { row, column, value });
        }
        Ok(MatrixRef { rows, cols, data })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The entries, row by row.
    pub fn data(&self) -> &'a [T] {
        self.data
    }

    /// Row `i`, counted from 0.
    pub fn row(&self, i: usize) -> &'a [T] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// The entry in row `i`, column `j`, counted from 0.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.cols + j].to_f64()
    }

    /// The smaller of rows and columns: how many singular values there are.
    pub fn rank_bound(&self) -> usize {
        self.rows.min(self.cols)
    }

    /// The largest absolute entry.
    pub fn max_abs(&self) -> f64 {
        self.data.iter().fold(0.0, |m: f64, x| m.max(x.to_f64().abs()))
    }

    /// The factor 2^-e that brings the largest entry near 1, and 2^e that brings the results back: squares then neither
    /// overflow nor vanish, and no bit is lost.
    pub(crate) fn scaling(&self) -> (f64, f64) {
        power_of_two(self.max_abs())
    }

    /// The Frobenius norm, without overflow.
    pub fn frobenius(&self) -> f64 {
        let (down, up) = self.scaling();
        self.sum_of_squares(down).sqrt() * up
    }

    /// The sum over entries of `(scale*a)^2`: rows are summed apart, then in order.
    pub(crate) fn sum_of_squares(&self, scale: f64) -> f64 {
        (0..self.rows).map(|i| self.row(i).iter().map(|x| (x.to_f64() * scale).powi(2)).sum::<f64>()).sum()
    }
}

/// `(2^-e, 2^e)` with `2^e` within a factor two of `x`, where both are finite and normal.
pub(crate) fn power_of_two(x: f64) -> (f64, f64) {
    if !(x > 0.0) || !x.is_finite() {
        return (1.0, 1.0);
    }
    let e = libm::ilogb(x).clamp(-1020, 1020);
    (libm::ldexp(1.0, -e), libm::ldexp(1.0, e))
}

/// An owned matrix of f64, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, cols: usize) -> Matrix {
        Matrix { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// The entry in row `i`, column `j` is `f(i, j)`.
    pub fn from_fn(rows: usize, cols: usize, mut f: impl FnMut(usize, usize) -> f64) -> Matrix {
        let mut m = Matrix::zeros(rows, cols);
        for i in 0..rows {
            for j in 0..cols {
                m.data[i * cols + j] = f(i, j);
            }
        }
        m
    }

    /// The entries row by row.
    ///
    /// # Errors
    /// As [`MatrixRef::new`].
    pub fn new(rows: usize, cols: usize, data: Vec<f64>) -> Result<Matrix, Error> {
        MatrixRef::new(rows, cols, &data)?;
        Ok(Matrix { rows, cols, data })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The entries, row by row.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The entries, row by row.
    pub fn data_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// A checked view.
    ///
    /// # Errors
    /// If the matrix is empty or has an entry that is not finite.
    pub fn view(&self) -> Result<MatrixRef<'_, f64>, Error> {
        MatrixRef::new(self.rows, self.cols, &self.data)
    }

    /// The transpose.
    pub fn transposed(&self) -> Matrix {
        Matrix::from_fn(self.cols, self.rows, |i, j| self[(j, i)])
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.data[i * self.cols + j]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.data[i * self.cols + j]
    }
}
