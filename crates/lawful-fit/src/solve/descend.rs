//! Levenberg-Marquardt descent: Gauss-Newton or exact Newton steps with Marquardt's scaling, inside a box.

use super::project::Projector;
use crate::matrix::Matrix;
use crate::objective::{Evaluation, Objective, Order, Scratch};

/// The box that coordinates stay in. Open ends are approached, never reached.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds {
    pub(crate) lo: Vec<f64>,
    pub(crate) hi: Vec<f64>,
    pub(crate) lo_closed: Vec<bool>,
    pub(crate) hi_closed: Vec<bool>,
}

impl Bounds {
    /// `x + step`, stopped at closed ends and nine tenths of the way to open ones.
    pub(crate) fn step(&self, x: &[f64], step: &[f64]) -> Vec<f64> {
        (0..x.len())
            .map(|j| {
                let to = x[j] + step[j];
                if to <= self.lo[j] {
                    if self.lo_closed[j] { self.lo[j] } else { x[j] + 0.9 * (self.lo[j] - x[j]) }
                } else if to >= self.hi[j] {
                    if self.hi_closed[j] { self.hi[j] } else { x[j] + 0.9 * (self.hi[j] - x[j]) }
                } else {
                    to
                }
            })
            .collect()
    }

    /// Whether `x` sits at an end that its gradient pushes against.
    pub(crate) fn holds(&self, j: usize, x: f64, gradient: f64) -> bool {
        x <= self.lo[j] && gradient > 0.0 || x >= self.hi[j] && gradient < 0.0
    }

    /// `x` moved into the box.
    pub(crate) fn clamp(&self, x: &mut [f64]) {
        for j in 0..x.len() {
            let (lo, hi) = (self.lo[j], self.hi[j]);
            let inset = if (hi - lo).is_finite() { 1e-3 * (hi - lo) } else { 1e-3 * (1.0 + x[j].abs()) };
            if x[j] <= lo && !(self.lo_closed[j] && x[j] == lo) {
                x[j] = if self.lo_closed[j] { lo } else { lo + inset };
            }
            if x[j] >= hi && !(self.hi_closed[j] && x[j] == hi) {
                x[j] = if self.hi_closed[j] { hi } else { hi - inset };
            }
        }
    }
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) order: Order,
    pub(crate) most_steps: usize,
    /// Stop when a full step would lower the objective by less than this fraction.
    pub(crate) tolerance: f64,
    /// Damping of the first step, in units of the Hessian's diagonal: large far from the minimum, small close to it.
    pub(crate) damping: f64,
    /// A value that another descent has reached, or [`NOTHING`]: this one is given up if it is not on its way there.
    pub(crate) to_beat: f64,
}

/// No value to beat.
pub(crate) const NOTHING: f64 = f64::INFINITY;

/// Steps over which the pace of a descent is judged.
const PACE: usize = 10;

/// How far above the value to beat an end is of interest, as a fraction: it may be a rival.
const NEARLY: f64 = 0.05;

/// Where a descent ended.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) x: Vec<f64>,
    pub(crate) at: Evaluation,
    pub(crate) converged: bool,
    pub(crate) steps: usize,
}

