//! One document for the results of many groups (`--by`).

use super::{DataRecord, FitDocument, Head, Provenance, WarningDocument, ordered};
use lawful_io::{Level, Source};
use serde::{Deserialize, Serialize};

/// The document of one group, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupResult<T = FitDocument> {
    /// The columns that were split by, and the group's values.
    #[serde(with = "ordered")]
    pub by: Vec<(String, serde_json::Value)>,
    /// Why the group has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What the command prints of it alone.
    #[serde(flatten)]
    pub document: Option<T>,
}

/// The documents of all groups: what `lawful fit --by … --json` prints, and likewise `isoflop` and `frontier`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupsDocument<T = FitDocument> {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know about the split; each document has its own.
    pub warnings: Vec<WarningDocument>,
    /// One result per group, in order of first appearance.
    pub results: Vec<GroupResult<T>>,
}

impl<T> GroupResult<T> {
    /// The result of the group with these values.
    pub fn new(by: &[(String, Level)], document: Result<T, String>) -> GroupResult<T> {
        let value = |level: &Level| match level {
            Level::Number(x) => serde_json::Value::from(*x),
            Level::Text(text) => serde_json::Value::from(text.as_str()),
        };
        let by = by.iter().map(|(name, level)| (name.clone(), value(level))).collect();
        let (document, error) = match document {
            Ok(document) => (Some(document), None),
            Err(error) => (None, Some(error)),
        };
        GroupResult { by, error, document }
    }
}

impl GroupsDocument {
    /// The document of these fits. `source` is the table's; rows used are those of the fits.
    pub fn new(source: &Source, provenance: &Provenance, seed: u64, results: Vec<GroupResult>) -> GroupsDocument {
        let used = results.iter().filter_map(|r| r.document.as_ref()).map(|fit| fit.n).sum();
        GroupsDocument::of("lawful.fit/1", (source, used), provenance, seed, results)
    }
}

impl<T> GroupsDocument<T> {
    /// The document of these results, each of the schema `schema`, from `used` rows of a source.
    pub fn of(
        schema: &str,
        (source, used): (&Source, usize),
        provenance: &Provenance,
        seed: u64,
        results: Vec<GroupResult<T>>,
    ) -> GroupsDocument<T> {
        let lacking = |r: &GroupResult<T>| {
            let group: Vec<String> = r.by.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let message = format!("no result where {}: {}", group.join(", "), r.error.as_deref()?);
            Some(WarningDocument { code: "group-not-fitted".into(), message })
        };
        GroupsDocument {
            head: Head::new(schema, &provenance.command, seed),
            data: DataRecord::of(source, used, provenance, &[]),
            warnings: results.iter().filter_map(lacking).collect(),
            results,
        }
    }
}
