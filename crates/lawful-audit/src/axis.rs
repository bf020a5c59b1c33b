//! A law against the axes of its figure.

use crate::unit::{Change, changed, evaluate};
use crate::{AxisRange, Code, Error, Finding, Publication};
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_law::ast::ParameterName;
use lawful_report::number;

/// A curve may leave the box of its axes by this share of the axis.
const SLACK: f64 = 0.25;

/// Columns of a grid, and points along each by their number.
const POINTS: [usize; 4] = [65, 17, 7, 5];

/// The law over the ranges of its figure's axes must lie within the range of the response's axis.
pub(crate) fn check(law: &Law, printed: &Publication, table: Option<&Table>) -> Result<Option<Finding>, Error> {
    let Some(axis) = printed.y_range else { return Ok(None) };
    let grid = grid(law, printed, table)?;
    let parameters: Vec<(ParameterName, f64)> = printed.parameters.iter().map(|(n, p)| (n.clone(), p.value)).collect();
    let values = evaluate(law, &grid, &parameters)?;
    let open = rounding(law, printed, &grid, &parameters, &values)?;
    let Some(range) = span(&values, &open) else {
        let message = "the law with its printed parameters has no value over the ranges of the figure's axes";
        return Ok(Some(Finding::new(Code::UnitOrExponent, message)));
    };
    if within(range, axis) {
        return Ok(None);
    }
    let Some(plain) = span(&values, &vec![0.0; values.len()]) else { return Ok(None) };
    let proposed = proposal(law, printed, &grid, &parameters, axis);
    let advice = match &proposed {
        Some((changes, range)) => format!(
            "; with {} it goes from {} to {}",
            changes.iter().map(Change::in_words).collect::<Vec<_>>().join(" and "),
            number(range.lo, 4),
            number(range.hi, 4)
        ),
        None => "; no change of one unit or exponent by a power of ten mends it".into(),
    };
    let message = format!(
        "the printed law goes from {} to {} over the figure's range, but the figure's axis from {} to {}{advice}",
        number(plain.lo, 4),
        number(plain.hi, 4),
        number(axis.lo, 6),
        number(axis.hi, 6),
    );
    let mut finding = Finding::new(Code::UnitOrExponent, message)
        .with("law", vec![plain.lo, plain.hi])
        .with("axis", vec![axis.lo, axis.hi]);
    if let Some((changes, range)) = proposed {
        let words = changes.iter().map(Change::in_words).collect::<Vec<_>>().join(" and ");
        let parameters = changes.iter().filter_map(|change| match change {
            Change::Parameter(name, value) => Some((name.to_string(), *value)),
            _ => None,
        });
        finding = finding.with("proposed_parameters", parameters.collect::<Vec<_>>());
        finding = finding.with("proposed", words).with("law_proposed", vec![range.lo, range.hi]);
    }
    Ok(Some(finding))
}

/// All combinations of points along the columns of the law, even in the log where a range is positive. A column
/// without an axis goes over its range in the table.
fn grid(law: &Law, printed: &Publication, table: Option<&Table>) -> Result<Table, Error> {
    let mut axes: Vec<(String, AxisRange)> = printed.x_ranges.clone();
    for (column, _) in &axes {
        if !law.law.names().any(|name| name == column) {
            return Err(Error::new(format!("--x-range {column}: the law does not read '{column}'")));
        }
    }
    for name in law.law.names() {
        let known = axes.iter().any(|(column, _)| column == name);
        let Some(column) = table.filter(|_| !known).and_then(|t| t.numbers(name).ok()) else { continue };
        let finite = column.iter().filter(|x| x.is_finite());
        let (lo, hi) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(*x), hi.max(*x)));
        if lo <= hi {
            axes.push((name.to_string(), AxisRange { lo, hi }));
        }
    }
    let points = match axes.len() {
        0 => return Err(Error::new("--y-range needs the range of the law's columns: add --x-range COLUMN=LO:HI")),
        k if k <= POINTS.len() => POINTS[k - 1],
        k => return Err(Error::new(format!("a figure of {k} columns is too much; 4 at most"))),
    };
    let rows = points.pow(axes.len() as u32);
    let columns = axes.iter().enumerate().map(|(k, (name, range))| {
        let along = |row: usize| {
            let share = (row / points.pow(k as u32) % points) as f64 / (points - 1) as f64;
            match range.lo > 0.0 {
                true => range.lo * libm::pow(range.hi / range.lo, share),
                false => range.lo + (range.hi - range.lo) * share,
            }
        };
        Column::number(name.clone(), (0..rows).map(along).collect())
    });
    Ok(Table::from_columns(columns.collect())?)
}

