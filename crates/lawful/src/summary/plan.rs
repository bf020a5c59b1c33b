//! A plan in words.

use crate::TextTable;
use lawful_plan::{Plan, Quantity};
use lawful_report::{Column, number};

/// One row per allocated column, then the response, the cost and the ratio: value, interval, and the values that are
/// nearly as good.
pub fn plan(plan: &Plan) -> TextTable {
    let near = format!("within {}% of the best: from", number(100.0 * plan.tolerance, 3));
    let mut table = TextTable::new([
        Column::words(""),
        Column::numbers("best"),
        Column::numbers(format!("{}% from", number(100.0 * plan.level, 4))),
        Column::numbers("to"),
        Column::numbers(near),
        Column::numbers("to"),
    ]);
    let optional = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 4));
    let ends = |q: &Quantity| [number(q.value, 5), optional(q.lo), optional(q.hi)];
    for column in &plan.columns {
        let flat = plan.flat.iter().find(|f| f.column == column.name);
        let mut row = vec![column.name.clone()];
        row.extend(ends(column));
        row.extend([optional(flat.and_then(|f| f.lo)), optional(flat.and_then(|f| f.hi))]);
        table.row(row);
    }
    let ratio = match &plan.columns[..] {
        [first, second, ..] => format!("{}/{}", second.name, first.name),
        _ => String::new(),
    };
    let further = [(plan.response.name.clone(), Some(&plan.response)), ("cost".into(), Some(&plan.cost))];
    for (name, q) in further.into_iter().chain([(ratio, plan.ratio.as_ref())]) {
        if let Some(q) = q {
            let mut row = vec![name];
            row.extend(ends(q));
            row.extend([String::new(), String::new()]);
            table.row(row);
        }
    }
    table
}
