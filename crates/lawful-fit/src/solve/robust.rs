//! From a start to a minimum for any row loss: smooth ones straight, robust ones along a path of smoother losses.

use super::{Bounds, Outcome, Projector, Settings, descend};
use crate::noise::RowLoss;
use crate::objective::{Objective, Order, Scratch};
use lawful_law::tape::Workspace;

/// Minimises from `x`. The last stage is the loss itself (for absolute values: one rounded off within 1e-9 of the
/// typical residual, which the exact finish then sharpens).
pub(crate) fn minimise(
    objective: &Objective,
    bounds: &Bounds,
    projector: Option<&Projector>,
    x: &[f64],
    most_steps: usize,
    scratch: &mut Scratch,
) -> Outcome {
    if objective.loss.is_robust() {
        return along_path(objective, bounds, x, most_steps, scratch);
    }
    let coarse = Settings { order: Order::GaussNewton, most_steps, tolerance: 1e-6 };
    let first = descend(objective, bounds, projector, x, coarse, scratch);
    let fine = Settings { order: Order::Newton, most_steps, tolerance: 1e-15 };
    let second = descend(objective, bounds, None, &first.x, fine, scratch);
    Outcome { steps: first.steps + second.steps, ..second }
}

/// Least squares, then Huber's loss with a threshold that falls from the residuals' scale to the one asked for.
fn along_path(objective: &Objective, bounds: &Bounds, x: &[f64], most_steps: usize, scratch: &mut Scratch) -> Outcome {
    let mut smooth = objective.clone();
    smooth.loss = RowLoss::Square;
    let rough = Settings { order: Order::GaussNewton, most_steps, tolerance: 1e-3 };
    let mut at = descend(&smooth, bounds, None, x, rough, scratch);
    let mut steps = at.steps;
    if !at.at.value.is_finite() {
        return at;
    }
    let scale = residual_scale(objective, &at.x);
    let (last, over) = match objective.loss {
        RowLoss::Huber { delta, over } => (delta, over),
        RowLoss::Pseudo { width } => (width, 1.0),
        _ => ((1e-9 * scale).max(1e-300), 1.0),
    };
    let absolute = !matches!(objective.loss, RowLoss::Huber { .. });
    let mut width = (1.5 * scale).max(last);
    let factor = if absolute { 0.1 } else { 0.2 };
    loop {
        smooth.loss = if absolute { RowLoss::Pseudo { width } } else { RowLoss::Huber { delta: width, over } };
        let end = width <= last;
        let tolerance = if end { 1e-14 } else { 1e-4 };
        let reweighted = Settings { order: Order::GaussNewton, most_steps: if end { 3 } else { 2 }, tolerance };
        let newton = Settings { order: Order::Newton, most_steps, tolerance };
        if width > 0.3 * scale {
            at = descend(&smooth, bounds, None, &at.x, reweighted, scratch);
            steps += at.steps;
        }
        at = descend(&smooth, bounds, None, &at.x, newton, scratch);
        steps += at.steps;
        if end || !at.at.value.is_finite() {
            break;
        }
        width = (width * factor).max(last);
    }
    at.steps = steps;
    at
}

/// 1.4826 times the median absolute residual.
pub(crate) fn residual_scale(objective: &Objective, x: &[f64]) -> f64 {
    let parameters = objective.parameters(x);
    let n = objective.target.len();
    let mut out = vec![vec![0.0; n]];
    objective.expressions.value.run(&parameters, 0, n, &mut Workspace::default(), &mut out);
    let mut residuals: Vec<f64> = (0..n)
        .filter(|&i| objective.weights[i] > 0.0)
        .map(|i| (objective.target[i] - out[0][i]).abs())
        .filter(|r| r.is_finite())
        .collect();
    if residuals.is_empty() {
        return 0.0;
    }
    let middle = residuals.len() / 2;
    1.4826 * *residuals.select_nth_unstable_by(middle, f64::total_cmp).1
}
