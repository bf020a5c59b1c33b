//! The continuous power law p(x) = (alpha - 1)/xmin (x/xmin)^-alpha, in y = ln x an exponential law of rate alpha - 1.

use super::Family;
use crate::sample::Sample;
use lawful_law::lanes::{Kernel, dispatch, exp};
use std::ops::Range;

/// The continuous power law fitted to every tail of a sample.
pub(crate) struct Pareto {
    /// ln of the distinct values.
    points: Vec<f64>,
    at_or_above: Vec<f64>,
    /// ln xmin of each candidate.
    origin: Vec<f64>,
    /// alpha - 1 of each candidate.
    rate: Vec<f64>,
}

impl Pareto {
    /// Candidates at every distinct value: alpha - 1 = m / sum ln(x/xmin) (Clauset, Shalizi & Newman 2009, eq. 3.1).
    pub(crate) fn new(logs: Vec<f64>, at_or_above: Vec<f64>) -> Pareto {
        let k = logs.len();
        let mut rate = vec![f64::INFINITY; k];
        let mut sum = 0.0;
        // Every term is positive, so nothing cancels: a difference of suffix sums would lose digits.
        for j in (0..k.saturating_sub(1)).rev() {
            sum += at_or_above[j + 1] * (logs[j + 1] - logs[j]);
            rate[j] = at_or_above[j] / sum;
        }
        Pareto { origin: logs.clone(), points: logs, at_or_above, rate }
    }

    /// One candidate with a given xmin: the tail's values lie at or above it.
    pub(crate) fn from(xmin: f64, tail: &Sample) -> Pareto {
        let mut pareto = Pareto::new(tail.logs.clone(), tail.at_or_above.clone());
        let mut origin = [0.0];
        crate::sample::logarithms(&[xmin], &mut origin);
        let m = tail.at_or_above[0];
        let sum = m / pareto.rate[0] + m * (tail.logs[0] - origin[0]).max(0.0);
        pareto.origin[0] = origin[0].min(tail.logs[0]);
        pareto.rate[0] = m / sum;
        pareto
    }
}

impl Family for Pareto {
    fn points(&self) -> &[f64] {
        &self.points
    }

    fn at_or_above(&self) -> &[f64] {
        &self.at_or_above
    }

    fn alpha(&self, candidate: usize) -> f64 {
        1.0 + self.rate[candidate]
    }

    fn survival(&self, candidate: usize, points: &[f64], out: &mut [f64]) {
        dispatch(AtPoints { rate: self.rate[candidate], origin: self.origin[candidate], points, out });
    }

    fn survival_beyond(&self, candidate: usize, points: &[f64], out: &mut [f64]) {
        self.survival(candidate, points, out);
    }

    fn survival_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]) {
        dispatch(OfCandidates { rate: &self.rate[candidates.clone()], origin: &self.origin[candidates], point, out });
    }

    fn survival_beyond_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]) {
        self.survival_of(candidates, point, out);
    }
}

struct AtPoints<'a> {
    rate: f64,
    origin: f64,
    points: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for AtPoints<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (out, point) in self.out.iter_mut().zip(self.points) {
            *out = exp::<FMA>(-self.rate * (point - self.origin));
        }
    }
}

struct OfCandidates<'a> {
    rate: &'a [f64],
    origin: &'a [f64],
    point: f64,
    out: &'a mut [f64],
}

impl Kernel for OfCandidates<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for ((out, rate), origin) in self.out.iter_mut().zip(self.rate).zip(self.origin) {
            *out = exp::<FMA>(-*rate * (self.point - *origin));
        }
    }
}
