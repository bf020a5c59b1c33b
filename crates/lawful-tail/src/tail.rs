//! The result.

use crate::bootstrap::Goodness;
use crate::distance::Ks;
use crate::rival::Rival;
use crate::scanned::{Candidate, Kind};

/// Something to know about a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable word: `few-rows`, `misfit`, `ks-convention`, ….
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

/// A power law fitted to the tail of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// Continuous or discrete.
    pub kind: Kind,
    /// How distances are taken.
    pub convention: Ks,
    /// The exponent of the density, by maximum likelihood over the tail.
    pub alpha: f64,
    /// Its standard error as if `xmin` were known.
    pub alpha_err: f64,
    /// Its interval at [`Tail::level`] with the choice of `xmin` taken in, by the simulations; `None` with fewer than
    /// 100 of them.
    pub alpha_interval: Option<(f64, f64)>,
    /// Where the tail begins.
    pub xmin: f64,
    /// The interval that holds the share [`Tail::level`] of the `xmin` found in samples simulated with this one; `None`
    /// if it was given, or with fewer than 100 simulations.
    pub xmin_interval: Option<(f64, f64)>,
    /// Whether `xmin` was given, not found.
    pub xmin_given: bool,
    /// The Kolmogorov-Smirnov distance between law and tail.
    pub ks: f64,
    /// Positive values.
    pub n: usize,
    /// Values at or above `xmin`.
    pub n_tail: usize,
    /// Values left out because a power law has only positive ones.
    pub not_positive: usize,
    /// Goodness of fit; `None` without simulations.
    pub goodness: Option<Goodness>,
    /// The best tail by the other convention; `None` if `xmin` was given.
    pub other: Option<Candidate>,
    /// Other laws of the same tail.
    pub rivals: Vec<Rival>,
    /// Distances along xmin, ascending, where asked for by [`crate::TailFitting::curve`].
    pub curve: Vec<Candidate>,
    /// What to know.
    pub warnings: Vec<Warning>,
    /// Seed of the simulations.
    pub seed: u64,
    /// Level of the intervals.
    pub level: f64,
    /// Seconds that all took.
    pub seconds: f64,
}

impl Tail {
    /// The p-value, if there were simulations.
    pub fn p(&self) -> Option<f64> {
        self.goodness.map(|g| g.p)
    }

    /// The rival of a name: `exponential`, `log-normal`, `stretched exponential`, `truncated power law`.
    pub fn rival(&self, name: &str) -> Option<&Rival> {
        self.rivals.iter().find(|r| r.name == name)
    }
}
