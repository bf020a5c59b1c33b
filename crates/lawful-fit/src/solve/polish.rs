//! The last steps: to the limit of f64 for smooth losses, to the vertex for absolute values.

use super::{Bounds, Outcome, Settings, descend};
use crate::matrix::Matrix;
use crate::noise::RowLoss;
use crate::objective::{Objective, Order, Scratch};

/// Sharpens a minimum.
pub(crate) fn polish(objective: &Objective, bounds: &Bounds, outcome: Outcome, scratch: &mut Scratch) -> Outcome {
    if objective.loss == RowLoss::Absolute {
        return vertex(objective, bounds, outcome, scratch);
    }
    let settings = Settings { order: Order::Newton, most_steps: 50, tolerance: 1e-16 };
    let newton = descend(objective, bounds, None, &outcome.x, settings, scratch);
    let mut best = if newton.at.value <= outcome.at.value { newton } else { outcome };
    if best.at.hessian.size() == 0 {
        return best;
    }
    // Plain Newton steps with a gradient summed in twice the precision: the objective is flat to rounding here, so
    // steps are judged by their own length, which must keep falling.
    let mut last = f64::INFINITY;
    for _ in 0..8 {
        let at = objective.evaluate(&best.x, Order::Newton, scratch);
        let n = objective.free.len();
        let mut gradient = at.gradient.clone();
        if objective.priors.is_empty() {
            let (precise, _) = objective.precise(&best.x);
            gradient[..n].copy_from_slice(&precise);
        }
        let free: Vec<usize> = (0..best.x.len()).filter(|&j| !bounds.holds(j, best.x[j], at.gradient[j])).collect();
        let Some(step) = newton_step(&at.hessian, &gradient, &free) else { break };
        let length =
            free.iter().zip(&step).map(|(&j, s)| s.abs() / (best.x[j].abs() + f64::MIN_POSITIVE)).fold(0.0, f64::max);
        if !(length < 0.5 * last) || length > 1e-3 {
            break;
        }
        let mut full = vec![0.0; best.x.len()];
        for (k, &j) in free.iter().enumerate() {
            full[j] = step[k];
        }
        let trial = bounds.step(&best.x, &full);
        let value = objective.evaluate(&trial, Order::Newton, scratch);
        if !(value.value <= best.at.value * (1.0 + 1e-12) + 1e-290) {
            break;
        }
        best = Outcome { x: trial, at: value, converged: true, steps: best.steps + 1 };
        last = length;
        if length < 1e-16 {
            break;
        }
    }
    best
}

fn newton_step(hessian: &Matrix, gradient: &[f64], free: &[usize]) -> Option<Vec<f64>> {
    let units: Vec<f64> =
        free.iter().map(|&j| if hessian[(j, j)] > 0.0 { 1.0 / hessian[(j, j)].sqrt() } else { 0.0 }).collect();
    let mut m = Matrix::zeros(free.len());
    for (a, &i) in free.iter().enumerate() {
        for (b, &j) in free.iter().enumerate() {
            m[(a, b)] = hessian[(i, j)] * units[a] * units[b];
        }
    }
    let factor = m.cholesky(0.0)?;
    let rhs: Vec<f64> = free.iter().zip(&units).map(|(&j, u)| -gradient[j] * u).collect();
    let step: Vec<f64> = factor.solve(&rhs).iter().zip(&units).map(|(s, u)| s * u).collect();
    step.iter().all(|s| s.is_finite()).then_some(step)
}

/// The minimum of a sum of absolute residuals lies where as many residuals vanish as there are parameters (fewer if
/// the law bends enough). Those rows' residuals are driven to exactly 0 by Newton's method on the Lagrange conditions:
/// gradient of the other rows plus multipliers times the active rows' gradients vanishes.
fn vertex(objective: &Objective, bounds: &Bounds, outcome: Outcome, scratch: &mut Scratch) -> Outcome {
    let mut best = Outcome { at: objective.evaluate(&outcome.x, Order::GaussNewton, scratch), ..outcome };
    let n = best.x.len();
    let free: Vec<usize> = (0..n).filter(|&j| best.x[j] > bounds.lo[j] && best.x[j] < bounds.hi[j]).collect();
    let m = free.len();
    let scale = super::robust::residual_scale(objective, &best.x);
    let rows: Vec<usize> = {
        let r = objective.residuals(&best.x);
        let mut list: Vec<usize> =
            (0..r.len()).filter(|&i| objective.weights[i] > 0.0 && r[i].abs() <= 1e-6 * scale).collect();
        list.sort_by(|&a, &b| r[a].abs().total_cmp(&r[b].abs()));
        list.truncate(m);
        list
    };
    if rows.is_empty() {
        return best;
    }
    let a = rows.len();
    for _ in 0..12 {
        let (residuals, jacobian) = objective.jacobian(&best.x);
        let mut rest = objective.clone();
        let mut weights = objective.weights.to_vec();
        for &i in &rows {
            weights[i] = 0.0;
        }
        rest.weights = &weights;
        let at = rest.evaluate(&best.x, Order::Newton, scratch);
        // [H A'; A 0] [s; multipliers] = [-g; r], A the active rows' Jacobian.
        let mut system = vec![vec![0.0; m + a + 1]; m + a];
        for (p, &i) in free.iter().enumerate() {
            for (q, &j) in free.iter().enumerate() {
                system[p][q] = at.hessian[(i, j)];
            }
            system[p][m + a] = -at.gradient[i];
            for (k, &row) in rows.iter().enumerate() {
                system[p][m + k] = jacobian[row][i];
                system[m + k][p] = jacobian[row][i];
            }
        }
        for (k, &row) in rows.iter().enumerate() {
            system[m + k][m + a] = residuals[row];
        }
        let Some(solution) = eliminate(system) else { break };
        let mut full = vec![0.0; n];
        for (k, &j) in free.iter().enumerate() {
            full[j] = solution[k];
        }
        let trial = bounds.step(&best.x, &full);
        let value = objective.evaluate(&trial, Order::GaussNewton, scratch);
        if !(value.value <= best.at.value) {
            break;
        }
        let still = trial == best.x;
        best = Outcome { x: trial, at: value, converged: true, steps: best.steps + 1 };
        if still {
            break;
        }
    }
    best
}

/// Gaussian elimination with scaled partial pivoting of an augmented system; `None` if it is singular.
fn eliminate(mut a: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = a.len();
    for row in &mut a {
        let largest = row[..n].iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if !(largest > 0.0) || !largest.is_finite() {
            return None;
        }
        row.iter_mut().for_each(|x| *x /= largest);
    }
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        if !(a[pivot][k].abs() > 1e-300) {
            return None;
        }
        a.swap(k, pivot);
        for i in k + 1..n {
            let f = a[i][k] / a[k][k];
            for j in k..=n {
                a[i][j] -= f * a[k][j];
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|j| a[i][j] * x[j]).sum();
        x[i] = (a[i][n] - sum) / a[i][i];
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}
