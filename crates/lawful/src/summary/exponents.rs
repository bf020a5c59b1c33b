//! The exponents of several groups side by side.

use crate::TextTable;
use lawful_io::Level;
use lawful_plan::{PowerLaw, Quantity};
use lawful_report::{Column, number};

/// A group's values with the growth of its best size and best tokens, or why there is none.
pub type GroupGrowth<'a> = (&'a [(String, Level)], Result<(&'a PowerLaw, &'a PowerLaw), String>);

/// One row per group: its values, and the exponents of the best size and of the best tokens with their intervals; or why
/// it has none.
pub fn exponents(groups: &[GroupGrowth]) -> TextTable {
    let by = groups.first().map_or(&[][..], |g| g.0);
    let mut columns: Vec<Column> = by.iter().map(|(name, _)| Column::words(name)).collect();
    columns.extend(["size exponent", "from", "to", "tokens exponent", "from", "to"].map(Column::numbers));
    let failed = groups.iter().any(|g| g.1.is_err());
    if failed {
        columns.push(Column::words(""));
    }
    let mut table = TextTable::new(columns);
    for (by, found) in groups {
        let mut row: Vec<String> = by.iter().map(|(_, level)| level.to_string()).collect();
        match found {
            Ok((size, tokens)) => {
                row.extend(cells(&size.exponent));
                row.extend(cells(&tokens.exponent));
            }
            Err(why) => {
                row.extend(std::iter::repeat_n(String::new(), 6));
                row.push(why.clone());
            }
        }
        table.row(row);
    }
    table
}

fn cells(q: &Quantity) -> [String; 3] {
    let end = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 3));
    [number(q.value, 4), end(q.lo), end(q.hi)]
}
