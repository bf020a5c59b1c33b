//! Kaplan's `L(N, S, B)` estimated one constant after another, as Su et al. 2024 do.

use super::curves::{CurveColumns, curves};
use super::{CriticalBatch, critical_batch};
use crate::error::Error;
use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;

/// The six constants of `L = (nc/N)^alpha_n + ((sc/S)(1 + b_star/(B L^(1/alpha_b))))^alpha_s`, without errors: each step
/// takes the one before as known.
#[derive(Debug, Clone, PartialEq)]
pub struct FourSteps {
    /// Scale of the sizes.
    pub nc: f64,
    /// Their exponent.
    pub alpha_n: f64,
    /// Scale of the steps.
    pub sc: f64,
    /// Their exponent.
    pub alpha_s: f64,
    /// The critical batch, from all sizes.
    pub batch: CriticalBatch,
}

impl FourSteps {
    /// The constants by the names that the catalogue's `kaplan_batch` has for them.
    pub fn parameters(&self) -> [(&'static str, f64); 6] {
        [
            ("Nc", self.nc),
            ("alphaN", self.alpha_n),
            ("Sc", self.sc),
            ("alphaS", self.alpha_s),
            ("Bstar", self.batch.b_star.value),
            ("alphaB", self.batch.alpha_b.value),
        ]
    }

    /// Clauses that start a joint fit of `kaplan_batch` here.
    pub fn starts(&self) -> String {
        self.parameters().iter().map(|(name, value)| format!("; {name} start {value:e}")).collect()
    }
}

/// The four steps on learning curves of several sizes and batches, warm-up left out:
///
/// 1. the lowest loss of each size at its largest batch is taken as converged: `(nc/N)^alpha_n`;
/// 2. [`critical_batch`], `levels` losses per size;
/// 3. steps become `S_min = S/(1 + B_crit(L)/B)` with the loss as observed;
/// 4. what lies above step 1's law is `(sc/S_min)^alpha_s`; rows below it are left out.
///
/// Losses that have not converged make `nc` too large, which moves everything after it.
///
/// # Errors
/// As [`critical_batch`]; fewer than two sizes; no loss lies above the law of the sizes.
pub fn four_steps(table: &Table, columns: &CurveColumns, levels: usize) -> Result<FourSteps, Error> {
    let all = curves(table, columns)?;
    let largest = all.iter().enumerate().filter(|(i, c)| all.get(i + 1).is_none_or(|next| next.size != c.size));
    let (size, loss): (Vec<f64>, Vec<f64>) = largest.map(|(_, c)| (c.size, c.lowest())).unzip();
    if size.len() < 2 {
        return Err(Error::new(format!(
            "{}: a law of the size needs learning curves of two sizes or more in column '{}'",
            table.source.path, columns.size
        )));
    }
    let scale = |x: Vec<f64>, y: Vec<f64>| -> Result<(f64, f64), Error> {
        let points = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)])?;
        let fit = Fit::of(&Law::parse("y ~ power_scale(x)")?, &points).noise(Noise::LogNormal).brief().run()?;
        Ok((fit.value("x0").unwrap_or(f64::NAN), fit.value("a").unwrap_or(f64::NAN)))
    };
    let (nc, alpha_n) = scale(size, loss)?;
    let batch = critical_batch(table, columns, levels)?;
    let (mut steps, mut above) = (Vec::new(), Vec::new());
    for curve in &all {
        let converged = libm::pow(nc / curve.size, alpha_n);
        for (step, loss) in curve.steps.iter().zip(&curve.losses).filter(|(_, l)| **l > converged) {
            steps.push(step / (1.0 + batch.at(*loss) / curve.batch));
            above.push(loss - converged);
        }
    }
    let (sc, alpha_s) = scale(steps, above)?;
    Ok(FourSteps { nc, alpha_n, sc, alpha_s, batch })
}
