//! Errors of a fit at some rows.

use super::Number;
use lawful_fit::compare::Accuracy;
use serde::{Deserialize, Serialize};

/// Errors of a fit at some rows, response minus law; of logs where the noise is one of logs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AccuracyDocument {
    /// Rows.
    pub n: usize,
    /// Mean error: positive where the law is too low.
    pub mean_error: Number,
    /// Root mean square error.
    pub rms_error: Number,
    /// Median of abs(law - response)/abs(response).
    pub median_relative_error: Number,
    /// Share of rows within the interval of a new observation; `null` if the fit gives no such interval.
    pub coverage: Option<f64>,
    /// Level of that interval.
    pub level: f64,
    /// Log-likelihood of these rows with everything as fitted; `null` for losses.
    pub loglik: Option<Number>,
}

impl From<&Accuracy> for AccuracyDocument {
    fn from(a: &Accuracy) -> AccuracyDocument {
        AccuracyDocument {
            n: a.n,
            mean_error: a.mean_error.into(),
            rms_error: a.rms_error.into(),
            median_relative_error: a.median_relative_error.into(),
            coverage: a.coverage,
            level: a.level,
            loglik: a.loglik.map(Number),
        }
    }
}
