//! The law between the data.

use super::scale;
use crate::{Column, Fit, Law, Table, evaluate};
use lawful_fit::{Prediction, Predictor};
use lawful_io::Level;
use lawful_report::{Colour, Series};

/// Places along a curve.
const PLACES: usize = 200;

/// How far beside a line's value (natural log, or share of the span) data still count as near it.
const NEAR: f64 = 0.35;

/// The fitted law, ready to be evaluated where there are no data.
pub(super) struct Curves<'a> {
    law: &'a Law,
    fit: &'a Fit,
    table: &'a Table,
}

impl<'a> Curves<'a> {
    pub(super) fn new(law: &'a Law, fit: &'a Fit, table: &'a Table) -> Self {
        Curves { law, fit, table }
    }

    /// The law over the span of `values` of a column, in one group.
    pub(super) fn along(&self, column: &str, values: &[f64], group: &[(String, Level)]) -> (Vec<f64>, Vec<f64>) {
        let x = scale::places(values, PLACES);
        let mut columns = vec![Column::number(column, x.clone())];
        for (name, level) in group {
            columns.push(match level {
                Level::Number(value) => Column::number(name, vec![*value; x.len()]),
                Level::Text(text) => Column::category(name, &vec![text.as_str(); x.len()]),
            });
        }
        let y = self.evaluate(columns, x.len());
        (x, y)
    }

    /// The intervals of a new observation and of the law at `x` in one group; nothing if the fit has no covariance.
    pub(super) fn band(&self, column: &str, x: &[f64], group: &[(String, Level)]) -> Vec<Series> {
        let mut columns = vec![Column::number(column, x.to_vec())];
        columns.extend(group.iter().map(|(name, level)| match level {
            Level::Number(value) => Column::number(name, vec![*value; x.len()]),
            Level::Text(text) => Column::category(name, &vec![text.as_str(); x.len()]),
        }));
        let points = Table::from_columns(columns).ok().and_then(|t| Predictor::new(self.fit).ok()?.predict(&t).ok());
        let level = lawful_report::number(100.0 * self.fit.level, 4);
        let band = |of: fn(&Prediction) -> (Option<f64>, Option<f64>), label: String| {
            let rows = x.iter().zip(points.iter().flatten());
            let ends: Vec<(f64, f64, f64)> = rows
                .filter_map(|(x, p)| {
                    let (lo, hi) = of(p.as_ref()?);
                    Some((*x, lo.filter(|v| v.is_finite())?, hi.filter(|v| v.is_finite())?))
                })
                .collect();
            let x: Vec<f64> = ends.iter().map(|e| e.0).collect();
            let (lo, hi): (Vec<f64>, Vec<f64>) = ends.iter().map(|e| (e.1, e.2)).unzip();
            (!ends.is_empty()).then(|| Series::band(&x, &lo, &hi).label(label))
        };
        let observation = band(|p| (p.obs_lo, p.obs_hi), format!("{level}% of observations"));
        let law = band(|p| (p.lo, p.hi), format!("{level}% interval of the law"));
        observation.map(|s| s.colour(Colour::Muted)).into_iter().chain(law).collect()
    }

    /// The law at one value of a second column, over the span of the first where data are near that value.
    pub(super) fn within(&self, column: &str, x: &[f64], second: &str, c: &[f64], value: f64) -> (Vec<f64>, Vec<f64>) {
        let span = scale::log_span(c).filter(|_| scale::is_log(c));
        let near = |other: f64| match span {
            Some(_) => (other / value).ln().abs() <= NEAR,
            None => {
                let ends = scale::ends(c);
                (other - value).abs() <= NEAR * (ends[1] - ends[0]) / scale::levels(c).len() as f64
            }
        };
        let beside: Vec<f64> = x.iter().zip(c).filter(|(_, c)| near(**c)).map(|(x, _)| *x).collect();
        let ends = scale::ends(&beside);
        let x: Vec<f64> = scale::places(x, PLACES)
            .into_iter()
            .filter(|x| ends.len() == 2 && *x >= ends[0] && *x <= ends[1])
            .collect();
        let y = self
            .evaluate(vec![Column::number(column, x.clone()), Column::number(second, vec![value; x.len()])], x.len());
        (x, y)
    }

    /// NaN, which is not drawn, where the law has no value.
    fn evaluate(&self, columns: Vec<Column>, rows: usize) -> Vec<f64> {
        let values = Table::from_columns(columns).ok().and_then(|mut places| {
            places.source.path = self.table.source.path.clone();
            evaluate(self.law, &places, |name| self.fit.value(name)).ok()
        });
        values.filter(|v| v.len() == rows).unwrap_or_else(|| vec![f64::NAN; rows])
    }
}
