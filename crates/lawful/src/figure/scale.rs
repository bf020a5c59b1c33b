//! Axes from the numbers on them.

use crate::Table;
use lawful_report::{Axis, TickStyle};

/// Positive values that span more than this factor get a logarithmic axis.
const LOG_SPAN: f64 = 3.0;

/// How many values of a second column get a line.
const LEVELS: usize = 5;

/// Natural log of the factor between the smallest and the largest value; `None` unless all are positive.
pub(super) fn log_span(values: &[f64]) -> Option<f64> {
    let finite = values.iter().copied().filter(|x| x.is_finite());
    let (least, most) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    (least > 0.0 && most.is_finite()).then(|| (most / least).ln())
}

/// Whether values are laid out by their logarithm.
pub(super) fn is_log(values: &[f64]) -> bool {
    log_span(values).is_some_and(|span| span > LOG_SPAN.ln())
}

/// An axis for `values`; `others` are drawn on it too, and only matter where they can't be drawn on a log axis.
pub(super) fn axis(label: String, values: &[f64], others: &[f64]) -> Axis {
    let log = is_log(values) && !others.iter().any(|x| *x <= 0.0);
    let axis = if log { Axis::log10(label) } else { Axis::linear(label) };
    let large = log && values.iter().any(|x| *x >= 1e4) && values.iter().all(|x| *x >= 1.0 && *x < 1e15);
    if large { axis.ticks(TickStyle::Suffix) } else { axis }
}

/// A column's name with its unit.
pub(super) fn label(table: &Table, column: &str) -> String {
    match table.column(column).and_then(|c| c.unit.as_deref()) {
        Some(unit) => format!("{column} ({unit})"),
        None => column.to_string(),
    }
}

/// Values of a second column that get a line each: all if they are few, else evenly placed on its axis, the rare ones
/// at its ends left aside.
pub(super) fn levels(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    if distinct.len() <= LEVELS {
        return distinct;
    }
    let rare = sorted.len() / 30;
    places(&sorted[rare..sorted.len() - rare], LEVELS)
}

/// The smallest and the largest finite value.
pub(super) fn ends(values: &[f64]) -> Vec<f64> {
    let finite = || values.iter().copied().filter(|x| x.is_finite());
    finite().reduce(f64::min).into_iter().chain(finite().reduce(f64::max)).collect()
}

/// `count` places from the smallest to the largest value, even on the axis that [`axis`] chooses.
pub(super) fn places(values: &[f64], count: usize) -> Vec<f64> {
    let ends = ends(values);
    let (Some(&least), Some(&most)) = (ends.first(), ends.last()) else { return vec![] };
    let log = is_log(values);
    let at = |t: f64| if log { least * (most / least).powf(t) } else { least + t * (most - least) };
    (0..count).map(|i| at(i as f64 / (count.max(2) - 1) as f64).clamp(least, most)).collect()
}
