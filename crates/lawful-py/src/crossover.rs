//! `lawful.crossover`: where two laws cross.

use crate::answer::Answer;
use crate::options::fixed;
use crate::source::Source;
use crate::work;
use lawful::document::CrossoverDocument;
use lawful::figure;
use lawful_plan::{CrossoverOptions, crossover as crossing};
use pyo3::prelude::*;

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