/// Descends from `x`. With a projector the linear coordinates are solved for at every point, which makes the steps
/// those of variable projection (Kaufman 1975).
pub(crate) fn descend(
    objective: &Objective,
    bounds: &Bounds,
    projector: Option<&Projector>,
    x: &[f64],
    settings: Settings,
    scratch: &mut Scratch,
) -> Outcome {
    let mut x = x.to_vec();
    if let Some(p) = projector {
        p.project(objective, &mut x, 0.0);
    }
    let mut at = objective.evaluate(&x, settings.order, scratch);
    let n = x.len();
    let mut scale = vec![0.0_f64; n];
    let mut damping = settings.damping;
    let mut growth = 2.0;
    let is_linear = |j: usize| projector.is_some_and(|p| p.is_linear(j));
    if !at.value.is_finite() {
        return Outcome { x, at, converged: false, steps: 0 };
    }
    let mut quiet = 0;
    let mut past = Vec::new();
    for step_number in 0..settings.most_steps {
        for j in 0..n {
            scale[j] = scale[j].max(at.hessian[(j, j)].abs());
        }
        let free: Vec<usize> = (0..n).filter(|&j| !bounds.holds(j, x[j], at.gradient[j])).collect();
        let mut accepted = false;
        let mut moved = true;
        let mut retry = false;
        for _ in 0..40 {
            let Some(part) = damped_step(&at, &free, &scale, damping, &is_linear) else {
                damping = (damping * 8.0).max(1e-6);
                if damping > 1e20 {
                    break;
                }
                continue;
            };
            let mut step = vec![0.0; n];
            for (k, &j) in free.iter().enumerate() {
                step[j] = part[k];
            }
            let mut trial = bounds.step(&x, &step);
            let taken: Vec<f64> = trial.iter().zip(&x).map(|(a, b)| a - b).collect();
            let predicted = -(dot(&at.gradient, &taken) + 0.5 * at.hessian.between(&taken, &taken));
            if taken.iter().zip(&x).all(|(s, v)| s.abs() <= 1e-16 * v.abs()) {
                moved = false;
                break;
            }
            if let Some(p) = projector {
                p.project(objective, &mut trial, 0.0);
            }
            // A second try along the same step is often refused again: its value alone tells.
            if retry && !(objective.evaluate(&trial, Order::Value, scratch).value <= at.value) {
                damping = (damping * growth).max(1e-12);
                growth *= 2.0;
                if damping > 1e20 {
                    break;
                }
                continue;
            }
            retry = true;
            let next = objective.evaluate(&trial, settings.order, scratch);
            let gain = at.value - next.value;
            let floor = objective.rounding(at.value);
            if next.value.is_finite()
                && gradient_is_finite(&next)
                && gain > 1e-4 * predicted.max(0.0) - floor
                && gain >= -floor
            {
                let ratio = if predicted > floor { gain / predicted } else { 1.0 };
                if ratio > 0.7 {
                    damping = (damping * (1.0 - (2.0 * ratio - 1.0).powi(3)).clamp(0.1, 1.0)).max(1e-15);
                } else if ratio < 0.3 {
                    damping *= 2.0;
                }
                growth = 2.0;
                if predicted <= settings.tolerance * at.value.abs() + f64::MIN_POSITIVE && damping < 1.0 {
                    quiet += 1;
                } else {
                    quiet = 0;
                }
                x = trial;
                at = next;
                accepted = true;
                break;
            }
            damping = (damping * growth).max(1e-12);
            growth *= 2.0;
            if damping > 1e20 {
                break;
            }
        }
        past.push(at.value);
        if is_hopeless(&past, settings) {
            return Outcome { x, at, converged: false, steps: step_number + 1 };
        }
        if quiet >= 1 || !moved {
            return Outcome { x, at, converged: true, steps: step_number + 1 };
        }
        if !accepted {
            // No step of any length helps: converged if the model predicts next to nothing.
            let newton = damped_step(&at, &free, &scale, 1e-12, &is_linear);
            let converged = newton.is_some_and(|s| {
                let g: Vec<f64> = free.iter().map(|&j| at.gradient[j]).collect();
                -dot(&g, &s) <= 1e-7 * at.value.abs()
            });
            return Outcome { x, at, converged, steps: step_number + 1 };
        }
    }
    Outcome { x, at, converged: false, steps: settings.most_steps }
}

/// Whether twice the pace of the last steps would not bring a descent near the value to beat in the steps that are left.
fn is_hopeless(past: &[f64], settings: Settings) -> bool {
    let done = past.len();
    if done < 2 * PACE || settings.to_beat == NOTHING {
        return false;
    }
    let now = past[done - 1];
    let pace = (past[done - 1 - PACE] - now) / PACE as f64;
    now - 2.0 * pace * settings.most_steps.saturating_sub(done) as f64
        > settings.to_beat + NEARLY * settings.to_beat.abs()
}

fn gradient_is_finite(e: &Evaluation) -> bool {
    e.gradient.iter().all(|g| g.is_finite())
}

/// The solution of `(H + damping D) s = -g` on the free coordinates, or `None` if that matrix is not positive definite.
fn damped_step(
    at: &Evaluation,
    free: &[usize],
    scale: &[f64],
    damping: f64,
    is_linear: &impl Fn(usize) -> bool,
) -> Option<Vec<f64>> {
    let n = free.len();
    // Unit diagonal first, so that the factorisation does not depend on the parameters' units.
    let units: Vec<f64> = free.iter().map(|&j| if scale[j] > 0.0 { 1.0 / scale[j].sqrt() } else { 1.0 }).collect();
    let mut m = Matrix::zeros(n);
    for (a, &i) in free.iter().enumerate() {
        for (b, &j) in free.iter().enumerate() {
            m[(a, b)] = at.hessian[(i, j)] * units[a] * units[b];
        }
        m[(a, a)] += if is_linear(i) { 1e-15 } else { damping.max(1e-15) };
    }
    let factor = m.cholesky(1e-15)?;
    let rhs: Vec<f64> = free.iter().zip(&units).map(|(&j, u)| -at.gradient[j] * u).collect();
    let step: Vec<f64> = factor.solve(&rhs).iter().zip(&units).map(|(s, u)| s * u).collect();
    step.iter().all(|s| s.is_finite()).then_some(step)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
