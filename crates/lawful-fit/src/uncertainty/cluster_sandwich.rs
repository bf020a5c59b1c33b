//! The sandwich covariance of rows in clusters: rows of a cluster may depend on each other in any way.
//!
//! `sum_g d_g d_g'` with `d_g` the change of the parameters that cluster `g` makes. For smooth objectives
//! `d_g = R (I - R' H_g R)^(-1/2) R' s_g` with the cluster's summed scores `s_g`, its share `H_g` of the Hessian and
//! `H^-1 = R R'`: the correction CR2 of Bell and McCaffrey (2002), as Kauermann and Carroll (2001) write it for any score.
//! Where the share is unknown (a loss with a kink) or clusters are many, `d_g = H^-1 s_g` times
//! `sqrt(G/(G-1) (n-1)/(n-k))`: CR1. Intervals take Student's t with `G - 1` degrees of freedom.

use super::covariance::Errors;
use crate::matrix::Matrix;
use crate::noise::{Noise, RowLoss};
use crate::objective::{Objective, Order, Scratch};

/// With more clusters than this CR1 and CR2 are the same to a percent.
const MANY: usize = 200;

/// A cluster that decides a direction alone would be corrected without end.
const MOST_LEVERAGE: f64 = 0.99;

/// The covariance of the kept coordinates; `clusters` is the cluster of each used row, from 0. `None` without a bread.
pub(super) fn covariance(
    noise: &Noise,
    objective: &Objective,
    x: &[f64],
    errors: &Errors,
    clusters: &[u32],
    n: usize,
) -> Option<Matrix> {
    let kept = &errors.kept;
    let count = clusters.iter().map(|&c| c as usize + 1).max()?;
    let bread = match noise {
        // The Hessian of absolute values is that of their expectation, 1/b times the sum of squares.
        Noise::Laplace { .. } => {
            let residuals = objective.residuals(x);
            let sum: f64 = residuals.iter().zip(objective.weights).map(|(r, w)| w * r.abs()).sum();
            let b = sum / n.checked_sub(kept.len()).filter(|d| *d > 0)? as f64;
            scaled(errors.covariance.as_ref()?, 1.0 / b)
        }
        _ => errors.inverse_hessian.clone()?,
    };
    let mut scores = vec![vec![0.0; kept.len()]; count];
    for (score, &cluster) in objective.scores(x).iter().zip(clusters) {
        scores[cluster as usize].iter_mut().zip(kept).for_each(|(sum, &k)| *sum += score[k]);
    }
    let kinked = matches!(objective.loss, RowLoss::Absolute | RowLoss::Huber { .. });
    let changes: Vec<Vec<f64>> = if kinked || count > MANY {
        let (g, n, k) = (count as f64, n as f64, objective.free.len() as f64);
        let factor = (g / (g - 1.0) * (n - 1.0) / (n - k)).sqrt();
        scores.iter().map(|s| bread.times(s).into_iter().map(|d| factor * d).collect()).collect()
    } else {
        let root = root(&bread)?;
        let turned = transposed(&root);
        (0..count)
            .map(|g| {
                let weights: Vec<f64> = objective
                    .weights
                    .iter()
                    .enumerate()
                    .map(|(i, w)| if clusters.get(i) == Some(&(g as u32)) { *w } else { 0.0 })
                    .collect();
                let mut own = objective.clone();
                own.weights = &weights;
                let share = own.evaluate(x, Order::GaussNewton, &mut Scratch::default()).hessian.select(kept);
                let leverage = turned.multiply(&share).multiply(&root);
                let (values, vectors) = leverage.symmetric_eigen();
                let mut turned_score = transposed(&vectors).times(&turned.times(&scores[g]));
                for (score, value) in turned_score.iter_mut().zip(values) {
                    *score /= (1.0 - value.clamp(0.0, MOST_LEVERAGE)).sqrt();
                }
                root.times(&vectors.times(&turned_score))
            })
            .collect()
    };
    let mut covariance = Matrix::zeros(kept.len());
    for d in &changes {
        for i in 0..kept.len() {
            for j in 0..kept.len() {
                covariance[(i, j)] += d[i] * d[j];
            }
        }
    }
    (0..kept.len()).all(|i| covariance[(i, i)].is_finite()).then_some(covariance)
}

/// A matrix `R` with `R R' = A`, by the eigenvectors of `A` scaled to unit diagonal; `None` unless `A` is positive.
fn root(a: &Matrix) -> Option<Matrix> {
    let n = a.size();
    let size: Vec<f64> = (0..n).map(|i| a[(i, i)].sqrt()).collect();
    if !size.iter().all(|s| *s > 0.0 && s.is_finite()) {
        return None;
    }
    let mut unit = a.clone();
    for i in 0..n {
        for j in 0..n {
            unit[(i, j)] /= size[i] * size[j];
        }
    }
    let (values, mut vectors) = unit.symmetric_eigen();
    for i in 0..n {
        for j in 0..n {
            vectors[(i, j)] *= size[i] * values[j].max(0.0).sqrt();
        }
    }
    Some(vectors)
}

fn transposed(m: &Matrix) -> Matrix {
    let mut t = Matrix::zeros(m.size());
    for i in 0..m.size() {
        for j in 0..m.size() {
            t[(i, j)] = m[(j, i)];
        }
    }
    t
}

fn scaled(m: &Matrix, factor: f64) -> Matrix {
    let mut s = m.clone();
    for i in 0..m.size() {
        for j in 0..m.size() {
            s[(i, j)] *= factor;
        }
    }
    s
}
