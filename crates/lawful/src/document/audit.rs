//! An audit as a document (`lawful audit`).

use super::{DataRecord, GroupResult, Head, Number, Provenance, WarningDocument, ordered};
use crate::Table;
use lawful_audit::{Audited, Evidence, Finding, Publication};
use lawful_fit::Fit;
use lawful_io::Level;
use serde::{Deserialize, Serialize};

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingDocument {
    /// A stable word: `above-minimum`, `relation-broken`.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// The numbers behind it.
    #[serde(with = "ordered")]
    pub evidence: Vec<(String, serde_json::Value)>,
    /// The group that it belongs to; absent where there are none, and for findings between groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<serde_json::Value>,
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedDocument {
    /// The text.
    pub text: String,
    /// Its value.
    pub value: Number,
    /// Half a unit of its last digit.
    pub half_unit: Number,
}

/// The best fit of the table under the stated noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptimumDocument {
    /// The noise: the stated one, or the one under which the printed numbers are nearest to an optimum.
    pub noise: String,
    /// The objective.
    pub objective: Number,
    /// Rows.
    pub n: usize,
    /// The parameters.
    #[serde(with = "ordered")]
    pub params: Vec<(String, Number)>,
}

/// The audit of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupAuditDocument {
    /// How many findings it has.
    pub findings: usize,
    /// The best fit.
    pub optimum: Option<OptimumDocument>,
}

/// An audit: what `lawful audit --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The table; `null` without one.
    pub data: Option<DataRecord>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The law.
    pub law: String,
    /// The noise as stated.
    pub noise: Option<String>,
    /// The parameters as printed.
    #[serde(with = "ordered")]
    pub printed: Vec<(String, PrintedDocument)>,
    /// What is not as published.
    pub findings: Vec<FindingDocument>,
    /// What was looked at.
    pub checked: Vec<String>,
    /// The best fit of the table, if one was needed.
    pub optimum: Option<OptimumDocument>,
    /// With `--by`, one entry per group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<GroupResult<GroupAuditDocument>>,
}

impl FindingDocument {
    /// A finding, of a group if it is one's.
    pub fn of(finding: &Finding, by: Option<&[(String, Level)]>) -> FindingDocument {
        let level = |level: &Level| match level {
            Level::Number(x) => serde_json::Value::from(*x),
            Level::Text(text) => serde_json::Value::from(text.as_str()),
        };
        let group = |by: &[(String, Level)]| {
            serde_json::Value::Object(by.iter().map(|(name, value)| (name.clone(), level(value))).collect())
        };
        FindingDocument {
            code: finding.code.to_string(),
            message: finding.message.clone(),
            evidence: finding.evidence.iter().map(|(name, e)| (name.to_string(), value(e))).collect(),
            by: by.map(group),
        }
    }
}

fn value(evidence: &Evidence) -> serde_json::Value {
    match evidence {
        Evidence::Number(x) => serde_json::Value::from(*x),
        Evidence::Text(text) => serde_json::Value::from(text.as_str()),
        Evidence::Numbers(list) => serde_json::Value::from(list.clone()),
        Evidence::Named(list) => list.iter().map(|(name, x)| (name.clone(), serde_json::Value::from(*x))).collect(),
    }
}

impl OptimumDocument {
    /// The optimum of a fit.
    pub fn of(fit: &Fit) -> OptimumDocument {
        OptimumDocument {
            noise: fit.noise.to_string(),
            objective: fit.objective.into(),
            n: fit.n,
            params: fit.params.iter().map(|p| (p.name.clone(), p.value.into())).collect(),
        }
    }
}

impl GroupAuditDocument {
    /// The audit of one group.
    pub fn of(audited: &Audited) -> GroupAuditDocument {
        GroupAuditDocument { findings: audited.findings.len(), optimum: audited.fit.as_ref().map(OptimumDocument::of) }
    }
}

impl AuditDocument {
    /// The document of an audit of `law` with the noise as stated. `table` is what was left of the table.
    pub fn of(
        law: &str,
        noise: Option<String>,
        printed: &Publication,
        audited: &Audited,
        table: Option<&Table>,
        provenance: &Provenance,
        seed: u64,
    ) -> AuditDocument {
        let record = |table: &Table| {
            let (used, dropped) = match &audited.fit {
                Some(fit) => (fit.n, &fit.dropped[..]),
                None => (table.rows(), &[][..]),
            };
            DataRecord::of(&table.source, used, provenance, dropped)
        };
        let number = |p: &lawful_audit::Printed| PrintedDocument {
            text: p.text.clone(),
            value: p.value.into(),
            half_unit: p.half_unit.into(),
        };
        let fit = audited.fit.as_ref();
        // What the optimum itself says of the data is said by the findings.
        let said = ["not-identified", "few-rows"];
        let warnings = fit.map_or(&[][..], |fit| &fit.warnings).iter().filter(|w| !said.contains(&w.code));
        AuditDocument {
            head: Head::new("lawful.audit/1", &provenance.command, seed),
            data: table.map(record),
            warnings: warnings.map(|w| WarningDocument { code: w.code.into(), message: w.message.clone() }).collect(),
            law: law.to_string(),
            noise,
            printed: printed.parameters.iter().map(|(name, p)| (name.to_string(), number(p))).collect(),
            findings: audited.findings.iter().map(|f| FindingDocument::of(f, None)).collect(),
            checked: audited.checked.clone(),
            optimum: fit.map(OptimumDocument::of),
            results: vec![],
        }
    }
}
