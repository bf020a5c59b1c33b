//! Small dense symmetric matrices: a fit has few parameters, so plain loops are enough.

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    n: usize,
    a: Vec<f64>,
}

impl Matrix {
    /// An `n` by `n` matrix of zeros.
    pub fn zeros(n: usize) -> Matrix {
        Matrix { n, a: vec![0.0; n * n] }
    }

    /// Number of rows.
    pub fn size(&self) -> usize {
        self.n
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.a[i * self.n..(i + 1) * self.n]
    }

    /// Copies the upper triangle to the lower one.
    pub(crate) fn mirror(&mut self) {
        for i in 0..self.n {
            for j in 0..i {
                self[(i, j)] = self[(j, i)];
            }
        }
    }

    /// The rows and columns of `keep`.
    pub fn select(&self, keep: &[usize]) -> Matrix {
        let mut m = Matrix::zeros(keep.len());
        for (i, &p) in keep.iter().enumerate() {
            for (j, &q) in keep.iter().enumerate() {
                m[(i, j)] = self[(p, q)];
            }
        }
        m
    }

    /// The product with a vector.
    pub fn times(&self, v: &[f64]) -> Vec<f64> {
        (0..self.n).map(|i| self.row(i).iter().zip(v).map(|(a, b)| a * b).sum()).collect()
    }

    /// `v' A w`
    pub fn between(&self, v: &[f64], w: &[f64]) -> f64 {
        self.times(w).iter().zip(v).map(|(a, b)| a * b).sum()
    }

    /// The product of two matrices.
    pub fn multiply(&self, other: &Matrix) -> Matrix {
        let mut m = Matrix::zeros(self.n);
        for i in 0..self.n {
            for k in 0..self.n {
                let a = self[(i, k)];
                for j in 0..self.n {
                    m[(i, j)] += a * other[(k, j)];
                }
            }
        }
        m
    }

    /// The lower Cholesky factor, or `None` unless the matrix is positive definite with pivots above `floor` times
    /// its diagonal.
    pub(crate) fn cholesky(&self, floor: f64) -> Option<Cholesky> {
        let n = self.n;
        let mut l = self.clone();
        for j in 0..n {
            let mut d = self[(j, j)];
            for k in 0..j {
                d -= l[(j, k)] * l[(j, k)];
            }
            if !(d > floor * self[(j, j)]) || !d.is_finite() {
                return None;
            }
            let d = d.sqrt();
            l[(j, j)] = d;
            for i in j + 1..n {
                let mut s = self[(i, j)];
                for k in 0..j {
                    s -= l[(i, k)] * l[(j, k)];
                }
                l[(i, j)] = s / d;
            }
        }
        Some(Cholesky { l })
    }

    /// Eigenvalues and eigenvectors (columns) of the symmetric matrix by cyclic Jacobi rotations, smallest first.
    pub fn symmetric_eigen(&self) -> (Vec<f64>, Matrix) {
        let n = self.n;
        let mut a = self.clone();
        let mut v = Matrix::zeros(n);
        for i in 0..n {
            v[(i, i)] = 1.0;
        }
        for _ in 0..60 {
            let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[(i, j)] * a[(i, j)]).sum();
            let diagonal: f64 = (0..n).map(|i| a[(i, i)] * a[(i, i)]).sum();
            if !(off > 1e-34 * diagonal) {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut v, p, q);
                }
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| a[(i, i)].total_cmp(&a[(j, j)]));
        let mut vectors = Matrix::zeros(n);
        for (k, &j) in order.iter().enumerate() {
            for i in 0..n {
                vectors[(i, k)] = v[(i, j)];
            }
        }
        (order.iter().map(|&i| a[(i, i)]).collect(), vectors)
    }
}

fn rotate(a: &mut Matrix, v: &mut Matrix, p: usize, q: usize) {
    let n = a.n;
    if a[(p, q)] == 0.0 || !a[(p, q)].is_finite() {
        return;
    }
    let theta = (a[(q, q)] - a[(p, p)]) / (2.0 * a[(p, q)]);
    let t =
        if theta.abs() > 1e150 { 0.5 / theta } else { theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt()) };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[(k, p)], a[(k, q)]);
        a[(k, p)] = c * x - s * y;
        a[(k, q)] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[(p, k)], a[(q, k)]);
        a[(p, k)] = c * x - s * y;
        a[(q, k)] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (v[(k, p)], v[(k, q)]);
        v[(k, p)] = c * x - s * y;
        v[(k, q)] = s * x + c * y;
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    #[inline(always)]
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.a[i * self.n + j]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    #[inline(always)]
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.a[i * self.n + j]
    }
}

/// A lower Cholesky factor.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    l: Matrix,
}

impl Cholesky {
    /// The solution of `A x = b`.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.l.n;
        let mut x = b.to_vec();
        for i in 0..n {
            for k in 0..i {
                x[i] -= self.l[(i, k)] * x[k];
            }
            x[i] /= self.l[(i, i)];
        }
        for i in (0..n).rev() {
            for k in i + 1..n {
                x[i] -= self.l[(k, i)] * x[k];
            }
            x[i] /= self.l[(i, i)];
        }
        x
    }

    /// The inverse of `A`.
    pub(crate) fn inverse(&self) -> Matrix {
        let n = self.l.n;
        let mut m = Matrix::zeros(n);
        for j in 0..n {
            let mut e = vec![0.0; n];
            e[j] = 1.0;
            for (i, x) in self.solve(&e).into_iter().enumerate() {
                m[(i, j)] = x;
            }
        }
        for i in 0..n {
            for j in 0..i {
                let mean = 0.5 * (m[(i, j)] + m[(j, i)]);
                m[(i, j)] = mean;
                m[(j, i)] = mean;
            }
        }
        m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hilbert(n: usize) -> Matrix {
        let mut m = Matrix::zeros(n);
        for i in 0..n {
            for j in 0..n {
                m[(i, j)] = 1.0 / (i + j + 1) as f64;
            }
        }
        m
    }

    /// The inverse of the 4 by 4 Hilbert matrix is known in integers; the condition number is 15,514.
    #[test]
    fn hilbert_matrix() {
        let h = hilbert(4);
        let inverse = h.cholesky(0.0).unwrap().inverse();
        assert!((inverse[(0, 0)] - 16.0).abs() < 1e-9);
        assert!((inverse[(2, 2)] - 6480.0).abs() < 1e-7);
        let (values, vectors) = h.symmetric_eigen();
        assert!((values[3] / values[0] / 15_513.738_738_929_1 - 1.0).abs() < 1e-9);
        let v: Vec<f64> = (0..4).map(|i| vectors[(i, 3)]).collect();
        for (a, b) in h.times(&v).iter().zip(&v) {
            assert!((a - values[3] * b).abs() < 1e-14);
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        let mut m = Matrix::zeros(2);
        (m[(0, 1)], m[(1, 0)]) = (1.0, 1.0);
        assert!(m.cholesky(0.0).is_none());
    }
}
