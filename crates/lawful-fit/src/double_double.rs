//! Sums in twice the working precision, for the last steps of a fit and for covariances of ill-conditioned ones.
//!
//! Error-free transformations of Knuth and Dekker (Ogita, Rump & Oishi 2005).

use crate::matrix::Matrix;

/// An unevaluated sum `hi + lo`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Double {
    pub(crate) hi: f64,
    pub(crate) lo: f64,
}

impl Double {
    pub(crate) fn new(x: f64) -> Double {
        Double { hi: x, lo: 0.0 }
    }

    fn normal(hi: f64, lo: f64) -> Double {
        let s = hi + lo;
        Double { hi: s, lo: lo - (s - hi) }
    }

    pub(crate) fn add(self, o: Double) -> Double {
        let s = self.hi + o.hi;
        let b = s - self.hi;
        let e = (self.hi - (s - b)) + (o.hi - b);
        Double::normal(s, e + self.lo + o.lo)
    }

    pub(crate) fn negate(self) -> Double {
        Double { hi: -self.hi, lo: -self.lo }
    }

    pub(crate) fn multiply(self, o: Double) -> Double {
        let p = Double::product(self.hi, o.hi);
        Double::normal(p.hi, p.lo + self.hi * o.lo + self.lo * o.hi)
    }

    pub(crate) fn divide(self, o: Double) -> Double {
        let q = self.hi / o.hi;
        let r = self.add(o.multiply(Double::new(q)).negate());
        Double::normal(q, (r.hi + r.lo) / o.hi)
    }

    pub(crate) fn sqrt(self) -> Double {
        let s = self.hi.sqrt();
        if s == 0.0 || !s.is_finite() {
            return Double::new(s);
        }
        let r = self.add(Double::product(s, s).negate());
        Double::normal(s, r.hi / (2.0 * s))
    }

    /// The exact product of two numbers (barring over- and underflow).
    pub(crate) fn product(a: f64, b: f64) -> Double {
        let split = |x: f64| {
            let c = 134_217_729.0 * x;
            let hi = c - (c - x);
            (hi, x - hi)
        };
        let p = a * b;
        let ((ah, al), (bh, bl)) = (split(a), split(b));
        Double { hi: p, lo: ((ah * bh - p) + ah * bl + al * bh) + al * bl }
    }

    pub(crate) fn value(self) -> f64 {
        self.hi + self.lo
    }
}

/// The inverse of a symmetric positive definite matrix given in twice the precision (upper triangle, row by row), or
/// `None` if it is singular to that precision. Columns are scaled first.
pub(crate) fn inverse(n: usize, upper: &[Double]) -> Option<Matrix> {
    let at = |i: usize, j: usize| {
        let (i, j) = (i.min(j), i.max(j));
        upper[i * n - i * (i + 1) / 2 + j]
    };
    // Powers of two, so that scaling is exact.
    let scale: Vec<f64> = (0..n)
        .map(|i| {
            let d = at(i, i).hi;
            if d > 0.0 && d.is_finite() { libm::exp2(-(libm::log2(d) / 2.0).round()) } else { f64::NAN }
        })
        .collect();
    if scale.iter().any(|s| s.is_nan()) {
        return None;
    }
    let scaled = |i: usize, j: usize| {
        let x = at(i, j);
        Double { hi: x.hi * scale[i] * scale[j], lo: x.lo * scale[i] * scale[j] }
    };
    let mut l = vec![Double::default(); n * n];
    for j in 0..n {
        let mut d = scaled(j, j);
        for k in 0..j {
            d = d.add(l[j * n + k].multiply(l[j * n + k]).negate());
        }
        if !(d.hi > 1e-28 * scaled(j, j).hi) {
            return None;
        }
        let d = d.sqrt();
        l[j * n + j] = d;
        for i in j + 1..n {
            let mut s = scaled(i, j);
            for k in 0..j {
                s = s.add(l[i * n + k].multiply(l[j * n + k]).negate());
            }
            l[i * n + j] = s.divide(d);
        }
    }
    let mut result = Matrix::zeros(n);
    for column in 0..n {
        let mut x = vec![Double::default(); n];
        x[column] = Double::new(1.0);
        for i in 0..n {
            for k in 0..i {
                x[i] = x[i].add(l[i * n + k].multiply(x[k]).negate());
            }
            x[i] = x[i].divide(l[i * n + i]);
        }
        for i in (0..n).rev() {
            for k in i + 1..n {
                x[i] = x[i].add(l[k * n + i].multiply(x[k]).negate());
            }
            x[i] = x[i].divide(l[i * n + i]);
        }
        for i in 0..n {
            result[(i, column)] = x[i].value() * scale[i] * scale[column];
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 10 by 10 Hilbert matrix, condition 1.6e13, its square far beyond f64: its inverse's corner is 100 and its
    /// sum of all entries 100.
    #[test]
    fn hilbert_ten() {
        let n = 10;
        let mut upper = vec![];
        for i in 0..n {
            for j in i..n {
                upper.push(Double::new(1.0).divide(Double::new((i + j + 1) as f64)));
            }
        }
        let inverse = inverse(n, &upper).unwrap();
        assert!((inverse[(0, 0)] / 100.0 - 1.0).abs() < 1e-12);
        assert!((inverse[(9, 9)] / 44_914_183_600.0 - 1.0).abs() < 1e-9, "{}", inverse[(9, 9)]);
    }

    #[test]
    fn sums_that_cancel() {
        let x = Double::new(1e16).add(Double::new(1.0)).add(Double::new(-1e16));
        assert_eq!(x.value(), 1.0);
        let third = Double::new(1.0).divide(Double::new(3.0));
        assert!((third.multiply(Double::new(3.0)).value() - 1.0).abs() < 1e-31);
        let two = Double::new(2.0).sqrt();
        assert!(two.multiply(two).add(Double::new(-2.0)).value().abs() < 1e-31);
    }
}
