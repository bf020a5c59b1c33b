//! From a start to a minimum for any row loss: smooth ones straight, robust ones along a path of smoother losses.

use super::{Bounds, NOTHING, Outcome, Projector, Settings, absolute, descend};
use crate::noise::RowLoss;
use crate::objective::{Objective, Order, Scratch};
use lawful_law::tape::Workspace;

/// Relative decrease of the objective below which the first stage ends.
pub(crate) const STAGE_TOLERANCE: f64 = 1e-9;

/// First damping far from a minimum and close to one.
const FAR: f64 = 1e-3;
const NEAR: f64 = 1e-6;

/// What other starts have found.
pub(crate) struct Others<'a> {
    /// Whether the outcome from this end of a first stage is known.
    pub(crate) know: &'a dyn Fn(&Outcome) -> bool,
    /// The lowest end of a first stage, or [`NOTHING`].
    pub(crate) best: f64,
}

impl Others<'_> {
    /// There are none.
    pub(crate) const NONE: Others<'static> = Others { know: &|_| false, best: NOTHING };
}

/// Minimises from `x`, in two stages: least squares (or Gauss-Newton on the loss, if it is smooth), then the loss
/// itself. Gives back the outcome and the first stage's.
///
/// What the second stage gives depends on where the first one ended only, so where `others` know the outcome from there
/// it is left out: then there is no outcome. A first stage that falls too slowly to reach the best of the others is
/// given up.
pub(crate) fn minimise(
    objective: &Objective,
    bounds: &Bounds,
    projector: Option<&Projector>,
    x: &[f64],
    most_steps: usize,
    others: &Others,
    scratch: &mut Scratch,
) -> (Option<Outcome>, Outcome) {
    let coarse = Settings {
        order: Order::GaussNewton,
        most_steps,
        tolerance: STAGE_TOLERANCE,
        damping: FAR,
        to_beat: others.best,
    };
    let first = if objective.loss.is_robust() {
        let mut square = objective.clone();
        square.loss = RowLoss::Square;
        descend(&square, bounds, None, x, coarse, scratch)
    } else {
        descend(objective, bounds, projector, x, coarse, scratch)
    };
    if first.converged && (others.know)(&first) {
        return (None, first);
    }
    if !first.converged && first.steps < most_steps && first.at.value > others.best {
        return (Some(first.clone()), first);
    }
    let second = if objective.loss.is_robust() {
        along_path(objective, bounds, first.clone(), most_steps, scratch)
    } else {
        let fine = Settings { order: Order::Newton, most_steps, tolerance: 1e-15, damping: NEAR, to_beat: NOTHING };
        let second = descend(objective, bounds, None, &first.x, fine, scratch);
        Outcome { steps: first.steps + second.steps, ..second }
    };
    (Some(second), first)
}

/// From the least-squares solution along Huber's losses with a threshold that falls from the residuals' scale to the one
/// asked for; for absolute values to a hundredth of the scale, from where the vertices are searched.
fn along_path(
    objective: &Objective,
    bounds: &Bounds,
    first: Outcome,
    most_steps: usize,
    scratch: &mut Scratch,
) -> Outcome {
    let mut smooth = objective.clone();
    let mut at = first;
    let mut steps = at.steps;
    if !at.at.value.is_finite() {
        return at;
    }
    let scale = residual_scale(objective, &at.x);
    let (last, over) = match objective.loss {
        RowLoss::Huber { delta, over } => (delta, over),
        _ => (0.01 * scale, 1.0),
    };
    let mut width = (1.5 * scale).max(last);
    loop {
        smooth.loss = RowLoss::Huber { delta: width, over };
        let end = width <= last;
        if width > 0.3 * scale {
            let reweighted =
                Settings { order: Order::GaussNewton, most_steps: 2, tolerance: 1e-4, damping: NEAR, to_beat: NOTHING };
            at = descend(&smooth, bounds, None, &at.x, reweighted, scratch);
            steps += at.steps;
        }
        let tolerance = if end { 1e-14 } else { 1e-3 };
        let newton = Settings { order: Order::Newton, most_steps, tolerance, damping: NEAR, to_beat: NOTHING };
        at = descend(&smooth, bounds, None, &at.x, newton, scratch);
        steps += at.steps;
        if end || !at.at.value.is_finite() {
            break;
        }
        width = (width * 0.2).max(last);
    }
    if objective.loss == RowLoss::Absolute {
        at = absolute::descend(objective, bounds, at, scratch);
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
