//! The parabola of least squares through a slice, and its known bias.

/// `p x^2 + q x + r` through points by least squares, as curvature `p`, vertex and value there; `None` with fewer than
/// three different `x` or a curvature that is not positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parabola {
    /// `p`, positive.
    pub curvature: f64,
    /// `-q/(2p)`.
    pub vertex: f64,
    /// The value at the vertex.
    pub lowest: f64,
}

impl Parabola {
    /// The parabola through `(x, y)`.
    pub fn through(points: &[(f64, f64)]) -> Option<Parabola> {
        let n = points.len() as f64;
        let centre = points.iter().map(|p| p.0).sum::<f64>() / n;
        let reach = points.iter().map(|p| (p.0 - centre).abs()).fold(0.0, f64::max);
        if !(reach > 0.0 && reach.is_finite()) {
            return None;
        }
        // Discrete orthogonal polynomials on x scaled to [-1, 1]: no normal equations that lose digits.
        let u: Vec<f64> = points.iter().map(|p| (p.0 - centre) / reach).collect();
        let mean = |f: &dyn Fn(usize) -> f64| (0..points.len()).map(f).sum::<f64>() / n;
        let second = mean(&|i| u[i] * u[i]);
        let third = mean(&|i| u[i] * u[i] * u[i]);
        let first_mean = mean(&|i| u[i]);
        let square: Vec<f64> =
            u.iter().map(|u| u * u - second - (third - second * first_mean) / second * (u - first_mean)).collect();
        let norm = mean(&|i| square[i] * square[i]);
        if !(norm > 1e-12) {
            return None;
        }
        let y = |i: usize| points[i].1;
        let level = mean(&y);
        let slope = mean(&|i| u[i] * (y(i) - level)) / second;
        let curvature = mean(&|i| square[i] * (y(i) - level)) / norm;
        if !(curvature > 0.0 && curvature.is_finite()) {
            return None;
        }
        let tilt = slope - curvature * (third - second * first_mean) / second;
        let at = -tilt / (2.0 * curvature);
        Some(Parabola {
            curvature: curvature / (reach * reach),
            vertex: centre + reach * at,
            lowest: level - curvature * second + tilt * at + curvature * at * at,
        })
    }
}

/// How far, in decades of size, the parabola's vertex lies from the true optimum for the law `E + A N^-alpha + B
/// D^-beta` on a slice of constant `N D` with sizes at `grid` (decades from the optimum).
///
/// On such a slice the law is `beta 10^(-alpha w) + alpha 10^(beta w)` up to factor and offset, whatever the budget, so
/// the bias is the vertex of the parabola through that curve: exponents are right, the size is off by `10^bias`, tokens
/// by `10^-bias` (Czech et al., arXiv 2603.22339). `None` if the parabola has no vertex.
pub fn parabola_bias(alpha: f64, beta: f64, grid: &[f64]) -> Option<f64> {
    let slice = |w: f64| beta * libm::exp10(-alpha * w) + alpha * libm::exp10(beta * w);
    let points: Vec<(f64, f64)> = grid.iter().map(|&w| (w, slice(w))).collect();
    Parabola::through(&points).map(|p| p.vertex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_found_again() {
        let points: Vec<(f64, f64)> =
            [8.0, 8.3, 8.9, 9.6, 10.1].iter().map(|&x| (x, 2.0 + 0.3 * (x - 9.1) * (x - 9.1))).collect();
        let p = Parabola::through(&points).unwrap();
        assert!((p.vertex - 9.1).abs() < 1e-12 && (p.curvature - 0.3).abs() < 1e-12 && (p.lowest - 2.0).abs() < 1e-12);
        assert!(Parabola::through(&points[..2]).is_none());
        assert!(Parabola::through(&[(1.0, 0.0), (2.0, 1.0), (3.0, 0.0)]).is_none());
    }

    /// Czech et al., arXiv 2603.22339: bias of the tokens on grids of 15 sizes that reach 2, 4, 8 and 16 times to either
    /// side, in per cent.
    #[test]
    fn bias_table() {
        for (alpha, beta, expected) in
            [(0.34, 0.28, [-0.33, -1.30, -2.90, -5.10]), (0.465, 0.155, [-1.67, -6.50, -13.91, -23.12])]
        {
            for (k, percent) in expected.into_iter().enumerate() {
                let reach = (k as f64 + 1.0) * 2f64.log10();
                let grid: Vec<f64> = (0..15).map(|i| reach * (i as f64 / 7.0 - 1.0)).collect();
                let tokens = 10f64.powf(-parabola_bias(alpha, beta, &grid).unwrap()) - 1.0;
                assert!((100.0 * tokens - percent).abs() < 0.0051, "{alpha} {beta} {reach}: {tokens}");
            }
        }
    }
}
