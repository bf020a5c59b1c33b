//! Rows (or clusters) that move the result most.

use super::covariance::Errors;
use crate::fit::Influence;
use crate::matrix::Matrix;
use crate::multistart::End;
use crate::objective::{Objective, Order, Scratch};
use crate::problem::Problem;
use crate::search::LARGE;
use crate::solve::{FINE, nearest};
use lawful_io::Table;

/// Rows whose influence is listed.
const LISTED: usize = 5;

/// The change of every free coordinate, to first order, when each row is left out: `H^-1 s_i` with row score `s_i`
/// (the infinitesimal jackknife; Jaeckel 1972). Rows as outer index.
fn one_step(objective: &Objective, x: &[f64], kept: &[usize], inverse_hessian: &Matrix) -> Vec<Vec<f64>> {
    objective
        .scores(x)
        .iter()
        .map(|score| inverse_hessian.times(&kept.iter().map(|&k| score[k]).collect::<Vec<f64>>()))
        .collect()
}

/// The skewness of influence values over 6: the acceleration of BCa intervals (Efron 1987, eq. 6.6).
fn acceleration(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let squares: f64 = values.clone().map(|v| v * v).sum();
    let cubes: f64 = values.map(|v| v * v * v).sum();
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

/// First-order influence of every row on every kept coordinate.
pub(super) struct FirstOrder {
    /// By row, then by kept coordinate.
    influence: Vec<Vec<f64>>,
}

impl FirstOrder {
    pub(super) fn new(problem: &Problem, objective: &Objective, x: &[f64], errors: &Errors) -> FirstOrder {
        let influence = match &errors.inverse_hessian {
            Some(h) if problem.n() <= LARGE && !errors.kept.is_empty() => one_step(objective, x, &errors.kept, h),
            _ => vec![],
        };
        FirstOrder { influence }
    }

    /// The acceleration of BCa intervals of coordinate `k`.
    pub(super) fn of(&self, errors: &Errors, k: usize) -> f64 {
        match errors.kept.iter().position(|&j| j == k) {
            Some(place) => acceleration(self.influence.iter().map(|v| v[place])),
            None => 0.0,
        }
    }

    /// The same of a quantity with this gradient in the kept coordinates.
    pub(super) fn along(&self, gradient: &[f64]) -> f64 {
        acceleration(self.influence.iter().map(|v| v.iter().zip(gradient).map(|(a, b)| a * b).sum()))
    }
}

/// The rows that move the result most, with the fit without each.
pub(super) fn largest(
    problem: &Problem,
    table: &Table,
    objective: &Objective,
    best: &End,
    x: &[f64],
    errors: &Errors,
    first_order: &FirstOrder,
    threshold: f64,
) -> Vec<Influence> {
    let rows = problem.model.rows.len();
    if rows < objective.free.len() + 2 || first_order.influence.len() < rows {
        return vec![];
    }
    let errors_of: Vec<Option<f64>> = errors.kept.iter().map(|&k| errors.stderr(k)).collect();
    let size = |i: usize| {
        first_order.influence[i]
            .iter()
            .zip(&errors_of)
            .filter_map(|(v, se)| se.map(|se| v.abs() / se))
            .filter(|s| s.is_finite())
            .fold(0.0, f64::max)
    };
    let mut order: Vec<(usize, f64)> = (0..rows).map(|i| (i, size(i))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut list: Vec<Influence> = order
        .iter()
        .take(2 * LISTED)
        .filter_map(|&(i, _)| {
            let mut weights = problem.weights.to_vec();
            weights[i] = 0.0;
            let mut without = objective.clone();
            without.weights = &weights;
            let bounds = problem.bounds(&without);
            let outcome = nearest(&without, &bounds, x, FINE, &mut Scratch::default());
            let parameters = without.parameters(&outcome.x);
            let rise = objective.evaluate(&outcome.x, Order::Value, &mut Scratch::default()).value - best.value;
            let (k, shift) = errors
                .kept
                .iter()
                .zip(&errors_of)
                .filter_map(|(&k, se)| {
                    let p = objective.free[k];
                    se.map(|se| (p, (parameters[p] - best.parameters[p]).abs() / se))
                })
                .filter(|(_, s)| s.is_finite())
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some(Influence {
                row: table.file_row(problem.model.rows[i]),
                parameter: problem.model.parameters[k].name.clone(),
                shift,
                beyond: (rise / threshold).max(0.0).sqrt(),
                without: problem.model.parameters.iter().zip(&parameters).map(|(p, v)| (p.name.clone(), *v)).collect(),
            })
        })
        .collect();
    list.sort_by(|a, b| b.shift.total_cmp(&a.shift));
    list.truncate(LISTED);
    list
}
