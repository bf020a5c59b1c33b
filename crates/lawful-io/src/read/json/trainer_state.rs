//! `trainer_state.json` of Hugging Face's Trainer: its `log_history`, one row per step.
//!
//! The Trainer logs training (`loss`, `learning_rate`), each evaluation (`eval_loss`) and the end (`train_runtime`) as
//! records of their own. Records of the same step that follow each other become one row, unless they disagree.

use serde_json::{Map, Value};

/// The layout in words.
pub(super) const NAME: &str = "a trainer_state.json";

/// Whether an object has this layout.
pub(super) fn is_one(object: &Map<String, Value>) -> bool {
    match object.get("log_history") {
        Some(Value::Array(records)) => records.iter().all(Value::is_object),
        _ => false,
    }
}

/// The rows, in the order of the log.
pub(super) fn rows(mut state: Map<String, Value>) -> Vec<Map<String, Value>> {
    let Some(Value::Array(records)) = state.remove("log_history") else { return Vec::new() };
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for record in records {
        let Value::Object(record) = record else { continue };
        match rows.last_mut() {
            Some(row) if continues(row, &record) => row.extend(record),
            _ => rows.push(step_first(record)),
        }
    }
    rows
}

/// Whether a record is of the step of a row and says nothing else of what the row says already.
fn continues(row: &Map<String, Value>, record: &Map<String, Value>) -> bool {
    record.contains_key("step")
        && row.contains_key("step")
        && record.iter().all(|(name, value)| row.get(name).is_none_or(|there| there == value))
}

/// The Trainer sorts names; a table reads better with the step first.
fn step_first(record: Map<String, Value>) -> Map<String, Value> {
    let (first, rest): (Vec<_>, Vec<_>) = record.into_iter().partition(|(name, _)| name == "step");
    first.into_iter().chain(rest).collect()
}
