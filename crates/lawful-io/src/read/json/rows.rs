//! Objects become rows of columns.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::cell::CellReader;
use crate::error::excerpt;
use crate::infer::ColumnBuilder;
use crate::input::Input;
use crate::{Error, ReadOptions};

/// The most missing cells per byte of the file that names seen in few rows may cause, and the cells always allowed:
/// a million rows, each with one name of its own, would ask for 10^12.
const MAX_CELLS_PER_BYTE: usize = 32;
const FREE_CELLS: usize = 10_000_000;

/// The most columns of one table.
const MAX_COLUMNS: usize = 1 << 18;

/// Columns that grow by one object at a time.
pub(super) struct Rows<'a> {
    pub input: &'a Input,
    options: &'a ReadOptions,
    cells: CellReader,
    columns: Vec<ColumnBuilder>,
    index: HashMap<String, usize>,
    pub rows: usize,
    /// Bytes read, about.
    pub read: usize,
    /// Missing cells made so far for names that came late.
    padded: usize,
}

impl<'a> Rows<'a> {
    pub fn new(input: &'a Input, options: &'a ReadOptions) -> Self {
        let cells = CellReader::new(options);
        Rows { input, options, cells, columns: Vec::new(), index: HashMap::new(), rows: 0, read: 0, padded: 0 }
    }

    pub fn push(&mut self, object: Map<String, Value>) -> Result<(), Error> {
        self.rows += 1;
        self.flatten(&mut String::new(), object)
    }

    /// Adds the values of an object whose names all start with `prefix`. The depth is serde_json's, at most 128.
    fn flatten(&mut self, prefix: &mut String, object: Map<String, Value>) -> Result<(), Error> {
        let length = prefix.len();
        for (key, value) in object {
            prefix.push_str(&key);
            self.flatten_value(prefix, value)?;
            prefix.truncate(length);
        }
        Ok(())
    }

    fn flatten_value(&mut self, prefix: &mut String, value: Value) -> Result<(), Error> {
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                prefix.push('.');
                self.flatten(prefix, inner)
            }
            Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_object) => {
                let length = prefix.len();
                for (i, item) in items.into_iter().enumerate() {
                    prefix.push_str(&format!(".{i}"));
                    self.flatten_value(prefix, item)?;
                    prefix.truncate(length);
                }
                Ok(())
            }
            value => self.set(prefix, &value),
        }
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), Error> {
        let i = match self.index.get(name) {
            Some(&i) => i,
            None => {
                // A name left out gets an index past all columns.
                let i = if self.options.keeps(name) { self.columns.len() } else { usize::MAX };
                self.index.insert(name.to_string(), i);
                if self.columns.len() == MAX_COLUMNS {
                    let row = self.rows;
                    return Err(self
                        .input
                        .error(format!("row {row}: more than {MAX_COLUMNS} names; keep fewer columns")));
                }
                if i != usize::MAX {
                    let text = self.options.text.contains(name);
                    self.columns.push(if text { ColumnBuilder::text(name) } else { ColumnBuilder::new(name) });
                }
                i
            }
        };
        let Some(column) = self.columns.get_mut(i) else {
            return Ok(());
        };
        let before = self.rows - 1;
        if column.len() > before {
            let (row, name) = (self.rows, excerpt(name));
            return Err(self.input.error(format!("row {row}: '{name}' occurs twice; rename one")));
        }
        self.padded += before - column.len();
        column.pad(before);
        match value {
            Value::String(text) => column.push_text(text, &self.cells),
            Value::Null | Value::Object(_) => column.pad(self.rows),
            value => column.push_text(&value.to_string(), &self.cells),
        }
        self.check_sparse(self.padded)
    }

    fn check_sparse(&self, cells: usize) -> Result<(), Error> {
        if cells <= FREE_CELLS.max(self.read.saturating_mul(MAX_CELLS_PER_BYTE)) {
            return Ok(());
        }
        let (rows, names) = (self.rows, self.columns.len());
        Err(self
            .input
            .error(format!("row {rows}: {names} names so far and nearly every cell missing; keep fewer columns")))
    }

    pub fn finish(self) -> Result<Vec<ColumnBuilder>, Error> {
        let rows = self.rows;
        self.check_sparse(rows.saturating_mul(self.columns.len()))?;
        let mut columns = self.columns;
        columns.iter_mut().for_each(|column| column.pad(rows));
        Ok(columns)
    }
}
