//! What the draws of a bootstrap say of the optimum itself.

use super::bootstrap::Bootstrap;
use crate::multistart::{self, End};
use crate::objective::{Order, Scratch};
use crate::problem::Problem;
use crate::solve::{FINE, nearest};
use rayon::prelude::*;

/// Draws from which the data's own objective is descended.
const FOLLOWED: usize = 16;

/// How much higher than the optimum the data's own objective is at every draw.
pub(super) fn rises(problem: &Problem, best: &End, bootstrap: &Bootstrap) -> Vec<f64> {
    bootstrap
        .draws
        .par_iter()
        .map_init(Scratch::default, |scratch, draw| {
            let objective = problem.objective(draw.clone(), false);
            let x = objective.coordinates(draw, best.nuisance);
            objective.evaluate(&x, Order::Value, scratch).value - best.value
        })
        .collect()
}

/// An optimum below `best`, if a descent from the lowest draws comes to one: draws scatter over the region that a loss with
/// kinks has local minima in.
pub(super) fn lower_optimum(problem: &Problem, best: &End, bootstrap: &Bootstrap, rises: &[f64]) -> Option<End> {
    let mut order: Vec<usize> = (0..rises.len()).filter(|&i| rises[i].is_finite()).collect();
    order.sort_by(|&a, &b| rises[a].total_cmp(&rises[b]).then(a.cmp(&b)));
    order.truncate(FOLLOWED);
    let ends: Vec<End> = order
        .par_iter()
        .map_init(Scratch::default, |scratch, &i| {
            let objective = problem.objective(bootstrap.draws[i].clone(), problem.noise.is_log());
            let bounds = problem.bounds(&objective);
            let mut x = objective.coordinates(&bootstrap.draws[i], best.nuisance);
            bounds.clamp(&mut x);
            multistart::end_of(problem, &objective, nearest(&objective, &bounds, &x, FINE, scratch))
        })
        .collect();
    let objective = problem.objective(best.parameters.clone(), false);
    ends.into_iter()
        .filter(|e| e.converged && objective.is_below(e.value, best.value))
        .min_by(|a, b| a.value.total_cmp(&b.value))
}
