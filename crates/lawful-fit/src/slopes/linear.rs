//! A law linearised at its fit, with pseudo-residuals, so that robust noise is handled like least squares.

use crate::fit::Fit;
use crate::matrix::Matrix;
use crate::noise::Noise;
use crate::predict::{Points, Scatter};

/// `e = J d + noise` about the fit, rows in groups.
#[derive(Debug, Clone)]
pub(super) struct Linearised {
    /// Derivative of the law on the residuals' scale in every parameter of the covariance, times the root of the weight.
    jacobian: Vec<Vec<f64>>,
    /// Inverse of `J'J`.
    inverse: Matrix,
    /// Residuals, times the root of the weight.
    residual: Vec<f64>,
    /// The score that the noise gives a residual.
    score: Score,
    /// Group of each row.
    group: Vec<usize>,
    /// Rows of each group less the parameters that they determine.
    freedom: Vec<f64>,
}

impl Linearised {
    /// `None` for noise without residuals, or if the parameters are not determined.
    pub(super) fn of(fit: &Fit, points: &Points, group: &[usize], groups: usize) -> Option<Linearised> {
        let score = Score::of(fit)?;
        let scatter = Scatter::of(fit, points.response_is_log);
        let n = points.rows.len();
        let root: Vec<f64> = points.weights.iter().map(|w| w.sqrt()).collect();
        let jacobian: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                let slope = scatter.residual_slope(points.value[i]) * root[i];
                points.gradient(i).iter().map(|g| g * slope).collect()
            })
            .collect();
        let residual = (0..n)
            .map(|i| root[i] * (scatter.residual_scale(points.observed[i]) - scatter.residual_scale(points.value[i])))
            .collect();
        let m = fit.covariance_names.len();
        let mut normal = Matrix::zeros(m);
        for row in &jacobian {
            for a in 0..m {
                for b in 0..m {
                    normal[(a, b)] += row[a] * row[b];
                }
            }
        }
        let inverse = normal.cholesky(1e-14)?.inverse();
        let mut freedom = vec![0.0; groups];
        for (row, &g) in jacobian.iter().zip(group) {
            if let Some(f) = freedom.get_mut(g) {
                *f += 1.0 - inverse.between(row, row);
            }
        }
        Some(Linearised { jacobian, inverse, residual, score, group: group.to_vec(), freedom })
    }

    /// The residuals as scores: `psi(r)` over the mean of `psi'`.
    fn pseudo(&self, residual: &[f64]) -> Vec<f64> {
        self.score.pseudo_residuals(residual)
    }

    /// The scatter of a group: root of the sum of squared pseudo-residuals over its degrees of freedom.
    pub(super) fn scatter(&self, g: usize) -> Option<f64> {
        let e = self.pseudo(&self.residual);
        self.scatters(&e).get(g).copied().flatten().map(f64::sqrt)
    }

    fn scatters(&self, e: &[f64]) -> Vec<Option<f64>> {
        let mut sums = vec![0.0; self.freedom.len()];
        for (x, &g) in e.iter().zip(&self.group) {
            if let Some(s) = sums.get_mut(g) {
                *s += x * x;
            }
        }
        sums.iter().zip(&self.freedom).map(|(s, f)| (*f > 0.5).then(|| s / f)).collect()
    }

    /// The factor of each row's pseudo-residual in the estimate of the contrast: `J (J'J)^-1 c`.
    pub(super) fn influence(&self, contrast: &[(usize, f64)]) -> Vec<f64> {
        let direction = self.direction(contrast);
        self.jacobian.iter().map(|row| dot(row, &direction)).collect()
    }

    /// `(J'J)^-1 c`
    fn direction(&self, contrast: &[(usize, f64)]) -> Vec<f64> {
        let mut c = vec![0.0; self.inverse.size()];
        contrast.iter().for_each(|(i, f)| c[*i] += f);
        self.inverse.times(&c)
    }

    /// Standard error of a contrast with each group's own scatter, and Satterthwaite's degrees of freedom; `None` if a
    /// group that it depends on has no row to spare.
    pub(super) fn separate(&self, contrast: &[(usize, f64)]) -> Option<(f64, f64)> {
        self.separate_of(&self.influence(contrast), &self.pseudo(&self.residual))
    }

    /// As [`Linearised::separate`], from the influence of rows and pseudo-residuals.
    pub(super) fn separate_of(&self, influence: &[f64], e: &[f64]) -> Option<(f64, f64)> {
        let scatters = self.scatters(e);
        let mut shares = vec![0.0; self.freedom.len()];
        for (k, &g) in influence.iter().zip(&self.group) {
            if let Some(s) = shares.get_mut(g) {
                *s += k * k;
            }
        }
        let total: f64 = shares.iter().sum();
        let (mut variance, mut squares) = (0.0, 0.0);
        for ((share, scatter), freedom) in shares.iter().zip(&scatters).zip(&self.freedom) {
            if *share > 1e-24 * total {
                let part = share * (*scatter)?;
                variance += part;
                squares += part * part / freedom;
            }
        }
        (variance.is_finite() && squares > 0.0).then(|| (variance.sqrt(), variance * variance / squares))
    }

    /// Residuals of the law with the contrast, now `difference`, made 0: least squares under the constraint.
    pub(super) fn null_residuals(&self, contrast: &[(usize, f64)], difference: f64) -> Vec<f64> {
        let direction = self.direction(contrast);
        let variance: f64 = contrast.iter().map(|(i, f)| f * direction[*i]).sum();
        self.jacobian
            .iter()
            .zip(&self.residual)
            .map(|(row, r)| r + dot(row, &direction) * difference / variance)
            .collect()
    }

    /// Pseudo-residuals of null residuals.
    pub(super) fn null_scores(&self, null: &[f64]) -> Vec<f64> {
        self.pseudo(null)
    }

    /// What is left of `e` after least squares.
    pub(super) fn rest(&self, e: &[f64]) -> Vec<f64> {
        let m = self.inverse.size();
        let mut gradient = vec![0.0; m];
        for (row, x) in self.jacobian.iter().zip(e) {
            for k in 0..m {
                gradient[k] += row[k] * x;
            }
        }
        let step = self.inverse.times(&gradient);
        self.jacobian.iter().zip(e).map(|(row, x)| x - dot(row, &step)).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The derivative of minus the log density (or of the loss) in the law.
#[derive(Debug, Clone, Copy)]
enum Score {
    Square,
    Absolute,
    Student { nu: f64, scale: f64 },
    Huber { delta: f64, over: f64 },
}

impl Score {
    fn of(fit: &Fit) -> Option<Score> {
        Some(match fit.noise {
            Noise::Gaussian | Noise::LogNormal => Score::Square,
            Noise::Laplace { .. } => Score::Absolute,
            Noise::Student(nu) => Score::Student { nu, scale: fit.noise_params.first()?.1 },
            Noise::Huber { delta, .. } => Score::Huber { delta, over: 1.0 },
            Noise::AsymmetricHuber { delta, over, .. } => Score::Huber { delta, over },
            _ => return None,
        })
    }

    fn pseudo_residuals(self, residual: &[f64]) -> Vec<f64> {
        let n = residual.len() as f64;
        let (psi, slope): (Vec<f64>, f64) = match self {
            Score::Square => return residual.to_vec(),
            Score::Absolute => {
                // The density at 0 of a Laplace error is 1/(2 b), so the mean slope of the sign is 1/b.
                let b = residual.iter().map(|r| r.abs()).sum::<f64>() / n;
                (residual.iter().map(|r| if *r == 0.0 { 0.0 } else { r.signum() }).collect(), 1.0 / b)
            }
            Score::Student { nu, scale } => {
                let q = |r: f64| nu * scale * scale + r * r;
                let slope = |r: f64| (nu * scale * scale - r * r) / (q(r) * q(r));
                (residual.iter().map(|r| r / q(*r)).collect(), residual.iter().map(|r| slope(*r)).sum::<f64>() / n)
            }
            Score::Huber { delta, over } => {
                let factor = |r: f64| if r < 0.0 { over } else { 1.0 };
                let inner: f64 = residual.iter().filter(|r| r.abs() <= delta).map(|r| factor(*r)).sum();
                (residual.iter().map(|r| factor(*r) * r.clamp(-delta, delta)).collect(), inner / n)
            }
        };
        psi.into_iter().map(|p| p / slope).collect()
    }
}
