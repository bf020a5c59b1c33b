//! A fitted law at other rows: values, errors of the law, and where a new observation may lie.
//!
//! The law's text meets the new table; its names mean what they meant in the fit, whatever other columns the table has.
//! The error of the law is `g' C g` with the gradient `g` of the law in the parameters and their covariance `C` (the
//! delta method), taken on the scale where it is nearest to normal: residuals' scale, log of a positive mean, logit of
//! a probability. Where the fit has refits to resamples, percentiles of the law at those draws replace it, widened for small
//! samples as those of parameters are. A new observation adds the noise that the fit found.

mod points;
mod scatter;

pub(crate) use points::Points;
pub(crate) use scatter::Scatter;

use crate::error::Error;
use crate::fit::Fit;
use lawful_io::Table;
use lawful_law::Law;

/// Rows predicted at a time: the law at hundreds of draws of each must fit in memory.
const BLOCK: usize = 4096;

/// A law's value at a row, with intervals. Everything is on the scale of the response as typed; for binomial noise it
/// is the fraction of successes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The law.
    pub value: f64,
    /// Lower end of the law's interval; `None` if the fit has no covariance.
    pub lo: Option<f64>,
    /// Upper end of the law's interval.
    pub hi: Option<f64>,
    /// Lower end of the interval of a new observation; `None` also if its scatter is not known.
    pub obs_lo: Option<f64>,
    /// Upper end of the interval of a new observation.
    pub obs_hi: Option<f64>,
}

/// A fit made ready to predict.
///
/// ```
/// # use lawful_fit::{Fit, Noise, Predictor};
/// # use lawful_io::{Column, Table};
/// # use lawful_law::Law;
/// # let x: Vec<f64> = (1..=20).map(f64::from).collect();
/// # let y: Vec<f64> = x.iter().map(|x| 3.0 * x.powf(-0.5) * (1.0 + 0.01 * (7.0 * x).sin())).collect();
/// # let table = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)])?;
/// let fit = Fit::of(&Law::parse("y ~ c*x^k")?, &table).noise(Noise::LogNormal).run()?;
/// let beyond = Table::from_columns(vec![Column::number("x", vec![400.0])])?;
/// let p = Predictor::new(&fit)?.level(0.9).predict(&beyond)?[0].unwrap();
/// assert!(p.obs_lo < p.lo && p.lo < Some(p.value) && p.hi < p.obs_hi);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Predictor<'a> {
    fit: &'a Fit,
    law: Law,
    level: f64,
    sigma: Option<String>,
    weights: Option<String>,
}

impl<'a> Predictor<'a> {
    /// Reads the fit's law; the level of intervals is the fit's.
    ///
    /// # Errors
    /// The law's text can't be read (of a document that was edited).
    pub fn new(fit: &'a Fit) -> Result<Predictor<'a>, Error> {
        let mut law = Law::parse(&fit.law)?;
        // Values come from the fit, so clauses have done their work; some may name categories that a new table lacks.
        law.clauses.clear();
        law.search.clear();
        Ok(Predictor { fit, law, level: fit.level, sigma: None, weights: None })
    }

    /// Level of the intervals, between 0 and 1.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// A column of known standard deviations, as the fit had.
    pub fn sigma(mut self, column: impl Into<String>) -> Self {
        self.sigma = Some(column.into());
        self
    }

    /// A column of weights, as the fit had: a new observation has its variance (for laplace noise its scale) divided by
    /// its weight.
    pub fn weights(mut self, column: impl Into<String>) -> Self {
        self.weights = Some(column.into());
        self
    }

    /// The law at every row of `table`, on the scale of the response as typed; [`lawful_io::MISSING`] where a column that the law
    /// reads is missing. The response's column is not needed.
    ///
    /// # Errors
    /// A column that the law reads is not there or holds text; a category that the fit did not see.
    pub fn values(&self, table: &Table) -> Result<Vec<f64>, Error> {
        let parameters: Vec<f64> = self.fit.params.iter().map(|p| p.value).collect();
        points::law_at(self.fit, &self.law, table, &parameters)
    }

    /// The same for other values of all parameters, in the order of [`Fit::params`]: a draw of a bootstrap.
    ///
    /// # Errors
    /// As [`Predictor::values`], and another number of values than the fit has parameters.
    pub fn values_at(&self, table: &Table, parameters: &[f64]) -> Result<Vec<f64>, Error> {
        points::law_at(self.fit, &self.law, table, parameters)
    }

    /// The law at every row of `table` with intervals; `None` where a column that the law reads is missing.
    ///
    /// # Errors
    /// As [`Predictor::values`], and a level that is not between 0 and 1.
    pub fn predict(&self, table: &Table) -> Result<Vec<Option<Prediction>>, Error> {
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", self.level)));
        }
        let mut list = vec![None; table.rows()];
        for first in (0..table.rows().max(1)).step_by(BLOCK) {
            let block: Vec<usize> = (first..table.rows().min(first + BLOCK)).collect();
            let points = self.points(&table.take(&block), false)?;
            let scatter = Scatter::of(self.fit, points.response_is_log);
            for (i, &row) in points.rows.iter().enumerate() {
                list[first + row] = Some(scatter.prediction(&points, i, self.level));
            }
        }
        Ok(list)
    }

    /// The law, its gradient and (if `with_response`) the observed values at the rows of `table` that have them all.
    pub(crate) fn points(&self, table: &Table, with_response: bool) -> Result<Points, Error> {
        Points::new(self.fit, &self.law, table, with_response, self.sigma.as_deref(), self.weights.as_deref())
    }
}

impl Fit {
    /// The law at every row of `table`: [`Predictor::values`].
    ///
    /// # Errors
    /// As [`Predictor::values`].
    pub fn predict(&self, table: &Table) -> Result<Vec<f64>, Error> {
        Predictor::new(self)?.values(table)
    }

    /// The law at every row of `table` with intervals of this level: [`Predictor::predict`].
    ///
    /// # Errors
    /// As [`Predictor::predict`].
    pub fn predict_with_error(&self, table: &Table, level: f64) -> Result<Vec<Option<Prediction>>, Error> {
        Predictor::new(self)?.level(level).predict(table)
    }
}
