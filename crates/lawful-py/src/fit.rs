//! `lawful.fit`: one law, one table, or one table per group.

use crate::answer::columns;
use crate::error::{raise, refuse};
use crate::figure::Figure;
use crate::options::{Scatter, Search, Selection, condition_columns, law};
use crate::table::Data;
use crate::work;
use lawful::document::{FitDocument, GroupResult, GroupsDocument, Provenance, to_json};
use lawful::parse::parse_grid;
use lawful::query::{Dropped, Group};
use lawful::summary::{heldout, parameters};
use lawful::{Error, Fit, FitDrift, Law, Noise, Report, Table, TerminalStyle, figure};
use lawful_fit::compare::Accuracy;
use lawful_fit::{Progress, Recipe, StartGrid};
use lawful_io::Level;
use lawful_law::ast::Clause;
use lawful_plan::FittedLaw;
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
    data: Data<'_>,
    law_text: &str,
    selection: Selection,
    scatter: Scatter,
    search: Search,
    options: FitOptions,
    show: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let law = law(py, law_text)?;
    let grid = match &options.grid {
        Some(text) => parse_grid(text).map_err(|source| raise(py, Error::Text { typed: "grid", source }))?,
        None => vec![],
    };
    let mut others = scatter.columns()?;
    if let Some(condition) = &options.holdout {
        others.extend(condition_columns(py, "holdout", condition)?);
    }
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let selected = selection.load(py, &data, &[&law], &others)?;
    let provenance = Provenance {
        command: options.command.clone(),
        steps: selected.steps,
        dropped: selected.dropped,
        sigma: scatter.sigma.clone(),
        weights: scatter.weights.clone(),
        cluster: scatter.cluster.clone(),
        holdout: options.holdout.clone(),
        units: Vec::new(),
    }
    .with_units_of(&selected.table);
    let request = Request {
        law,
        noise: scatter.one()?,
        recipe: search.recipe(&scatter),
        clauses: search.clauses(py)?,
        grid,
        cluster: scatter.cluster.clone(),
        options,
    };
    let table = selected.table;
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
                let core = FitCore::new(made, &of_group(&provenance, rows, group));
                results.push(GroupResult::new(&group.by, Ok(core.document.clone())));
                fits.append((one, Bound::new(py, core)?))?;
            }
            Err(error) => {
                results.push(GroupResult::new(&group.by, Err(error.to_string())));
                fits.append((one, PyString::new(py, &error.to_string())))?;
            }
        }
    }
    let document = GroupsDocument::new(&source, &provenance, search.seed, results);
    let answer = PyDict::new(py);
    answer.set_item("json", to_json(&document).map_err(|e| raise(py, e))?)?;
    answer.set_item("fits", fits)?;
    Ok(answer.into_any())
}

/// The provenance of one group: the rows of the others are left out too.
fn of_group(provenance: &Provenance, all: usize, group: &Group) -> Provenance {
    let mut own = provenance.clone();
    let rows = all.saturating_sub(group.table.rows());
    own.dropped.retain(|d| !d.reason.starts_with("--by"));
    if rows > 0 {
        let name: Vec<String> = group.by.iter().map(|(column, level)| format!("{column} = {level}")).collect();
        own.dropped.push(Dropped { reason: format!("--by: not {}", name.join(", ")), rows });
    }
    own
}

/// A fit, with its table if it was made here and not read from a document.
#[pyclass(frozen)]
pub struct FitCore {
    fit: Fit,
    table: Option<Table>,
    pub document: FitDocument,
    dropped: Vec<Dropped>,
    heldout: Option<String>,
}

impl FitCore {
    fn new(made: Made, provenance: &Provenance) -> FitCore {
        let mut provenance = provenance.clone();
        provenance.dropped.extend(made.held);
        let document = made
            .fit
            .document(&provenance)
            .with_ranges(&made.fit, &made.table)
            .with_heldout(made.heldout.as_ref())
            .with_drift(made.drift);
        FitCore {
            fit: made.fit,
            table: Some(made.table),
            document,
            dropped: provenance.dropped,
            heldout: made.heldout.as_ref().map(heldout),
        }
    }

    fn fitted_table(&self) -> PyResult<&Table> {
        self.table
            .as_ref()
            .ok_or_else(|| refuse("this fit was read from a document, which holds no rows; fit the table again"))
    }
}

#[pymethods]
impl FitCore {
    /// A fit from the text of a document.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<FitCore> {
        let document: FitDocument = serde_json::from_str(text)
            .map_err(|e| refuse(format!("this is no document of a fit, as Fit.to_json gives it: {e}")))?;
        let fit = document.to_fit().map_err(|e| raise(py, e))?;
        let dropped = document.data.dropped.iter();
        let dropped = dropped.map(|d| Dropped { reason: d.reason.clone(), rows: d.rows }).collect();
        Ok(FitCore { fit, table: None, dropped, heldout: None, document })
    }

    /// A fit from the file of a document.
    #[staticmethod]
    fn read(py: Python<'_>, path: std::path::PathBuf) -> PyResult<FitCore> {
        let document = FitDocument::read(path).map_err(|e| raise(py, e))?;
        FitCore::from_json(py, &to_json(&document).map_err(|e| raise(py, e))?)
    }

    /// The document that the program prints with `--json`.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        to_json(&self.document).map_err(|e| raise(py, e))
    }

    /// What the program prints.
    #[pyo3(signature = (width = None))]
    fn summary(&self, width: Option<usize>) -> String {
        let style = TerminalStyle { width, ansi: false };
        let text = self.fit.summary().after(&self.dropped).to_terminal(&style);
        self.heldout.iter().fold(text, |text, line| text + line + "\n")
    }

    /// The words of the summary beside law and parameters.
    fn paragraphs(&self) -> Vec<String> {
        let mut words = self.fit.summary().after(&self.dropped).paragraphs();
        words.extend(self.heldout.clone());
        words
    }

    /// The table of parameters as CSV, cells as they are printed.
    fn parameters(&self) -> String {
        parameters(&self.fit).render(lawful::Format::Csv)
    }

    /// Row, columns of the law, observed, fitted and residual at every used row.
    fn residuals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let table = self.fitted_table()?;
        let residuals = py.detach(|| lawful::residuals(&self.fit, table)).map_err(|e| raise(py, e))?;
        columns(py, &residuals)
    }

    /// A figure by name: `fit`, `cloud`, `profiles`; `None` if the fit has none of that kind.
    fn figure(&self, py: Python<'_>, name: &str) -> PyResult<Option<Figure>> {
        let table = self.fitted_table()?;
        let figure = py.detach(|| -> Result<Option<lawful::Figure>, Error> {
            Ok(match name {
                "fit" => Some(self.fit.figure(table)),
                "cloud" => figure::cloud(&self.fit, &FittedLaw::of_fit(&self.fit, table)?),
                "profiles" => figure::profiles(&self.fit),
                _ => None,
            })
        });
        Ok(figure.map_err(|e| raise(py, e))?.map(Figure::from))
    }

    /// The draws of the bootstrap, one list per parameter; `None` without one.
    fn draws<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(bootstrap) = &self.fit.bootstrap else { return Ok(None) };
        let drawn = self.fit.params.iter().enumerate().map(|(i, p)| {
            lawful::Column::number(p.name.as_str(), bootstrap.draws.iter().map(|draw| draw[i]).collect())
        });
        let table = Table::from_columns(drawn.collect()).map_err(|e| raise(py, e))?;
        columns(py, &table).map(Some)
    }
}
