//! One document for the fits of many groups (`--by`).

use super::{DataRecord, FitDocument, Head, Provenance, WarningDocument, ordered};
use lawful_io::{Level, Source};
use serde::{Deserialize, Serialize};

/// The fit of one group, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupResult {
    /// The columns that were split by, and the group's values.
    #[serde(with = "ordered")]
    pub by: Vec<(String, serde_json::Value)>,
    /// Why the group could not be fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Its fit.
    #[serde(flatten)]
    pub fit: Option<FitDocument>,
}

/// The fits of all groups: what `lawful fit --by … --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupsDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know about the split; each fit has its own.
    pub warnings: Vec<WarningDocument>,
    /// One result per group, in order of first appearance.
    pub results: Vec<GroupResult>,
}

impl GroupResult {
    /// The result of the group with these values.
    pub fn new(by: &[(String, Level)], fit: Result<FitDocument, String>) -> GroupResult {
        let value = |level: &Level| match level {
            Level::Number(x) => serde_json::Value::from(*x),
            Level::Text(text) => serde_json::Value::from(text.as_str()),
        };
        let by = by.iter().map(|(name, level)| (name.clone(), value(level))).collect();
        match fit {
            Ok(fit) => GroupResult { by, error: None, fit: Some(fit) },
            Err(error) => GroupResult { by, error: Some(error), fit: None },
        }
    }
}

impl GroupsDocument {
    /// The document of these results. `source` is the table's; rows used are those of the fits.
    pub fn new(source: &Source, provenance: &Provenance, seed: u64, results: Vec<GroupResult>) -> GroupsDocument {
        let unfit = |r: &GroupResult| {
            let group: Vec<String> = r.by.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let message = format!("no fit where {}: {}", group.join(", "), r.error.as_deref()?);
            Some(WarningDocument { code: "group-not-fitted".into(), message })
        };
        let used = results.iter().filter_map(|r| r.fit.as_ref()).map(|fit| fit.n).sum();
        GroupsDocument {
            head: Head::new("lawful.fit/1", &provenance.command, seed),
            data: DataRecord::of(source, used, provenance, &[]),
            warnings: results.iter().filter_map(unfit).collect(),
            results,
        }
    }
}
