//! `lawful.weights`: the spectra of a model's weights.

use crate::answer::{Answer, columns};
use crate::arrays::Model;
use crate::error::raise;
use crate::work;
use lawful::document::WeightsDocument;
use lawful::{Weights, figure, summary};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Options of `weights`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct WeightsOptions {
    layers: Vec<String>,
    sims: usize,
    shuffles: Option<usize>,
    fused_whole: bool,
    level: f64,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// The spectra of a model's weights.
#[pyclass(frozen)]
pub struct WeightsCore {
    weights: Weights,
    command: String,
}

#[pymethods]
impl WeightsCore {
    /// Document, tables of text and figures.
    fn answer(&self, py: Python<'_>) -> PyResult<Answer> {
        let weights = &self.weights;
        let mut answer = Answer::new(py, &WeightsDocument::of(weights, &self.command))?
            .with_words(summary::weights_head(weights))
            .with_words(summary::WEIGHTS_LEGEND)
            .with_table("Layers", summary::weights(weights));
        if let Some(other) = &weights.against {
            answer = answer.with_table(&format!("Against {other}"), summary::weights_against(weights));
        }
        if !weights.skipped.is_empty() {
            answer = answer.with_table("Left out", summary::weights_skipped(weights));
        }
        Ok(answer)
    }

    /// The figures: measures along the depth, densities, tails.
    fn figures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let figures = PyDict::new(py);
        for (name, figure) in py.detach(|| figure::weights(&self.weights)) {
            figures.set_item(name, crate::figure::Figure::from(figure))?;
        }
        Ok(figures)
    }

    /// One row per matrix.
    fn table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        columns(py, &self.weights.table().map_err(|e| raise(py, e))?)
    }

    /// One row per singular value.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        columns(py, &self.weights.values().map_err(|e| raise(py, e))?)
    }
}

/// Measures every matrix of a model.
#[pyfunction]
pub fn weights(
    py: Python<'_>,
    model: Model<'_>,
    against: Option<Model<'_>>,
    options: WeightsOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<WeightsCore> {
    let checkpoint = model.open(py)?;
    let other = against.map(|model| model.open(py)).transpose()?;
    let (threads, command) = (options.threads, options.command.clone());
    let weights = work::run(py, threads, show.as_ref(), move |progress| {
        let mut weighing = Weights::of(&checkpoint)
            .layers(options.layers)
            .sims(options.sims)
            .level(options.level)
            .seed(options.seed)
            .progress(progress);
        if let Some(other) = &other {
            weighing = weighing.against(other);
        }
        if options.fused_whole {
            weighing = weighing.fused_whole();
        }
        if let Some(shuffles) = options.shuffles {
            weighing = weighing.shuffles(shuffles);
        }
        weighing.run()
    })?;
    Ok(WeightsCore { weights, command })
}
