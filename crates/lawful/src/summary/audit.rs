//! An audit in words.

use crate::TextTable;
use crate::document::{AuditDocument, FindingDocument};
use lawful_report::Column;

/// One row per finding.
pub fn findings(document: &AuditDocument) -> TextTable {
    let grouped = document.findings.iter().any(|f| f.by.is_some());
    let mut columns = vec![Column::words("finding")];
    if grouped {
        columns.push(Column::words("group"));
    }
    columns.push(Column::words("what"));
    let mut table = TextTable::new(columns);
    for finding in &document.findings {
        let mut cells = vec![finding.code.clone()];
        if grouped {
            cells.push(finding_group(finding).unwrap_or_default());
        }
        cells.push(finding.message.clone());
        table.row(cells);
    }
    table
}

/// What was audited: file, rows, noise, printed parameters.
pub fn audited(document: &AuditDocument) -> String {
    let data = match &document.data {
        Some(data) => format!("{}: {} of {} rows", data.path, data.used, data.rows),
        None => "no table".into(),
    };
    let noise = match (&document.noise, &document.optimum) {
        (Some(noise), _) => format!("; {noise} noise as stated"),
        (None, Some(optimum)) => format!("; no noise stated, {} taken", optimum.noise),
        (None, None) => String::new(),
    };
    let printed: Vec<String> = document.printed.iter().map(|(name, p)| format!("{name} = {}", p.text)).collect();
    match printed.is_empty() {
        true => data + &noise,
        false => format!("{data}{noise}; printed: {}", printed.join(", ")),
    }
}

/// The verdict in one sentence.
pub fn verdict(document: &AuditDocument) -> String {
    match document.findings.len() {
        0 => format!("Nothing found: {}.", checked(document)),
        1 => format!("1 finding; checked: {}.", checked(document)),
        n => format!("{n} findings; checked: {}.", checked(document)),
    }
}

fn checked(document: &AuditDocument) -> String {
    match document.checked.is_empty() {
        true => "nothing could be checked".into(),
        false => document.checked.join("; "),
    }
}

/// `optimizer = muon, bucket = tail`
pub fn finding_group(finding: &FindingDocument) -> Option<String> {
    let by = finding.by.as_ref()?.as_object()?;
    let word = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    Some(by.iter().map(|(name, value)| format!("{name} = {}", word(value))).collect::<Vec<_>>().join(", "))
}
