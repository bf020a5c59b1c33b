//! The two power laws, and what the scan needs to know of them.
//!
//! A *candidate* `j` is the law with `xmin` at the `j`-th distinct value and the exponent that maximises the likelihood
//! of the values from there on. A *point* `i >= j` is a distinct value of its tail.

mod pareto;
mod zeta;

pub(crate) use pareto::Pareto;
pub(crate) use zeta::{Zeta, information};

use std::ops::Range;

/// A power law fitted to every tail of a sample.
pub(crate) trait Family: Sync {
    /// The points, ascending, as [`Family::survival`] takes them (logarithms or values).
    fn points(&self) -> &[f64];

    /// How many of the sample are at or above each point; one longer, with a 0 at the end.
    fn at_or_above(&self) -> &[f64];

    /// The exponent alpha of a candidate.
    fn alpha(&self, candidate: usize) -> f64;

    /// P(X >= point) of a candidate at some points.
    fn survival(&self, candidate: usize, points: &[f64], out: &mut [f64]);

    /// P(X > point) of a candidate at some points.
    fn survival_beyond(&self, candidate: usize, points: &[f64], out: &mut [f64]);

    /// P(X >= point) of some candidates at one point.
    fn survival_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]);

    /// P(X > point) of some candidates at one point.
    fn survival_beyond_of(&self, candidates: Range<usize>, point: f64, out: &mut [f64]);

    /// How many candidates there are: all distinct values but the largest, beyond which nothing has a slope.
    fn candidates(&self) -> usize {
        self.points().len() - 1
    }
}
