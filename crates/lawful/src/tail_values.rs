//! The numbers of a column whose tail is asked for.

use crate::Error;
use lawful_io::{ColumnData, Table, is_missing};
use lawful_law::query::Dropped;

/// The numbers of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct TailValues {
    /// Those that are there.
    pub values: Vec<f64>,
    /// How many are not.
    pub dropped: Vec<Dropped>,
}

/// The column to use: the one asked for, or the only one that holds numbers and is not split by.
///
/// # Errors
/// No column of numbers, or several.
pub fn tail_column(table: &Table, column: Option<&str>, by: &[String]) -> Result<String, Error> {
    if let Some(name) = column {
        return Ok(name.to_string());
    }
    let numbers: Vec<&str> = table
        .columns()
        .iter()
        .filter(|c| matches!(c.data, ColumnData::Number(_)) && !by.contains(&c.name))
        .map(|c| c.name.as_str())
        .collect();
    match numbers[..] {
        [only] => Ok(only.to_string()),
        [] => Err(Error::Tail(format!("{}: no column holds numbers", table.source.path))),
        _ => {
            let (path, list) = (&table.source.path, numbers.join(", "));
            Err(Error::Tail(format!("{path}: say which column with --column: {list}")))
        }
    }
}

/// The numbers of a column without its missing cells.
///
/// # Errors
/// It is not there or holds text; a cell is NaN or infinite.
pub fn tail_values(table: &Table, column: &str) -> Result<TailValues, Error> {
    if let Some((row, value)) = table.not_finite(column)? {
        let (path, row) = (&table.source.path, table.file_row(row));
        return Err(Error::Tail(format!(
            "{path}: row {row}, column '{column}' is {value}; leave it out with --without {row}"
        )));
    }
    let values: Vec<f64> = table.numbers(column)?.iter().copied().filter(|x| !is_missing(*x)).collect();
    let dropped = match table.rows() - values.len() {
        0 => vec![],
        rows => vec![Dropped { reason: format!("{column} is missing"), rows }],
    };
    Ok(TailValues { values, dropped })
}
