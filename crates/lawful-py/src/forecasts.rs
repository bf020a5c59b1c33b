//! What a fit, or a published one, says of other points: predictions, plans, crossings.

use crate::answer::Answer;
use crate::error::{raise, refuse};
use crate::fit::FitCore;
use crate::options::fixed;
use crate::table::Data;
use crate::work;
use lawful::document::{CrossoverDocument, PlanDocument};
use lawful::{figure, summary};
use lawful_plan::{CrossoverOptions, FittedLaw, PlanOptions, Planner, crossover as crossing};
use pyo3::prelude::*;

/// A fit, or the name of a published one or of a document.
#[derive(FromPyObject)]
pub enum Source<'py> {
    /// A fit.
    Fit(PyRef<'py, FitCore>),
    /// `chinchilla@hoffmann2022`, or a file.
    Name(String),
}

impl Source<'_> {
    fn law(&self, py: Python<'_>) -> PyResult<FittedLaw> {
        match self {
            Source::Fit(core) => lawful::law_of_document(&core.document),
            Source::Name(name) => lawful::fitted_law(name),
        }
        .map_err(|e| raise(py, e))
    }

    fn name(&self) -> String {
        match self {
            Source::Fit(core) => core.document.law.clone(),
            Source::Name(name) => name.clone(),
        }
    }
}

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
    let document = match &source {
        Source::Fit(core) => {
            let fit = &core.document;
            py.detach(|| lawful::predict(fit, &mut points, level, drift))
        }
        Source::Name(name) if name.contains('@') && !std::path::Path::new(name).exists() => {
            if level.is_some() {
                return Err(refuse(format!("{name} is a published fit, which has no intervals; leave out level")));
            }
            lawful::predict_published(name, &points)
        }
        Source::Name(name) => {
            lawful::document::FitDocument::read(name).and_then(|fit| lawful::predict(&fit, &mut points, level, drift))
        }
    };
    let mut document = document.map_err(|e| raise(py, e))?;
    document.head.command = command;
    document.fit = source.name();
    Answer::new(py, &document)
}

/// Options of a plan.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct PlanArguments {
    budget: Option<f64>,
    target: Option<f64>,
    cost: String,
    allocate: Vec<String>,
    fixed: Vec<String>,
    maximise: bool,
    tolerance: f64,
    level: f64,
    command: String,
}

/// The best allocation of a budget, or the least budget that reaches a target.
#[pyfunction]
pub fn plan(py: Python<'_>, source: Source<'_>, arguments: PlanArguments) -> PyResult<Answer> {
    let options = PlanOptions {
        cost: arguments.cost,
        allocate: arguments.allocate,
        fixed: fixed(py, &arguments.fixed)?,
        level: arguments.level,
        tolerance: arguments.tolerance,
        maximise: arguments.maximise,
    };
    let (law, name, command) = (source.law(py)?, source.name(), arguments.command);
    let words = format!("{name}: the best allocation of {}", options.cost);
    let (budget, target) = (arguments.budget, arguments.target);
    let (document, listing, figures) = work::run(py, None, None, move |_| {
        let planner = Planner::new(&law, &options)?;
        let plan = match (budget, target) {
            (Some(budget), None) => planner.budget(budget)?,
            (None, Some(target)) => planner.target(target)?,
            _ => return Err(lawful::Error::Plan("a plan needs a budget or a target, and not both".into())),
        };
        let document = PlanDocument::of(&plan, &options, &name, &command, 0);
        Ok((document, summary::plan(&plan), figure::plan(&planner, &law, &plan)))
    })?;
    Ok(Answer::new(py, &document)?.with_words(words).with_table("The best allocation", listing).with_figures(figures))
}

/// Options of a crossing.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct CrossoverArguments {
    along: String,
    fixed: Vec<String>,
    range: Option<(f64, f64)>,
    level: f64,
    command: String,
}

/// Where two laws cross.
#[pyfunction]
pub fn crossover(
    py: Python<'_>,
    first: Source<'_>,
    second: Source<'_>,
    arguments: CrossoverArguments,
) -> PyResult<Answer> {
    let options = CrossoverOptions {
        along: arguments.along.clone(),
        fixed: fixed(py, &arguments.fixed)?,
        range: arguments.range,
        level: arguments.level,
        ..CrossoverOptions::default()
    };
    let names = [first.name(), second.name()];
    let (first, second) = (first.law(py)?, second.law(py)?);
    let (document, figure) = work::run(py, None, None, move |_| {
        let found = crossing(&first, &second, &options)?;
        let laws = [(names[0].as_str(), &first), (names[1].as_str(), &second)];
        let figure = figure::crossover(&found, laws, &options)?;
        let document =
            CrossoverDocument::of(&found, names.clone(), &arguments.along, arguments.level, &arguments.command);
        Ok((document, figure))
    })?;
    Ok(Answer::new(py, &document)?.with_figures([("laws", figure)]))
}
