//! `lawful.laws`: the catalogue.

use crate::answer::Answer;
use crate::error::raise;
use lawful::document::CatalogueDocument;
use pyo3::prelude::*;

/// The catalogue of laws, or one of them.
#[pyfunction]
pub fn laws(py: Python<'_>, name: Option<&str>, command: &str) -> PyResult<Answer> {
    let entries = match name {
        None => lawful::catalogue::entries().iter().collect(),
        Some(name) => vec![lawful::find_law(name).map_err(|e| raise(py, e))?],
    };
    Answer::new(py, &CatalogueDocument::of(entries, command, 0))
}
