//! How well a fit predicts observations: rows that it was fitted to, or others.

use crate::error::Error;
use crate::fit::Fit;
use crate::predict::{Predictor, Scatter};
use lawful_io::Table;

/// Errors of a fit at some rows. An error is response minus law on the scale of the residuals: log residuals for log
/// noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Rows that have all that the law reads and the response.
    pub n: usize,
    /// Mean error: positive where the law is too low.
    pub mean_error: f64,
    /// Root mean square error.
    pub rms_error: f64,
    /// Median of abs(law - response)/abs(response), of the response before a log on the left side.
    pub median_relative_error: f64,
    /// Share of rows within the interval of a new observation at `level`; `None` if the fit gives no such interval.
    pub coverage: Option<f64>,
    /// Level of that interval.
    pub level: f64,
    /// Sum of the log density of the raw response with everything as fitted; `None` for losses.
    pub loglik: Option<f64>,
}

impl Fit {
    /// The errors of this fit at the rows of `table`, which need not be those of the fit: held-out rows, larger runs.
    /// `level` is that of the intervals whose coverage is counted.
    ///
    /// # Errors
    /// A column is not there, a category that the fit did not see, no row that has all values.
    pub fn accuracy(&self, table: &Table, level: f64) -> Result<Accuracy, Error> {
        Ok(RowErrors::of(&Predictor::new(self)?.level(level), self, table, level)?.accuracy(|_| true))
    }
}

/// Errors row by row, from which means over any rows are taken.
#[derive(Debug, Clone)]
pub(crate) struct RowErrors {
    /// The table's rows (from 0).
    pub(crate) rows: Vec<usize>,
    pub(crate) error: Vec<f64>,
    pub(crate) relative: Vec<f64>,
    /// Whether the row lies in its interval.
    pub(crate) inside: Vec<Option<bool>>,
    pub(crate) log_density: Vec<Option<f64>>,
    /// Observed and predicted response before a log on the left side.
    pub(crate) observed: Vec<f64>,
    pub(crate) predicted: Vec<f64>,
    level: f64,
}

impl RowErrors {
    pub(crate) fn of(predictor: &Predictor, fit: &Fit, table: &Table, level: f64) -> Result<RowErrors, Error> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {level}")));
        }
        let points = predictor.points(table, true)?;
        let n = points.rows.len();
        if n == 0 {
            return Err(Error::new(format!("{}: no row has all that '{}' reads", table.source.path, fit.law)));
        }
        let scatter = Scatter::of(fit, points.response_is_log);
        let raw = |v: f64| if points.response_is_log { libm::exp(v) } else { v };
        let mut list = RowErrors {
            rows: points.rows.clone(),
            error: Vec::with_capacity(n),
            relative: Vec::with_capacity(n),
            inside: Vec::with_capacity(n),
            log_density: Vec::with_capacity(n),
            observed: points.observed.iter().map(|y| raw(*y)).collect(),
            predicted: points.value.iter().map(|f| raw(*f)).collect(),
            level,
        };
        for i in 0..n {
            let (y, f) = (points.observed[i], points.value[i]);
            list.error.push(scatter.residual_scale(y) - scatter.residual_scale(f));
            let (y_raw, f_raw) = (list.observed[i], list.predicted[i]);
            list.relative.push((f_raw - y_raw).abs() / y_raw.abs());
            let p = scatter.prediction(&points, i, level);
            // Rounding must not throw out a row that the law meets exactly.
            let slack = 4.0 * f64::EPSILON * y.abs();
            list.inside.push(p.obs_lo.zip(p.obs_hi).map(|(lo, hi)| lo - slack <= y && y <= hi + slack));
            list.log_density.push(scatter.log_density(&points, i));
        }
        Ok(list)
    }

    /// Means over the rows (of the table) that `keep` lets through.
    pub(crate) fn accuracy(&self, keep: impl Fn(usize) -> bool) -> Accuracy {
        let chosen: Vec<usize> = (0..self.rows.len()).filter(|&i| keep(self.rows[i])).collect();
        let n = chosen.len();
        let mean = |f: &dyn Fn(usize) -> f64| chosen.iter().map(|&i| f(i)).sum::<f64>() / n as f64;
        let mut relative: Vec<f64> = chosen.iter().map(|&i| self.relative[i]).collect();
        relative.sort_by(f64::total_cmp);
        let median = match n {
            0 => f64::NAN,
            _ => 0.5 * (relative[(n - 1) / 2] + relative[n / 2]),
        };
        let inside: Option<Vec<bool>> = chosen.iter().map(|&i| self.inside[i]).collect();
        Accuracy {
            n,
            mean_error: mean(&|i| self.error[i]),
            rms_error: mean(&|i| self.error[i] * self.error[i]).sqrt(),
            median_relative_error: median,
            coverage: inside
                .filter(|_| n > 0)
                .map(|list| list.iter().filter(|x| **x).count() as f64 / list.len() as f64),
            level: self.level,
            loglik: chosen.iter().map(|&i| self.log_density[i]).sum::<Option<f64>>().filter(|_| n > 0),
        }
    }
}
