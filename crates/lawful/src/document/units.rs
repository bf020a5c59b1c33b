//! Units where two documents meet.

use super::{FitDocument, WarningDocument};

/// A warning `unit-mismatch` for every column to which two of the documents give different units. A column that one of
/// them leaves without a unit is not known to differ.
pub fn unit_mismatches(documents: &[&FitDocument]) -> Vec<WarningDocument> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut list: Vec<WarningDocument> = Vec::new();
    for (column, unit) in documents.iter().flat_map(|d| &d.units) {
        match seen.iter().find(|(name, _)| name == column) {
            None => seen.push((column, unit)),
            Some((_, first)) if first != unit => {
                let message = format!(
                    "'{column}' is in {first} in one document and in {unit} in another; convert one (--let) and fit again"
                );
                let warning = WarningDocument { code: "unit-mismatch".into(), message };
                if !list.contains(&warning) {
                    list.push(warning);
                }
            }
            Some(_) => {}
        }
    }
    list
}
