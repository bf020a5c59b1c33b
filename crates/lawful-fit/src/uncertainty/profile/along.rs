//! What a profile moves along.

use crate::objective::Objective;
use crate::problem::Problem;
use crate::restraint::Restraint;
use lawful_law::ast::Bound;
use lawful_law::model::ScalarDerivatives;

/// A parameter, which is held, or a quantity derived from several, which is pulled.
#[derive(Clone, Copy)]
pub(crate) enum Along<'a> {
    Parameter(usize),
    Quantity(&'a ScalarDerivatives),
}

impl<'a> Along<'a> {
    /// Its value at these parameters.
    pub(super) fn value(&self, parameters: &[f64]) -> f64 {
        match self {
            Along::Parameter(p) => parameters[*p],
            Along::Quantity(q) => q.at(parameters).value,
        }
    }

    /// The value at a point found for `v`: a held parameter is where it was put, to the bit.
    pub(super) fn reached(&self, v: f64, parameters: &[f64]) -> f64 {
        match self {
            Along::Parameter(_) => v,
            Along::Quantity(q) => q.at(parameters).value,
        }
    }

    /// Whether it is a positive parameter that must be positive or that scales a term.
    pub(super) fn is_scale(&self, problem: &Problem, parameters: &[f64]) -> bool {
        let Along::Parameter(p) = self else { return false };
        let objective = problem.objective(parameters.to_vec(), true);
        objective.coordinate[*p].is_some_and(|k| objective.log[k])
    }

    /// How far beyond a value to aim at first, as a share of its distance from the optimum.
    pub(super) fn lead(&self, problem: &Problem) -> f64 {
        match self {
            Along::Parameter(_) => 0.0,
            Along::Quantity(_) => Restraint::lead(problem.noise.row_loss()),
        }
    }

    /// The end of its domain in the direction of `step`.
    pub(super) fn end(&self, problem: &Problem, step: f64) -> Bound {
        match self {
            Along::Parameter(p) => {
                let p = &problem.model.parameters[*p];
                if step > 0.0 { p.hi } else { p.lo }
            }
            Along::Quantity(_) => Bound { value: f64::INFINITY.copysign(step), closed: false },
        }
    }

    /// The objective whose minimum is a point of the profile, at or near `aim`; `step` is a half-width of the interval
    /// and `rise` the rise of the objective there.
    pub(super) fn objective(
        &self,
        problem: &'a Problem,
        mut base: Vec<f64>,
        aim: f64,
        (step, rise): (f64, f64),
    ) -> Objective<'a> {
        let logs = problem.noise.is_log();
        match *self {
            Along::Parameter(p) => {
                base[p] = aim;
                problem.objective_holding(base, logs, Some(p))
            }
            Along::Quantity(quantity) => {
                let restraint = Some(Restraint { quantity, aim, step, rise });
                Objective { restraint, ..problem.objective(base, logs) }
            }
        }
    }
}
