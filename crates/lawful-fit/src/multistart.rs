//! From many starts to one optimum and its rivals.

use crate::objective::{Objective, Scratch};
use crate::problem::Problem;
use crate::solve::{self, Others, Outcome, STAGE_TOLERANCE, minimise};
use rayon::prelude::*;

/// Where one start ended, as all parameters and the nuisance.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) parameters: Vec<f64>,
    pub(crate) nuisance: f64,
    pub(crate) value: f64,
    pub(crate) converged: bool,
}

/// How linear parameters are treated at a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linear {
    /// Solved for.
    Projected,
    /// Taken from the start.
    AsGiven,
}

/// One start, followed.
#[derive(Clone)]
struct Followed {
    /// Where its first stage ended.
    stage: Vec<f64>,
    /// The first stage's objective there, infinite if it did not converge.
    stage_value: f64,
    end: End,
}

/// Most starts that are followed to their end in any case, before known ends are reused; a third of them if they are
/// few.
const SCOUTS: usize = 32;

/// Relative decrease of the objective below which a descent into the nearest minimum ends.
const TO_THE_END: f64 = 1e-14;

/// Minimises from every start, in parallel; the order of the results is that of the starts.
///
/// The first of them are scouts. A start whose first stage ends where that of a scout ended shares its end: the rest of
/// the way would be the same. One that is not on its way to the best scout's objective is given up.
pub(crate) fn run(problem: &Problem, starts: &[Vec<f64>], linear: Linear, most_steps: usize) -> Vec<End> {
    let batch = |starts: &[Vec<f64>], known: &[Followed]| -> Vec<Followed> {
        starts
            .par_iter()
            .map_init(Scratch::default, |scratch, start| from_start(problem, start, linear, most_steps, known, scratch))
            .collect()
    };
    let (scouts, rest) = starts.split_at(starts.len().div_ceil(3).min(SCOUTS));
    let mut followed = batch(scouts, &[]);
    let known: Vec<Followed> = followed.iter().filter(|f| f.end.converged).cloned().collect();
    followed.extend(batch(rest, &known));
    followed.into_iter().map(|f| f.end).collect()
}

/// The sum of squares after projection on the plain scale: how promising a start is. Infinite where the law can't be
/// evaluated.
pub(crate) fn screen(problem: &Problem, starts: &[Vec<f64>]) -> Vec<f64> {
    starts
        .par_iter()
        .map(|start| {
            let objective = problem.objective(start.clone(), false);
            let bounds = problem.bounds(&objective);
            let mut x = objective.coordinates(start, 0.0);
            match problem.projector(&objective, &bounds) {
                Some(p) => p.project(&objective, &mut x, 0.0),
                None => objective.evaluate(&x, crate::objective::Order::Value, &mut Scratch::default()).value,
            }
        })
        .map(|v| if v.is_nan() { f64::INFINITY } else { v })
        .collect()
}

/// Follows one start.
fn from_start(
    problem: &Problem,
    start: &[f64],
    linear: Linear,
    most_steps: usize,
    known: &[Followed],
    scratch: &mut Scratch,
) -> Followed {
    // Linear parameters first, on the plain scale.
    let mut parameters = start.to_vec();
    let plain = problem.objective(start.to_vec(), false);
    let bounds = problem.bounds(&plain);
    let mut x = plain.coordinates(start, 0.0);
    bounds.clamp(&mut x);
    if linear == Linear::Projected
        && let Some(p) = problem.projector(&plain, &bounds)
    {
        p.project(&plain, &mut x, if problem.projection_is_exact { 0.0 } else { 1e-2 });
    }
    for (k, &i) in plain.free.iter().enumerate() {
        parameters[i] = x[k];
    }
    let logs = problem.noise.is_log();
    let objective = problem.objective(parameters.clone(), logs);
    let bounds = problem.bounds(&objective);
    let mut x = objective.coordinates(&parameters, initial_nuisance(problem, &parameters));
    bounds.clamp(&mut x);
    let projector = (linear == Linear::Projected && problem.projection_is_exact)
        .then(|| problem.projector(&objective, &bounds))
        .flatten();
    let found = std::cell::Cell::new(None);
    let know = |first: &Outcome| {
        found.set(known.iter().position(|k| is_near(&objective, first, &k.stage, k.end.nuisance)));
        found.get().is_some()
    };
    let best = known.iter().map(|k| k.stage_value).fold(f64::INFINITY, f64::min);
    let others = Others { know: &know, best };
    let (outcome, first) = minimise(&objective, &bounds, projector.as_ref(), &x, most_steps, &others, scratch);
    let end = match (outcome, found.get()) {
        (Some(outcome), _) => end_of(problem, &objective, outcome),
        (None, Some(k)) => known[k].end.clone(),
        (None, None) => unreachable!("a minimisation stops early only where its end is known"),
    };
    let stage_value = if first.converged { first.at.value } else { f64::INFINITY };
    Followed { stage: objective.parameters(&first.x), stage_value, end }
}

