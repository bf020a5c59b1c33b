//! Named columns of equal length, and where they came from.

use std::collections::HashSet;

use crate::column::{MISSING_CODE, is_text_cell};
use crate::number::parse_number;
use crate::suggest::nearest;
use crate::{Categories, Column, ColumnData, Error, MAX_DISTINCT, MISSING, is_missing};

/// Columns that a message lists.
const LISTED: usize = 8;

/// Where a table came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// Path as given, `-` for standard input, or a word for data made in memory.
    pub path: String,
    /// SHA-256 of the file's bytes in hex, when it came from a file; of several files that of the lines that `sha256sum`
    /// prints for them, in their order.
    pub sha256: Option<String>,
    /// Rows read, times the columns that each was stacked from.
    pub rows: usize,
    /// The files whose rows stand one below the other, if there are several.
    pub files: Vec<Source>,
    /// What the reader left out or chose, in one sentence each.
    pub notes: Vec<String>,
}

/// Named columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<Column>,
    /// Row of the file (data rows from 1) that each row came from; `None` while no row was dropped.
    origin: Option<Vec<usize>>,
    /// Where it came from.
    pub source: Source,
}

impl Table {
    /// A table of these columns: an error if lengths differ or a name occurs twice.
    pub fn from_columns(columns: Vec<Column>) -> Result<Table, Error> {
        let rows = columns.first().map_or(0, Column::len);
        let mut names = HashSet::new();
        for column in &columns {
            if column.len() != rows {
                let (name, len) = (&column.name, column.len());
                return Err(Error::new(format!("column '{name}' has {len} rows, the first one {rows}")));
            }
            if !names.insert(column.name.as_str()) {
                return Err(Error::new(format!("column '{}' occurs twice; rename one of them", column.name)));
            }
        }
        Ok(Table { columns, origin: None, source: Source { rows, ..Source::default() } })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// The columns, in the file's order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The numbers of a column, one per row, missing cells as [`MISSING`]; an error that names file, row and column
    /// if it holds text.
    pub fn numbers(&self, name: &str) -> Result<&[f64], Error> {
        let column = self.require(name)?;
        match (&column.data, &column.flaw) {
            (_, Some((row, text))) => Err(self.error(format!(
                "{}, column '{name}': '{text}' is not a number; correct the cell or declare it missing",
                self.place(*row)
            ))),
            (ColumnData::Number(v), None) => Ok(v),
            (ColumnData::Category(_), None) => Err(self.error(format!("column '{name}' holds text, not numbers"))),
        }
    }

    /// The texts of a column as codes; an error if it holds numbers, or more distinct texts than [`MAX_DISTINCT`].
    pub fn categories(&self, name: &str) -> Result<&Categories, Error> {
        let column = self.require(name)?;
        match (&column.data, &column.flaw) {
            (ColumnData::Category(c), _) => Ok(c),
            (ColumnData::Number(_), None) => Err(self.error(format!("column '{name}' holds numbers, not text"))),
            (ColumnData::Number(_), Some((row, text))) => Err(self.error(format!(
                "column '{name}' holds more than {MAX_DISTINCT} distinct texts or very long ones ({}: '{text}'), \
                 too many for categories",
                self.place(*row)
            ))),
        }
    }

    /// The first cell of a column that is NaN or infinite, as (row from 0, value); missing cells do not count.
    ///
    /// # Errors
    /// As [`Table::numbers`].
    pub fn not_finite(&self, name: &str) -> Result<Option<(usize, f64)>, Error> {
        let cells = self.numbers(name)?.iter().copied().enumerate();
        Ok(cells.into_iter().find(|&(_, x)| !x.is_finite() && !is_missing(x)))
    }

    /// The file's data row (from 1, header not counted) that row `i` (from 0) came from.
    pub fn file_row(&self, i: usize) -> usize {
        self.origin.as_ref().map_or(i + 1, |o| o[i])
    }

    /// Row `i` (from 0) in words: `row 3`, and of several files `row 12 (row 3 of b.csv)`.
    pub fn place(&self, i: usize) -> String {
        let row = self.file_row(i);
        let mut before = 0;
        for file in &self.source.files {
            if row <= before + file.rows {
                return format!("row {row} (row {} of {})", row - before, file.path);
            }
            before += file.rows;
        }
        format!("row {row}")
    }

    /// Adds a column, replacing one of the same name.
    pub fn set(&mut self, column: Column) -> Result<(), Error> {
        if !self.columns.is_empty() && column.len() != self.rows() {
            let (name, len, rows) = (&column.name, column.len(), self.rows());
            return Err(Error::new(format!("column '{name}' has {len} rows, the table {rows}")));
        }
        match self.columns.iter_mut().find(|c| c.name == column.name) {
            Some(c) => *c = column,
            None => self.columns.push(column),
        }
        Ok(())
    }

    /// Notes the unit or counting convention of a column (`nats/token`, `non-embedding`); an error if there is no
    /// such column.
    pub fn set_unit(&mut self, name: &str, unit: impl Into<String>) -> Result<(), Error> {
        let unit = Some(unit.into());
        match self.columns.iter_mut().find(|c| c.name == name) {
            Some(column) => column.unit = unit,
            None => return self.require(name).map(drop),
        }
        Ok(())
    }

    /// The rows with these indices (from 0), in that order. A column whose text all lay in other rows becomes one of
    /// numbers.
    ///
    /// # Panics
    /// If an index is not below [`Table::rows`].
    pub fn take(&self, rows: &[usize]) -> Table {
        Table {
            columns: self.columns.iter().map(|c| take(c, rows)).collect(),
            origin: Some(rows.iter().map(|&i| self.file_row(i)).collect()),
            source: self.source.clone(),
        }
    }

    /// The columns of these names, with every row; names that the table lacks are left out.
    pub fn select(&self, names: &[&str]) -> Table {
        Table {
            columns: self.columns.iter().filter(|c| names.contains(&c.name.as_str())).cloned().collect(),
            origin: self.origin.clone(),
            source: self.source.clone(),
        }
    }

    /// The column of this name.
    ///
    /// # Errors
    /// There is none: `runs.csv: no column 'los'; did you mean 'loss'?`
    pub fn require(&self, name: &str) -> Result<&Column, Error> {
        self.column(name).ok_or_else(|| {
            let columns = || self.columns.iter().map(|c| c.name.as_str());
            let advice = match nearest(name, columns()) {
                Some(near) => format!("did you mean '{near}'?"),
                None if self.columns.is_empty() => "there is none at all".into(),
                None => {
                    let shown: Vec<&str> = columns().take(LISTED).collect();
                    let more = if self.columns.len() > LISTED { ", …" } else { "" };
                    format!("there are {}{more}", shown.join(", "))
                }
            };
            self.error(format!("no column '{name}'; {advice}"))
        })
    }

    /// An error about this table's file.
    pub(crate) fn error(&self, message: String) -> Error {
        match self.source.path.as_str() {
            "" => Error::new(message),
            path => Error::new(format!("{path}: {message}")),
        }
    }
}

/// The rows with these indices, in that order.
pub(crate) fn take(column: &Column, rows: &[usize]) -> Column {
    let (data, flaw) = match &column.data {
        ColumnData::Number(v) => {
            let values: Vec<f64> = rows.iter().map(|&i| v[i]).collect();
            let flaw = column.flaw.as_ref().and_then(|(row, text)| {
                let first = values.iter().position(|&x| is_text_cell(x))?;
                Some((first, if rows[first] == *row { text.clone() } else { "text".to_string() }))
            });
            (ColumnData::Number(values), flaw)
        }
        ColumnData::Category(c) => {
            let codes: Vec<u32> = rows.iter().map(|&i| c.codes[i]).collect();
            match column.flaw.as_ref().map(|_| first_text(&codes, &c.names)) {
                Some(Err(numbers)) => (ColumnData::Number(numbers), None),
                Some(Ok(flaw)) => (ColumnData::Category(Categories { codes, names: c.names.clone() }), Some(flaw)),
                None => (ColumnData::Category(Categories { codes, names: c.names.clone() }), None),
            }
        }
    };
    Column { name: column.name.clone(), data, unit: column.unit.clone(), flaw, boolean: column.boolean }
}

/// The first cell that is not a number, or the numbers if all cells are.
fn first_text(codes: &[u32], names: &[String]) -> Result<(usize, String), Vec<f64>> {
    let parsed: Vec<Option<f64>> = names.iter().map(|n| parse_number(n)).collect();
    let mut numbers = Vec::with_capacity(codes.len());
    for (row, &code) in codes.iter().enumerate() {
        match code {
            MISSING_CODE => numbers.push(MISSING),
            code => match parsed[code as usize] {
                Some(x) => numbers.push(x),
                None => return Ok((row, names[code as usize].clone())),
            },
        }
    }
    Err(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed() -> Table {
        let mut loss = Column::category("loss", &["2.5", "diverged", "2.25", "failed"]);
        loss.flaw = Some((1, "diverged".into()));
        let mut table = Table::from_columns(vec![loss, Column::number("n", vec![1.0, 2.0, 3.0, 4.0])]).unwrap();
        table.source.path = "runs.csv".into();
        table
    }

    #[test]
    fn text_among_numbers_names_file_row_and_column() {
        let message =
            "runs.csv: row 2, column 'loss': 'diverged' is not a number; correct the cell or declare it missing";
        assert_eq!(mixed().numbers("loss").unwrap_err().message, message);
        assert_eq!(mixed().categories("loss").unwrap().codes, [0, 1, 2, 3]);
        assert!(mixed().categories("n").unwrap_err().message.contains("holds numbers"));
        assert_eq!(mixed().numbers("lost").unwrap_err().message, "runs.csv: no column 'lost'; did you mean 'loss'?");
        assert!(mixed().require("D").unwrap_err().message.ends_with("no column 'D'; there are loss, n"));
    }

    #[test]
    fn dropping_the_text_gives_numbers_and_the_next_text_its_own_row() {
        assert_eq!(mixed().take(&[2, 0]).numbers("loss").unwrap(), [2.25, 2.5]);
        let rest = mixed().take(&[0, 3]);
        assert!(rest.numbers("loss").unwrap_err().message.starts_with("runs.csv: row 4, column 'loss': 'failed'"));
        assert_eq!(rest.take(&[0]).file_row(0), 1);
    }

    #[test]
    fn first_cell_that_is_not_finite() {
        let table = Table::from_columns(vec![
            Column::number("x", vec![1.0, MISSING, f64::INFINITY, f64::NAN]),
            Column::number("y", vec![1.0, MISSING, 2.0, 3.0]),
        ])
        .unwrap();
        assert_eq!(table.not_finite("x").unwrap(), Some((2, f64::INFINITY)));
        assert_eq!(table.not_finite("y").unwrap(), None);
    }

    #[test]
    fn names_and_lengths_are_checked() {
        let twice = vec![Column::number("x", vec![]), Column::number("x", vec![])];
        assert_eq!(Table::from_columns(twice).unwrap_err().message, "column 'x' occurs twice; rename one of them");
        let mut table = mixed();
        assert!(table.set(Column::number("z", vec![1.0])).is_err());
        assert!(table.set_unit("z", "s").is_err());
        table.set_unit("n", "tokens").unwrap();
        assert_eq!(table.take(&[0]).column("n").unwrap().unit.as_deref(), Some("tokens"));
    }
}
