//! The critical batch size: how steps and examples are traded at a given loss.
//!
//! To reach a loss at batch `B` takes `S` steps and `E = B S` examples with `(S/S_min - 1)(E/E_min - 1) = 1`, which is
//! `S = S_min + E_min/B`: McCandlish et al. 2018, arXiv 1812.06162, eq. 2.11. The critical batch `E_min/S_min` costs twice
//! the fewest steps and twice the fewest examples; it grows as the loss falls, `B_crit = B_star/L^(1/alphaB)`: Kaplan et
//! al. 2020, arXiv 2001.08361, eqs. 5.1 and 5.3.
//!
//! [`critical_batch()`] reads it off learning curves of several batches, a loss level at a time; [`four_steps`] goes on to the
//! six constants of Kaplan's `L(N, S, B)` as Su et al. 2024 (arXiv 2403.06563) do, one step after another. A joint fit of
//! the catalogue's `kaplan_batch` does better, and can start from them ([`FourSteps::starts`]).

mod curves;
mod four_steps;

pub use curves::{CurveColumns, StepsToLoss, steps_to_loss};
pub use four_steps::{FourSteps, four_steps};

use crate::error::Error;
use curves::curves;
use lawful_fit::{Estimate, Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;

/// Steps against examples at one loss.
#[derive(Debug, Clone, PartialEq)]
pub struct LossLevel {
    /// Size of the model.
    pub size: f64,
    /// The loss.
    pub loss: f64,
    /// Fewest steps that reach it, at endless batches.
    pub min_steps: f64,
    /// Fewest examples that reach it, at the smallest batches.
    pub min_examples: f64,
    /// `min_examples/min_steps`.
    pub critical: f64,
    /// Standard error of its log.
    pub log_error: f64,
    /// Batches that reach the loss.
    pub batches: usize,
}

/// The critical batch as a function of the loss: `b_star/loss^(1/alpha_b)`.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalBatch {
    /// What each loss level gave; levels whose critical batch has no error are left out.
    pub levels: Vec<LossLevel>,
    /// The critical batch at a loss of 1.
    pub b_star: Estimate,
    /// One over the exponent.
    pub alpha_b: Estimate,
}

impl CriticalBatch {
    /// The critical batch at a loss.
    pub fn at(&self, loss: f64) -> f64 {
        self.b_star.value * libm::pow(loss, -1.0 / self.alpha_b.value)
    }
}

/// The critical batch from learning curves of one or several sizes, each at three batches or more.
///
/// For each size `levels` losses are taken, even in the log, between the highest of the last and the lowest of the first
/// losses of its curves; steps there are interpolated in logs. Each level's hyperbola is fitted by least squares of log steps;
/// the law of the critical batch weights levels by their errors. Levels of one size share curves, so the errors of
/// `b_star` and `alpha_b` are too small by as much.
///
/// # Errors
/// A column is missing, a value is not positive, fewer than two levels give a critical batch: batches must lie on both
/// sides of it.
pub fn critical_batch(table: &Table, columns: &CurveColumns, levels: usize) -> Result<CriticalBatch, Error> {
    let curves = curves(table, columns)?;
    let mut sizes: Vec<f64> = curves.iter().map(|c| c.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let mut found = Vec::new();
    for size in sizes {
        let own: Vec<_> = curves.iter().filter(|c| c.size == size).collect();
        let lo = own.iter().map(|c| c.lowest()).fold(0.0, f64::max);
        let hi = own.iter().map(|c| c.losses[0]).fold(f64::INFINITY, f64::min);
        if own.len() < 3 || !(lo < hi) {
            continue;
        }
        for k in 1..=levels {
            let loss = lo * libm::pow(hi / lo, k as f64 / (levels + 1) as f64);
            let reached = own.iter().filter_map(|c| Some((c.batch, c.steps_to(loss)?))).collect::<Vec<_>>();
            found.extend(level(size, loss, &reached)?);
        }
    }
    if found.len() < 2 {
        return Err(Error::new(format!(
            "{}: {} loss levels give a critical batch; a law needs two. Each size needs curves of three batches that reach \
             the same losses, some below and some above the critical batch",
            table.source.path,
            found.len()
        )));
    }
    let column = |name: &str, of: fn(&LossLevel) -> f64| Column::number(name, found.iter().map(of).collect());
    let points = Table::from_columns(vec![
        column("loss", |l| l.loss),
        column("critical", |l| l.critical),
        column("weight", |l| libm::pow(l.log_error, -2.0)),
    ])?;
    let law = Law::parse("critical ~ critical_batch(loss)")?;
    let fit = Fit::of(&law, &points).noise(Noise::LogNormal).weights("weight").brief().run()?;
    let estimate = |name: &str| fit.estimate(name).cloned().ok_or_else(|| Error::new(format!("the fit lost {name}")));
    Ok(CriticalBatch { b_star: estimate("Bstar")?, alpha_b: estimate("alphaB")?, levels: found })
}

/// The hyperbola of one level; `None` if its critical batch is not determined.
fn level(size: f64, loss: f64, reached: &[(f64, f64)]) -> Result<Option<LossLevel>, Error> {
    if reached.len() < 3 {
        return Ok(None);
    }
    let (batch, steps) = reached.iter().copied().unzip();
    let table = Table::from_columns(vec![Column::number("B", batch), Column::number("S", steps)])?;
    let law = Law::parse("S ~ batch_steps(B); let critical = Emin/Smin")?;
    let fit = Fit::of(&law, &table).noise(Noise::LogNormal).brief().run()?;
    let value = |name: &str| fit.value(name).filter(|v| *v > 0.0 && v.is_finite());
    let error = fit.estimate("critical").and_then(|e| Some(e.stderr? / e.value)).filter(|e| *e > 0.0 && e.is_finite());
    let (Some(min_steps), Some(min_examples), Some(log_error)) = (value("Smin"), value("Emin"), error) else {
        return Ok(None);
    };
    let critical = min_examples / min_steps;
    Ok(Some(LossLevel { size, loss, min_steps, min_examples, critical, log_error, batches: reached.len() }))
}
