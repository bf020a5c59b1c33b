//! What intervals are made from, alike for a parameter and for a derived quantity.

use super::covariance::Errors;
use super::derived::Derived;
use super::influence::FirstOrder;
use super::profile::Along;
use crate::multistart::End;
use crate::objective::Objective;
use crate::problem::Problem;

/// One quantity with what is known of it from the optimum.
pub(super) struct Source<'a> {
    pub(super) value: f64,
    pub(super) stderr: Option<f64>,
    /// Of BCa intervals.
    pub(super) acceleration: f64,
    pub(super) domain: (f64, f64),
    /// Whether it can change at all.
    pub(super) is_free: bool,
    /// What its profile moves along.
    pub(super) along: Option<Along<'a>>,
    function: Function<'a>,
}

enum Function<'a> {
    Parameter(usize),
    Derived(&'a Derived),
}

impl<'a> Source<'a> {
    pub(super) fn parameter(
        problem: &Problem,
        objective: &Objective,
        errors: &Errors,
        first_order: &FirstOrder,
        best: &End,
        i: usize,
    ) -> Source<'a> {
        let p = &problem.model.parameters[i];
        let coordinate = objective.coordinate[i];
        Source {
            value: best.parameters[i],
            stderr: coordinate.and_then(|k| errors.stderr(k)),
            acceleration: coordinate.map_or(0.0, |k| first_order.of(errors, k)),
            domain: (p.lo.value, p.hi.value),
            is_free: coordinate.is_some(),
            along: coordinate.map(|_| Along::Parameter(i)),
            function: Function::Parameter(i),
        }
    }

    pub(super) fn derived(
        objective: &Objective,
        errors: &Errors,
        first_order: &FirstOrder,
        derived: &'a Derived,
    ) -> Source<'a> {
        let gradient: Vec<f64> = errors.kept.iter().map(|&k| derived.gradient[objective.free[k]]).collect();
        let moves = gradient.iter().any(|g| *g != 0.0 && g.is_finite());
        Source {
            value: derived.value,
            stderr: errors
                .covariance
                .as_ref()
                .map(|c| c.between(&gradient, &gradient).max(0.0).sqrt())
                .filter(|se| se.is_finite()),
            acceleration: first_order.along(&gradient),
            domain: (f64::NEG_INFINITY, f64::INFINITY),
            is_free: true,
            along: (moves && derived.value.is_finite()).then_some(Along::Quantity(&derived.derivatives)),
            function: Function::Derived(derived),
        }
    }

    /// Its value at these parameters.
    pub(super) fn of(&self, parameters: &[f64]) -> f64 {
        match self.function {
            Function::Parameter(i) => parameters[i],
            Function::Derived(d) => d.function.value(parameters),
        }
    }
}
