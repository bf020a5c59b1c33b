//! `lawful.tail`: the power law of a column's tail.

use crate::answer::Answer;
use crate::error::{raise, refuse};
use crate::groups::of_groups;
use crate::options::Selection;
use crate::table::Data;
use crate::work;
use lawful::document::TailDocument;
use lawful::{Error, Table, Tail, TailValues, figure, summary};
use pyo3::prelude::*;

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
    let provenance = selected.provenance(&arguments.command);
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
