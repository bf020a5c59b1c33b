//! A heavy tail as a document (`lawful tail`).

use super::{DataRecord, Head, Number, Provenance, WarningDocument};
use crate::query::Dropped;
use lawful_io::Source;
use lawful_tail::{Candidate, Tail};
use serde::{Deserialize, Serialize};

/// Another law of the same tail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TailRivalDocument {
    /// `exponential`, `log-normal`, `stretched exponential` or `truncated power law`.
    pub name: String,
    /// Its parameters.
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Log-likelihood of the power law minus that of the rival: positive where the power law is better.
    pub loglik_ratio: Number,
    /// Its standard error.
    pub error: Number,
    /// p of Vuong's test, or of the likelihood-ratio test if `nested`.
    pub p: Number,
    /// Whether the power law is a special case of the rival.
    pub nested: bool,
    /// Whether the rival's best fit is its limit, the power law itself.
    pub limit: bool,
}

/// A tail by the other convention of distances, or one point of the scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidateDocument {
    /// `below` or `two-sided`.
    pub convention: String,
    /// Exponent of the density.
    pub alpha: Number,
    /// Where the tail begins.
    pub xmin: Number,
    /// Distance.
    pub ks: Number,
    /// Values in the tail.
    pub n_tail: usize,
}

/// A power law of a tail: what `lawful tail --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TailDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The column.
    pub column: String,
    /// `continuous` or `discrete`.
    pub kind: String,
    /// How distances are taken: `below` or `two-sided`.
    pub convention: String,
    /// Exponent of the density.
    pub alpha: Number,
    /// Its standard error, `xmin` taken as known.
    pub alpha_err: Number,
    /// Lower end of its interval, the choice of `xmin` taken in; `null` without simulations.
    pub alpha_lo: Option<f64>,
    /// Upper end.
    pub alpha_hi: Option<f64>,
    /// Level of the intervals.
    pub level: f64,
    /// Where the tail begins.
    pub xmin: Number,
    /// Whether it was given.
    pub xmin_given: bool,
    /// Lower end of the interval of `xmin`; `null` if it was given, or without simulations.
    pub xmin_lo: Option<f64>,
    /// Upper end.
    pub xmin_hi: Option<f64>,
    /// Kolmogorov-Smirnov distance.
    pub ks: Number,
    /// Positive values.
    pub n: usize,
    /// Values at or above `xmin`.
    pub n_tail: usize,
    /// Goodness of fit: the share of simulated samples with at least this distance; `null` without simulations.
    pub p: Option<f64>,
    /// Its Monte-Carlo standard error.
    pub p_err: Option<f64>,
    /// Samples simulated.
    pub sims: usize,
    /// The best tail by the other convention; `null` if `xmin` was given.
    pub other: Option<CandidateDocument>,
    /// Other laws of the same tail.
    pub rivals: Vec<TailRivalDocument>,
    /// Seconds that it took.
    pub seconds: f64,
}

impl TailDocument {
    /// The document of a tail of `column`; `dropped` are the rows left out of it.
    pub fn of(
        tail: &Tail,
        column: &str,
        source: &Source,
        provenance: &Provenance,
        dropped: &[Dropped],
    ) -> TailDocument {
        let mut dropped = dropped.to_vec();
        if tail.not_positive > 0 {
            dropped.push(Dropped { reason: format!("{column} is not positive"), rows: tail.not_positive });
        }
        let warnings = tail.warnings.iter();
        let rivals = tail.rivals.iter().map(|r| TailRivalDocument {
            name: r.name.into(),
            params: r.params.iter().map(|(name, value)| (name.to_string(), (*value).into())).collect(),
            loglik_ratio: r.loglik_ratio.into(),
            error: r.error.into(),
            p: r.p.into(),
            nested: r.nested,
            limit: r.limit,
        });
        TailDocument {
            head: Head::new("lawful.tail/1", &provenance.command, tail.seed),
            data: DataRecord::of(source, tail.n, provenance, &dropped),
            warnings: warnings.map(|w| WarningDocument { code: w.code.into(), message: w.message.clone() }).collect(),
            column: column.into(),
            kind: tail.kind.to_string(),
            convention: tail.convention.to_string(),
            alpha: tail.alpha.into(),
            alpha_err: tail.alpha_err.into(),
            alpha_lo: tail.alpha_interval.map(|i| i.0),
            alpha_hi: tail.alpha_interval.map(|i| i.1),
            level: tail.level,
            xmin: tail.xmin.into(),
            xmin_given: tail.xmin_given,
            xmin_lo: tail.xmin_interval.map(|i| i.0),
            xmin_hi: tail.xmin_interval.map(|i| i.1),
            ks: tail.ks.into(),
            n: tail.n,
            n_tail: tail.n_tail,
            p: tail.p(),
            p_err: tail.goodness.map(|g| g.error),
            sims: tail.goodness.map_or(0, |g| g.sims),
            other: tail.other.map(|c| candidate(&c, &tail.convention.other().to_string())),
            rivals: rivals.collect(),
            seconds: tail.seconds,
        }
    }
}

fn candidate(c: &Candidate, convention: &str) -> CandidateDocument {
    CandidateDocument {
        convention: convention.into(),
        alpha: c.alpha.into(),
        xmin: c.xmin.into(),
        ks: c.ks.into(),
        n_tail: c.n_tail,
    }
}
