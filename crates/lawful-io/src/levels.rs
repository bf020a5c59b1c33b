//! The distinct values of a column, for laws with one parameter per group.

use std::collections::HashMap;
use std::fmt;

use crate::column::{MISSING_CODE, is_missing, is_text_cell};
use crate::{Column, ColumnData, shortest};

/// One distinct value of a column. Prints as it is written in a formula's index: `adamw`, `512` (never `512.0`).
#[derive(Debug, Clone, PartialEq)]
pub enum Level {
    /// A number, grouped by its exact value.
    Number(f64),
    /// A text.
    Text(String),
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Level::Number(x) => f.write_str(&shortest(*x)),
            Level::Text(text) => f.write_str(text),
        }
    }
}

/// Rows grouped by the exact value of a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Levels {
    /// For each row the index of its level in `names`; `u32::MAX` where the cell is missing.
    pub codes: Vec<u32>,
    /// The levels that occur, in order of first appearance.
    pub names: Vec<Level>,
}

impl Column {
    /// The levels of this column, in order of first appearance. Only those that occur count: a category that a
    /// filter emptied has none. 0 and -0 are one level, all NaNs are one. Time and memory are linear in the rows.
    pub fn levels(&self) -> Levels {
        match &self.data {
            ColumnData::Number(values) => {
                let key = |x: f64| match x {
                    x if is_missing(x) || is_text_cell(x) => None,
                    x if x.is_nan() => Some(f64::NAN.to_bits()),
                    x => Some((x + 0.0).to_bits()), // -0 + 0 is 0
                };
                group(values.iter().map(|&x| key(x)), |bits| Level::Number(f64::from_bits(bits)))
            }
            ColumnData::Category(c) => {
                let key = |code: u32| (code != MISSING_CODE).then_some(u64::from(code));
                group(c.codes.iter().map(|&code| key(code)), |code| Level::Text(c.names[code as usize].clone()))
            }
        }
    }
}

fn group(keys: impl Iterator<Item = Option<u64>>, level: impl Fn(u64) -> Level) -> Levels {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut names = Vec::new();
    let codes = keys
        .map(|key| match key {
            None => MISSING_CODE,
            Some(key) => *seen.entry(key).or_insert_with(|| {
                names.push(level(key));
                names.len() as u32 - 1
            }),
        })
        .collect();
    Levels { codes, names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MISSING;

    #[test]
    fn numbers_by_exact_value() {
        let column = Column::number("width", vec![512.0, 0.1, MISSING, 512.0, -0.0, 0.0, f64::NAN]);
        let levels = column.levels();
        assert_eq!(levels.codes, [0, 1, u32::MAX, 0, 2, 2, 3]);
        let names: Vec<String> = levels.names.iter().map(Level::to_string).collect();
        assert_eq!(names, ["512", "0.1", "0", "NaN"]);
    }

    #[test]
    fn only_levels_that_occur() {
        let mut column = Column::category("optimizer", &["adamw", "muon", "lion", "muon"]);
        if let ColumnData::Category(c) = &mut column.data {
            c.codes = vec![2, MISSING_CODE, 1, 2];
        }
        let levels = column.levels();
        assert_eq!(levels.codes, [0, u32::MAX, 1, 0]);
        assert_eq!(levels.names, [Level::Text("lion".into()), Level::Text("muon".into())]);
    }
}
