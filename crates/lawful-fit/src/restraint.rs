//! A pull on a derived quantity, so that a minimum lies near a chosen value of it.
//!
//! A minimum of `F(x) + pull(g(x) - c)` minimises `F` among all points of its own `g(x)`, whatever the pull: it is a
//! point of the profile of `g`, at the value that `g` has there and not at `c`. So a smooth pull does, and none has to
//! be stiff.

use crate::matrix::Matrix;
use crate::noise::RowLoss;
use crate::objective::{Objective, Order};
use lawful_law::model::{ScalarDerivatives, ScalarExpansion};

/// Times the force that holds an interval's end: a sum of absolute values must be pulled harder than it resists.
const STRONGER: f64 = 20.0;

/// Times the curvature of the profile: enough for one minimum, and little beside the curvature across, which damped
/// steps would lose sight of.
const STIFFER: f64 = 10.0;

/// What pulls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restraint<'a> {
    pub(crate) quantity: &'a ScalarDerivatives,
    /// The value aimed at.
    pub(crate) aim: f64,
    /// Half-width of the interval expected, and the rise of the objective there.
    pub(crate) step: f64,
    pub(crate) rise: f64,
}

impl Restraint<'_> {
    /// How far beyond a value of a parabolic profile the aim must lie, as a share of its distance from the optimum.
    pub(crate) fn lead(loss: RowLoss) -> f64 {
        if loss == RowLoss::Absolute { 0.0 } else { 1.0 / STIFFER }
    }

    /// The force at the end of the interval expected, `dF/dg` of a parabola.
    fn force(&self) -> f64 {
        2.0 * self.rise / self.step.abs()
    }

    /// Value and first two derivatives of the pull in the quantity.
    fn pull(&self, value: f64, loss: RowLoss) -> [f64; 3] {
        let distance = value - self.aim;
        if loss == RowLoss::Absolute {
            let strength = self.weight();
            return [strength * distance.abs(), strength * distance.signum(), 0.0];
        }
        let stiffness = STIFFER * self.force() / self.step.abs();
        [0.5 * stiffness * distance * distance, stiffness * distance, stiffness]
    }

    /// The weight of the row that it is among absolute residuals.
    pub(crate) fn weight(&self) -> f64 {
        STRONGER * self.force()
    }

    /// Its distance from the aim, as a residual, and derivatives of the quantity in the coordinates.
    pub(crate) fn row(&self, objective: &Objective, parameters: &[f64]) -> (f64, Vec<f64>) {
        let at = self.quantity.at(parameters);
        let (gradient, _) = in_coordinates(objective, self.quantity, &at, parameters);
        (self.aim - at.value, gradient)
    }

    /// The value of the pull; its derivatives in the coordinates are added to `gradient` and the upper triangle of
    /// `hessian`.
    pub(crate) fn add(
        &self,
        objective: &Objective,
        parameters: &[f64],
        order: Order,
        gradient: &mut [f64],
        hessian: &mut Matrix,
    ) -> f64 {
        let at = self.quantity.at(parameters);
        let [value, slope, curvature] = self.pull(at.value, objective.loss);
        if order == Order::Value {
            return value;
        }
        let (first, second) = in_coordinates(objective, self.quantity, &at, parameters);
        for i in 0..first.len() {
            gradient[i] += slope * first[i];
            for j in i..first.len() {
                // The quantity's own curvature is kept in every order: it is all that bends along a level of it.
                hessian[(i, j)] += curvature * first[i] * first[j] + slope * second[(i, j)];
            }
        }
        value
    }
}

/// First and second derivatives of a quantity in an objective's coordinates.
fn in_coordinates(
    objective: &Objective,
    quantity: &ScalarDerivatives,
    at: &ScalarExpansion,
    parameters: &[f64],
) -> (Vec<f64>, Matrix) {
    let size = objective.size();
    let (mut first, mut second) = (vec![0.0; size], Matrix::zeros(size));
    let factor = |k: usize, p: usize| if objective.log[k] { parameters[p] } else { 1.0 };
    let list = quantity.parameters();
    let mut pair = 0;
    for (a, &p) in list.iter().enumerate() {
        let own = objective.coordinate[p];
        if let Some(k) = own {
            first[k] += factor(k, p) * at.gradient[a];
            if objective.log[k] {
                second[(k, k)] += parameters[p] * at.gradient[a];
            }
        }
        for (b, &q) in list.iter().enumerate().skip(a) {
            let value = at.hessian[pair];
            pair += 1;
            if let (Some(k), Some(l)) = (own, objective.coordinate[q]) {
                let term = value * factor(k, p) * factor(l, q);
                second[(k, l)] += term;
                if a != b {
                    second[(l, k)] += term;
                }
            }
        }
    }
    (first, second)
}