/// The minimum next to a start, however high: the noise's own objective, downhill.
pub(crate) fn nearest(problem: &Problem, start: &[f64]) -> End {
    let objective = problem.objective(start.to_vec(), false);
    let bounds = problem.bounds(&objective);
    let mut x = objective.coordinates(start, initial_nuisance(problem, start));
    bounds.clamp(&mut x);
    let outcome = solve::nearest(&objective, &bounds, &x, TO_THE_END, &mut Scratch::default());
    end_of(problem, &objective, outcome)
}

/// Goes on from an end that did not converge.
pub(crate) fn resume(problem: &Problem, end: End, most_steps: usize) -> End {
    let mut scratch = Scratch::default();
    let objective = problem.objective(end.parameters.clone(), problem.noise.is_log());
    let bounds = problem.bounds(&objective);
    let mut x = objective.coordinates(&end.parameters, end.nuisance);
    bounds.clamp(&mut x);
    let (outcome, _) = minimise(&objective, &bounds, None, &x, most_steps, &Others::NONE, &mut scratch);
    match outcome.map(|o| end_of(problem, &objective, o)) {
        Some(next) if next.value <= end.value => next,
        _ => end,
    }
}

/// Whether a first stage that ended at `first` ended at `stage`: their distance in the metric of the Hessian is what the
/// stage's tolerance leaves open.
fn is_near(objective: &Objective, first: &Outcome, stage: &[f64], nuisance: f64) -> bool {
    let other = objective.coordinates(stage, nuisance);
    let free = objective.free.len();
    let mut step: Vec<f64> = other.iter().zip(&first.x).map(|(a, b)| a - b).collect();
    step[free..].fill(0.0);
    let distance = first.at.hessian.between(&step, &step);
    distance <= 16.0 * STAGE_TOLERANCE * first.at.value.abs()
}

/// An outcome as parameters, with the value of the noise's own objective.
pub(crate) fn end_of(problem: &Problem, objective: &Objective, outcome: Outcome) -> End {
    let parameters = objective.parameters(&outcome.x);
    let nuisance = objective.nuisance(&outcome.x);
    let plain = problem.objective(parameters.clone(), false);
    let x = plain.coordinates(&parameters, nuisance);
    let value = plain.evaluate(&x, crate::objective::Order::Value, &mut Scratch::default()).value;
    let value = if value.is_nan() { f64::INFINITY } else { value };
    End { parameters, nuisance, value, converged: outcome.converged && value.is_finite() }
}

/// ln scale of the residuals, or ln dispersion, at a start.
fn initial_nuisance(problem: &Problem, parameters: &[f64]) -> f64 {
    let objective = problem.objective(parameters.to_vec(), false);
    match objective.loss {
        crate::noise::RowLoss::Student { .. } => {
            let x = objective.coordinates(parameters, 0.0);
            let residuals = objective.residuals(&x);
            let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).filter(|r| r.is_finite()).collect();
            sizes.sort_by(f64::total_cmp);
            let scale = sizes.get(sizes.len() / 2).copied().unwrap_or(1.0);
            libm::log(scale.max(1e-300))
        }
        crate::noise::RowLoss::NegBinomial => -2.0,
        _ => 0.0,
    }
}
