//! Profile likelihood: how far one parameter can go while the others make the best of it.
//!
//! The rise of the profiled objective is measured in units of the threshold of the interval's level:
//!
//! * sums of squares with estimated scale: `RSS_p = RSS (1 + t^2/(n - k))`, the F test;
//! * absolute deviations: `2 (n - k) ln(S_p/S) = t^2`;
//! * other likelihoods: `2 (l - l_p) = z^2`;
//! * losses: `z^2/2` times the factor by which the loss exceeds a log-likelihood, calibrated by the bootstrap.
//!
//! Each point starts from an extrapolation of the last two, so that strongly correlated parameters (a scale and its
//! exponent) move together.

use crate::multistart::End;
use crate::objective::{Order, Scratch};
use crate::problem::Problem;
use crate::solve::{FINE, nearest};

/// One end of a profile interval.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Side {
    /// The profile rises above the threshold here.
    Found(f64),
    /// It does not before the domain's end or a 10^6-fold change: the reason in words.
    Open(String),
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
    let mut path = Path::from(problem, best, parameter);
    let mut rise_at = |v: f64, path: &mut Path, scratch: &mut Scratch| -> f64 {
        let mut base = path.last.parameters.clone();
        base[parameter] = v;
        let mut objective = problem.objective_holding(base, problem.noise.is_log(), Some(parameter));
        // Which coordinates are logs stays as it was at the optimum, so that the path can be extrapolated.
        objective.log.copy_from_slice(&path.log);
        let bounds = problem.bounds(&objective);
        let mut tries = vec![path.extrapolated(v), path.points[path.points.len() - 1].1.clone()];
        tries.dedup();
        let mut found: Option<crate::solve::Outcome> = None;
        for mut x in tries {
            bounds.clamp(&mut x);
            let outcome = nearest(&objective, &bounds, &x, FINE, scratch);
            let enough = outcome.converged;
            if outcome.at.value.is_finite() && found.as_ref().is_none_or(|f| outcome.at.value < f.at.value) {
                found = Some(outcome);
            }
            if enough && found.is_some() {
                break;
            }
        }
        let Some(outcome) = found else { return f64::INFINITY };
        let value = outcome.at.value;
        let parameters = objective.parameters(&outcome.x);
        let nuisance = objective.nuisance(&outcome.x);
        let end = End { parameters, nuisance, value, converged: true };
        if value < best.value - 1e-6 * best.value.abs() - 4.0 * objective.rounding(best.value)
            && better.as_ref().is_none_or(|b: &End| value < b.value)
        {
            *better = Some(end.clone());
        }
        path.points.push((v, outcome.x));
        path.last = end;
        let rise = ((value - best.value) / threshold).max(0.0);
        curve.push((v, rise));
        rise
    };
    if centre == end.value {
        return Side::Open(format!("it is at the end {centre} of its domain"));
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
        let rise = rise_at(v, &mut path, &mut scratch).sqrt();
        if rise >= 1.0 {
            outside = Some((v, rise));
            break;
        }
        (inside, inside_root) = (v, rise);
        if at_end {
            return Side::Open(format!("the fit is nearly as good at the end {} of its domain", end.value));
        }
        if far {
            return Side::Open(format!("the fit is nearly as good with {v:.3e}, a 10^6-fold change"));
        }
        let growth = if rise > 0.0 { (1.05 / rise).clamp(1.3, 8.0) } else { 8.0 };
        distance = (v - centre) * growth;
    }
    let Some((mut outer, mut outer_root)) = outside else {
        return Side::Open("the profile stays flat".into());
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
        let root = rise_at(v, &mut path, &mut scratch).sqrt();
        if (root - 1.0).abs() < 1e-4 {
            return Side::Found(v);
        }
        if root >= 1.0 {
            (outer, outer_root) = (v, root);
        } else {
            (inside, inside_root) = (v, root);
        }
    }
    Side::Found(if outer_root.is_finite() { outer } else { inside })
}

/// The constrained optima found so far on one side.
struct Path {
    /// Value of the profiled parameter, and the other coordinates at the optimum there; the full optimum is the first.
    points: Vec<(f64, Vec<f64>)>,
    /// How the other coordinates move with the parameter at the optimum.
    slope: Option<Vec<f64>>,
    log: Vec<bool>,
    last: End,
}

impl Path {
    fn from(problem: &Problem, best: &End, parameter: usize) -> Path {
        let others = problem.objective_holding(best.parameters.clone(), problem.noise.is_log(), Some(parameter));
        let x = others.coordinates(&best.parameters, best.nuisance);
        Path {
            slope: slope(problem, best, parameter),
            points: vec![(best.parameters[parameter], x)],
            log: others.log,
            last: best.clone(),
        }
    }

    /// Where the others are expected at `v`.
    fn extrapolated(&self, v: f64) -> Vec<f64> {
        // The two nearest points, the optimum being one of the first.
        let mut near: Vec<&(f64, Vec<f64>)> = self.points.iter().collect();
        near.sort_by(|a, b| (a.0 - v).abs().total_cmp(&(b.0 - v).abs()));
        match near[..] {
            [first, second, ..] if first.0 != second.0 => {
                let share = (v - first.0) / (second.0 - first.0);
                first.1.iter().zip(&second.1).map(|(a, b)| a + share * (b - a)).collect()
            }
            [first, ..] => match &self.slope {
                Some(s) => first.1.iter().zip(s).map(|(a, s)| a + s * (v - first.0)).collect(),
                None => first.1.clone(),
            },
            [] => vec![],
        }
    }
}

/// `-H_oo^-1 H_op` at the optimum: the derivative of the other coordinates in the profiled one.
fn slope(problem: &Problem, best: &End, parameter: usize) -> Option<Vec<f64>> {
    let mut all = problem.objective(best.parameters.clone(), problem.noise.is_log());
    let own = all.coordinate[parameter]?;
    all.log[own] = false;
    let x = all.coordinates(&best.parameters, best.nuisance);
    let hessian = all.evaluate(&x, Order::GaussNewton, &mut Scratch::default()).hessian;
    let others: Vec<usize> = (0..x.len()).filter(|&j| j != own).collect();
    let column: Vec<f64> = others.iter().map(|&j| -hessian[(j, own)]).collect();
    let solution = hessian.select(&others).cholesky(1e-14)?.solve(&column);
    solution.iter().all(|s| s.is_finite()).then_some(solution)
}
