//! A run against its law, in words.

use crate::TextTable;
use crate::document::CheckDocument;
use lawful_report::{Column, number};

/// `run.csv is above the law since row 12: z = 3.1 at its last row`
pub fn check_verdict(document: &CheckDocument) -> String {
    let since = document.since.map_or(String::new(), |row| format!(" since row {row}"));
    let z = number(document.z.0, 3);
    format!("{} is {}{since}: z = {z} at its last row", document.data.path, document.verdict)
}

/// One row per row of the run; of many the last twenty.
pub fn check(document: &CheckDocument) -> TextTable {
    const MOST: usize = 20;
    let inputs = document.points.first().map_or(&[][..], |p| &p.inputs);
    let mut columns = vec![Column::numbers("row")];
    columns.extend(inputs.iter().map(|(name, _)| Column::numbers(name.as_str())));
    let level = number(100.0 * document.level, 4);
    let further = [document.response.clone(), "law".into(), format!("{level}% from"), "to".into(), "z".into()];
    columns.extend(further.map(Column::numbers));
    let mut table = TextTable::new(columns);
    for p in document.points.iter().skip(document.points.len().saturating_sub(MOST)) {
        let mut row = vec![p.row.to_string()];
        row.extend(p.inputs.iter().map(|(_, v)| number(v.0, 6)));
        row.extend([p.observed, p.value, p.obs_lo, p.obs_hi].map(|v| number(v.0, 5)));
        row.push(number(p.z.0, 3));
        table.row(row);
    }
    table
}
