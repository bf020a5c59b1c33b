//! Best sizes of equal budgets in words.

use crate::TextTable;
use lawful_plan::{Isoflop, PowerLaw};
use lawful_report::{Column, number};

/// One row per budget: its best size, tokens and loss, the rows used, and why it has no optimum if it has none.
pub fn slices(isoflop: &Isoflop) -> TextTable {
    let mut columns: Vec<Column> =
        ["budget", "best size", "tokens", "loss", "rows"].map(Column::numbers).into_iter().collect();
    columns.push(Column::words(""));
    let mut table = TextTable::new(columns);
    for s in &isoflop.slices {
        let optional = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 5));
        table.row([
            number(s.budget, 4),
            optional(s.size_opt),
            optional(s.tokens_opt),
            optional(s.loss_opt),
            s.used.to_string(),
            s.rejected.clone().unwrap_or_default(),
        ]);
    }
    table
}

/// `best size = 0.09 budget^0.495 (0.46 to 0.53)`
pub fn growth(what: &str, law: &PowerLaw) -> String {
    growth_of(what, "budget", law)
}

/// `best size = 0.09 cost^0.495 (0.46 to 0.53)`
pub fn growth_of(what: &str, scale: &str, law: &PowerLaw) -> String {
    let e = &law.exponent;
    let interval = match (e.lo, e.hi) {
        (Some(lo), Some(hi)) => format!(" ({} to {})", number(lo, 4), number(hi, 4)),
        _ => String::new(),
    };
    format!("{what} = {} {scale}^{}{interval}", number(law.coefficient, 4), number(e.value, 4))
}
