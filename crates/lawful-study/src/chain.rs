//! A law of what another law predicts: task error over predicted loss.

use crate::{Error, Select};
use lawful_fit::{Fit, Prediction, Predictor};
use lawful_io::{Column, Table};

/// The second law at the rows of `at`, its column `via` predicted by the first.
///
/// Intervals take both errors: to first order, the first law's interval of a new observation moves the second law by
/// `f(lo)` and `f(hi)`, which is added in quadrature to the second law's own half-widths. The two fits are taken as
/// independent, which widens intervals where they share runs.
///
/// # Errors
/// A column that a law reads is not there; a category that its fit did not see.
pub fn chain(
    first: &Fit,
    second: &Fit,
    via: &str,
    at: &Table,
    level: f64,
) -> Result<Vec<Option<Prediction>>, Error> {
    let through = Predictor::new(first)?.level(level).predict(at)?;
    let outer = Predictor::new(second)?.level(level);
    let with = |of: &dyn Fn(&Prediction) -> f64| -> Result<Table, Error> {
        let values = through.iter().map(|p| p.as_ref().map_or(lawful_io::MISSING, of)).collect();
        let mut table = at.clone();
        table.set(Column::number(via, values))?;
        Ok(table)
    };
    let own = outer.predict(&with(&|p| p.value)?)?;
    let at_lo = outer.values(&with(&|p| p.obs_lo.or(p.lo).unwrap_or(p.value))?)?;
    let at_hi = outer.values(&with(&|p| p.obs_hi.or(p.hi).unwrap_or(p.value))?)?;
    let joined = |(i, p): (usize, Option<Prediction>)| {
        let mut p = p?;
        let (down, up) = (at_lo[i].min(at_hi[i]).min(p.value), at_lo[i].max(at_hi[i]).max(p.value));
        let below = |end: Option<f64>| end.map(|e| p.value - (p.value - e).hypot(p.value - down));
        let above = |end: Option<f64>| end.map(|e| p.value + (e - p.value).hypot(up - p.value));
        (p.lo, p.obs_lo, p.hi, p.obs_hi) = (below(p.lo), below(p.obs_lo), above(p.hi), above(p.obs_hi));
        Some(p)
    };
    Ok(own.into_iter().enumerate().map(joined).collect())
}

/// One table of the rows of several points, each written `params = 6.9e9; token_multiplier = 20; corpus = "rpj"`.
///
/// # Errors
/// A point is no such list, points have different columns.
pub fn points(points: &[&str]) -> Result<Table, Error> {
    let mut columns: Vec<Column> = Vec::new();
    let rows = Column::number(" ", vec![0.0]);
    for (row, point) in points.iter().enumerate() {
        let mut table = Table::from_columns(vec![rows.clone()])?;
        for assignment in point.split(';').map(str::trim) {
            table = table.derive(assignment)?;
        }
        for column in &table.columns()[1..] {
            match columns.iter().position(|c| c.name == column.name) {
                None if row == 0 => columns.push(column.clone()),
                Some(place) => join(&mut columns[place], column),
                None => return Err(Error::new(format!("'{point}' has a column that '{}' lacks", points[0]))),
            }
        }
    }
    if columns.iter().any(|c| c.len() != points.len()) {
        return Err(Error::new("the points have different columns"));
    }
    Ok(Table::from_columns(columns)?)
}

fn join(column: &mut Column, more: &Column) {
    use lawful_io::ColumnData::{Category, Number};
    match (&mut column.data, &more.data) {
        (Number(values), Number(more)) => values.extend(more),
        (Category(c), Category(more)) => {
            for name in &more.names {
                let code = c.names.iter().position(|n| n == name).unwrap_or_else(|| {
                    c.names.push(name.clone());
                    c.names.len() - 1
                });
                c.codes.push(code as u32);
            }
        }
        // Another kind: left short, so that the lengths tell.
        _ => {}
    }
}
