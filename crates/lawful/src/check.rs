//! Is a run on the law? Observed values against the interval of a new observation.

use crate::document::FitDocument;
use crate::{Error, Table, derive_needed};
use lawful_fit::Predictor;
use lawful_law::parse::parse_expression;
use lawful_law::query::{Values, evaluate};

/// Share of a normal distribution within one standard deviation.
const ONE_SIGMA: f64 = 0.682_689_492_137_085_9;

/// One row of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckedRow {
    /// Row of the table, from 0.
    pub row: usize,
    /// What was measured, on the scale of the response as typed.
    pub observed: f64,
    /// The law there.
    pub value: f64,
    /// Ends of the interval of a new observation.
    pub between: (f64, f64),
    /// How many standard deviations of a new observation it lies above the law (below, if negative): half the width of
    /// the 68% interval on that side is one.
    pub z: f64,
}

/// A run against its law.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Every row with a prediction and a measurement, in the table's order.
    pub rows: Vec<CheckedRow>,
    /// The first row from which on every one lies outside the interval on the side of the last one; `None` if the last row
    /// lies inside.
    pub off_since: Option<usize>,
}

/// Checks a run: every row against the interval of a new observation at `level`. The rows of one run are no independent
/// evidence: the last one decides, and rows before it say since when.
///
/// # Errors
/// A column that the law reads, or the response, is not there; no row has all of them; the fit has no scatter to judge
/// by; a level that is not between 0 and 1.
pub fn check(document: &FitDocument, run: &mut Table, level: f64) -> Result<Check, Error> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::Document(format!("the level must lie between 0 and 1, not {level}")));
    }
    derive_needed(run, &document.data.derive, &document.columns)?;
    let fit = document.to_fit()?;
    let response = parse_expression(&document.response).map_err(Error::text("the response"))?;
    if let Some(absent) = response.names().find(|name| run.column(name).is_none()) {
        return Err(Error::Document(format!(
            "{}: there is no column '{absent}', which the law is about; a check needs what was measured",
            run.source.path
        )));
    }
    let Values::Numbers(observed) = evaluate(&response, &document.response, run)? else {
        return Err(Error::Document(format!("{}: '{}' is no number", run.source.path, document.response)));
    };
    let predict = |level: f64| -> Result<_, Error> {
        let mut predictor = Predictor::new(&fit)?.level(level);
        if let Some(column) = document.data.sigma.as_ref().filter(|c| run.column(c).is_some()) {
            predictor = predictor.sigma(column);
        }
        if let Some(column) = document.data.weights.as_ref().filter(|c| run.column(c).is_some()) {
            predictor = predictor.weights(column);
        }
        Ok(predictor.predict(run)?)
    };
    let (sigmas, wide) = (predict(ONE_SIGMA)?, predict(level)?);
    let mut rows = Vec::new();
    let mut scatter = true;
    for (row, ((one, wide), &observed)) in sigmas.iter().zip(&wide).zip(&observed).enumerate() {
        let (Some(one), Some(wide)) = (one, wide) else { continue };
        if !observed.is_finite() {
            continue;
        }
        let (Some(low), Some(high), Some(lo), Some(hi)) = (one.obs_lo, one.obs_hi, wide.obs_lo, wide.obs_hi) else {
            scatter = false;
            continue;
        };
        rows.push(CheckedRow {
            row,
            observed,
            value: one.value,
            between: (lo, hi),
            z: z(observed, one.value, low, high),
        });
    }
    match (rows.last(), scatter) {
        (None, false) => Err(Error::Document(format!(
            "the fit of '{}' has no scatter of observations, so a run can't be judged by it",
            document.law
        ))),
        (None, true) => Err(Error::Document(format!(
            "{}: no row has {} and {}",
            run.source.path,
            document.columns.join(", "),
            document.response
        ))),
        (Some(_), _) => {
            let off_since = off_since(&rows);
            Ok(Check { rows, off_since })
        }
    }
}

/// Standard deviations above the value; in the log where all is positive, as a ratio is symmetric there.
fn z(observed: f64, value: f64, low: f64, high: f64) -> f64 {
    let end = if observed >= value { high } else { low };
    let log = [observed, value, low, high].iter().all(|v| *v > 0.0);
    let distance = |a: f64| if log { (a / value).ln() } else { a - value };
    distance(observed) / distance(end).abs()
}

fn off_since(rows: &[CheckedRow]) -> Option<usize> {
    let side = |r: &CheckedRow| match r.observed {
        o if o > r.between.1 => 1,
        o if o < r.between.0 => -1,
        _ => 0,
    };
    let last = side(rows.last()?);
    (last != 0).then(|| rows.iter().rposition(|r| side(r) != last).map_or(0, |k| k + 1))
}

impl Check {
    /// The last row, which decides. `None` only of an empty check.
    pub fn last(&self) -> Option<&CheckedRow> {
        self.rows.last()
    }

    /// `on the law`, `above the law` or `below the law`.
    pub fn verdict(&self) -> &'static str {
        match (self.off_since, self.last()) {
            (Some(_), Some(last)) if last.z > 0.0 => "above the law",
            (Some(_), Some(_)) => "below the law",
            _ => "on the law",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: usize, observed: f64) -> CheckedRow {
        CheckedRow { row, observed, value: 1.0, between: (0.9, 1.1), z: z(observed, 1.0, 0.95, 1.05) }
    }

    #[test]
    fn since_when() {
        let rows: Vec<CheckedRow> = [1.2, 1.0, 1.3, 1.2].iter().enumerate().map(|(i, o)| row(i, *o)).collect();
        assert_eq!(off_since(&rows), Some(2));
        assert_eq!(off_since(&rows[..2]), None);
        assert_eq!(off_since(&rows[..1]), Some(0));
        // A change of side starts anew.
        assert_eq!(off_since(&[row(0, 1.2), row(1, 0.5)]), Some(1));
    }

    #[test]
    fn one_sigma_is_one() {
        assert!((z(1.05, 1.0, 0.95, 1.05) - 1.0).abs() < 1e-12);
        assert!((z(0.95, 1.0, 0.95, 1.05) + 1.0).abs() < 1e-12);
        assert!((z(-3.0, -1.0, -2.0, 0.0) + 2.0).abs() < 1e-12);
    }
}
