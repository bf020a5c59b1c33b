//! `lawful.isoflop`: the best size of each budget.

use crate::answer::Answer;
use crate::error::refuse;
use crate::groups::of_groups;
use crate::options::Selection;
use crate::table::Data;
use crate::work;
use lawful::document::IsoflopDocument;
use lawful::{figure, summary};
use lawful_plan::{IsoflopOptions, Method};
use pyo3::prelude::*;

/// Options of `isoflop`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct IsoflopArguments {
    size: String,
    budget: String,
    loss: String,
    tokens: Option<String>,
    method: String,
    level: f64,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// The best size of each budget.
#[pyfunction]
pub fn isoflop(py: Python<'_>, data: Data<'_>, selection: Selection, arguments: IsoflopArguments) -> PyResult<Answer> {
    let options = IsoflopOptions {
        method: match arguments.method.as_str() {
            "parabola" => Method::Parabola,
            "akima" => Method::Akima,
            other => return Err(refuse(format!("method='{other}': there are 'parabola' and 'akima'"))),
        },
        size: arguments.size,
        budget: arguments.budget,
        loss: arguments.loss,
        tokens: arguments.tokens,
        seed: arguments.seed,
        level: arguments.level,
        ..IsoflopOptions::default()
    };
    let mut named = vec![options.size.as_str(), &options.budget, &options.loss];
    named.extend(options.tokens.as_deref());
    let selected = selection.load(py, &data, &[], &named)?;
    let (table, source) = (selected.table.clone(), selected.table.source.clone());
    let (provenance, seed) = (selected.provenance(&arguments.command), options.seed);
    if !provenance.steps.by.is_empty() {
        let steps = provenance.steps.clone();
        let made = work::run(py, arguments.threads, None, move |_| {
            lawful::each_group(&steps, &table, |rows| Ok(lawful_plan::isoflop(rows, &options)?))
        })?;
        return of_groups(py, "lawful.isoflop/1", &source, provenance, seed, made, |found, own| {
            let document = IsoflopDocument::of(found, &source, own, seed);
            let used = document.data.used;
            (document, used)
        });
    }
    let (found, figures) = work::run(py, arguments.threads, None, move |_| {
        let found = lawful_plan::isoflop(&table, &options)?;
        let figures = figure::isoflop(&found, &options);
        Ok((found, figures))
    })?;
    Ok(Answer::new(py, &IsoflopDocument::of(&found, &source, &provenance, seed))?
        .with_words(summary::growth("best size", &found.size))
        .with_words(summary::growth("best tokens", &found.tokens))
        .with_table("Budgets", summary::slices(&found))
        .with_figures(figures))
}
