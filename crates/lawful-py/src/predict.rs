//! `lawful.predict` and `lawful.check`: a law at other points, beside other laws, beside a run.

use crate::answer::Answer;
use crate::error::{raise, refuse};
use crate::source::Source;
use crate::table::Data;
use lawful::document::CheckDocument;
use lawful::{RivalLaw, figure, summary};
use pyo3::prelude::*;

/// Predictions at the rows of a table.
#[pyfunction]
pub fn predict(
    py: Python<'_>,
    source: Source<'_>,
    data: Data<'_>,
    level: Option<f64>,
    drift: bool,
    command: String,
) -> PyResult<Answer> {
    let mut points = data.read_all(py)?;
    let document = match source.is_published() {
        true if level.is_some() => {
            let name = source.name();
            return Err(refuse(format!("{name} is a published fit, which has no intervals; leave out level")));
        }
        true => lawful::predict_published(&source.name(), &points),
        false => {
            let fit = source.document(py, "")?;
            py.detach(|| lawful::predict(&fit, &mut points, level, drift))
        }
    };
    let mut document = document.map_err(|e| raise(py, e))?;
    document.head.command = command;
    document.fit = source.name();
    let mut answer = Answer::new(py, &document)?.with_words(document.law.clone());
    let words = summary::drift_in_words(&document);
    if !words.is_empty() {
        answer = answer.with_words(words.trim());
    }
    let figure = figure::prediction(&document, None, None);
    Ok(answer
        .with_table("Predictions", summary::predictions(&document))
        .with_figures(figure.map(|f| ("prediction", f))))
}

/// One forecast from rival laws, at one point.
#[pyfunction]
pub fn average(
    py: Python<'_>,
    sources: Vec<Source<'_>>,
    point: Data<'_>,
    level: f64,
    command: String,
) -> PyResult<Answer> {
    let rivals = sources.iter().map(|source| source.rival(py)).collect::<PyResult<Vec<RivalLaw>>>()?;
    let mut point = point.read_all(py)?;
    if point.rows() != 1 {
        return Err(refuse(format!("laws are averaged at one point, not at {}", point.rows())));
    }
    let document = py.detach(|| lawful::average_forecast(&rivals, &mut point, level));
    let mut document = document.map_err(|e| raise(py, e))?;
    document.head.command = command;
    Ok(Answer::new(py, &document)?
        .with_words(summary::average_head(&document))
        .with_table("Forecasts", summary::average(&document)))
}

/// A run against its law.
#[pyfunction]
pub fn check(
    py: Python<'_>,
    source: Source<'_>,
    run: Data<'_>,
    level: Option<f64>,
    command: String,
) -> PyResult<Answer> {
    let lacks = "which has no scatter to judge a run by; fit the law to a table and check against that fit";
    let fit = source.document(py, lacks)?;
    let mut run = run.read_all(py)?;
    let level = level.unwrap_or(fit.level);
    let check = py.detach(|| lawful::check(&fit, &mut run, level)).map_err(|e| raise(py, e))?;
    let document = CheckDocument::of(&check, &fit, &run, &source.name(), level, &command);
    Ok(Answer::new(py, &document)?
        .with_words(summary::check_verdict(&document))
        .with_table("Rows", summary::check(&document))
        .with_figures([("run", figure::check(&document))]))
}
