//! One named column.

use std::collections::HashMap;

/// The value that stands for a missing number in a [`ColumnData::Number`] column: a NaN with a payload of its own,
/// so that a cell left empty and a NaN that some program computed and wrote stay distinct.
pub const MISSING: f64 = f64::from_bits(0x7ff8_0000_0000_07a2);

/// Stands for a cell of text inside a column of numbers, see [`Column::flaw`]; a payload of its own as well.
pub(crate) const TEXT_CELL: f64 = f64::from_bits(0x7ff8_0000_0000_07a3);

/// Code of a missing cell in a category column.
pub const MISSING_CODE: u32 = u32::MAX;

/// Whether `x` is the explicit [`MISSING`] value (a NaN that was written in the file is not).
pub fn is_missing(x: f64) -> bool {
    x.to_bits() == MISSING.to_bits()
}

/// Whether `x` marks a cell of text in a column of numbers.
pub(crate) fn is_text_cell(x: f64) -> bool {
    x.to_bits() == TEXT_CELL.to_bits()
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Numbers; a missing cell is [`MISSING`].
    Number(Vec<f64>),
    /// Texts, each row a code into `names` (in order of first appearance); a missing cell is `u32::MAX`.
    Category(Categories),
}

/// Texts as codes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Categories {
    /// One code per row, or `u32::MAX` for a missing cell.
    pub codes: Vec<u32>,
    /// The distinct texts, in order of first appearance.
    pub names: Vec<String>,
}

/// A named column of a [`crate::Table`].
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, as in the file's header.
    pub name: String,
    /// Its cells.
    pub data: ColumnData,
    /// Unit or counting convention, if any (`nats/token`, `non-embedding`).
    pub unit: Option<String>,
    /// The first cell that is not a number in a column that also holds numbers, as (data row from 0, text).
    ///
    /// Such a column is a category. Where its distinct texts would be too many to keep (see
    /// [`crate::MAX_DISTINCT`]), it stays a column of numbers whose cells of text are lost:
    /// [`crate::Table::numbers`] and [`crate::Table::categories`] then both say so.
    pub flaw: Option<(usize, String)>,
    /// Whether the file spelled these numbers `true` and `false`: 1 and 0 here.
    pub boolean: bool,
}

impl Column {
    /// A column of this data, without a unit.
    pub fn new(name: impl Into<String>, data: ColumnData) -> Self {
        Column { name: name.into(), data, unit: None, flaw: None, boolean: false }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>, values: Vec<f64>) -> Self {
        Column::new(name, ColumnData::Number(values))
    }

    /// A column of texts.
    pub fn category<S: AsRef<str>>(name: impl Into<String>, values: &[S]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let codes = values
            .iter()
            .map(|value| {
                *seen.entry(value.as_ref()).or_insert_with(|| {
                    names.push(value.as_ref().to_string());
                    names.len() as u32 - 1
                })
            })
            .collect();
        Column::new(name, ColumnData::Category(Categories { codes, names }))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            ColumnData::Number(v) => v.len(),
            ColumnData::Category(c) => c.codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
