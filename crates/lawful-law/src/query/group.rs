//! Rows that agree in some columns.

use crate::Error;
use crate::ast::Span;
use lawful_io::{Level, Table};
use std::collections::HashMap;

/// Groups of rows with equal keys.
pub(super) struct Groups {
    /// The rows of each group, ascending; groups in order of first appearance.
    pub rows: Vec<Vec<usize>>,
    /// The key of each group, one level per column.
    pub keys: Vec<Vec<Level>>,
    /// Rows where a key is missing, which belong to no group.
    pub missing: usize,
}

/// Groups the rows of `table` by `columns`; all rows are one group if there is none. Numbers group by exact value.
/// Time grows as rows times columns.
pub(super) fn groups(table: &Table, columns: &[&str]) -> Groups {
    let levels: Vec<_> = columns.iter().filter_map(|name| table.column(name)).map(|column| column.levels()).collect();
    let mut groups = Groups { rows: Vec::new(), keys: Vec::new(), missing: 0 };
    let mut seen: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut key = Vec::with_capacity(levels.len());
    for row in 0..table.rows() {
        key.clear();
        key.extend(levels.iter().map(|level| level.codes[row]));
        if key.contains(&u32::MAX) {
            groups.missing += 1;
            continue;
        }
        let group = match seen.get(&key) {
            Some(&group) => group,
            None => {
                seen.insert(key.clone(), groups.rows.len());
                groups.rows.push(Vec::new());
                groups.keys.push(levels.iter().zip(&key).map(|(l, &code)| l.names[code as usize].clone()).collect());
                groups.rows.len() - 1
            }
        };
        groups.rows[group].push(row);
    }
    groups
}

/// Fails unless `table` has the column; `text` and `span` are where it is named.
pub(super) fn check_column(table: &Table, name: &str, text: &str, span: Span) -> Result<(), Error> {
    match table.column(name) {
        Some(_) => Ok(()),
        None => Err(super::typed::unknown_column(table, name, text, span)),
    }
}
