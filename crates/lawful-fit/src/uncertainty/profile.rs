//! Profile likelihood: how far one parameter can go while the others make the best of it.
//!
//! The rise of the profiled objective is measured in units of the threshold of the interval's level:
//!
//! * sums of squares with estimated scale: `RSS_p = RSS (1 + t^2/(n - k))`, the F test;
//! * absolute deviations: `2 (n - k) ln(S_p/S) = t^2`;
//! * other likelihoods: `2 (l - l_p) = z^2`;
//! * losses: `z^2/2` times the ratio of the parameter's robust variance to its inverse Hessian.

use crate::multistart::End;
use crate::objective::Scratch;
use crate::problem::Problem;
use crate::solve::nearest;

/// One end of a profile interval.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Side {
    /// The profile rises above the threshold here.
    Found(f64),
    /// It does not before the domain's end or a 10^6-fold change: the last value tried, and the reason in words.
    Open { last: f64, reason: String },
}

/// What profiling one parameter gave.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) lo: Side,
    pub(crate) hi: Side,
    /// Points tried: value of the parameter and rise in units of the threshold, sorted.
    pub(crate) curve: Vec<(f64, f64)>,
    /// A point that is better than what was taken for the optimum, if one turned up.
    pub(crate) better: Option<End>,
}

/// A parameter may change by this factor before its side counts as open.
const FOLD: f64 = 1e6;

/// Profiles `parameter`; `step` is a first guess of the half-width and `threshold` the rise that ends the interval.
pub(crate) fn run(problem: &Problem, best: &End, parameter: usize, step: f64, threshold: f64) -> Profile {
    let mut curve = vec![(best.parameters[parameter], 0.0)];
    let mut better = None;
    let [lo, hi] = [-1.0, 1.0]
        .map(|direction| side(problem, best, parameter, direction * step.abs(), threshold, &mut curve, &mut better));
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    Profile { lo, hi, curve, better }
}

fn side(
    problem: &Problem,
    best: &End,
    parameter: usize,
    step: f64,
    threshold: f64,
    curve: &mut Vec<(f64, f64)>,
    better: &mut Option<End>,
) -> Side {
    let p = &problem.model.parameters[parameter];
    let centre = best.parameters[parameter];
    let end = if step > 0.0 { p.hi } else { p.lo };
    let mut scratch = Scratch::default();
    let mut last = best.clone();
    let mut rise_at = |v: f64, from: &mut End, scratch: &mut Scratch| -> f64 {
        let mut base = from.parameters.clone();
        base[parameter] = v;
        let objective = problem.objective_holding(base.clone(), problem.noise.is_log(), Some(parameter));
        let bounds = problem.bounds(&objective);
        let mut x = objective.coordinates(&base, from.nuisance);
        bounds.clamp(&mut x);
        let outcome = nearest(&objective, &bounds, &x, scratch);
        let value = outcome.at.value;
        if !value.is_finite() {
            return f64::INFINITY;
        }
        let parameters = objective.parameters(&outcome.x);
        let nuisance = objective.nuisance(&outcome.x);
        if value < best.value - 1e-6 * best.value.abs() - 4.0 * objective.rounding(best.value)
            && better.as_ref().is_none_or(|b: &End| value < b.value)
        {
            *better = Some(End { parameters: parameters.clone(), nuisance, value, converged: true });
        }
        *from = End { parameters, nuisance, value, converged: true };
        let rise = ((value - best.value) / threshold).max(0.0);
        curve.push((v, rise));
        rise
    };
    let open = |last: f64, reason: String| Side::Open { last, reason };
    if centre == end.value {
        return open(centre, format!("it is at the end {centre} of its domain"));
    }
    let (mut inside, mut inside_root) = (centre, 0.0);
    let mut distance = step;
    let mut outside = None;
    for _ in 0..80 {
        let mut v = centre + distance;
        let mut at_end = false;
        if step > 0.0 && v >= end.value || step < 0.0 && v <= end.value {
            v = if end.closed {
                end.value
            } else if end.value == 0.0 {
                // Towards an open 0 by factors.
                inside * 0.1
            } else {
                end.value - (end.value - centre) * 1e-9
            };
            at_end = end.closed || end.value != 0.0;
        }
        let far = if centre != 0.0 && v.signum() == centre.signum() {
            (v / centre).abs() >= FOLD || (v / centre).abs() <= 1.0 / FOLD
        } else {
            (v - centre).abs() >= FOLD * centre.abs().max(step.abs())
        };
        let rise = rise_at(v, &mut last, &mut scratch).sqrt();
        if rise >= 1.0 {
            outside = Some((v, rise));
            break;
        }
        (inside, inside_root) = (v, rise);
        if at_end {
            return open(v, format!("the fit is nearly as good at the end {} of its domain", end.value));
        }
        if far {
            return open(v, format!("the fit is nearly as good with {v:.3e}, a 10^6-fold change"));
        }
        let growth = if rise > 0.0 { (1.05 / rise).clamp(1.3, 8.0) } else { 8.0 };
        distance = (v - centre) * growth;
    }
    let Some((mut outer, mut outer_root)) = outside else {
        return open(inside, "the profile stays flat".into());
    };
    // Regula falsi on the root of the rise, which is nearly a straight line.
    for _ in 0..40 {
        if (outer_root - 1.0).abs() < 1e-4 {
            return Side::Found(outer);
        }
        let width = outer_root - inside_root;
        let share =
            if outer_root.is_finite() && width > 0.0 { ((1.0 - inside_root) / width).clamp(0.05, 0.95) } else { 0.5 };
        let v = inside + share * (outer - inside);
        if v == inside || v == outer {
            break;
        }
        let mut from = last.clone();
        let root = rise_at(v, &mut from, &mut scratch).sqrt();
        if (root - 1.0).abs() < 1e-4 {
            return Side::Found(v);
        }
        if root >= 1.0 {
            (outer, outer_root) = (v, root);
        } else {
            (inside, inside_root) = (v, root);
            last = from;
        }
    }
    Side::Found(if outer_root.is_finite() { outer } else { inside })
}
