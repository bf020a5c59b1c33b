//! Coverage of intervals in words.

use crate::TextTable;
use lawful_fit::coverage::Coverage;
use lawful_report::{Column, number};

/// One row per quantity and method: how often its interval held the truth, with the binomial error.
pub fn coverage(coverage: &Coverage) -> TextTable {
    let mut table = TextTable::new([
        Column::words("quantity"),
        Column::numbers("truth"),
        Column::numbers("bias"),
        Column::words("method"),
        Column::numbers("held the truth"),
        Column::numbers("±"),
        Column::numbers("too high"),
        Column::numbers("too low"),
        Column::numbers("median width"),
    ]);
    for q in &coverage.quantities {
        for (place, m) in q.methods.iter().enumerate() {
            let first = |text: String| if place == 0 { text } else { String::new() };
            let percent = |x: f64| format!("{}%", number(100.0 * x, 3));
            let share = |count: usize| percent(count as f64 / m.sims as f64);
            table.row([
                first(q.name.clone()),
                first(number(q.truth, 6)),
                first(number(q.bias, 2)),
                m.method.to_string(),
                percent(m.rate()),
                percent(m.error()),
                share(m.above),
                share(m.below),
                number(m.median_width, 3),
            ]);
        }
    }
    table
}
