//! Profile likelihood: how far one parameter or derived quantity can go while the rest makes the best of it.
//!
//! The rise of the profiled objective is measured in units of the threshold of the interval's level:
//!
//! * sums of squares with estimated scale: `RSS_p = RSS (1 + t^2/(n - k))`, the F test;
//! * absolute deviations: `2 (n - k) ln(S_p/S) = t^2`;
//! * other likelihoods: `2 (l - l_p) = z^2`;
//! * losses: `z^2/2` times the factor by which the loss exceeds a log-likelihood, calibrated by the bootstrap.
//!
//! Each point starts from an extrapolation of the last two, so that strongly correlated parameters (a scale and its
//! exponent) move together. A scale is followed in its log, where that valley is straight.

mod along;
mod path;

pub(crate) use along::Along;

use crate::multistart::End;
use crate::objective::{Order, Scratch};
use crate::problem::Problem;
use crate::solve::{FINE, Outcome, nearest};
use path::Path;

/// One end of a profile interval.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Side {
    /// The profile rises above the threshold here.
    Found(f64),
    /// It does not before the domain's end or a 10^6-fold change: the reason in words.
    Open(String),
}

/// What profiling one quantity gave.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) lo: Side,
    pub(crate) hi: Side,
    /// Points tried: value of the quantity and rise in units of the threshold, sorted.
    pub(crate) curve: Vec<(f64, f64)>,
    /// A point that is better than what was taken for the optimum, if one turned up.
    pub(crate) better: Option<End>,
}

/// A quantity may change by this factor before its side counts as open.
const FOLD: f64 = 1e6;

/// The first step of a log.
const LONGEST: f64 = 1.0;

/// A quantity that follows less than this share of a move has come to where it can't go on.
const STUCK: f64 = 1e-3;

/// Profiles along a quantity; `step` is a first guess of the half-width and `threshold` the rise that ends the interval.
pub(crate) fn run(problem: &Problem, best: &End, along: Along, step: f64, threshold: f64) -> Profile {
    let centre = along.value(&best.parameters);
    let mut curve = vec![(centre, 0.0)];
    let mut better = None;
    let mut walk = |step: f64, in_log: bool| {
        let mut walk = Walk::new(problem, best, along, step, in_log, threshold);
        let side = walk.side();
        curve.append(&mut walk.curve);
        if let Some(end) = walk.better
            && better.as_ref().is_none_or(|b: &End| end.value < b.value)
        {
            better = Some(end);
        }
        side
    };
    let in_log = along.is_scale(problem, &best.parameters);
    let [lo, hi] = [-1.0, 1.0].map(|direction| {
        let step = direction * step.abs();
        let side = walk(step, in_log);
        // Towards 0 a log never comes to the end; the parameter itself may go on.
        let goes_on = in_log && direction < 0.0 && along.end(problem, direction).value < 0.0;
        if goes_on && matches!(side, Side::Open(_)) { walk(step, false) } else { side }
    });
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    Profile { lo, hi, curve, better }
}

/// The way from the optimum to one side.
struct Walk<'a> {
    problem: &'a Problem,
    best: &'a End,
    along: Along<'a>,
    /// Whether places on the way are logs of the quantity.
    in_log: bool,
    /// Place of the optimum, and first step from there with its sign.
    centre: f64,
    step: f64,
    threshold: f64,
    /// How far beyond a value to aim so as to end there, as a share of its distance from the optimum.
    lead: f64,
    path: Path,
    scratch: Scratch,
    curve: Vec<(f64, f64)>,
    better: Option<End>,
}

