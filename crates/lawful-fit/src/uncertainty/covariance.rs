//! Standard errors at the optimum: the inverse information for likelihoods, the sandwich for losses.
//!
//! * gaussian, lognormal, laplace: inverse of the expected information, its scale from `n - k` degrees of freedom (as
//!   NIST and every regression program print them), summed in twice the precision;
//! * other likelihoods: inverse of the observed information;
//! * losses: `H^-1 (sum s s') H^-1 n/(n - k)` with the exact Hessian `H` and row scores `s` (Huber 1967; White 1980).

use crate::double_double;
use crate::matrix::Matrix;
use crate::noise::{Noise, RowLoss};
use crate::objective::{Objective, Order, Scratch};
use crate::problem::Problem;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Errors of the free coordinates that are not held at a bound.
#[derive(Debug, Clone)]
pub(crate) struct Errors {
    /// The coordinates that rows and columns of `covariance` stand for.
    pub(crate) kept: Vec<usize>,
    pub(crate) covariance: Option<Matrix>,
    /// The inverse of the objective's exact Hessian, if it is positive definite.
    pub(crate) inverse_hessian: Option<Matrix>,
    pub(crate) condition: Option<f64>,
    /// Coordinates in the direction that the data do not determine.
    pub(crate) undetermined: Vec<usize>,
    pub(crate) method: &'static str,
}

impl Errors {
    pub(crate) fn stderr(&self, coordinate: usize) -> Option<f64> {
        let place = self.kept.iter().position(|&k| k == coordinate)?;
        let variance = self.covariance.as_ref()?[(place, place)];
        (variance >= 0.0 && variance.is_finite()).then(|| variance.sqrt())
    }
}

pub(crate) fn estimate(problem: &Problem, objective: &Objective, x: &[f64], held: &[bool], n: usize) -> Errors {
    let kept: Vec<usize> = (0..objective.free.len()).filter(|&j| !held[j]).collect();
    let m = kept.len();
    let method = if problem.noise.is_loss() { "sandwich" } else { "hessian" };
    let mut errors =
        Errors { kept, covariance: None, inverse_hessian: None, condition: None, undetermined: vec![], method };
    if m == 0 {
        return errors;
    }
    let mut scratch = Scratch::default();
    let expected = |o: &Objective| {
        let (_, upper) = o.precise(x, true);
        let size = o.free.len();
        let at = |i: usize, j: usize| {
            let (i, j) = (i.min(j), i.max(j));
            upper[i * size - i * (i + 1) / 2 + j]
        };
        let part: Vec<_> =
            (0..m).flat_map(|a| (a..m).map(move |b| (a, b))).map(|(a, b)| at(errors.kept[a], errors.kept[b])).collect();
        part
    };
    let mut square = objective.clone();
    square.loss = RowLoss::Square;
    let full = |upper: &[double_double::Double]| {
        let mut h = Matrix::zeros(m);
        let mut place = 0;
        for a in 0..m {
            for b in a..m {
                h[(a, b)] = upper[place].value();
                h[(b, a)] = h[(a, b)];
                place += 1;
            }
        }
        h
    };
    let dof = n.saturating_sub(objective.free.len()) as f64;
    let (information, covariance) = match problem.noise {
        Noise::Gaussian | Noise::LogNormal | Noise::Laplace { .. } => {
            let upper = expected(&square);
            let inverse = double_double::inverse(m, &upper);
            let residuals = objective.residuals(x);
            let sum = |f: &dyn Fn(f64) -> f64| -> f64 {
                residuals.iter().zip(objective.weights).filter(|(_, w)| **w > 0.0).map(|(r, w)| w * f(*r)).sum()
            };
            let variance = match problem.noise {
                _ if problem.sigma_known => 1.0,
                Noise::Laplace { .. } => {
                    let b = sum(&f64::abs) / dof;
                    b * b
                }
                _ => sum(&|r| r * r) / dof,
            };
            let mut information = full(&upper);
            let covariance = if objective.priors.is_empty() {
                inverse.map(|mut c| {
                    scale(&mut c, variance);
                    c
                })
            } else {
                // The objective is in units of the variance only if that is known; priors are not.
                let at = objective.evaluate(x, Order::GaussNewton, &mut scratch).hessian.select(&errors.kept);
                information = at.clone();
                at.cholesky(0.0).map(|c| c.inverse())
            };
            (information, covariance.filter(|_| variance.is_finite()))
        }
        Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => {
            let exact = objective.evaluate(x, Order::Newton, &mut scratch).hessian.select(&errors.kept);
            let bread = exact.cholesky(1e-14).map(|c| c.inverse());
            let scores = objective.scores(x);
            let mut meat = Matrix::zeros(m);
            for s in &scores {
                for (a, &i) in errors.kept.iter().enumerate() {
                    for (b, &j) in errors.kept.iter().enumerate() {
                        meat[(a, b)] += s[i] * s[j];
                    }
                }
            }
            scale(&mut meat, n as f64 / dof);
            (exact, bread.map(|b| b.multiply(&meat).multiply(&b)).filter(|_| dof > 0.0))
        }
        _ => {
            let exact = objective.evaluate(x, Order::Newton, &mut scratch).hessian;
            let mut all = errors.kept.clone();
            all.extend(objective.free.len()..exact.size());
            let with_nuisance = exact.select(&all);
            let keep: Vec<usize> = (0..m).collect();
            let covariance = with_nuisance.cholesky(1e-14).map(|c| c.inverse().select(&keep));
            (exact.select(&errors.kept), covariance)
        }
    };
    errors.inverse_hessian = {
        let exact = objective.evaluate(x, Order::Newton, &mut scratch).hessian;
        let mut all = errors.kept.clone();
        all.extend(objective.free.len()..exact.size());
        let keep: Vec<usize> = (0..m).collect();
        exact.select(&all).cholesky(1e-14).map(|c| c.inverse().select(&keep))
    };
    let (condition, undetermined) = conditioning(&information);
    errors.condition = condition;
    errors.undetermined = undetermined.into_iter().map(|a| errors.kept[a]).collect();
    errors.covariance = covariance.filter(|c| (0..m).all(|i| c[(i, i)].is_finite()));
    errors
}

