//! The constrained optima found so far on one side of a profile.

use super::Along;
use crate::matrix::Matrix;
use crate::multistart::End;
use crate::objective::{Order, Scratch};
use crate::problem::Problem;

pub(super) struct Path {
    /// Place of the profiled quantity (its value, or the log), and the coordinates at the optimum there; the full optimum is the first.
    pub(super) points: Vec<(f64, Vec<f64>)>,
    /// How the coordinates move with the quantity at the optimum.
    slope: Option<Vec<f64>>,
    pub(super) log: Vec<bool>,
    pub(super) last: End,
}

impl Path {
    pub(super) fn from(problem: &Problem, best: &End, along: Along, in_log: bool) -> Path {
        let v = along.value(&best.parameters);
        let objective = along.objective(problem, best.parameters.clone(), v, (1.0, 1.0));
        let x = objective.coordinates(&best.parameters, best.nuisance);
        let mut slope = match along {
            Along::Parameter(p) => beside_parameter(problem, best, p),
            Along::Quantity(_) => with_quantity(problem, best, along),
        };
        if in_log {
            slope.iter_mut().flatten().for_each(|s| *s *= v);
        }
        let place = if in_log { libm::log(v) } else { v };
        Path { slope, points: vec![(place, x)], log: objective.log, last: best.clone() }
    }

    /// Where the coordinates are expected at a place.
    pub(super) fn extrapolated(&self, place: f64) -> Vec<f64> {
        // The two nearest points, the optimum being one of the first.
        let mut near: Vec<&(f64, Vec<f64>)> = self.points.iter().collect();
        near.sort_by(|a, b| (a.0 - place).abs().total_cmp(&(b.0 - place).abs()));
        match near[..] {
            [first, second, ..] if first.0 != second.0 => {
                let share = (place - first.0) / (second.0 - first.0);
                first.1.iter().zip(&second.1).map(|(a, b)| a + share * (b - a)).collect()
            }
            [first, ..] => match &self.slope {
                Some(s) => first.1.iter().zip(s).map(|(a, s)| a + s * (place - first.0)).collect(),
                None => first.1.clone(),
            },
            [] => vec![],
        }
    }
}

/// `-H_oo^-1 H_op` at the optimum: the derivative of the other coordinates in the profiled parameter.
fn beside_parameter(problem: &Problem, best: &End, parameter: usize) -> Option<Vec<f64>> {
    let mut all = problem.objective(best.parameters.clone(), problem.noise.is_log());
    let own = all.coordinate[parameter]?;
    all.log[own] = false;
    let x = all.coordinates(&best.parameters, best.nuisance);
    let hessian = all.evaluate(&x, Order::GaussNewton, &mut Scratch::default()).hessian;
    let others: Vec<usize> = (0..x.len()).filter(|&j| j != own).collect();
    let column: Vec<f64> = others.iter().map(|&j| -hessian[(j, own)]).collect();
    solve(&hessian.select(&others), &column)
}

/// `H^-1 g / (g' H^-1 g)` at the optimum, with `g` the quantity's gradient.
fn with_quantity(problem: &Problem, best: &End, along: Along) -> Option<Vec<f64>> {
    let v = along.value(&best.parameters);
    let mut all = along.objective(problem, best.parameters.clone(), v, (1.0, 1.0));
    let (_, gradient) = all.restraint.take()?.row(&all, &best.parameters);
    let x = all.coordinates(&best.parameters, best.nuisance);
    let hessian = all.evaluate(&x, Order::GaussNewton, &mut Scratch::default()).hessian;
    let direction = solve(&hessian, &gradient)?;
    let along: f64 = direction.iter().zip(&gradient).map(|(d, g)| d * g).sum();
    (along > 0.0).then(|| direction.iter().map(|d| d / along).collect())
}

fn solve(matrix: &Matrix, right: &[f64]) -> Option<Vec<f64>> {
    let solution = matrix.cholesky(1e-14)?.solve(right);
    solution.iter().all(|s| s.is_finite()).then_some(solution)
}
