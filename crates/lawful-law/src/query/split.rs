//! One table per group.

use super::group::{check_column, groups};
use super::{Dropped, nonzero};
use crate::Error;
use crate::ast::Span;
use lawful_io::{Level, Table};
use std::fmt;

/// The rows that agree in some columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they agree in: each column and its value.
    pub by: Vec<(String, Level)>,
    /// The rows.
    pub table: Table,
}

impl fmt::Display for Group {
    /// `optimizer = muon, width = 512`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.by.iter().map(|(column, level)| format!("{column} = {level}")).collect();
        f.write_str(&words.join(", "))
    }
}

/// Splits `table` by the values of `columns` (`--by`): groups in order of first appearance, rows in the table's order.
/// Numbers split by exact value; rows with a missing key are in no group and counted.
pub fn split_by<S: AsRef<str>>(table: &Table, columns: &[S]) -> Result<(Vec<Group>, Vec<Dropped>), Error> {
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    let list = columns.join(",");
    let mut start = 0;
    for name in &columns {
        check_column(table, name, &list, Span { start, end: start + name.len() })?;
        start += name.len() + 1;
    }
    let found = groups(table, &columns);
    let dropped = nonzero([(format!("--by {list}: a value is missing"), found.missing)]);
    let groups = found.rows.iter().zip(found.keys).map(|(rows, key)| Group {
        by: columns.iter().map(|name| name.to_string()).zip(key).collect(),
        table: table.take(rows),
    });
    Ok((groups.collect(), dropped))
}
