//! The drift of a fit's forecasts: learnt where the data are, used where they end.

use crate::{Column, Error, Fit, Law, Table};
use lawful_fit::backtest::Drift;
use lawful_fit::compare::Candidate;
use lawful_fit::{Prediction, Recipe};
use serde::{Deserialize, Serialize};

/// A column of the law that spans less than this factor does not say how large a row is.
const SPAN: f64 = 2.0;

/// With more rows than this the inner fits would take too long.
const MOST_ROWS: usize = 20_000;

/// How the forecasts of a fit drifted off when its own rows were forecast from the smaller among them
/// ([`lawful_fit::backtest::Drift`]), and along what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitDrift {
    /// The size of a row is the product of these columns.
    pub scale: Vec<String>,
    /// The largest one fitted.
    pub largest: f64,
    /// Error per unit of ln(size over `largest`): of the response, or of its natural log.
    pub per_log: f64,
    /// Whether it is that of the log.
    pub log: bool,
    /// Inner cuts that it was learnt from.
    pub cuts: usize,
    /// Level of the intervals that it widens.
    pub level: f64,
}

impl FitDrift {
    /// Learns the drift of `fit`, which was made from `table` by this recipe, along the product of the positive columns
    /// that its law reads (for a law of parameters and tokens: along compute). `None` where it can't be learnt: no such
    /// column, too few rows for two inner cuts, more than 20,000 rows.
    pub fn learn(fit: &Fit, table: &Table, recipe: &Recipe, cluster: Option<&str>) -> Option<FitDrift> {
        if fit.rows.len() > MOST_ROWS || !fit.converged {
            return None;
        }
        let mut rows = table.take(&fit.rows);
        let scale: Vec<String> = fit
            .columns
            .iter()
            .filter(|name| {
                let values = rows.numbers(name).unwrap_or(&[]);
                let ends = values.iter().fold((f64::INFINITY, 0.0_f64), |(lo, hi), x| (lo.min(*x), hi.max(*x)));
                ends.0 > 0.0 && ends.1.is_finite() && ends.1 >= SPAN * ends.0
            })
            .cloned()
            .collect();
        let sizes = sizes(&rows, &scale)?;
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        // No law can name a column of a space.
        rows.set(Column::number(" ", sizes)).ok()?;
        let text: Vec<&str> = std::iter::once(&fit.law).chain(&fit.clauses).map(String::as_str).collect();
        let candidate = Candidate::new(Law::parse(&text.join("; ")).ok()?, fit.noise.clone());
        let drift = Drift::learn(&candidate, recipe, &rows, " ", cluster).ok()??;
        let Drift { per_log, log, cuts, level } = drift;
        Some(FitDrift { scale, largest, per_log, log, cuts, level })
    }

    /// Widens predictions at the rows of `points`, and says how far each lies beyond the data: its size over the largest
    /// fitted, or the factor by which a column leaves its range in the data, if that is more. `None` where a column is
    /// missing.
    ///
    /// # Errors
    /// A column that makes up the size is not there or holds text.
    pub fn widen(
        &self,
        predictions: &mut [Option<Prediction>],
        points: &Table,
        ranges: &[(String, [f64; 2])],
        level: f64,
    ) -> Result<Vec<Option<f64>>, Error> {
        let columns = self.scale.iter().map(|name| points.numbers(name)).collect::<Result<Vec<_>, _>>()?;
        let Self { per_log, log, cuts, .. } = *self;
        let drift = Drift { per_log, log, cuts, level: self.level }.at_level(level);
        let bounded: Vec<(&[f64], [f64; 2])> = ranges
            .iter()
            .filter(|(_, [lo, _])| *lo > 0.0)
            .filter_map(|(name, range)| Some((points.numbers(name).ok()?, *range)))
            .collect();
        let mut distances = vec![None; predictions.len()];
        for (row, (prediction, distance)) in predictions.iter_mut().zip(&mut distances).enumerate() {
            let Some(p) = prediction else { continue };
            let size: f64 = columns.iter().map(|c| c[row]).product::<f64>() / self.largest;
            let outside = |x: f64, [lo, hi]: [f64; 2]| if x > 0.0 { (x / hi).max(lo / x) } else { 1.0 };
            let beyond = bounded.iter().map(|(c, range)| outside(c[row], *range)).fold(size, f64::max);
            *distance = Some(beyond).filter(|d| d.is_finite());
            *p = drift.widen(p, beyond);
        }
        Ok(distances)
    }

    /// `params*tokens`
    pub fn scale_text(&self) -> String {
        self.scale.join("*")
    }
}

/// The product of some columns; `None` if there are none or a product is no positive number.
fn sizes(rows: &Table, columns: &[String]) -> Option<Vec<f64>> {
    let columns: Vec<&[f64]> = columns.iter().map(|name| rows.numbers(name).ok()).collect::<Option<_>>()?;
    let sizes: Vec<f64> = (0..rows.rows()).map(|i| columns.iter().map(|c| c[i]).product()).collect();
    (!columns.is_empty() && sizes.iter().all(|s| *s > 0.0 && s.is_finite())).then_some(sizes)
}
