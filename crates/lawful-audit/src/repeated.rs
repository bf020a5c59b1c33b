//! Measured values that stand more than once.

use crate::relation::rows_in_words;
use crate::resolution::shape;
use crate::{Code, Finding};
use lawful_io::{Column, ColumnData, Table};
use statrs::distribution::{DiscreteCDF, Poisson};

/// A value of fewer significant digits is a round number, or the end of a scale.
const DIGITS: i32 = 4;

/// Equal pairs are compared with pairs that lie within this many units of the last digit.
const NEIGHBOURHOOD: f64 = 1e4;

/// Probability below which equal values are no chance.
const CHANCE: f64 = 1e-4;

/// More equal rows than this share are a column that is coarser than its digits (read off a figure, say), not copies.
const COARSE: f64 = 0.1;

/// Looks for equal values of `column` in rows that differ in other columns. How many there would be by chance is told by
/// the pairs that nearly agree: if `m` pairs lie within `w` units of the last digit, `m / 2w` agree by chance.
pub(crate) fn check(column: &str, table: &Table) -> Option<Finding> {
    let values = table.numbers(column).ok()?;
    let mut sorted: Vec<(f64, usize)> =
        values.iter().copied().zip(0..).filter(|(x, _)| x.is_finite() && *x != 0.0).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let last = sorted.iter().filter_map(|(x, _)| shape(*x)).map(|(top, digits)| top - digits + 1).min()?;
    let unit = libm::exp10(f64::from(last));
    let reach = NEIGHBOURHOOD * unit;
    let mut equal: Vec<(usize, usize)> = Vec::new();
    let mut near = 0_usize;
    for (i, (x, row)) in sorted.iter().enumerate() {
        for (y, other) in sorted[i + 1..].iter().take_while(|(y, _)| y - x <= reach) {
            if x != y {
                near += 1;
            } else if shape(*x).is_some_and(|(_, digits)| digits >= DIGITS) {
                equal.push((*row, *other));
                break;
            }
        }
    }
    if equal.is_empty() {
        return None;
    }
    let expected = (near as f64 + 1.0) / (2.0 * NEIGHBOURHOOD);
    let chance = Poisson::new(expected).ok()?.sf(equal.len() as u64 - 1);
    if chance > CHANCE {
        return None;
    }
    equal.sort_unstable();
    let differing: Vec<&str> = table
        .columns()
        .iter()
        .filter(|c| c.name != column && equal.iter().any(|(a, b)| !same(c, *a, *b)))
        .map(|c| c.name.as_str())
        .collect();
    let also: Vec<&str> = table
        .columns()
        .iter()
        .filter(|c| c.name != column && matches!(c.data, ColumnData::Number(_)))
        .filter(|c| equal.iter().all(|(a, b)| same(c, *a, *b)) && !constant(c))
        .map(|c| c.name.as_str())
        .collect();
    if also.is_empty() && equal.len() as f64 > COARSE * sorted.len() as f64 {
        return None;
    }
    let (first, second) = equal[0];
    let rows: Vec<f64> = equal.iter().map(|(a, _)| table.file_row(*a) as f64).collect();
    let copies: Vec<f64> = equal.iter().map(|(_, b)| table.file_row(*b) as f64).collect();
    let keys = |row: usize| {
        let named = differing.iter().take(4).filter_map(|name| table.column(name));
        named.map(|c| format!("{} = {}", c.name, cell(c, row))).collect::<Vec<_>>().join(", ")
    };
    let where_ = match differing.is_empty() {
        true => format!("rows {} and {} are the same in every column", rows[0], copies[0]),
        false => format!(
            "under different {}: {} in row {} ({}) and row {} ({})",
            differing.join(", "),
            cell(table.column(column)?, first),
            rows[0],
            keys(first),
            copies[0],
            keys(second)
        ),
    };
    let with = if also.is_empty() { String::new() } else { format!(", and with it {}", also.join(", ")) };
    let more = match equal.len() {
        1 => String::new(),
        _ => format!("; in all {} and {}", rows_in_words(&rows), rows_in_words(&copies)),
    };
    let message = format!(
        "{} value{} of {column} stand{} twice{with}, {where_}{more}; by chance {} would",
        equal.len(),
        if equal.len() == 1 { "" } else { "s" },
        if equal.len() == 1 { "s" } else { "" },
        lawful_report::number(expected, 1),
    );
    Some(
        Finding::new(Code::RepeatedValues, message)
            .with("column", column.to_string())
            .with("rows", rows)
            .with("copies", copies)
            .with("expected_by_chance", expected)
            .with("differing", differing.join(", ")),
    )
}

fn same(column: &Column, a: usize, b: usize) -> bool {
    match &column.data {
        ColumnData::Number(values) => values[a] == values[b] || values[a].is_nan() && values[b].is_nan(),
        ColumnData::Category(categories) => categories.codes[a] == categories.codes[b],
    }
}

fn constant(column: &Column) -> bool {
    (1..column.len()).all(|i| same(column, 0, i))
}

fn cell(column: &Column, row: usize) -> String {
    match &column.data {
        ColumnData::Number(values) => lawful_report::number(values[row], 12),
        ColumnData::Category(categories) => {
            categories.names.get(categories.codes[row] as usize).cloned().unwrap_or_default()
        }
    }
}
