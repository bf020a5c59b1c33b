//! A back-test as a document (`lawful backtest`).

use super::{DataRecord, Head, Number, Provenance, WarningDocument};
use crate::Table;
use lawful_fit::backtest::{Backtest, Cell, Pool, pool};
use lawful_report::number;
use serde::{Deserialize, Serialize};

/// Intervals that hold this much less often than they should are worth a warning.
const TOO_NARROW: f64 = 0.1;

/// One law (or forecast without a law) at one cut and distance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellDocument {
    /// The law as typed, or `best seen`, `last seen`, `local power law`.
    pub law: String,
    /// The noise; empty for a forecast without a law.
    pub noise: String,
    /// The choice of rows: `all`, or as typed.
    pub selection: String,
    /// Rows up to this size were fitted.
    pub cut: Number,
    /// More than the first and at most the second multiple of the largest size fitted.
    pub distance: [f64; 2],
    /// Rows predicted.
    pub n: usize,
    /// Runs that they belong to.
    pub runs: usize,
    /// Rows fitted.
    pub fitted: usize,
    /// Median of abs(predicted - observed)/abs(observed).
    pub median_relative_error: Number,
    /// Share of rows within the interval of a new observation; `null` if there is none.
    pub coverage: Option<f64>,
    /// The same with the interval widened by the drift of forecasts within the fitted rows.
    pub widened_coverage: Option<f64>,
    /// Median of the factors by which intervals were widened.
    pub widening: Option<f64>,
    /// Median width of the plain interval over the predicted value.
    pub median_relative_width: Option<f64>,
}

/// Cells of one law and distance, averaged over cuts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PoolDocument {
    /// The law or forecast without one.
    pub law: String,
    /// The noise.
    pub noise: String,
    /// The choice of rows.
    pub selection: String,
    /// The bin of distances.
    pub distance: [f64; 2],
    /// Cuts.
    pub cuts: usize,
    /// Predictions: rows, each counted once per cut.
    pub n: usize,
    /// Mean over cuts of the median relative error.
    pub median_relative_error: Number,
    /// Mean over cuts of the coverage.
    pub coverage: Option<f64>,
    /// The same with widened intervals.
    pub widened_coverage: Option<f64>,
    /// Median over cuts of the widening.
    pub widening: Option<f64>,
}

/// A fit that could not be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FailureDocument {
    /// The law.
    pub law: String,
    /// The noise.
    pub noise: String,
    /// The choice of rows.
    pub selection: String,
    /// The cut.
    pub cut: Number,
    /// Why.
    pub reason: String,
}

/// A back-test: what `lawful backtest --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// What says how large a row is: a column or a formula.
    pub scale: String,
    /// Level of the intervals.
    pub level: f64,
    /// Every law, cut and distance.
    pub cells: Vec<CellDocument>,
    /// The same averaged over cuts.
    pub pools: Vec<PoolDocument>,
    /// Fits that could not be made.
    pub failures: Vec<FailureDocument>,
    /// Seconds that all took.
    pub seconds: f64,
}

impl BacktestDocument {
    /// The document of a back-test of `table` along `scale`.
    pub fn of(result: &Backtest, scale: &str, table: &Table, provenance: &Provenance, seed: u64) -> BacktestDocument {
        let pools = pool(&result.cells);
        BacktestDocument {
            head: Head::new("lawful.backtest/1", &provenance.command, seed),
            data: DataRecord::of(&table.source, table.rows(), provenance, &[]),
            warnings: warnings(result, &pools),
            scale: scale.into(),
            level: result.level,
            cells: result.cells.iter().map(cell).collect(),
            pools: pools.iter().map(pooled).collect(),
            failures: result
                .failures
                .iter()
                .map(|f| FailureDocument {
                    law: f.law.clone(),
                    noise: f.noise.clone(),
                    selection: f.selection.clone(),
                    cut: f.cut.into(),
                    reason: f.reason.clone(),
                })
                .collect(),
            seconds: result.seconds,
        }
    }
}

/// Fits not made, and for each law the distance at which its intervals fail worst.
fn warnings(result: &Backtest, pools: &[Pool]) -> Vec<WarningDocument> {
    let mut warnings = Vec::new();
    if let Some(first) = result.failures.first() {
        let message = format!(
            "{} fits could not be made and are left out, the first up to {}: {}",
            result.failures.len(),
            number(first.cut, 4),
            first.reason
        );
        warnings.push(WarningDocument { code: "fits-failed".into(), message });
    }
    let mut worst: Vec<&Pool> = Vec::new();
    for p in pools.iter().filter(|p| p.coverage.is_some_and(|c| c < result.level - TOO_NARROW)) {
        let same = |w: &&mut &Pool| (&w.law, &w.noise, &w.selection) == (&p.law, &p.noise, &p.selection);
        match worst.iter_mut().find(same) {
            Some(w) if p.coverage < w.coverage => *w = p,
            Some(_) => {}
            None => worst.push(p),
        }
    }
    warnings.extend(worst.into_iter().map(|p| {
        let percent = |x: f64| number(100.0 * x, 3);
        let widened = p.widened_coverage.map_or(String::new(), |w| {
            format!("; widened by the drift of earlier forecasts they hold {}%", percent(w))
        });
        let message = format!(
            "{}, {}: {}% intervals hold {}% of what lies {} to {} times beyond the rows fitted{widened}",
            p.law,
            p.noise,
            percent(result.level),
            percent(p.coverage.unwrap_or(f64::NAN)),
            number(p.distance.0, 3),
            number(p.distance.1, 3)
        );
        WarningDocument { code: "narrow-intervals".into(), message }
    }));
    warnings
}

fn cell(c: &Cell) -> CellDocument {
    CellDocument {
        law: c.law.clone(),
        noise: c.noise.clone(),
        selection: c.selection.clone(),
        cut: c.cut.into(),
        distance: [c.distance.0, c.distance.1],
        n: c.n,
        runs: c.runs,
        fitted: c.fitted,
        median_relative_error: c.median_relative_error.into(),
        coverage: c.coverage,
        widened_coverage: c.widened_coverage,
        widening: c.widening,
        median_relative_width: c.median_relative_width.filter(|w| w.is_finite()),
    }
}

fn pooled(p: &Pool) -> PoolDocument {
    PoolDocument {
        law: p.law.clone(),
        noise: p.noise.clone(),
        selection: p.selection.clone(),
        distance: [p.distance.0, p.distance.1],
        cuts: p.cuts,
        n: p.n,
        median_relative_error: p.median_relative_error.into(),
        coverage: p.coverage,
        widened_coverage: p.widened_coverage,
        widening: p.widening,
    }
}
