//! The last steps, to the limit of f64.

use super::{Bounds, NOTHING, Outcome, Settings, absolute, descend};
use crate::matrix::Matrix;
use crate::noise::RowLoss;
use crate::objective::{Objective, Order, Scratch};

/// Sharpens a minimum.
pub(crate) fn polish(objective: &Objective, bounds: &Bounds, outcome: Outcome, scratch: &mut Scratch) -> Outcome {
    if objective.loss == RowLoss::Absolute {
        return absolute::descend(objective, bounds, outcome, scratch);
    }
    let settings = Settings { order: Order::Newton, most_steps: 50, tolerance: 1e-16, damping: 1e-8, to_beat: NOTHING };
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
            let (precise, _) = objective.precise(&best.x, false);
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
        if !(value.value <= best.at.value + 4.0 * objective.rounding(best.at.value)) {
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
