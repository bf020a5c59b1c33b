//! Learning curves of runs with a size and a batch, cut at a loss.

use crate::error::Error;
use lawful_io::Table;

/// What the columns of learning curves are called; one row per checkpoint. Rows of equal size and batch are one curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurveColumns {
    /// Parameters.
    pub size: String,
    /// Steps so far.
    pub step: String,
    /// Examples or tokens per step.
    pub batch: String,
    /// The loss.
    pub loss: String,
}

impl Default for CurveColumns {
    fn default() -> Self {
        CurveColumns { size: "N".into(), step: "S".into(), batch: "B".into(), loss: "loss".into() }
    }
}

/// Where a curve first comes down to a loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepsToLoss {
    /// Size of the model.
    pub size: f64,
    /// Its batch.
    pub batch: f64,
    /// Steps, interpolated in logs between checkpoints.
    pub steps: f64,
}

/// One curve, steps rising.
pub(super) struct LearningCurve {
    pub(super) size: f64,
    pub(super) batch: f64,
    pub(super) steps: Vec<f64>,
    pub(super) losses: Vec<f64>,
}

impl LearningCurve {
    pub(super) fn lowest(&self) -> f64 {
        self.losses.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Steps to a loss; `None` if the curve starts below it or does not reach it.
    pub(super) fn steps_to(&self, loss: f64) -> Option<f64> {
        let i = self.losses.iter().position(|l| *l <= loss).filter(|i| *i > 0)?;
        let (from, to) = (self.losses[i - 1], self.losses[i]);
        let part = libm::log(from / loss) / libm::log(from / to);
        Some(self.steps[i - 1] * libm::pow(self.steps[i] / self.steps[i - 1], part))
    }
}

/// The curves of a table, sizes rising, then batches.
pub(super) fn curves(table: &Table, columns: &CurveColumns) -> Result<Vec<LearningCurve>, Error> {
    let names = [&columns.size, &columns.batch, &columns.step, &columns.loss];
    let values = names.map(|name| table.numbers(name));
    let mut rows = Vec::new();
    let [size, batch, step, loss] = values;
    let (size, batch, step, loss) = (size?, batch?, step?, loss?);
    for i in 0..table.rows() {
        let row = [size[i], batch[i], step[i], loss[i]];
        if let Some(k) = row.iter().position(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Error::new(format!(
                "{}: row {}, column '{}': learning curves need positive numbers; leave such rows out, for example --where \
                 '{} > 0'",
                table.source.path,
                table.file_row(i),
                names[k],
                names[k]
            )));
        }
        rows.push(row);
    }
    rows.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])).then(a[2].total_cmp(&b[2])));
    let mut curves: Vec<LearningCurve> = Vec::new();
    for [size, batch, step, loss] in rows {
        match curves.last_mut().filter(|c| c.size == size && c.batch == batch) {
            Some(c) => {
                c.steps.push(step);
                c.losses.push(loss);
            }
            None => curves.push(LearningCurve { size, batch, steps: vec![step], losses: vec![loss] }),
        }
    }
    Ok(curves)
}

/// The steps that every curve takes to a loss; curves that start below it or do not reach it are left out.
///
/// # Errors
/// A column is missing or not of numbers, a value is not positive.
pub fn steps_to_loss(table: &Table, columns: &CurveColumns, loss: f64) -> Result<Vec<StepsToLoss>, Error> {
    let all = curves(table, columns)?;
    let found = all.iter().filter_map(|c| Some(StepsToLoss { size: c.size, batch: c.batch, steps: c.steps_to(loss)? }));
    Ok(found.collect())
}
