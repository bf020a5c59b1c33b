//! A run against its law as a document (`lawful predict --check`).

use super::{DataRecord, FitDocument, Head, Number, WarningDocument, ordered};
use crate::check::Check;
use crate::{Extrapolation, Table};
use serde::{Deserialize, Serialize};

/// One row of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedRowDocument {
    /// The file's data row, from 1.
    pub row: usize,
    /// The columns of numbers that the law reads.
    #[serde(with = "ordered")]
    pub inputs: Vec<(String, Number)>,
    /// What was measured.
    pub observed: Number,
    /// The law.
    pub value: Number,
    /// Lower end of the interval of a new observation.
    pub obs_lo: Number,
    /// Upper end.
    pub obs_hi: Number,
    /// Standard deviations of a new observation above the law.
    pub z: Number,
}

/// A run against its law: what `lawful predict --check --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The run's table.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The document of the fit.
    pub fit: String,
    /// The law.
    pub law: String,
    /// What is measured.
    pub response: String,
    /// Level of the interval that a run on the law stays in.
    pub level: f64,
    /// `on the law`, `above the law` or `below the law`, by the last row.
    pub verdict: String,
    /// Standard deviations of a new observation by which the last row lies above the law.
    pub z: Number,
    /// The file's data row from which on the run is off the law; `null` if it is on it.
    pub since: Option<usize>,
    /// The rows, in the file's order.
    pub points: Vec<CheckedRowDocument>,
}

impl CheckDocument {
    /// The document of a check of `run` against the fit in the file `fit`.
    pub fn of(check: &Check, of: &FitDocument, run: &Table, fit: &str, level: f64, command: &str) -> CheckDocument {
        let inputs = |row: usize| {
            let cell = |name: &String| Some((name.clone(), Number(*run.numbers(name).ok()?.get(row)?)));
            of.columns.iter().filter_map(cell).collect()
        };
        let beyond = Extrapolation::of(run, &of.ranges);
        CheckDocument {
            head: Head::new("lawful.check/1", command, 0),
            data: DataRecord { rows: run.rows(), used: check.rows.len(), ..DataRecord::of_source(&run.source) },
            warnings: beyond
                .iter()
                .map(|e| WarningDocument { code: "extrapolation".into(), message: e.in_words() })
                .collect(),
            fit: fit.into(),
            law: of.law.clone(),
            response: of.response.clone(),
            level,
            verdict: check.verdict().into(),
            z: check.last().map_or(f64::NAN, |last| last.z).into(),
            since: check.off_since.and_then(|k| check.rows.get(k)).map(|r| run.file_row(r.row)),
            points: check
                .rows
                .iter()
                .map(|r| CheckedRowDocument {
                    row: run.file_row(r.row),
                    inputs: inputs(r.row),
                    observed: r.observed.into(),
                    value: r.value.into(),
                    obs_lo: r.between.0.into(),
                    obs_hi: r.between.1.into(),
                    z: r.z.into(),
                })
                .collect(),
        }
    }
}
