//! What plans and predictions are made from.

use crate::error::{raise, refuse};
use crate::fit::FitCore;
use lawful::RivalLaw;
use lawful::document::FitDocument;
use lawful_plan::FittedLaw;
use pyo3::prelude::*;
use std::path::Path;

/// A fit, or the name of a published one or of a document.
#[derive(FromPyObject)]
pub enum Source<'py> {
    /// A fit.
    Fit(PyRef<'py, FitCore>),
    /// `chinchilla@hoffmann2022`, or a file.
    Name(String),
}

impl Source<'_> {
    pub fn law(&self, py: Python<'_>) -> PyResult<FittedLaw> {
        match self {
            Source::Fit(core) => lawful::law_of_document(core.document()),
            Source::Name(name) => lawful::fitted_law(name),
        }
        .map_err(|e| raise(py, e))
    }

    pub fn name(&self) -> String {
        match self {
            Source::Fit(core) => core.document().law.clone(),
            Source::Name(name) => name.clone(),
        }
    }

    /// Whether it is a published fit, which has neither intervals nor scatter.
    pub fn is_published(&self) -> bool {
        matches!(self, Source::Name(name) if name.contains('@') && !Path::new(name).exists())
    }

    /// The document; a published fit has none, and `lacks` says what that means here.
    pub fn document(&self, py: Python<'_>, lacks: &str) -> PyResult<FitDocument> {
        match self {
            Source::Fit(core) => Ok(core.document().clone()),
            Source::Name(name) if self.is_published() => Err(refuse(format!("{name} is a published fit, {lacks}"))),
            Source::Name(name) => FitDocument::read(name).map_err(|e| raise(py, e)),
        }
    }

    /// As one of several laws.
    pub fn rival(&self, py: Python<'_>) -> PyResult<RivalLaw> {
        let rival = match self {
            Source::Name(name) => RivalLaw::read(name),
            Source::Fit(core) => RivalLaw::of_document(&core.document().law, core.document().clone())
                .map(|rival| rival.with_observed(core.observed().as_deref())),
        };
        rival.map_err(|e| raise(py, e))
    }
}
