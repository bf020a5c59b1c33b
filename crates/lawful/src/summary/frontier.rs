//! The frontier of training curves in words.

use crate::TextTable;
use lawful_plan::Frontier;
use lawful_report::{Column, number};

/// One row per run on the frontier: the costs at which it has the lowest loss, its size and its losses there.
pub fn stretches(frontier: &Frontier) -> TextTable {
    let mut columns = vec![Column::words("run")];
    columns.extend(["size", "best from cost", "to", "loss from", "to"].map(Column::numbers));
    let mut table = TextTable::new(columns);
    for stretch in frontier.points.chunk_by(|a, b| a.curve == b.curve) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        table.row([
            first.curve.clone(),
            number(first.size, 5),
            number(first.cost, 4),
            number(last.cost, 4),
            number(first.loss, 5),
            number(last.loss, 5),
        ]);
    }
    table
}
