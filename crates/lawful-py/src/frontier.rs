//! `lawful.frontier`: the frontier of training curves.

use crate::answer::Answer;
use crate::error::refuse;
use crate::groups::of_groups;
use crate::options::Selection;
use crate::table::Data;
use crate::work;
use lawful::document::FrontierDocument;
use lawful::{figure, summary};
use lawful_plan::{Envelope, FrontierOptions};
use pyo3::prelude::*;

/// Options of `frontier`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct FrontierArguments {
    curve: String,
    cost: Option<String>,
    loss: String,
    size: String,
    tokens: Option<String>,
    envelope: String,
    budgets: Option<usize>,
    smooth: f64,
    resamples: usize,
    level: f64,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// The frontier of training curves.
#[pyfunction]
pub fn frontier(
    py: Python<'_>,
    data: Data<'_>,
    selection: Selection,
    arguments: FrontierArguments,
) -> PyResult<Answer> {
    let envelope = match arguments.envelope.as_str() {
        "lowest" => Envelope::Lowest,
        "hull" => Envelope::Hull,
        other => return Err(refuse(format!("envelope='{other}': there are 'lowest' and 'hull'"))),
    };
    let tokens = match (arguments.tokens, &arguments.cost) {
        (None, None) => Some("tokens".to_string()),
        (tokens, _) => tokens,
    };
    let options = FrontierOptions {
        curve: arguments.curve,
        cost: arguments.cost,
        loss: arguments.loss,
        size: arguments.size,
        tokens,
        envelope,
        budgets: arguments.budgets.unwrap_or(envelope.usual_budgets()),
        smooth: arguments.smooth,
        resamples: arguments.resamples,
        seed: arguments.seed,
        level: arguments.level,
    };
    let mut named = vec![options.curve.as_str(), &options.loss, &options.size];
    named.extend(options.cost.as_deref());
    named.extend(options.tokens.as_deref());
    let selected = selection.load(py, &data, &[], &named)?;
    let (table, source) = (selected.table.clone(), selected.table.source.clone());
    let provenance = selected.provenance(&arguments.command);
    if !provenance.steps.by.is_empty() {
        let (steps, own) = (provenance.steps.clone(), options.clone());
        let made = work::run(py, arguments.threads, None, move |_| {
            lawful::each_group(&steps, &table, |rows| Ok(lawful_plan::frontier(rows, &own)?))
        })?;
        return of_groups(py, "lawful.frontier/1", &source, provenance, options.seed, made, |found, own| {
            let document = FrontierDocument::of(found, &options, &source, own);
            let used = document.data.used;
            (document, used)
        });
    }
    let own = options.clone();
    let (found, figures) = work::run(py, arguments.threads, None, move |_| {
        let found = lawful_plan::frontier(&table, &own)?;
        let figures = figure::frontier(&found, &own);
        Ok((found, figures))
    })?;
    Ok(Answer::new(py, &FrontierDocument::of(&found, &options, &source, &provenance))?
        .with_words(summary::growth_of("best size", "cost", &found.size))
        .with_words(summary::growth_of("best tokens", "cost", &found.tokens))
        .with_table("Runs on the frontier", summary::stretches(&found))
        .with_figures(figures))
}
