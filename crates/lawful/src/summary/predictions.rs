//! Predictions in words.

use crate::TextTable;
use crate::document::{PointDocument, PredictionsDocument};
use lawful_report::{Column, number};
use serde_json::Value;

/// Digits of a predicted value.
const DIGITS: usize = 6;

/// `intervals widened by up to 2.4x for the drift of forecasts …`, or nothing.
pub fn drift_in_words(document: &PredictionsDocument) -> String {
    let most = document.points.iter().filter_map(|p| p.widening).fold(1.0, f64::max);
    let Some(drift) = document.drift.as_ref().filter(|_| most > 1.0) else { return String::new() };
    let by = if document.points.len() == 1 { "by" } else { "by up to" };
    format!(
        "\nintervals widened {by} {}x: forecasts within the data drifted off as much ({} cuts of {}); --no-drift leaves \
         them plain\n",
        number(most, 2),
        drift.cuts,
        drift.scale_text()
    )
}

/// An end of an interval.
type End = fn(&PointDocument) -> Option<f64>;

/// One row per point; columns without any value are left out.
pub fn predictions(document: &PredictionsDocument) -> TextTable {
    let level = number(100.0 * document.level, 4);
    let ends: [(String, End); 4] = [
        (format!("{level}% from"), |p| p.lo),
        ("to".into(), |p| p.hi),
        ("observation from".into(), |p| p.obs_lo),
        ("to".into(), |p| p.obs_hi),
    ];
    let there: Vec<_> = ends.into_iter().filter(|(_, end)| document.points.iter().any(|p| end(p).is_some())).collect();
    let inputs = document.points.first().map_or(&[][..], |p| &p.inputs);
    let mut columns: Vec<Column> = inputs.iter().map(|(name, _)| Column::numbers(name.as_str())).collect();
    columns.push(Column::numbers(document.response.as_str()));
    columns.extend(there.iter().map(|(name, _)| Column::numbers(name.as_str())));
    let mut table = TextTable::new(columns);
    for p in &document.points {
        let input = |v: &Value| match v {
            Value::Number(x) => x.as_f64().map_or(String::new(), |x| number(x, DIGITS)),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let mut row: Vec<String> = p.inputs.iter().map(|(_, v)| input(v)).collect();
        row.push(if p.value.0.is_finite() { number(p.value.0, DIGITS) } else { String::new() });
        row.extend(there.iter().map(|(_, end)| end(p).map_or(String::new(), |x| number(x, DIGITS))));
        table.row(row);
    }
    table
}
