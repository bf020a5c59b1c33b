//! A law of what another law predicts: task error over predicted loss.

use crate::Error;
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
pub fn chain(first: &Fit, second: &Fit, via: &str, at: &Table, level: f64) -> Result<Vec<Option<Prediction>>, Error> {
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
