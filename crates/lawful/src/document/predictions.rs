//! Predictions as a document (`lawful predict`).

use super::{DataRecord, Head, Number, WarningDocument, ordered};
use crate::FitDrift;
use serde::{Deserialize, Serialize};

/// A law's value at one point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointDocument {
    /// The columns that the law reads, numbers or texts.
    #[serde(with = "ordered")]
    pub inputs: Vec<(String, serde_json::Value)>,
    /// The law; `null` where it has no value.
    pub value: Number,
    /// Lower end of the law's interval.
    pub lo: Option<f64>,
    /// Upper end of the law's interval.
    pub hi: Option<f64>,
    /// Lower end of the interval of a new observation.
    pub obs_lo: Option<f64>,
    /// Upper end of the interval of a new observation.
    pub obs_hi: Option<f64>,
    /// How many times beyond the data, as far as intervals know of it: 1 or less within them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<f64>,
    /// By what factor the interval of a new observation is wider for the drift of forecasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widening: Option<f64>,
}

/// Predictions: what `lawful predict --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictionsDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The table of points; `null` for a point that was typed.
    pub data: Option<DataRecord>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The document of the fit, or the published fit.
    pub fit: String,
    /// The law.
    pub law: String,
    /// What is predicted.
    pub response: String,
    /// Level of the intervals.
    pub level: f64,
    /// The drift of forecasts by which intervals are widened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<FitDrift>,
    /// The points, in order.
    pub points: Vec<PointDocument>,
}
