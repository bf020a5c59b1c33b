//! Derived quantities: functions of parameters alone.

use crate::multistart::End;
use crate::problem::Problem;
use lawful_law::model::{ScalarDerivatives, ScalarFunction};

/// A derived quantity at the optimum.
pub(super) struct Derived {
    pub(super) value: f64,
    /// In every parameter.
    pub(super) gradient: Vec<f64>,
    pub(super) function: ScalarFunction,
    pub(super) derivatives: ScalarDerivatives,
}

impl Derived {
    /// All of a problem's, in order.
    pub(super) fn all(problem: &mut Problem, best: &End) -> Vec<Derived> {
        let nodes: Vec<_> = problem.model.derived.iter().map(|(_, id)| *id).collect();
        nodes
            .into_iter()
            .map(|node| {
                let derivatives = problem.model.scalar_derivatives(node);
                let at = derivatives.at(&best.parameters);
                let mut gradient = vec![0.0; problem.model.parameters.len()];
                derivatives.parameters().iter().zip(&at.gradient).for_each(|(&i, g)| gradient[i] = *g);
                Derived { value: at.value, gradient, function: problem.model.scalar_function(node), derivatives }
            })
            .collect()
    }
}
