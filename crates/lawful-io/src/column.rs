//! One named column.

/// The value that stands for a missing number in a [`ColumnData::Number`] column: a NaN with a payload of its own,
/// so that a cell left empty and a NaN that some program computed and wrote stay distinct.
pub const MISSING: f64 = f64::from_bits(0x7ff8_0000_0000_07a2);

/// Code of a missing cell in a category column.
pub const MISSING_CODE: u32 = u32::MAX;

/// Whether `x` is the explicit [`MISSING`] value (a NaN that was written in the file is not).
pub fn is_missing(x: f64) -> bool {
    x.to_bits() == MISSING.to_bits()
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
    /// A category column that is mostly numbers: the first cell that is not one, as (data row from 0, text).
    pub flaw: Option<(usize, String)>,
}

impl Column {
    /// A column of numbers.
    pub fn number(name: impl Into<String>, values: Vec<f64>) -> Self {
        Column { name: name.into(), data: ColumnData::Number(values), unit: None, flaw: None }
    }

    /// A column of texts.
    pub fn category<S: AsRef<str>>(name: impl Into<String>, values: &[S]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        let codes = values
            .iter()
            .map(|v| {
                *seen.entry(v.as_ref().to_string()).or_insert_with(|| {
                    names.push(v.as_ref().to_string());
                    names.len() as u32 - 1
                })
            })
            .collect();
        Column { name: name.into(), data: ColumnData::Category(Categories { codes, names }), unit: None, flaw: None }
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
