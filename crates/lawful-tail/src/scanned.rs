//! The fit of one kind of power law to a sample: of every tail, or of a given one.

use crate::distance::{Distances, Ks, Scratch};
use crate::family::{Family, Pareto, Zeta, information};
use crate::sample::Sample;
use crate::scan::scan;

/// Which power law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Density proportional to x^-alpha over x >= xmin (Pareto).
    Continuous,
    /// Probability x^-alpha / zeta(alpha, xmin) of the whole numbers x >= xmin.
    Discrete,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Kind::Continuous => "continuous",
            Kind::Discrete => "discrete",
        })
    }
}

/// A tail with the law fitted to it: one candidate of the scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Where the tail begins.
    pub xmin: f64,
    /// The exponent of the density.
    pub alpha: f64,
    /// The distance between law and tail.
    pub ks: f64,
    /// Values at or above `xmin`.
    pub n_tail: usize,
}

/// A sample with a law fitted to every tail.
pub(crate) enum Laws {
    Continuous(Pareto),
    Discrete(Zeta),
}

impl Laws {
    /// Of every tail.
    pub(crate) fn of(sample: &Sample, kind: Kind) -> Laws {
        match kind {
            Kind::Continuous => Laws::Continuous(Pareto::new(sample.logs.clone(), sample.at_or_above.clone())),
            Kind::Discrete => {
                Laws::Discrete(Zeta::new(sample.values.clone(), &sample.logs, sample.at_or_above.clone()))
            }
        }
    }

    /// Of the tail from a given `xmin` on, which `tail` holds: the only candidate that counts is the first.
    pub(crate) fn from(xmin: f64, tail: &Sample, kind: Kind) -> Laws {
        match kind {
            Kind::Continuous => Laws::Continuous(Pareto::from(xmin, tail)),
            Kind::Discrete => Laws::Discrete(Zeta::from(xmin, tail)),
        }
    }

    /// The candidate of least distance.
    pub(crate) fn best(&self, ks: Ks) -> Option<(usize, f64)> {
        let best = match self {
            Laws::Continuous(laws) => scan(laws, ks),
            Laws::Discrete(laws) => scan(laws, ks),
        };
        best.map(|b| (b.candidate, b.distance))
    }

    /// The distance of one candidate.
    pub(crate) fn distance(&self, candidate: usize, ks: Ks) -> f64 {
        self.distances(&[candidate], ks)[0]
    }

    /// The distances of some candidates.
    pub(crate) fn distances(&self, candidates: &[usize], ks: Ks) -> Vec<f64> {
        fn of<F: Family>(laws: &F, candidates: &[usize], ks: Ks) -> Vec<f64> {
            let (distances, mut scratch) = (Distances::new(laws, ks), Scratch::default());
            candidates.iter().map(|&c| distances.of(c, f64::INFINITY, &mut scratch).value).collect()
        }
        match self {
            Laws::Continuous(laws) => of(laws, candidates, ks),
            Laws::Discrete(laws) => of(laws, candidates, ks),
        }
    }

    pub(crate) fn alpha(&self, candidate: usize) -> f64 {
        match self {
            Laws::Continuous(laws) => laws.alpha(candidate),
            Laws::Discrete(laws) => laws.alpha(candidate),
        }
    }

    pub(crate) fn candidates(&self) -> usize {
        match self {
            Laws::Continuous(laws) => laws.candidates(),
            Laws::Discrete(laws) => laws.candidates(),
        }
    }
}

/// The asymptotic standard error of alpha, xmin taken as known: (alpha - 1)/sqrt(n) of the continuous law, from
/// Fisher's information for the discrete one (Clauset, Shalizi & Newman 2009, eqs. 3.2 and 3.6).
pub(crate) fn standard_error(kind: Kind, alpha: f64, xmin: f64, n_tail: usize) -> f64 {
    let n = n_tail as f64;
    match kind {
        Kind::Continuous => (alpha - 1.0) / n.sqrt(),
        Kind::Discrete => 1.0 / (n * information(alpha - 1.0, xmin)).sqrt(),
    }
}
