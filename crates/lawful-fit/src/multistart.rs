//! From many starts to one optimum and its rivals.

use crate::objective::Scratch;
use crate::problem::Problem;
use crate::solve::{Outcome, Projector, minimise};
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

/// Minimises from every start, in parallel; the order of the results is that of the starts.
pub(crate) fn run(problem: &Problem, starts: &[Vec<f64>], linear: Linear, most_steps: usize) -> Vec<End> {
    starts
        .par_iter()
        .map_init(Scratch::default, |scratch, start| from_start(problem, start, linear, most_steps, scratch))
        .collect()
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
            let plain = problem.plain_expressions();
            match Projector::new(&objective, plain, &problem.plain_target, &problem.plain_weights, &bounds) {
                Some(p) => p.project(&objective, &mut x, 0.0),
                None => objective.evaluate(&x, crate::objective::Order::Value, &mut Scratch::default()).value,
            }
        })
        .map(|v| if v.is_nan() { f64::INFINITY } else { v })
        .collect()
}

fn from_start(problem: &Problem, start: &[f64], linear: Linear, most_steps: usize, scratch: &mut Scratch) -> End {
    // Linear parameters first, on the plain scale.
    let mut parameters = start.to_vec();
    let plain = problem.objective(start.to_vec(), false);
    let bounds = problem.bounds(&plain);
    let mut x = plain.coordinates(start, 0.0);
    bounds.clamp(&mut x);
    let expressions = problem.plain_expressions();
    if linear == Linear::Projected
        && let Some(p) = Projector::new(&plain, expressions, &problem.plain_target, &problem.plain_weights, &bounds)
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
        .then(|| Projector::new(&objective, expressions, &problem.plain_target, &problem.plain_weights, &bounds))
        .flatten();
    let outcome = minimise(&objective, &bounds, projector.as_ref(), &x, most_steps, scratch);
    end_of(problem, &objective, outcome)
}

/// An outcome as parameters, with the value of the noise's own objective.
pub(crate) fn end_of(problem: &Problem, objective: &crate::objective::Objective, outcome: Outcome) -> End {
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
