//! Tables of Python as [`Table`]s: files, Arrow streams (polars, pyarrow and their like), named columns (pandas, dicts).
//!
//! Arrow data and buffers are read where they lie. One copy is made, of the columns that may be used: to the f64 that
//! all work is done in.

mod arrow;
mod cells;
mod values;

use crate::error::{raise, refuse};
use lawful::{Column, Law, Needed, Steps, Table};
use pyo3::prelude::*;
use std::path::PathBuf;

/// Tables with no more bytes than this are kept whole: columns that a law does not name can still tell that rows belong
/// together. It is the bound for files.
const SMALL: usize = 64 << 20;

/// A table as the Python side hands it over (`_tables.source`).
#[derive(FromPyObject)]
pub enum Data<'py> {
    /// A file.
    Path(PathBuf),
    /// A word for it, a list of names and values, whether NaN means a missing cell.
    Columns(String, Vec<(String, Bound<'py, PyAny>)>, bool),
    /// A word for it, an object with `__arrow_c_stream__`.
    Stream(String, Bound<'py, PyAny>),
}

impl Data<'_> {
    /// The table with the columns that `laws`, `steps` and `others` may use.
    pub fn read(&self, py: Python<'_>, laws: &[&Law], steps: &Steps, others: &[&str]) -> PyResult<Table> {
        let needed = Needed::of(laws, steps, others).map_err(|e| raise(py, e))?;
        let table = match self {
            Data::Path(path) => {
                return py.detach(|| lawful::read_needed(path, laws, steps, others)).map_err(|e| raise(py, e));
            }
            Data::Columns(name, columns, nan_is_missing) => of_columns(name, columns, *nan_is_missing, Some(&needed))?,
            Data::Stream(name, stream) => arrow::table(name, stream, Some(&needed))?,
        };
        named(py, table, self)
    }

    /// The whole table.
    pub fn read_all(&self, py: Python<'_>) -> PyResult<Table> {
        let table = match self {
            Data::Path(path) => return py.detach(|| Table::read(path)).map_err(|e| raise(py, e)),
            Data::Columns(name, columns, nan_is_missing) => of_columns(name, columns, *nan_is_missing, None)?,
            Data::Stream(name, stream) => arrow::table(name, stream, None)?,
        };
        named(py, table, self)
    }
}

/// A table in memory, called by a word.
fn named(py: Python<'_>, columns: Vec<Column>, data: &Data) -> PyResult<Table> {
    let name = match data {
        Data::Columns(name, ..) | Data::Stream(name, ..) => name,
        Data::Path(_) => "",
    };
    let mut table = Table::from_columns(columns).map_err(|e| refuse(format!("{name}: {e}")))?;
    table.source.path = name.to_string();
    if table.rows() == 0 {
        return Err(raise(py, lawful::Error::Document(format!("{name}: there are no rows"))));
    }
    Ok(table)
}

/// Whether a column is to be taken from a table that takes `bytes` as f64. `None` takes all.
fn wanted(needed: Option<&Needed>, column: &str, bytes: usize) -> bool {
    needed.is_none_or(|needed| bytes <= SMALL || needed.may_name(column))
}

fn of_columns(
    table: &str,
    columns: &[(String, Bound<'_, PyAny>)],
    nan_is_missing: bool,
    needed: Option<&Needed>,
) -> PyResult<Vec<Column>> {
    let rows = columns.first().map_or(Ok(0), |(_, values)| values.len()).unwrap_or(0);
    let bytes = 8 * rows * columns.len();
    let mut made = Vec::new();
    for (name, values) in columns.iter().filter(|(name, _)| wanted(needed, name, bytes)) {
        // A column of pandas is converted when it is wanted.
        let values = match values.getattr_opt("_read")? {
            Some(read) => &read.call0()?,
            None => values,
        };
        let column = match values.hasattr("__arrow_c_stream__")? {
            true => arrow::column(name, values)?,
            false => values::column(name, values, nan_is_missing)?,
        };
        made.extend(kept(table, name, column, needed)?);
    }
    Ok(made)
}

/// A column, or why it is none: an error if it is meant, nothing otherwise.
fn kept(table: &str, name: &str, column: Result<Column, String>, needed: Option<&Needed>) -> PyResult<Option<Column>> {
    match column {
        Ok(column) => Ok(Some(column)),
        Err(why) if needed.is_none_or(|needed| needed.names(name)) => {
            Err(refuse(format!("{table}: column '{name}' {why}")))
        }
        Err(_) => Ok(None),
    }
}
