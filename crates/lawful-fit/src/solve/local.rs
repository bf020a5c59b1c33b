//! The minimum next to a point that is close to it already: for resamples and profiles.

use super::{Bounds, NOTHING, Others, Outcome, Settings, absolute, descend, minimise};
use crate::noise::RowLoss;
use crate::objective::{Objective, Order, Scratch};

/// Steps of a descent that starts close.
const MOST_STEPS: usize = 60;

/// A tolerance for points of a profile: far below the rise at an interval's end.
pub(crate) const FINE: f64 = 1e-9;

/// A tolerance for one of many draws: at 1,000 rows a hundredth of a standard error, beside draws that scatter by a
/// whole one.
pub(crate) const DRAW: f64 = 1e-7;

/// Minimises from `x` until a full step would lower the objective by less than the fraction `tolerance`.
pub(crate) fn nearest(
    objective: &Objective,
    bounds: &Bounds,
    x: &[f64],
    tolerance: f64,
    scratch: &mut Scratch,
) -> Outcome {
    let settings = |order| Settings { order, most_steps: MOST_STEPS, tolerance, damping: 1e-5, to_beat: NOTHING };
    let near = match objective.loss {
        RowLoss::Square => descend(objective, bounds, None, x, settings(Order::GaussNewton), scratch),
        RowLoss::Absolute => {
            let at = objective.evaluate(x, Order::GaussNewton, scratch);
            let start = Outcome { x: x.to_vec(), at, converged: false, steps: 0 };
            absolute::descend(objective, bounds, start, scratch)
        }
        _ => descend(objective, bounds, None, x, settings(Order::Newton), scratch),
    };
    // The path of smoother losses ends in the same search of vertices: it would only be walked twice.
    if near.converged || objective.loss == RowLoss::Absolute && near.at.value.is_finite() {
        return near;
    }
    let (far, _) = minimise(objective, bounds, None, &near.x, 4 * MOST_STEPS, &Others::NONE, scratch);
    match far {
        Some(f) if f.at.value <= near.at.value || !near.at.value.is_finite() => f,
        _ => near,
    }
}