/// At each point, the sum of what each parameter's rounding does.
fn rounding(
    law: &Law,
    printed: &Publication,
    grid: &Table,
    parameters: &[(ParameterName, f64)],
    values: &[f64],
) -> Result<Vec<f64>, Error> {
    let mut open = vec![0.0; values.len()];
    for (i, (_, number)) in printed.parameters.iter().enumerate().filter(|(_, (_, p))| p.half_unit > 0.0) {
        let mut most = vec![0.0_f64; values.len()];
        for end in [number.lo(), number.hi()] {
            let mut moved = parameters.to_vec();
            moved[i].1 = end;
            for ((most, value), moved) in most.iter_mut().zip(values).zip(evaluate(law, grid, &moved)?) {
                let shift = (moved - value).abs();
                *most = most.max(if shift.is_nan() { 0.0 } else { shift });
            }
        }
        open.iter_mut().zip(most).for_each(|(open, most)| *open += most);
    }
    Ok(open)
}

/// The range of values, each moved inwards by what is open; `None` if one is not finite.
fn span(values: &[f64], open: &[f64]) -> Option<AxisRange> {
    let mut range = AxisRange { lo: f64::INFINITY, hi: f64::NEG_INFINITY };
    for (value, open) in values.iter().zip(open) {
        if !value.is_finite() {
            return None;
        }
        range.lo = range.lo.min(value + open);
        range.hi = range.hi.max(value - open);
    }
    Some(range)
}

fn within(range: AxisRange, axis: AxisRange) -> bool {
    let slack = SLACK * (axis.hi - axis.lo);
    range.lo >= axis.lo - slack && range.hi <= axis.hi + slack
}

/// The fewest changes that bring the law within the axis; of equally many, those that fill it best.
fn proposal(
    law: &Law,
    printed: &Publication,
    grid: &Table,
    parameters: &[(ParameterName, f64)],
    axis: AxisRange,
) -> Option<(Vec<Change>, AxisRange)> {
    let columns: Vec<String> = printed.x_ranges.iter().map(|(name, _)| name.clone()).collect();
    let single = Change::all(&columns, parameters);
    let is_parameter = |change: &Change| matches!(change, Change::Parameter(..));
    let pairs = single
        .iter()
        .filter(|c| is_parameter(c))
        .flat_map(|p| single.iter().filter(|c| !is_parameter(c)).map(move |c| vec![p, c]));
    let candidates = [single.iter().map(|c| vec![c]).collect::<Vec<_>>(), pairs.collect()];
    for candidates in candidates {
        let mut best: Option<(f64, Vec<Change>, AxisRange)> = None;
        for changes in candidates {
            let Some(values) = changed(law, grid, parameters, &changes) else { continue };
            let Some(range) = span(&values, &vec![0.0; values.len()]).filter(|r| within(*r, axis)) else { continue };
            let common = range.hi.min(axis.hi) - range.lo.max(axis.lo);
            let filled = common / (range.hi.max(axis.hi) - range.lo.min(axis.lo));
            if best.as_ref().is_none_or(|(most, ..)| filled > *most) {
                best = Some((filled, changes.into_iter().cloned().collect(), range));
            }
        }
        if let Some((_, changes, range)) = best {
            return Some((changes, range));
        }
    }
    None
}
