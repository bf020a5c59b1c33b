//! Rows (or clusters) that move the result most.

use crate::matrix::Matrix;
use crate::objective::Objective;

/// The change of every free coordinate, to first order, when each row is left out: `H^-1 s_i` with row score `s_i`
/// (the infinitesimal jackknife; Jaeckel 1972). Rows as outer index.
pub(crate) fn one_step(objective: &Objective, x: &[f64], kept: &[usize], inverse_hessian: &Matrix) -> Vec<Vec<f64>> {
    objective
        .scores(x)
        .iter()
        .map(|score| inverse_hessian.times(&kept.iter().map(|&k| score[k]).collect::<Vec<f64>>()))
        .collect()
}

/// The skewness of influence values over 6: the acceleration of BCa intervals (Efron 1987, eq. 6.6).
pub(crate) fn acceleration(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let squares: f64 = values.clone().map(|v| v * v).sum();
    let cubes: f64 = values.map(|v| v * v * v).sum();
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}