impl<'a> Walk<'a> {
    fn new(problem: &'a Problem, best: &'a End, along: Along<'a>, step: f64, in_log: bool, threshold: f64) -> Walk<'a> {
        let value = along.value(&best.parameters);
        Walk {
            problem,
            best,
            along,
            in_log,
            centre: if in_log { libm::log(value) } else { value },
            step: if in_log { (step / value).clamp(-LONGEST, LONGEST) } else { step },
            threshold,
            lead: along.lead(problem),
            path: Path::from(problem, best, along, in_log),
            scratch: Scratch::default(),
            curve: vec![],
            better: None,
        }
    }

    fn place(&self, value: f64) -> f64 {
        if self.in_log { libm::log(value) } else { value }
    }

    fn value(&self, place: f64) -> f64 {
        if self.in_log { libm::exp(place) } else { place }
    }

    /// The best point near a place: where it is, and the root of the rise there.
    fn root_at(&mut self, place: f64) -> (f64, f64) {
        let base = self.path.last.parameters.clone();
        let v = self.value(place);
        let aim = v + self.lead * (v - self.value(self.centre));
        let mut objective = self.along.objective(self.problem, base, aim, (self.step, self.threshold));
        // Which coordinates are logs stays as it was at the optimum, so that the path can be extrapolated.
        objective.log.copy_from_slice(&self.path.log);
        let bounds = self.problem.bounds(&objective);
        let mut tries = vec![self.path.extrapolated(place), self.path.points[self.path.points.len() - 1].1.clone()];
        tries.dedup();
        let mut found: Option<Outcome> = None;
        for mut x in tries {
            bounds.clamp(&mut x);
            let outcome = nearest(&objective, &bounds, &x, FINE, &mut self.scratch);
            let enough = outcome.converged;
            if outcome.at.value.is_finite() && found.as_ref().is_none_or(|f| outcome.at.value < f.at.value) {
                found = Some(outcome);
            }
            if enough && found.is_some() {
                break;
            }
        }
        let Some(outcome) = found else { return (place, f64::INFINITY) };
        let value = match objective.restraint.take() {
            Some(_) => objective.evaluate(&outcome.x, Order::Value, &mut self.scratch).value,
            None => outcome.at.value,
        };
        let best = self.best.value;
        let parameters = objective.parameters(&outcome.x);
        let nuisance = objective.nuisance(&outcome.x);
        let reached = self.along.reached(v, &parameters);
        if !reached.is_finite() {
            return (place, f64::INFINITY);
        }
        let lead = (aim - reached) / (reached - self.value(self.centre));
        if lead.is_finite() && lead > 0.0 {
            self.lead = lead;
        }
        let end = End { parameters, nuisance, value, converged: true };
        if objective.is_below(value, best) && self.better.as_ref().is_none_or(|b| value < b.value) {
            self.better = Some(end.clone());
        }
        // Held parameters stay where they were put, to the bit.
        let there = if reached == v { place } else { self.place(reached) };
        self.path.points.push((there, outcome.x));
        self.path.last = end;
        let rise = ((value - best) / self.threshold).max(0.0);
        self.curve.push((reached, rise));
        (there, rise.sqrt())
    }

    /// Where a move to `place` ends, and whether that is the domain's end.
    fn within_domain(&self, place: f64, inside: f64) -> (f64, bool) {
        let end = self.along.end(self.problem, self.step);
        let there = self.end();
        if if self.step > 0.0 { place < there } else { place > there } {
            return (place, false);
        }
        if end.closed {
            (there, true)
        } else if end.value == 0.0 {
            // Towards an open 0 by factors.
            (inside * 0.1, false)
        } else {
            (there - (there - self.centre) * 1e-9, true)
        }
    }

    /// The place of the domain's end.
    fn end(&self) -> f64 {
        let end = self.along.end(self.problem, self.step).value;
        if self.in_log { libm::log(end.max(0.0)) } else { end }
    }

    fn is_far(&self, place: f64) -> bool {
        if self.in_log {
            (place - self.centre).abs() >= libm::log(FOLD)
        } else if self.centre != 0.0 && place.signum() == self.centre.signum() {
            (place / self.centre).abs() >= FOLD || (place / self.centre).abs() <= 1.0 / FOLD
        } else {
            (place - self.centre).abs() >= FOLD * self.centre.abs().max(self.step.abs())
        }
    }

    fn side(&mut self) -> Side {
        if self.centre == self.end() {
            return Side::Open(format!("it is at the end {} of its domain", self.value(self.centre)));
        }
        let (mut inside, mut inside_root) = (self.centre, 0.0);
        let mut distance = self.step;
        let mut outside = None;
        for _ in 0..80 {
            let (place, at_end) = self.within_domain(self.centre + distance, inside);
            let (reached, root) = self.root_at(place);
            if (reached - self.centre) * self.step < 0.0 {
                // A ratio whose denominator may be 0 comes back from the other end.
                return Side::Open("it may go beyond any bound".into());
            }
            if root >= 1.0 {
                outside = Some((reached, root));
                break;
            }
            if (reached - inside).abs() < STUCK * (place - inside).abs() {
                let furthest = short(self.value(reached));
                return Side::Open(format!("the fit is nearly as good at {furthest}, which is as far as it can go"));
            }
            (inside, inside_root) = (reached, root);
            if at_end {
                let end = self.along.end(self.problem, self.step).value;
                return Side::Open(format!("the fit is nearly as good at the end {end} of its domain"));
            }
            if self.is_far(reached) {
                let far = short(self.value(reached));
                return Side::Open(format!("the fit is nearly as good with {far}, a 10^6-fold change"));
            }
            let growth = if root > 0.0 { (1.05 / root).clamp(1.3, 8.0) } else { 8.0 };
            distance = (reached - self.centre) * growth;
        }
        match outside {
            Some(outer) => self.between((inside, inside_root), outer),
            None => Side::Open("the profile stays flat".into()),
        }
    }

    /// Regula falsi on the root of the rise, which is nearly a straight line.
    fn between(&mut self, inside: (f64, f64), outside: (f64, f64)) -> Side {
        let (mut inside, mut inside_root) = inside;
        let (mut outer, mut outer_root) = outside;
        for _ in 0..40 {
            if (outer_root - 1.0).abs() < 1e-4 {
                return Side::Found(self.value(outer));
            }
            let width = outer_root - inside_root;
            let share = if outer_root.is_finite() && width > 0.0 {
                ((1.0 - inside_root) / width).clamp(0.05, 0.95)
            } else {
                0.5
            };
            let v = inside + share * (outer - inside);
            if v == inside || v == outer {
                break;
            }
            let (reached, root) = self.root_at(v);
            if (root - 1.0).abs() < 1e-4 {
                return Side::Found(self.value(reached));
            }
            // A quantity may end a little off the value aimed at, even outside the bracket.
            if root >= 1.0 && root <= outer_root {
                (outer, outer_root) = (reached, root);
            } else if root < 1.0 && root >= inside_root {
                (inside, inside_root) = (reached, root);
            } else {
                break;
            }
        }
        Side::Found(self.value(if outer_root.is_finite() { outer } else { inside }))
    }
}

/// A number with four digits, for sentences.
pub(super) fn short(v: f64) -> String {
    let plain = (1e-3..1e5).contains(&v.abs()) || v == 0.0;
    if plain { format!("{v:.4}") } else { format!("{v:.3e}") }
}
