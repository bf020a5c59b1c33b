//! Rows that meet a condition.

use super::{Dropped, evaluate, nonzero};
use crate::Error;
use crate::parse::parse_expression;
use lawful_io::{ColumnData, Table, is_missing};

/// The rows of `table` that meet `predicate` (`outlier == 0 && N > 1e8`), and how many do not: apart those where a
/// column of the predicate is missing, since every comparison with one is false.
pub fn keep(table: &Table, predicate: &str) -> Result<(Table, Vec<Dropped>), Error> {
    let expr = parse_expression(predicate)?;
    let truths = evaluate::condition(&expr, predicate, table)?;
    let columns: Vec<_> = expr.names().filter_map(|name| table.column(name)).collect();
    let any_missing = |row: usize| {
        columns.iter().any(|column| match &column.data {
            ColumnData::Number(values) => is_missing(values[row]),
            ColumnData::Category(c) => c.codes[row] as usize >= c.names.len(),
        })
    };
    let mut kept = Vec::new();
    let (mut unmet, mut missing) = (0, 0);
    for (row, truth) in truths.into_iter().enumerate() {
        if truth {
            kept.push(row);
        } else if any_missing(row) {
            missing += 1;
        } else {
            unmet += 1;
        }
    }
    let reason = format!("--where '{predicate}'");
    let dropped = nonzero([(reason.clone(), unmet), (format!("{reason}: a value is missing"), missing)]);
    Ok((if dropped.is_empty() { table.clone() } else { table.take(&kept) }, dropped))
}
