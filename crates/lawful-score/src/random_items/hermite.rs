//! Gauss-Hermite quadrature.

use std::f64::consts::PI;

/// Nodes `x` and weights `w` with `sum w f(x) = integral exp(-x^2) f(x) dx` for polynomials up to degree `2n - 1`, by
/// Newton's method on the orthonormal Hermite polynomials (Press et al., Numerical Recipes, section 4.6), for `n` to 30.
pub(crate) fn hermite(n: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut nodes, mut weights) = (vec![0.0; n], vec![0.0; n]);
    let size = n as f64;
    let mut z = 0.0;
    for i in 0..n.div_ceil(2) {
        z = match i {
            0 => (2.0 * size + 1.0).sqrt() - 1.85575 * libm::pow(2.0 * size + 1.0, -0.16667),
            1 => z - 1.14 * libm::pow(size, 0.426) / z,
            2 => 1.86 * z - 0.86 * nodes[0],
            3 => 1.91 * z - 0.91 * nodes[1],
            _ => 2.0 * z - nodes[i - 2],
        };
        let mut slope = 1.0;
        for _ in 0..100 {
            let (mut p, mut before) = (libm::pow(PI, -0.25), 0.0);
            for j in 0..n {
                let j = j as f64;
                (p, before) = (z * (2.0 / (j + 1.0)).sqrt() * p - (j / (j + 1.0)).sqrt() * before, p);
            }
            slope = (2.0 * size).sqrt() * before;
            let step = p / slope;
            z -= step;
            if step.abs() < 1e-15 * (1.0 + z.abs()) {
                break;
            }
        }
        if 2 * i + 1 == n {
            z = 0.0;
        }
        (nodes[i], nodes[n - 1 - i]) = (z, -z);
        let weight = 2.0 / (slope * slope);
        (weights[i], weights[n - 1 - i]) = (weight, weight);
    }
    (nodes, weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments of the Gaussian: sqrt(pi) (2k - 1)!!/2^k.
    #[test]
    fn moments() {
        for n in [1, 2, 5, 7, 20, 30] {
            let (x, w) = hermite(n);
            let mut exact = PI.sqrt();
            for k in 0..n.min(12) {
                let found: f64 = x.iter().zip(&w).map(|(x, w)| w * x.powi(2 * k as i32)).sum();
                assert!((found / exact - 1.0).abs() < 1e-11, "{n} nodes, moment {}: {found} {exact}", 2 * k);
                exact *= (2.0 * k as f64 + 1.0) / 2.0;
            }
        }
    }
}
