//! What is read off a table without a law to type: best sizes of budgets, frontiers, tails; the catalogue; weights.

use crate::answer::{Answer, columns};
use crate::error::{raise, refuse};
use crate::options::Selection;
use crate::table::Data;
use crate::work;
use lawful::document::{
    CatalogueDocument, FrontierDocument, GroupResult, GroupsDocument, IsoflopDocument, Provenance, TailDocument,
};
use lawful::{Checkpoint, Error, Grouped, Table, Tail, TailValues, figure, summary};
use lawful_plan::{Envelope, FrontierOptions, IsoflopOptions, Method};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;

/// The documents of groups as one answer.
fn of_groups<R, D: Serialize>(
    py: Python<'_>,
    schema: &str,
    table: &lawful_io::Source,
    mut provenance: Provenance,
    seed: u64,
    made: Grouped<R>,
    document: impl Fn(&R, &Provenance) -> (D, usize),
) -> PyResult<Answer> {
    provenance.dropped.extend(made.dropped);
    let own = Provenance { dropped: vec![], ..provenance.clone() };
    let mut used = 0;
    let results = made.groups.iter().zip(&made.results).map(|(group, found)| {
        let document = found.as_ref().map_err(|e| e.to_string()).map(|found| {
            let (document, rows) = document(found, &own);
            used += rows;
            document
        });
        GroupResult::new(&group.by, document)
    });
    let results: Vec<GroupResult<D>> = results.collect();
    Answer::new(py, &GroupsDocument::of(schema, (table, used), &provenance, seed, results))
}

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
    let (provenance, seed) = (provenance(arguments.command, selected), options.seed);
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
    let provenance = provenance(arguments.command, selected);
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

/// Options of `tail`.
#[derive(FromPyObject, Clone)]
#[pyo3(from_item_all)]
pub struct TailArguments {
    column: Option<String>,
    discrete: Option<bool>,
    xmin: Option<f64>,
    ks: String,
    sims: Option<usize>,
    level: f64,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// The power law of a column's tail.
#[pyfunction]
pub fn tail(
    py: Python<'_>,
    data: Data<'_>,
    selection: Selection,
    arguments: TailArguments,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let ks = arguments.ks.parse::<lawful_tail::Ks>().map_err(|e| refuse(format!("ks='{}': {e}", arguments.ks)))?;
    let named: Vec<&str> = arguments.column.as_deref().into_iter().collect();
    let selected = selection.load(py, &data, &[], &named)?;
    let table = selected.table.clone();
    let column = lawful::tail_column(&table, arguments.column.as_deref(), &selected.steps.by);
    let column = column.map_err(|e| raise(py, e))?;
    let (source, seed, threads) = (table.source.clone(), arguments.seed, arguments.threads);
    let provenance = provenance(arguments.command.clone(), selected);
    let name = column.clone();
    let one = move |table: &Table, progress: Option<lawful_tail::Progress>| {
        let TailValues { values, dropped } = lawful::tail_values(table, &name)?;
        let mut fitting = Tail::of(&values).ks(ks).level(arguments.level).seed(arguments.seed);
        fitting = match arguments.discrete {
            Some(true) => fitting.discrete(),
            Some(false) => fitting.continuous(),
            None => fitting,
        };
        if let Some(xmin) = arguments.xmin {
            fitting = fitting.xmin(xmin);
        }
        if let Some(sims) = arguments.sims {
            fitting = fitting.sims(sims);
        }
        if let Some(progress) = progress {
            fitting = fitting.progress(progress);
        }
        let tail = fitting.run().map_err(|e| Error::Tail(format!("{}: column '{name}': {e}", table.source.path)))?;
        Ok((tail, values, dropped))
    };
    if !provenance.steps.by.is_empty() {
        let steps = provenance.steps.clone();
        let made =
            work::run(py, threads, show.as_ref(), move |_| lawful::each_group(&steps, &table, |rows| one(rows, None)))?;
        return of_groups(py, "lawful.tail/1", &source, provenance, seed, made, |(tail, _, dropped), own| {
            (TailDocument::of(tail, &column, &source, own, dropped), tail.n)
        });
    }
    let (tail, values, dropped) = work::run(py, threads, show.as_ref(), move |progress| one(&table, Some(progress)))?;
    let document = TailDocument::of(&tail, &column, &source, &provenance, &dropped);
    let figures = py.detach(|| figure::tail(&tail, &column, &values));
    Ok(Answer::new(py, &document)?
        .with_table("Power law", summary::tail(&tail))
        .with_table("Rivals", summary::tail_rivals(&tail))
        .with_figures(figures))
}

/// The catalogue of laws, or one of them.
#[pyfunction]
pub fn laws(py: Python<'_>, name: Option<&str>, command: &str) -> PyResult<Answer> {
    let entries = match name {
        None => lawful::catalogue::entries().iter().collect(),
        Some(name) => vec![lawful::find_law(name).map_err(|e| raise(py, e))?],
    };
    Answer::new(py, &CatalogueDocument::of(entries, command, 0))
}

/// Spectra of a model's weights: a row per layer.
#[pyfunction]
pub fn weights<'py>(
    py: Python<'py>,
    model: std::path::PathBuf,
    against: Option<std::path::PathBuf>,
    layers: Vec<String>,
    sims: Option<usize>,
    seed: u64,
    threads: Option<usize>,
    show: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let table = work::run(py, threads, show.as_ref(), move |progress| {
        let checkpoint = Checkpoint::open(&model)?;
        let other = against.as_ref().map(Checkpoint::open).transpose()?;
        let mut weighing = lawful::Weights::of(&checkpoint).seed(seed).progress(progress);
        if let Some(other) = &other {
            weighing = weighing.against(other);
        }
        if !layers.is_empty() {
            weighing = weighing.layers(layers);
        }
        if let Some(sims) = sims {
            weighing = weighing.sims(sims);
        }
        weighing.run()?.table()
    })?;
    columns(py, &table)
}

fn provenance(command: String, selected: crate::options::Selected) -> Provenance {
    Provenance { command, steps: selected.steps, dropped: selected.dropped, ..Provenance::default() }
}
