//! The Tracy-Widom laws: how the largest eigenvalue of noise scatters about the edge.

use crate::Error;
use crate::airy::airy;
use crate::gauss::legendre;
use std::sync::OnceLock;

/// The symmetry of the random matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beta {
    /// Real entries, `TW1`.
    One,
    /// Complex entries, `TW2`.
    Two,
}

/// Below this the distribution function is less than 1e-15 and is given as 0.
const LEFT: f64 = -9.5;
/// Points of the quadrature.
const NODES: usize = 56;

/// The probability that a Tracy-Widom variable is at most `s`, to about 1e-14.
///
/// `F1(s) = det(1 - B)` and `F2(s) = det(1 - B) det(1 + B)` with the integral operator `B(x, y) = Ai(x + y + s)` on the
/// half line (Ferrari and Spohn 2005), whose Fredholm determinants are taken by Gauss-Legendre quadrature, which
/// converges exponentially (Bornemann 2010).
pub fn cdf(beta: Beta, s: f64) -> f64 {
    if s.is_nan() { f64::NAN } else { log_cdf(beta, s).exp() }
}

/// The probability that a Tracy-Widom variable exceeds `s`: accurate to a relative 1e-10 far into the tail, where
/// `1 - cdf` would be 0.
pub fn survival(beta: Beta, s: f64) -> f64 {
    if s.is_nan() { f64::NAN } else { -libm::expm1(log_cdf(beta, s)) }
}

/// The `s` that is exceeded with probability `upper`.
///
/// # Errors
/// If the probability is not within [1e-100, 1 - 1e-12].
pub fn upper_quantile(beta: Beta, upper: f64) -> Result<f64, Error> {
    if !(upper >= 1e-100 && upper <= 1.0 - 1e-12) {
        return Err(Error::Setting(format!("the Tracy-Widom quantile for probability {upper} is out of reach")));
    }
    let (mut low, mut high) = (LEFT, 60.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if survival(beta, middle) > upper { low = middle } else { high = middle }
    }
    Ok(0.5 * (low + high))
}

fn log_cdf(beta: Beta, s: f64) -> f64 {
    if s < LEFT {
        return f64::NEG_INFINITY;
    }
    static RULE: OnceLock<Option<(Vec<f64>, Vec<f64>)>> = OnceLock::new();
    let Some((nodes, weights)) = RULE.get_or_init(|| legendre(NODES, 1.0).ok()) else {
        return f64::NAN;
    };
    // How far the kernel reaches before it is below rounding.
    let reach = if s < 0.0 { 16.0 - s } else { 16.0 / (1.0 + 0.4 * s.sqrt()) };
    let n = nodes.len();
    let mut kernel = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let k = airy(reach * (nodes[i] + nodes[j]) + s) * reach * (weights[i] * weights[j]).sqrt();
            kernel[i * n + j] = k;
            kernel[j * n + i] = k;
        }
    }
    let log = match beta {
        Beta::One => log_determinant(kernel, n),
        // det(1 - B) det(1 + B) = det(1 - B^2); the square keeps the digits of a far tail.
        Beta::Two => {
            let square = (0..n * n)
                .map(|e| (0..n).map(|k| kernel[e / n * n + k] * kernel[k * n + e % n]).sum::<f64>())
                .collect();
            log_determinant(square, n)
        }
    };
    log.min(0.0)
}

/// `ln det(1 - B)` for a symmetric matrix whose eigenvalues lie within (-1, 1), by elimination on the deviation from 1,
/// so that a determinant close to 1 keeps its digits.
fn log_determinant(mut b: Vec<f64>, n: usize) -> f64 {
    let mut sum = 0.0;
    for k in 0..n {
        let pivot = 1.0 - b[k * n + k];
        if !(pivot > 0.0) {
            return f64::NEG_INFINITY;
        }
        sum += libm::log1p(-b[k * n + k]);
        for i in k + 1..n {
            let factor = b[i * n + k] / pivot;
            for j in k + 1..n {
                b[i * n + j] += factor * b[k * n + j];
            }
        }
    }
    sum
}

/// The largest eigenvalue of noise on the Tracy-Widom scale: `(lambda/variance - mu)/sigma` is a `TW1` variable for the
/// largest eigenvalue `lambda` of `X'X` (not divided by anything), X `n x p` with independent entries
/// (Johnstone 2001, with the halves of Ma 2012 that make it accurate at small sizes).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeScale {
    /// Where the largest eigenvalue of unit noise lies.
    pub mu: f64,
    /// How far it scatters.
    pub sigma: f64,
}

impl EdgeScale {
    /// For a matrix of `n x p` entries.
    ///
    /// # Errors
    /// If a side is zero.
    pub fn of_matrix(n: usize, p: usize) -> Result<EdgeScale, Error> {
        if n == 0 || p == 0 {
            return Err(Error::Shape(format!("a {n} x {p} matrix has no largest eigenvalue")));
        }
        let (a, b) = ((n as f64 - 0.5).sqrt(), (p as f64 - 0.5).sqrt());
        Ok(EdgeScale { mu: (a + b).powi(2), sigma: (a + b) * (1.0 / a + 1.0 / b).cbrt() })
    }

    /// The largest eigenvalue in units of the law: compare with [`survival`].
    pub fn statistic(&self, largest: f64, variance: f64) -> f64 {
        (largest / variance - self.mu) / self.sigma
    }

    /// The probability that noise of this variance gives a largest eigenvalue beyond `largest`. It holds for entries
    /// with light tails; for trained weights calibrate it with [`crate::shuffled`].
    pub fn p_value(&self, largest: f64, variance: f64) -> f64 {
        survival(Beta::One, self.statistic(largest, variance))
    }
}
