//! One forecast from rival laws, in words.

use crate::TextTable;
use crate::document::{AverageDocument, QuantityDocument};
use lawful_report::{Column, number};

/// `loss from 2 laws, akaike weights`
pub fn average_head(document: &AverageDocument) -> String {
    format!("{} from {} laws, {} weights", document.response, document.rivals.len(), document.weights)
}

/// One row per law, and the average.
pub fn average(document: &AverageDocument) -> TextTable {
    let level = number(100.0 * document.level, 4);
    let mut table = TextTable::new([
        Column::words("law"),
        Column::numbers("weight"),
        Column::numbers(document.response.as_str()),
        Column::numbers(format!("{level}% from")),
        Column::numbers("to"),
    ]);
    let end = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 5));
    let mut row = |name: &str, weight: String, q: &QuantityDocument| {
        table.row([name.to_string(), weight, number(q.value.0, 6), end(q.lo), end(q.hi)]);
    };
    for rival in &document.rivals {
        row(&rival.fit, number(rival.weight, 3), &rival.forecast);
    }
    row("average", "1".into(), &document.average);
    table
}
