//! `lawful.fit`: one law, one table, or one table per group.

mod core;

pub use self::core::FitCore;

use crate::error::raise;
use crate::options::{Search, condition_columns};
use crate::question::{Asked, Question};
use crate::spelling::keywords;
use crate::work;
use lawful::document::{GroupResult, GroupsDocument, Provenance, to_json};
use lawful::parse::parse_grid;
use lawful::query::Dropped;
use lawful::{Error, Fit, FitDrift, Law, Noise, Table};
use lawful_fit::compare::Accuracy;
use lawful_fit::{Progress, Recipe, StartGrid};
use lawful_io::Level;
use lawful_law::ast::Clause;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Options of `fit` alone.
#[derive(FromPyObject, Clone)]
#[pyo3(from_item_all)]
pub struct FitOptions {
    bootstrap: Option<usize>,
    profile: bool,
    brief: bool,
    grid: Option<String>,
    holdout: Option<String>,
    command: String,
}

/// What one fit needs beside its rows; plain data, so that it can go to another thread.
struct Request {
    law: Law,
    noise: Noise,
    recipe: Recipe,
    clauses: Vec<Clause>,
    grid: StartGrid,
    cluster: Option<String>,
    options: FitOptions,
}

/// A fit, the table that it was made from, and its errors at the rows held out.
struct Made {
    fit: Fit,
    table: Table,
    heldout: Option<Accuracy>,
    drift: Option<FitDrift>,
    held: Option<Dropped>,
}

impl Request {
    /// Fits the table, or what `holdout` leaves of it.
    fn run(&self, table: Table, progress: Option<Progress>) -> Result<Made, Error> {
        let Some(condition) = &self.options.holdout else {
            let fit = self.fit(&table, progress)?;
            let drift = self.drift(&fit, &table);
            return Ok(Made { fit, table, heldout: None, drift, held: None });
        };
        let parts = lawful::hold_out(&table, condition)?;
        let fit = self.fit(&parts.fitted, progress)?;
        let heldout = Some(fit.accuracy(&parts.tested, self.recipe.level)?);
        let held = Some(Dropped { reason: format!("--holdout '{condition}'"), rows: parts.tested.rows() });
        let drift = self.drift(&fit, &parts.fitted);
        Ok(Made { fit, table: parts.fitted, heldout, drift, held })
    }

    fn fit(&self, table: &Table, progress: Option<Progress>) -> Result<Fit, Error> {
        let mut fitting =
            Fit::of(&self.law, table).noise(self.noise.clone()).recipe(&self.recipe).grid(self.grid.clone());
        if let Some(column) = &self.cluster {
            fitting = fitting.cluster(column);
        }
        if let Some(resamples) = self.options.bootstrap {
            fitting = fitting.bootstrap(resamples);
        }
        if self.options.brief {
            fitting = fitting.brief();
        }
        if self.options.profile {
            fitting = fitting.profile();
        }
        for clause in &self.clauses {
            fitting = fitting.clause(clause.clone());
        }
        if let Some(progress) = progress {
            fitting = fitting.progress(progress);
        }
        Ok(fitting.run()?)
    }

    /// How forecasts drift off within the rows of a fit.
    fn drift(&self, fit: &Fit, table: &Table) -> Option<FitDrift> {
        if self.options.brief { None } else { FitDrift::learn(fit, table, &self.recipe, self.cluster.as_deref()) }
    }
}

/// Fits a law to a table: a [`FitCore`], or with `by` a dict of `document` and `fits`, one per group.
#[pyfunction]
pub fn fit<'py>(
    py: Python<'py>,
    question: Question<'_>,
    options: FitOptions,
    show: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let law = question.law(py)?;
    let grid = match &options.grid {
        Some(text) => parse_grid(text).map_err(|source| raise(py, Error::Text { typed: "--grid", source }))?,
        None => vec![],
    };
    let mut others = vec![];
    if let Some(condition) = &options.holdout {
        others.extend(condition_columns(py, "--holdout", condition)?);
    }
    let Asked { table, provenance } = question.load(py, &[&law], others, &options.command)?;
    let provenance = Provenance { holdout: options.holdout.clone(), ..provenance }.with_units_of(&table);
    let Question { scatter, search, .. } = question;
    let request = Request {
        law,
        noise: scatter.one()?,
        recipe: search.recipe(&scatter),
        clauses: search.clauses(py)?,
        grid,
        cluster: scatter.cluster.clone(),
        options,
    };
    if provenance.steps.by.is_empty() {
        let made = work::run(py, search.threads, show.as_ref(), move |progress| request.run(table, Some(progress)))?;
        return Ok(Bound::new(py, FitCore::new(made, &provenance))?.into_any());
    }
    by_group(py, request, table, provenance, &search, show)
}

fn by_group<'py>(
    py: Python<'py>,
    request: Request,
    table: Table,
    mut provenance: Provenance,
    search: &Search,
    show: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (steps, source, rows) = (provenance.steps.clone(), table.source.clone(), table.rows());
    let made = work::run(py, search.threads, show.as_ref(), move |progress| {
        let groups = steps.split(&table)?.0.len();
        let done = AtomicUsize::new(0);
        lawful::each_group(&steps, &table, |rows| {
            let fit = request.run(rows.clone(), None);
            match progress(done.fetch_add(1, Ordering::Relaxed) + 1, groups) {
                true => fit,
                false => Err(Error::Document("stopped".into())),
            }
        })
    })?;
    provenance.dropped.extend(made.dropped);
    let fits = pyo3::types::PyList::empty(py);
    let mut results = Vec::new();
    for (group, result) in made.groups.iter().zip(made.results) {
        let one = PyDict::new(py);
        for (column, level) in &group.by {
            match level {
                Level::Number(x) => one.set_item(column, *x)?,
                Level::Text(text) => one.set_item(column, text)?,
            }
        }
        match result {
            Ok(made) => {
                let core = FitCore::new(made, &provenance.of_group(rows, group));
                results.push(GroupResult::new(&group.by, Ok(core.document().clone())));
                fits.append((one, Bound::new(py, core)?))?;
            }
            Err(error) => {
                results.push(GroupResult::new(&group.by, Err(error.to_string())));
                fits.append((one, PyString::new(py, &keywords(&error.to_string()))))?;
            }
        }
    }
    let document = GroupsDocument::new(&source, &provenance, search.seed, results);
    let answer = PyDict::new(py);
    answer.set_item("json", to_json(&document).map_err(|e| raise(py, e))?)?;
    answer.set_item("fits", fits)?;
    Ok(answer.into_any())
}
