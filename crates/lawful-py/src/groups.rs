//! The same command for each group of rows.

use crate::answer::Answer;
use lawful::Grouped;
use lawful::document::{GroupResult, GroupsDocument, Provenance};
use pyo3::prelude::*;
use serde::Serialize;

/// The documents of groups as one answer.
pub fn of_groups<R, D: Serialize>(
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
