//! Panels of Weights & Biases as its page exports them: a column per run and metric, `RUN - METRIC`, with `…__MIN` and
//! `…__MAX` beside each, become one row per run and step.
//!
//! The first column is the panel's abscissa (`Step`, `epoch`, …). Rows of a run in which it logged nothing are left out.

use indexmap::IndexSet;

use super::Contents;
use crate::column::{MISSING_CODE, is_missing};
use crate::{Categories, Column, ColumnData, ReadOptions, concatenate};

/// The layout in words.
const NAME: &str = "a panel of Weights & Biases";

/// The column of the runs' names.
const RUN: &str = "run";

/// Whether a header is that of a panel with runs.
pub(super) fn is_export(names: &[String]) -> bool {
    let Some((first, rest)) = names.split_first() else { return false };
    let has = |base: &str, end: &str| rest.iter().any(|name| name.strip_prefix(base) == Some(end));
    split(first).is_none()
        && !rest.is_empty()
        && rest.iter().all(|name| split(name).is_some())
        && rest.iter().take(3).any(|name| has(name, "__MIN") && has(name, "__MAX"))
}

/// Run and metric. A run's name may hold ` - ` as well, a metric's hardly ever.
fn split(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once(" - ").filter(|(run, metric)| !run.is_empty() && !metric.is_empty())
}

/// The names of the tidy table.
pub(super) fn tidy_names(names: &[String]) -> Vec<String> {
    let metrics: IndexSet<&str> = names.iter().filter_map(|name| Some(split(name)?.1)).collect();
    let first = names.first().map(String::as_str);
    first.into_iter().chain([RUN]).chain(metrics).map(String::from).collect()
}

/// One row per run and step.
pub(super) fn tidy(contents: Contents, options: &ReadOptions) -> Contents {
    let names: Vec<String> = contents.columns.iter().map(|c| c.name.clone()).collect();
    let Some((abscissa, cells)) = contents.columns.split_first() else { return contents };
    let (mut runs, mut metrics) = (IndexSet::new(), IndexSet::new());
    for (run, metric) in names.iter().filter_map(|name| split(name)) {
        runs.insert(run);
        metrics.insert(metric);
    }
    // The rows of each run in which it has a cell.
    let rows: Vec<Vec<usize>> = runs
        .iter()
        .map(|run| {
            let own: Vec<&Column> = cells.iter().filter(|c| split(&c.name).is_some_and(|(r, _)| r == *run)).collect();
            (0..contents.rows).filter(|&row| own.iter().any(|c| is_there(c, row))).collect()
        })
        .collect();
    let total = rows.iter().map(Vec::len).sum();
    let mut columns = Vec::new();
    if options.keeps(&abscissa.name) {
        let parts = rows.iter().map(|rows| (Some(abscissa), rows.as_slice()));
        columns.push(concatenate::column(&abscissa.name, parts));
    }
    if options.keeps(RUN) {
        let codes = rows.iter().enumerate().flat_map(|(run, rows)| vec![run as u32; rows.len()]).collect();
        let names = runs.iter().map(|run| run.to_string()).collect();
        columns.push(Column::new(RUN, ColumnData::Category(Categories { codes, names })));
    }
    for metric in metrics.iter().filter(|metric| options.keeps(metric)) {
        let parts = runs.iter().zip(&rows).map(|(run, rows)| {
            let name = format!("{run} - {metric}");
            (cells.iter().find(|c| c.name == name), rows.as_slice())
        });
        columns.push(concatenate::column(metric, parts));
    }
    Contents { columns, rows: total, layout: Some(NAME), ..contents }
}

fn is_there(column: &Column, row: usize) -> bool {
    match &column.data {
        ColumnData::Number(values) => !is_missing(values[row]),
        ColumnData::Category(c) => c.codes[row] != MISSING_CODE,
    }
}
