//! What each column of a table holds, in a few figures.

use std::fmt;

use crate::column::{MISSING_CODE, is_text_cell};
use crate::{Column, ColumnData, Table, is_missing};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Numbers.
    Number,
    /// Numbers that the file spells `true` (1) and `false` (0).
    Boolean,
    /// Texts.
    Category,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnType::Number => "number",
            ColumnType::Boolean => "boolean",
            ColumnType::Category => "category",
        })
    }
}

/// What one column holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// Its type; prints as `number`, `boolean` or `category`.
    pub kind: ColumnType,
    /// Smallest finite number.
    pub min: Option<f64>,
    /// Largest finite number.
    pub max: Option<f64>,
    /// Missing cells.
    pub missing: usize,
    /// Cells that are NaN or infinite.
    pub non_finite: usize,
    /// How many distinct texts occur; 0 for numbers.
    pub distinct: usize,
    /// The texts with the number of their rows, the most frequent first, at most as many as asked for.
    pub categories: Vec<(String, usize)>,
    /// Its unit or counting convention.
    pub unit: Option<String>,
    /// First cell of text among numbers, as (the file's data row from 1, text).
    pub flaw: Option<(usize, String)>,
}

impl Table {
    /// A summary of each column, with at most `most` categories each. One pass.
    pub fn describe(&self, most: usize) -> Vec<ColumnSummary> {
        self.columns().iter().map(|column| self.summary(column, most)).collect()
    }

    fn summary(&self, column: &Column, most: usize) -> ColumnSummary {
        let mut summary = ColumnSummary {
            name: column.name.clone(),
            kind: ColumnType::Number,
            min: None,
            max: None,
            missing: 0,
            non_finite: 0,
            distinct: 0,
            categories: Vec::new(),
            unit: column.unit.clone(),
            flaw: column.flaw.as_ref().map(|(row, text)| (self.file_row(*row), text.clone())),
        };
        match &column.data {
            ColumnData::Number(values) => {
                if column.boolean {
                    summary.kind = ColumnType::Boolean;
                }
                for &x in values {
                    match x {
                        x if is_missing(x) => summary.missing += 1,
                        x if is_text_cell(x) => {}
                        x if !x.is_finite() => summary.non_finite += 1,
                        x => {
                            summary.min = Some(summary.min.map_or(x, |m| m.min(x)));
                            summary.max = Some(summary.max.map_or(x, |m| m.max(x)));
                        }
                    }
                }
            }
            ColumnData::Category(c) => {
                summary.kind = ColumnType::Category;
                let mut counts = vec![0usize; c.names.len()];
                for &code in &c.codes {
                    match code {
                        MISSING_CODE => summary.missing += 1,
                        code => counts[code as usize] += 1,
                    }
                }
                let mut order: Vec<usize> = (0..counts.len()).filter(|&i| counts[i] > 0).collect();
                summary.distinct = order.len();
                order.sort_by_key(|&i| std::cmp::Reverse(counts[i])); // stable: ties keep the file's order
                summary.categories = order.iter().take(most).map(|&i| (c.names[i].clone(), counts[i])).collect();
            }
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MISSING;

    #[test]
    fn figures() {
        let mut done = Column::number("done", vec![1.0, 0.0, 1.0, 1.0]);
        done.boolean = true;
        let table = Table::from_columns(vec![
            Column::number("x", vec![3.0, MISSING, -1.0, f64::NAN]),
            done,
            Column::category("optimizer", &["muon", "adamw", "adamw", "lion"]),
        ])
        .unwrap();
        let [x, done, optimizer] = &table.describe(2)[..] else { panic!("three columns") };
        assert_eq!((x.min, x.max, x.missing, x.non_finite), (Some(-1.0), Some(3.0), 1, 1));
        assert_eq!([x.kind, done.kind, optimizer.kind].map(|k| k.to_string()), ["number", "boolean", "category"]);
        assert_eq!(optimizer.distinct, 3);
        assert_eq!(optimizer.categories, [("adamw".to_string(), 2), ("muon".to_string(), 1)]);
    }
}
