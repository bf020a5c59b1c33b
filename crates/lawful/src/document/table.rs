//! What a file holds, as a document (`lawful info`).

use super::{DataRecord, Head, WarningDocument};
use crate::Table;
use serde::{Deserialize, Serialize};

/// How many categories of a column are listed.
const CATEGORIES: usize = 50;

/// A category and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// The text.
    pub name: String,
    /// Rows that have it.
    pub rows: usize,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnDocument {
    /// Its name.
    pub name: String,
    /// `number`, `boolean` or `category`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Smallest finite number.
    pub min: Option<f64>,
    /// Largest finite number.
    pub max: Option<f64>,
    /// Missing cells.
    pub missing: usize,
    /// Cells that are NaN or infinite.
    pub not_finite: usize,
    /// Distinct texts.
    pub distinct: usize,
    /// The most frequent texts, at most 50.
    pub categories: Vec<CategoryCount>,
    /// Its unit.
    pub unit: Option<String>,
}

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The file.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The columns, in the file's order.
    pub columns: Vec<ColumnDocument>,
}

impl TableDocument {
    /// The document of a table.
    pub fn of(table: &Table, command: &str, seed: u64) -> TableDocument {
        let summaries = table.describe(CATEGORIES);
        let note = |note: &String| WarningDocument { code: "left-out".into(), message: note.clone() };
        let mut warnings: Vec<WarningDocument> = table.source.notes.iter().map(note).collect();
        for column in &summaries {
            if let Some((row, text)) = &column.flaw {
                let message = format!("column '{}' holds numbers and text: row {row} is '{text}'", column.name);
                warnings.push(WarningDocument { code: "mixed-column".into(), message });
            }
        }
        let columns = summaries
            .into_iter()
            .map(|c| ColumnDocument {
                name: c.name,
                kind: c.kind.to_string(),
                min: c.min,
                max: c.max,
                missing: c.missing,
                not_finite: c.non_finite,
                distinct: c.distinct,
                categories: c.categories.into_iter().map(|(name, rows)| CategoryCount { name, rows }).collect(),
                unit: c.unit,
            })
            .collect();
        let source = &table.source;
        let data = DataRecord { used: table.rows(), ..DataRecord::of_source(source) };
        TableDocument { head: Head::new("lawful.info/1", command, seed), data, warnings, columns }
    }
}
