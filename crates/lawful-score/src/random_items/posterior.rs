//! One item integrated out: its posterior given the population, by quadrature about its mode.

use super::hermite::hermite;
use super::population::{DIMENSIONS, Population};
use super::trial::{Curve, Item};
use crate::Error;

/// Nodes of the rule with the log of `weight exp(x^2)`.
#[derive(Debug, Clone)]
pub(crate) struct Quadrature {
    nodes: Vec<(f64, f64)>,
}

impl Quadrature {
    pub(super) fn new(n: usize) -> Result<Quadrature, Error> {
        if !(2..=30).contains(&n) {
            return Err(Error::new(format!("{n} nodes of a quadrature: choose 2 to 30")));
        }
        let (x, w) = hermite(n);
        Ok(Quadrature { nodes: x.iter().zip(&w).map(|(x, w)| (*x, libm::log(*w) + x * x)).collect() })
    }
}

/// One item at one population.
#[derive(Debug, Clone)]
pub(crate) struct Evaluation {
    /// Log of its marginal likelihood.
    pub(super) loglik: f64,
    /// Where its posterior is highest: `(ln c, alpha)`.
    pub(super) mode: [f64; 2],
    /// Posterior mean.
    pub(super) mean: [f64; 2],
    /// Posterior covariance `[11, 12, 22]`.
    pub(super) second: [f64; 3],
    /// Gradient of `loglik` in the population (Fisher's identity).
    pub(super) score: [f64; DIMENSIONS],
    /// Points of the posterior with their weights, which sum to 1.
    pub(super) points: Vec<([f64; 2], f64)>,
}

pub(super) fn evaluate(
    item: &Item,
    reference: f64,
    curve: Curve,
    quadrature: &Quadrature,
    population: &Population,
    start: [f64; 2],
) -> Evaluation {
    let trials: Vec<_> = item.trials.iter().map(|t| (libm::log(t.size / reference), t)).collect();
    let [l11, _, l22] = population.factor;
    let constant = -libm::log(2.0 * std::f64::consts::PI) - libm::log(l11) - libm::log(l22);
    let density = |theta: [f64; 2]| {
        let z = population.standard(theta);
        let data: f64 = trials.iter().map(|(x, t)| curve.loglik(theta[0] - theta[1] * x, t)).sum();
        data + constant - 0.5 * (z[0] * z[0] + z[1] * z[1])
    };
    let prior = population.precision();
    // Gradient, and minus the expected Hessian `[11, 12, 22]`, which is positive definite everywhere.
    let slopes = |theta: [f64; 2]| {
        let [m0, m1] = population.unstandard(population.standard(theta));
        let (mut g, mut h) = ([-m0, -m1], prior);
        for (x, t) in &trials {
            let (slope, information) = curve.score(theta[0] - theta[1] * x, t);
            g = [g[0] + slope, g[1] - slope * x];
            h = [h[0] + information, h[1] - information * x, h[2] + information * x * x];
        }
        (g, h)
    };
    let mut mode = start;
    let mut height = density(mode);
    if !height.is_finite() {
        mode = population.mean;
        height = density(mode);
    }
    let mut hessian = slopes(mode).1;
    for _ in 0..50 {
        let (g, h) = slopes(mode);
        hessian = h;
        let det = h[0] * h[2] - h[1] * h[1];
        let step = [(h[2] * g[0] - h[1] * g[1]) / det, (h[0] * g[1] - h[1] * g[0]) / det];
        let promised = step[0] * g[0] + step[1] * g[1];
        if !(promised > 1e-9) {
            break;
        }
        let mut share = 1.0;
        let mut moved = false;
        while share > 1e-4 {
            let tried = [mode[0] + share * step[0], mode[1] + share * step[1]];
            let there = density(tried);
            if there > height {
                (mode, height, moved) = (tried, there, true);
                break;
            }
            share *= 0.5;
        }
        if !moved {
            break;
        }
    }
    // Root of the inverse Hessian: R R' = H^-1.
    let det = hessian[0] * hessian[2] - hessian[1] * hessian[1];
    let (r11, r21) = ((hessian[2] / det).sqrt(), -hessian[1] / det / (hessian[2] / det).sqrt());
    let r22 = (1.0 / hessian[2]).sqrt();
    let root = std::f64::consts::SQRT_2;
    let mut points = Vec::with_capacity(quadrature.nodes.len() * quadrature.nodes.len());
    for (x, wx) in &quadrature.nodes {
        for (y, wy) in &quadrature.nodes {
            let theta = [mode[0] + root * r11 * x, mode[1] + root * (r21 * x + r22 * y)];
            points.push((theta, wx + wy + density(theta) - height));
        }
    }
    let sum: f64 = points
        .iter_mut()
        .map(|p| {
            p.1 = libm::exp(p.1);
            p.1
        })
        .sum();
    let loglik = height + libm::log(2.0 * r11 * r22) + libm::log(sum);
    points.iter_mut().for_each(|p| p.1 /= sum);
    let mean = [0, 1].map(|j| points.iter().map(|(t, w)| w * t[j]).sum::<f64>());
    let (mut second, mut score) = ([0.0; 3], [0.0; DIMENSIONS]);
    for (t, w) in &points {
        let off = [t[0] - mean[0], t[1] - mean[1]];
        second = [second[0] + w * off[0] * off[0], second[1] + w * off[0] * off[1], second[2] + w * off[1] * off[1]];
        let s = population.score(population.standard(*t));
        (0..DIMENSIONS).for_each(|i| score[i] += w * s[i]);
    }
    Evaluation { loglik, mode, mean, second, score, points }
}
