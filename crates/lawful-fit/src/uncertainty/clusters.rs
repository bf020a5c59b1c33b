//! Are rows of one run, one model, one seed more alike than others? Then they are not independent.

use lawful_io::{Column, ColumnData, Table};
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// A column whose groups of rows have residuals in common.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clustered {
    pub(crate) column: String,
    /// Intraclass correlation of the residuals.
    pub(crate) correlation: f64,
    /// Number of groups.
    pub(crate) groups: usize,
}

/// Below this probability that independent rows show such a correlation, a warning is due.
const LEVEL: f64 = 1e-3;

/// Groups of each used row by a column: codes from 0, or `None` if a cell is missing.
pub(crate) fn groups(column: &Column, rows: &[usize]) -> Option<Vec<u32>> {
    let levels = column.levels();
    let codes: Vec<u32> = rows.iter().map(|&i| levels.codes[i]).collect();
    if codes.contains(&u32::MAX) {
        return None;
    }
    let mut index = std::collections::HashMap::new();
    Some(
        codes
            .into_iter()
            .map(|c| {
                let next = index.len() as u32;
                *index.entry(c).or_insert(next)
            })
            .collect(),
    )
}

/// The text column whose groups look like runs with several checkpoints each: within every group some column of the law
/// stays as it is while another moves, and no text column tells all rows apart (then each row is a run of its own).
pub(crate) fn checkpoints(table: &Table, rows: &[usize], law: &[String]) -> Option<(String, usize)> {
    let n = rows.len();
    let numbers: Vec<&[f64]> = law.iter().filter_map(|c| table.numbers(c).ok()).collect();
    let mut found = None;
    for column in table.columns() {
        if law.contains(&column.name) || !matches!(column.data, ColumnData::Category(_)) {
            continue;
        }
        let Some(codes) = groups(column, rows) else { continue };
        let g = codes.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
        if g == n {
            return None;
        }
        if g < 2 || 2 * g > n {
            continue;
        }
        let within = |values: &&[f64]| {
            let mut first = vec![None; g];
            codes.iter().zip(rows).all(|(&c, &i)| *first[c as usize].get_or_insert(values[i]) == values[i])
        };
        let across = |values: &&[f64]| rows.iter().any(|&i| values[i] != values[rows[0]]);
        let constant = numbers.iter().any(|v| within(v) && across(v));
        let moving = numbers.iter().any(|v| !within(v));
        if constant && moving && found.is_none() {
            found = Some((column.name.clone(), g));
        }
    }
    found
}

/// The text column whose groups are most alike in their residuals, by a one-way analysis of variance, if that is beyond
/// chance. Columns in `skip` (the law's own) are left out.
pub(crate) fn detect(
    table: &Table,
    rows: &[usize],
    residuals: &[f64],
    skip: &[String],
    free: usize,
) -> Option<Clustered> {
    let n = rows.len();
    let mut worst: Option<(f64, Clustered)> = None;
    for column in table.columns() {
        if skip.contains(&column.name) || !matches!(column.data, ColumnData::Category(_)) {
            continue;
        }
        let Some(codes) = groups(column, rows) else { continue };
        let g = codes.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
        // Several rows per group, and enough groups to stand for runs.
        if g < 3 || 2 * g > n || n <= g + free {
            continue;
        }
        let (mut count, mut sum) = (vec![0.0; g], vec![0.0; g]);
        for (&c, r) in codes.iter().zip(residuals) {
            count[c as usize] += 1.0;
            sum[c as usize] += r;
        }
        let mean = residuals.iter().sum::<f64>() / n as f64;
        let between: f64 =
            (0..g).map(|k| count[k] * (sum[k] / count[k] - mean) * (sum[k] / count[k] - mean)).sum::<f64>()
                / (g - 1) as f64;
        let within: f64 =
            codes.iter().zip(residuals).map(|(&c, r)| (r - sum[c as usize] / count[c as usize]).powi(2)).sum::<f64>()
                / (n - g) as f64;
        if !(within > 0.0) {
            continue;
        }
        let f = between / within;
        let size = (n as f64 - count.iter().map(|c| c * c).sum::<f64>() / n as f64) / (g - 1) as f64;
        let correlation = (between - within) / (between + (size - 1.0) * within);
        let Ok(law) = FisherSnedecor::new((g - 1) as f64, (n - g) as f64) else { continue };
        let p = law.sf(f);
        if p < LEVEL && worst.as_ref().is_none_or(|(_, w)| correlation > w.correlation) {
            worst = Some((p, Clustered { column: column.name.clone(), correlation, groups: g }));
        }
    }
    worst.map(|(_, c)| c)
}
