//! Laws with exchangeable terms, such as sums of exponentials, have several equal optima: one is chosen for good.

use crate::multistart::End;
use crate::objective::{Order, Scratch};
use crate::problem::Problem;

/// The end in which exchangeable terms stand in the order of their starts, or of rising parameters if no starts were
/// given.
///
/// Two parameters are found exchangeable if the objective is the same after their values are exchanged and the linear
/// parameters are solved for anew.
pub(crate) fn in_order(problem: &Problem, end: End) -> End {
    let linear = problem.linear_parameters();
    let parameters = &problem.model.parameters;
    let nonlinear: Vec<usize> =
        (0..parameters.len()).filter(|i| parameters[*i].fixed.is_none() && !linear.contains(i)).collect();
    if !problem.projection_is_exact || linear.is_empty() || nonlinear.len() < 2 || nonlinear.len() > 8 {
        return end;
    }
    let mut best = end;
    for (a, &i) in nonlinear.iter().enumerate() {
        for &j in &nonlinear[a + 1..] {
            let (p, q) = (&parameters[i], &parameters[j]);
            let in_order = match (p.start, q.start) {
                (Some(s), Some(t)) => (s <= t) == (best.parameters[i] <= best.parameters[j]),
                _ => best.parameters[i] <= best.parameters[j],
            };
            if in_order || p.lo != q.lo || p.hi != q.hi || !p.keys.is_empty() {
                continue;
            }
            let mut swapped = best.parameters.clone();
            swapped.swap(i, j);
            let objective = problem.objective(swapped.clone(), false);
            let bounds = problem.bounds(&objective);
            let mut x = objective.coordinates(&swapped, best.nuisance);
            let Some(projector) = problem.projector(&objective, &bounds) else { continue };
            projector.project(&objective, &mut x, 0.0);
            let value = objective.evaluate(&x, Order::Value, &mut Scratch::default()).value;
            if (value - best.value).abs() <= 1e-6 * best.value.abs() {
                // The linear parameters are those of the exchanged terms to the last bit.
                let mut exact = objective.parameters(&x);
                for k in linear.iter().copied() {
                    let twin = linear
                        .iter()
                        .copied()
                        .find(|&l| (best.parameters[l] - exact[k]).abs() <= 1e-4 * exact[k].abs());
                    if let Some(l) = twin {
                        exact[k] = best.parameters[l];
                    }
                }
                best = End { parameters: exact, ..best };
            }
        }
    }
    best
}
