//! A forecast from rival laws as a document (`lawful predict A B …`).

use super::{Head, QuantityDocument, WarningDocument, ordered};
use serde::{Deserialize, Serialize};

/// One of the laws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RivalForecastDocument {
    /// The document of the fit, or the published fit.
    pub fit: String,
    /// Its weight; all add up to 1.
    pub weight: f64,
    /// Its own forecast.
    #[serde(flatten)]
    pub forecast: QuantityDocument,
}

/// A forecast from rival laws: what `lawful predict A B … --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AverageDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// No table is read: `null`.
    pub data: Option<()>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// What is predicted.
    pub response: String,
    /// Level of the intervals.
    pub level: f64,
    /// How the weights were made: `akaike` or `equal`.
    pub weights: String,
    /// The point.
    #[serde(with = "ordered")]
    pub inputs: Vec<(String, serde_json::Value)>,
    /// The weighted mean, and an interval that holds the rivals' disagreement beside each one's own error.
    #[serde(flatten)]
    pub average: QuantityDocument,
    /// The laws, in the order given.
    pub rivals: Vec<RivalForecastDocument>,
}
