//! What a study found, as a document: the entries of `studies` in `lawful study run --json`.

use crate::{Answer, Claim, Expected, Forecast, Input, Outcome, Statement, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// A claim with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimDocument {
    /// Its key, stable.
    pub key: String,
    /// What is claimed.
    pub name: String,
    /// The number; true or false where a truth is claimed.
    pub expected: Truthful,
    /// `near`, `at-most` or `at-least`.
    pub relation: &'static str,
    /// Largest distance allowed; `null` for a bound or a truth.
    pub tolerance: Option<f64>,
    /// Why it is that.
    pub why: String,
    /// What was measured.
    pub measured: Option<Truthful>,
    /// `pass`, `fail` or `unanswerable`.
    pub verdict: &'static str,
    /// Why it failed or can't be answered.
    pub reason: String,
    /// Where the expected number stands.
    pub source: String,
    /// What was published, where another number is expected.
    pub published: String,
}

/// A number or a truth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Truthful {
    /// A number.
    Number(f64),
    /// A truth.
    Truth(bool),
}

/// A prediction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastDocument {
    /// What is predicted.
    pub name: String,
    /// Where.
    pub inputs: BTreeMap<String, InputDocument>,
    /// The column that is predicted.
    pub response: String,
    /// The prediction.
    pub value: f64,
    /// Lower end of the interval of a new observation.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// What was observed; `null` without targets.
    pub observed: Option<f64>,
    /// Whether the interval holds it.
    pub held: Option<bool>,
}

/// The value of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum InputDocument {
    /// A number.
    Number(f64),
    /// A category.
    Text(String),
}

/// A table that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataDocument {
    /// Its path.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Rows.
    pub rows: usize,
}

/// A study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyDocument {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// The tables that were read.
    pub data: Vec<DataDocument>,
    /// The claims.
    pub claims: Vec<ClaimDocument>,
    /// The predictions.
    pub predictions: Vec<ForecastDocument>,
    /// Seconds that it took.
    pub seconds: f64,
}

impl StudyDocument {
    /// The document of a study that was not run: its claims have no measured number, and their verdict is empty.
    pub fn stated(statement: &Statement) -> StudyDocument {
        let file = |d: &crate::DataFile| DataDocument { path: d.file.clone(), sha256: String::new(), rows: 0 };
        let unmeasured = |claim: &Claim| {
            let answer =
                Answer { claim: claim.clone(), measured: None, verdict: Verdict::Unanswerable, reason: String::new() };
            ClaimDocument { verdict: "", ..self::claim(&answer) }
        };
        StudyDocument {
            name: statement.name.clone(),
            title: statement.title.clone(),
            data: statement.data.iter().map(file).collect(),
            claims: statement.claims.iter().map(unmeasured).collect(),
            predictions: vec![],
            seconds: 0.0,
        }
    }

    /// The document of a study.
    pub fn of(outcome: &Outcome) -> StudyDocument {
        let data = |d: &crate::DataRead| DataDocument { path: d.path.clone(), sha256: d.sha256.clone(), rows: d.rows };
        StudyDocument {
            name: outcome.statement.name.clone(),
            title: outcome.statement.title.clone(),
            data: outcome.data.iter().map(data).collect(),
            claims: outcome.answers.iter().map(claim).collect(),
            predictions: outcome.forecasts.iter().map(forecast).collect(),
            seconds: outcome.seconds,
        }
    }
}

fn claim(answer: &Answer) -> ClaimDocument {
    let c = &answer.claim;
    let truthful = |x: f64| match c.expected {
        Expected::Truth(_) => Truthful::Truth(x != 0.0),
        Expected::Number(_) => Truthful::Number(x),
    };
    ClaimDocument {
        key: c.key.clone(),
        name: c.claim.clone(),
        expected: truthful(c.number()),
        relation: c.relation.name(),
        tolerance: c.tolerance(),
        why: c.why.clone(),
        measured: answer.measured.filter(|x| x.is_finite()).map(truthful),
        verdict: answer.verdict.name(),
        reason: answer.reason.clone(),
        source: c.source.clone(),
        published: c.published.clone(),
    }
}

fn forecast(f: &Forecast) -> ForecastDocument {
    let input = |value: &Input| match value {
        Input::Number(x) => InputDocument::Number(*x),
        Input::Text(t) => InputDocument::Text(t.clone()),
    };
    ForecastDocument {
        name: f.what.clone(),
        inputs: f.inputs.iter().map(|(name, value)| (name.clone(), input(value))).collect(),
        response: f.response.clone(),
        value: f.value,
        lo: f.lo,
        hi: f.hi,
        level: f.level,
        observed: f.observed,
        held: f.held(),
    }
}
