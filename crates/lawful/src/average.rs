//! One forecast from rival laws.

use crate::document::{
    AverageDocument, FitDocument, Head, QuantityDocument, RivalForecastDocument, WarningDocument, unit_mismatches,
};
use crate::points::values;
use crate::{Error, Table, derive_needed, fitted_law, law_of_document};
use lawful_plan::{FittedLaw, Fixed, average, beyond};
use serde_json::Value;
use std::path::Path;

/// A law of which a forecast is one of several.
#[derive(Debug, Clone)]
pub struct RivalLaw {
    /// What it is called: a file, a published fit, the text of a law.
    pub name: String,
    /// The law with its draws.
    law: FittedLaw,
    /// The document that it is from; `None` for a published fit.
    document: Option<FitDocument>,
    /// What was observed in the rows that it was fitted to, where the document does not name them by a hash.
    observed: Option<Vec<u64>>,
}

impl RivalLaw {
    /// The law of a document of a fit, or of a published fit, `LAW@SOURCE`.
    ///
    /// # Errors
    /// As [`fitted_law`].
    pub fn read(name: &str) -> Result<RivalLaw, Error> {
        if name.contains('@') && !Path::new(name).exists() {
            return Ok(RivalLaw { name: name.into(), law: fitted_law(name)?, document: None, observed: None });
        }
        RivalLaw::of_document(name, FitDocument::read(name)?)
    }

    /// The law of a document, called `name`.
    ///
    /// # Errors
    /// As [`law_of_document`].
    pub fn of_document(name: &str, document: FitDocument) -> Result<RivalLaw, Error> {
        let law = law_of_document(&document)?;
        Ok(RivalLaw { name: name.into(), law, document: Some(document), observed: None })
    }

    /// The same with the responses of the rows that it was fitted to: laws of a table that is in no file were fitted to the
    /// same rows if these agree.
    pub fn with_observed(mut self, observed: Option<&[f64]>) -> RivalLaw {
        self.observed = observed.map(|values| values.iter().map(|x| x.to_bits()).collect());
        self
    }

    /// Whether both were fitted to the same rows, as far as can be told.
    fn shares_rows_with(&self, other: &RivalLaw) -> bool {
        let key = |d: &FitDocument| (d.n, d.data.keep.clone(), d.data.reduce.clone());
        let (Some(one), Some(two)) = (&self.document, &other.document) else { return false };
        let same_data = match (&one.data.sha256, &two.data.sha256) {
            (Some(one), Some(two)) => one == two,
            _ => self.observed.is_some() && self.observed == other.observed,
        };
        same_data && key(one) == key(two)
    }
}

/// The forecast at the only row of `point`, to which the columns that the fits derived are added: the weighted mean of the
/// laws' values, and an interval of the mixture of their draws. Weights are Akaike's, `exp(loglik - k)` up to a factor
/// (Burnham & Anderson 2002, 2.9), where all laws were fitted to the same rows with a likelihood, else equal. The
/// document's command is the caller's to set.
///
/// # Errors
/// A column that a law reads is not there; the laws predict different things; a level that is not between 0 and 1.
pub fn average_forecast(rivals: &[RivalLaw], point: &mut Table, level: f64) -> Result<AverageDocument, Error> {
    // Each law may derive columns of its own; together they are the point.
    for document in rivals.iter().filter_map(|r| r.document.as_ref()) {
        derive_needed(point, &document.data.derive, &document.columns)?;
    }
    let at = values(point);
    let (weights, how) = weights(rivals);
    let laws: Vec<(&FittedLaw, f64)> = rivals.iter().map(|r| &r.law).zip(weights).collect();
    let found = average(&laws, &at, level)?;
    Ok(AverageDocument {
        head: Head::new("lawful.average/1", "", 0),
        data: None,
        warnings: warnings(rivals, &at, how),
        response: found.value.name.clone(),
        level,
        weights: how.into(),
        inputs: at.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        average: QuantityDocument::from(&found.value),
        rivals: rivals
            .iter()
            .zip(&found.rivals)
            .map(|(rival, (quantity, weight))| RivalForecastDocument {
                fit: rival.name.clone(),
                weight: *weight,
                forecast: quantity.into(),
            })
            .collect(),
    })
}

/// Akaike weights (from AIC, up to a common factor) where all laws were fitted to the same rows with a likelihood; equal
/// ones otherwise.
fn weights(rivals: &[RivalLaw]) -> (Vec<f64>, &'static str) {
    let same = rivals.iter().all(|rival| rival.shares_rows_with(&rivals[0]));
    let documents = rivals.iter().filter_map(|r| r.document.as_ref());
    let scores: Vec<f64> = documents
        .filter_map(|d| Some(d.loglik?.0 - (d.k + d.noise_params.len()) as f64))
        .filter(|score| score.is_finite())
        .collect();
    if !same || scores.len() != rivals.len() {
        return (vec![1.0; rivals.len()], "equal");
    }
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (scores.iter().map(|s| (s - best).exp()).collect(), "akaike")
}

fn warnings(rivals: &[RivalLaw], at: &[(String, Fixed)], how: &str) -> Vec<WarningDocument> {
    let mut list = Vec::new();
    let mut warn = |code: &str, message: String| {
        let warning = WarningDocument { code: code.into(), message };
        if !list.contains(&warning) {
            list.push(warning);
        }
    };
    let documents: Vec<&FitDocument> = rivals.iter().filter_map(|r| r.document.as_ref()).collect();
    unit_mismatches(&documents).into_iter().for_each(|w| warn(&w.code, w.message));
    for rival in rivals {
        if rival.law.draws() == 0 {
            let message = format!("{} has no draws of its parameters: it counts as a point without error", rival.name);
            warn("no-intervals", message);
        }
        for (name, value) in at {
            if let (Fixed::Number(v), Some(range)) = (value, rival.law.range(name))
                && let Some(far) = beyond(name, *v, range)
            {
                warn("extrapolation", far.to_string());
            }
        }
    }
    if how == "equal" {
        let message = "the laws were not all fitted to the same rows with a likelihood, so their weights are equal";
        warn("equal-weights", message.into());
    }
    list
}

fn json(value: &Fixed) -> Value {
    match value {
        Fixed::Number(x) => Value::from(*x),
        Fixed::Text(text) => Value::from(text.as_str()),
    }
}
