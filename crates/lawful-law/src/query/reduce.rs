//! One row per group.

use super::group::{check_column, groups};
use super::{Dropped, nonzero};
use crate::Error;
use crate::parse::{Reduce, Statistic};
use lawful_io::{Column, ColumnData, Table, is_missing};

/// One row per group of `table`, groups in order of first appearance.
///
/// `min`, `max` and `last` keep the whole row where the column is extreme (the first of equals, for `last` the last).
/// `median` and `mean` make a new row of the columns that group, the column itself, and those that are constant within
/// every group. Missing values and NaNs of the column are passed over; a group without any other value is dropped, as
/// are rows whose group is missing. Every row that does not come out is counted.
pub fn reduce(table: &Table, reduce: &Reduce) -> Result<(Table, Vec<Dropped>), Error> {
    let (column, span) = &reduce.column;
    check_column(table, column, &reduce.text, *span)?;
    for (name, span) in &reduce.by {
        check_column(table, name, &reduce.text, *span)?;
    }
    let values = table.numbers(column).map_err(|error| Error::at(&reduce.text, *span, error.message))?;
    let by: Vec<&str> = reduce.by.iter().map(|(name, _)| name.as_str()).collect();
    let found = groups(table, &by);

    // Of each group the rows that have a value.
    let valued = found.rows.iter().map(|rows| rows.iter().copied().filter(|&row| !values[row].is_nan()).collect());
    let valued: Vec<Vec<usize>> = valued.filter(|rows: &Vec<usize>| !rows.is_empty()).collect();
    let valued_rows: usize = valued.iter().map(Vec::len).sum();
    let reason = format!("--reduce '{}'", reduce.text);
    let dropped = nonzero([
        (format!("{reason}: a column that groups is missing"), found.missing),
        (format!("{reason}: {column} is missing or NaN"), table.rows() - found.missing - valued_rows),
        (reason, valued_rows - valued.len()),
    ]);
    let reduced = match reduce.statistic {
        Statistic::Min => table.take(&chosen(&valued, |row, best| values[row] < values[best])),
        Statistic::Max => table.take(&chosen(&valued, |row, best| values[row] > values[best])),
        Statistic::Last => table.take(&chosen(&valued, |row, best| values[row] >= values[best])),
        Statistic::Median => summary(table, column, &valued, |rows| median(rows.iter().map(|&r| values[r]).collect()))?,
        Statistic::Mean => summary(table, column, &valued, |rows| mean(rows.iter().map(|&r| values[r])))?,
    };
    Ok((reduced, dropped))
}

/// Of each group the row that beats every one before.
fn chosen(groups: &[Vec<usize>], beats: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let best = |rows: &Vec<usize>| rows.iter().copied().reduce(|best, row| if beats(row, best) { row } else { best });
    groups.iter().filter_map(best).collect()
}

/// A row per group with `column` replaced by its statistic, without the columns that vary within a group.
fn summary(table: &Table, column: &str, groups: &[Vec<usize>], of: impl Fn(&[usize]) -> f64) -> Result<Table, Error> {
    let first: Vec<usize> = groups.iter().filter_map(|rows| rows.first().copied()).collect();
    let rows = table.take(&first);
    let mut columns = Vec::new();
    for (whole, cut) in table.columns().iter().zip(rows.columns()) {
        if whole.name == column {
            let statistic = groups.iter().map(|rows| of(rows)).collect();
            columns.push(Column { unit: whole.unit.clone(), ..Column::number(column, statistic) });
        } else if groups.iter().all(|rows| rows.windows(2).all(|pair| same(whole, pair[0], pair[1]))) {
            columns.push(cut.clone());
        }
    }
    let mut summary = Table::from_columns(columns).map_err(|error| Error::plain(error.message))?;
    summary.source = table.source.clone();
    Ok(summary)
}

fn same(column: &Column, a: usize, b: usize) -> bool {
    match &column.data {
        ColumnData::Number(x) => x[a] == x[b] || (is_missing(x[a]) && is_missing(x[b])),
        ColumnData::Category(c) => c.codes[a] == c.codes[b],
    }
}

/// The middle value, or the mean of the two in the middle; NaN for none.
fn median(mut values: Vec<f64>) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, &mut middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    match below.iter().copied().reduce(f64::max) {
        // Halved before adding: two values near the largest number would overflow.
        Some(before) if n.is_multiple_of(2) => before / 2.0 + middle / 2.0,
        _ => middle,
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}
