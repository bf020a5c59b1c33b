//! Gauss quadrature from a symmetric tridiagonal matrix (Golub and Welsch 1969).

use crate::Error;

/// Eigenvalues of the symmetric tridiagonal matrix with diagonal `alpha` and off-diagonal `beta`, in rising order, and
/// the squared first component of each eigenvector; those add to 1. Implicit QL, `O(k^2)`.
///
/// # Errors
/// If the lengths do not fit or an eigenvalue does not converge.
pub fn tridiagonal(alpha: &[f64], beta: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let n = alpha.len();
    if n == 0 || beta.len() + 1 < n {
        return Err(Error::Shape(format!("a tridiagonal matrix of size {n} has {} neighbours", beta.len())));
    }
    let mut d = alpha.to_vec();
    let mut e = beta[..n - 1].to_vec();
    e.push(0.0);
    let mut first = vec![0.0; n];
    first[0] = 1.0;
    for l in 0..n {
        let mut rounds = 0;
        loop {
            let mut m = l;
            while m + 1 < n && e[m].abs() > f64::EPSILON * (d[m].abs() + d[m + 1].abs()) {
                m += 1;
            }
            if m == l {
                break;
            }
            rounds += 1;
            if rounds > 100 {
                return Err(Error::Numerical(format!("eigenvalue {} of a tridiagonal matrix did not converge", l + 1)));
            }
            // Wilkinson's shift.
            let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let mut r = g.hypot(1.0);
            g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut i = m;
            let mut underflow = false;
            while i > l {
                i -= 1;
                let f = s * e[i];
                let b = c * e[i];
                r = f.hypot(g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    underflow = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                r = (d[i] - g) * s + 2.0 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                let z = first[i + 1];
                first[i + 1] = s * first[i] + c * z;
                first[i] = c * first[i] - s * z;
            }
            if !underflow {
                d[l] -= p;
                e[l] = g;
                e[m] = 0.0;
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| d[i].total_cmp(&d[j]));
    Ok((order.iter().map(|&i| d[i]).collect(), order.iter().map(|&i| first[i] * first[i]).collect()))
}

/// Nodes and weights of the Gauss-Legendre rule with `n` points on `[0, length]`, exact for polynomials up to degree
/// `2n - 1`.
///
/// # Errors
/// If an eigenvalue does not converge, which has not been seen.
pub fn legendre(n: usize, length: f64) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let beta: Vec<f64> = (1..n).map(|k| k as f64 / ((4 * k * k - 1) as f64).sqrt()).collect();
    let (nodes, weights) = tridiagonal(&vec![0.0; n], &beta)?;
    Ok((nodes.iter().map(|x| 0.5 * length * (x + 1.0)).collect(), weights.iter().map(|w| w * length).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legendre_integrates_polynomials_and_exponentials() {
        let (x, w) = legendre(5, 2.0).unwrap();
        let integral: f64 = x.iter().zip(&w).map(|(x, w)| w * x.powi(9)).sum();
        assert!((integral / (1024.0 / 10.0) - 1.0).abs() < 1e-14);
        let (x, w) = legendre(20, 3.0).unwrap();
        let integral: f64 = x.iter().zip(&w).map(|(x, w)| w * x.exp()).sum();
        assert!((integral / (3f64.exp() - 1.0) - 1.0).abs() < 1e-14);
    }

    // The second-difference matrix: 2 - 2 cos(pi j/(n+1)), first components sqrt(2/(n+1)) sin(pi j/(n+1)).
    #[test]
    fn second_differences_in_closed_form() {
        let n = 50;
        let (values, weights) = tridiagonal(&vec![2.0; n], &vec![-1.0; n - 1]).unwrap();
        for j in 1..=n {
            let angle = std::f64::consts::PI * j as f64 / (n + 1) as f64;
            assert!((values[j - 1] - (2.0 - 2.0 * angle.cos())).abs() < 1e-14);
            assert!((weights[j - 1] - 2.0 / (n + 1) as f64 * angle.sin().powi(2)).abs() < 1e-14);
        }
    }
}
