//! Named columns of equal length, and where they came from.

use crate::{Column, ColumnData, Error};

/// Where a table came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// Path as given, `-` for standard input, or a word for data made in memory.
    pub path: String,
    /// SHA-256 of the file's bytes in hex, when it came from a file.
    pub sha256: Option<String>,
    /// Rows read.
    pub rows: usize,
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
        for (i, c) in columns.iter().enumerate() {
            if c.len() != rows {
                return Err(Error::new(format!("column '{}' has {} rows, the first one {rows}", c.name, c.len())));
            }
            if columns[..i].iter().any(|d| d.name == c.name) {
                return Err(Error::new(format!("column '{}' occurs twice; rename one of them", c.name)));
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

    /// The numbers of a column; an error that names file, row and column if it holds text.
    pub fn numbers(&self, name: &str) -> Result<&[f64], Error> {
        let Some(column) = self.column(name) else {
            return Err(Error::new(format!("{}: no column '{name}'", self.source.path)));
        };
        match (&column.data, &column.flaw) {
            (ColumnData::Number(v), _) => Ok(v),
            (ColumnData::Category(_), Some((row, text))) => Err(Error::new(format!(
                "{}: row {}, column '{name}': '{text}' is not a number",
                self.source.path,
                self.file_row(*row)
            ))),
            (ColumnData::Category(_), None) => {
                Err(Error::new(format!("{}: column '{name}' holds text, not numbers", self.source.path)))
            }
        }
    }

    /// The file's data row (from 1, header not counted) that row `i` (from 0) came from.
    pub fn file_row(&self, i: usize) -> usize {
        self.origin.as_ref().map_or(i + 1, |o| o[i])
    }

    /// Adds a column, replacing one of the same name.
    pub fn set(&mut self, column: Column) -> Result<(), Error> {
        if !self.columns.is_empty() && column.len() != self.rows() {
            return Err(Error::new(format!("column '{}' has {} rows, the table {}", column.name, column.len(), self.rows())));
        }
        match self.columns.iter_mut().find(|c| c.name == column.name) {
            Some(c) => *c = column,
            None => self.columns.push(column),
        }
        Ok(())
    }

    /// The rows with these indices (from 0), in that order.
    pub fn take(&self, rows: &[usize]) -> Table {
        let columns = self
            .columns
            .iter()
            .map(|c| Column {
                data: match &c.data {
                    ColumnData::Number(v) => ColumnData::Number(rows.iter().map(|&i| v[i]).collect()),
                    ColumnData::Category(k) => ColumnData::Category(crate::Categories {
                        codes: rows.iter().map(|&i| k.codes[i]).collect(),
                        names: k.names.clone(),
                    }),
                },
                ..c.clone()
            })
            .collect();
        Table {
            columns,
            origin: Some(rows.iter().map(|&i| self.file_row(i)).collect()),
            source: self.source.clone(),
        }
    }
}
