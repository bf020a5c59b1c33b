//! `lawful.plan`: the best allocation of a budget.

use crate::answer::Answer;
use crate::options::fixed;
use crate::source::Source;
use crate::work;
use lawful::document::PlanDocument;
use lawful::{figure, summary};
use lawful_plan::{PlanOptions, Planner};
use pyo3::prelude::*;

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