fn scale(m: &mut Matrix, factor: f64) {
    for i in 0..m.size() {
        for j in 0..m.size() {
            m[(i, j)] *= factor;
        }
    }
}

/// The condition number of the matrix scaled to unit diagonal and, if it is singular to rounding, the coordinates in
/// the flattest direction.
fn conditioning(h: &Matrix) -> (Option<f64>, Vec<usize>) {
    let m = h.size();
    let flat: Vec<usize> = (0..m).filter(|&i| !(h[(i, i)] > 0.0)).collect();
    if !flat.is_empty() {
        return (None, flat);
    }
    let mut unit = h.clone();
    for i in 0..m {
        for j in 0..m {
            unit[(i, j)] = h[(i, j)] / (h[(i, i)].sqrt() * h[(j, j)].sqrt());
        }
    }
    let (values, vectors) = unit.symmetric_eigen();
    let (least, most) = (values[0], values[m - 1]);
    if least > 1e-15 * most {
        let condition = most / least;
        if condition < 1e14 {
            return (Some(condition), vec![]);
        }
    }
    let weak = (0..m).filter(|&i| vectors[(i, 0)].abs() > 0.1).collect();
    (if least > 0.0 { Some(most / least) } else { None }, weak)
}

/// The factor of the standard error in a two-sided interval: Student's t where a scale is estimated from residuals,
/// else normal.
pub(crate) fn quantile(noise: &Noise, sigma_known: bool, n: usize, k: usize, level: f64) -> f64 {
    let p = 0.5 * (1.0 + level);
    let estimated = noise.has_residuals() && !sigma_known;
    let dof = n.saturating_sub(k) as f64;
    if estimated && dof > 0.0 {
        StudentsT::new(0.0, 1.0, dof).map_or(f64::NAN, |t| t.inverse_cdf(p))
    } else {
        Normal::standard().inverse_cdf(p)
    }
}

/// The same with so many degrees of freedom.
pub(crate) fn t_quantile(freedom: usize, level: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |t| t.inverse_cdf(0.5 * (1.0 + level)))
}
