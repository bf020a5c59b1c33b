//! The discrete power law p(x) = x^-alpha / zeta(alpha, xmin), x = xmin, xmin + 1, ….

use super::Family;
use crate::hurwitz;
use crate::sample::Sample;
use std::ops::Range;

/// The discrete power law fitted to every tail of a sample of whole numbers.
pub(crate) struct Zeta {
    /// The distinct values.
    points: Vec<f64>,
    at_or_above: Vec<f64>,
    /// xmin of each candidate.
    origin: Vec<f64>,
    /// alpha - 1 of each candidate.
    excess: Vec<f64>,
    /// xmin^alpha zeta(alpha, xmin) of each candidate.
    norm: Vec<f64>,
}

impl Zeta {
    /// Candidates at every distinct value.
    pub(crate) fn new(values: Vec<f64>, logs: &[f64], at_or_above: Vec<f64>) -> Zeta {
        let k = values.len();
        let mut zeta = Zeta {
            origin: values.clone(),
            points: values,
            at_or_above,
            excess: vec![f64::INFINITY; k],
            norm: vec![1.0; k],
        };
        let mut sum = 0.0;
        let mut near = None;
        for j in (0..k.saturating_sub(1)).rev() {
            sum += zeta.at_or_above[j + 1] * (logs[j + 1] - logs[j]);
            let excess = maximum_likelihood(zeta.points[j], sum / zeta.at_or_above[j], near);
            zeta.excess[j] = excess;
            zeta.norm[j] = hurwitz::scaled(excess, zeta.points[j]);
            near = Some(excess);
        }
        zeta
    }

    /// One candidate with a given xmin: the tail's values lie at or above it.
    pub(crate) fn from(xmin: f64, tail: &Sample) -> Zeta {
        let k = tail.values.len();
        let m = tail.at_or_above[0];
        let mean: f64 = (0..k).map(|i| tail.count(i) * libm::log(tail.values[i] / xmin)).sum::<f64>() / m;
        let excess = maximum_likelihood(xmin, mean, None);
        let mut zeta = Zeta {
            origin: tail.values.clone(),
            points: tail.values.clone(),
            at_or_above: tail.at_or_above.clone(),
            excess: vec![excess; k],
            norm: vec![hurwitz::scaled(excess, xmin); k],
        };
        zeta.origin[0] = xmin;
        zeta
    }

    fn survival_at(&self, candidate: usize, x: f64) -> f64 {
        let (excess, origin) = (self.excess[candidate], self.origin[candidate]);
        if x == origin {
            return 1.0;
        }
        let power = libm::exp(-(1.0 + excess) * libm::log(x / origin));
        if power == 0.0 { 0.0 } else { power * hurwitz::scaled(excess, x) / self.norm[candidate] }
    }
}

impl Family for Zeta {
    fn points(&self) -> &[f64] {
        &self.points
    }

    fn at_or_above(&self) -> &[f64] {
        &self.at_or_above
    }

    fn alpha(&self, candidate: usize) -> f64 {
        1.0 + self.excess[candidate]
    }

    fn survival(&self, candidate: usize, points: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(points).for_each(|(out, x)| *out = self.survival_at(candidate, *x));
    }

    fn survival_beyond(&self, candidate: usize, points: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(points).for_each(|(out, x)| *out = self.survival_at(candidate, *x + 1.0));
    }

    fn survival_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]) {
        out.iter_mut().zip(candidates).for_each(|(out, j)| *out = self.survival_at(j, point));
    }

    fn survival_beyond_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]) {
        self.survival_of(candidates, point + 1.0, out);
    }
}

/// The root alpha - 1 of -d ln(xmin^alpha zeta(alpha, xmin))/d alpha = mean ln(x/xmin) (Clauset, Shalizi & Newman 2009,
/// eq. 3.5). The left side falls from infinity to 0, nearly as 1/(alpha - 1), so Newton's steps are taken on its
/// inverse, inside a bracket. `mean_log` is positive.
fn maximum_likelihood(xmin: f64, mean_log: f64, near: Option<f64>) -> f64 {
    /// More than enough: four steps are usual, and each that leaves the bracket halves it.
    const STEPS: usize = 200;
    let (mut low, mut high) = (0.0, f64::INFINITY);
    // Eq. 3.7.
    let mut excess = near.unwrap_or(1.0 / (mean_log - libm::log1p(-0.5 / xmin)));
    for _ in 0..STEPS {
        let s = hurwitz::with_derivatives(excess, xmin);
        let mean = -s.first / s.value;
        let variance = s.second / s.value - mean * mean;
        if mean > mean_log {
            low = excess;
        } else {
            high = excess;
        }
        // d(1/mean)/d alpha = variance/mean^2
        let newton = excess + (1.0 / mean_log - 1.0 / mean) * mean * mean / variance;
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * excess
        };
        let settled = (next - excess).abs() <= 1e-15 * excess || high.is_finite() && high - low <= 2e-16 * high;
        excess = next;
        if settled {
            break;
        }
    }
    excess
}

/// Fisher's information on alpha of one value: the variance of ln x.
pub(crate) fn information(excess: f64, xmin: f64) -> f64 {
    let s = hurwitz::with_derivatives(excess, xmin);
    let mean = s.first / s.value;
    s.second / s.value - mean * mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_of_few_values() {
        // Roots of -d ln zeta(alpha, xmin)/d alpha = mean ln x found with 30 digits (mpmath).
        let mean = 0.5 * libm::log(24.0 / 23.0);
        for near in [None, Some(0.01), Some(1e3)] {
            assert!((maximum_likelihood(23.0, mean, near) - 25.578_750_599_282_8).abs() < 1e-9);
        }
    }
}
