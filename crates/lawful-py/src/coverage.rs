//! `lawful.coverage`: how often intervals hold the truth, by simulation.

use crate::answer::Answer;
use crate::error::raise;
use crate::options::law;
use crate::table::Data;
use crate::work;
use lawful::document::CoverageDocument;
use lawful::parse::parse_parameter_value;
use lawful::{Error, Noise, summary};
use lawful_fit::coverage::{Coverage, log_grid};
use pyo3::prelude::*;

/// Options of a simulation of coverage.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct CoverageOptions {
    truth: Vec<String>,
    design: Vec<(String, f64, f64)>,
    rows: usize,
    noise: String,
    draw: Option<String>,
    scale: Option<f64>,
    sims: usize,
    level: f64,
    bootstrap: Option<usize>,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// Says how often intervals hold the truth.
#[pyfunction]
pub fn coverage(
    py: Python<'_>,
    law_text: &str,
    table: Option<Data<'_>>,
    options: CoverageOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let law = law(py, law_text)?;
    let design = match &table {
        Some(data) => data.read_all(py)?,
        None => {
            let ends: Vec<(&str, f64, f64)> = options.design.iter().map(|(n, lo, hi)| (n.as_str(), *lo, *hi)).collect();
            log_grid(&ends, options.rows).map_err(|e| raise(py, e))?
        }
    };
    let noise = |text: &str| text.parse::<Noise>().map_err(crate::error::refuse);
    let (fitted, drawn) = (noise(&options.noise)?, options.draw.as_deref().map(noise).transpose()?);
    let mut truth = Vec::new();
    for text in &options.truth {
        let typed = |source| raise(py, Error::Text { typed: "--truth", source });
        let (parameter, value) = parse_parameter_value(text).map_err(typed)?;
        truth.push((parameter.to_string(), value));
    }
    let command = options.command.clone();
    let coverage = work::run(py, options.threads, show.as_ref(), move |progress| {
        let mut simulation = Coverage::of(&law, &design)
            .noise(fitted)
            .sims(options.sims)
            .level(options.level)
            .seed(options.seed)
            .progress(progress);
        for (parameter, value) in truth {
            simulation = simulation.truth(parameter, value);
        }
        if let Some(noise) = drawn {
            simulation = simulation.drawn(noise);
        }
        if let Some(scale) = options.scale {
            simulation = simulation.scale(scale);
        }
        if let Some(resamples) = options.bootstrap {
            simulation = simulation.bootstrap(resamples);
        }
        Ok(simulation.run()?)
    })?;
    let words = format!("{}: {} data sets of {} rows", coverage.law, coverage.sims, coverage.rows);
    let document = CoverageDocument::of(&coverage, &command);
    Ok(Answer::new(py, &document)?.with_words(words).with_table("Coverage", summary::coverage(&coverage)))
}
