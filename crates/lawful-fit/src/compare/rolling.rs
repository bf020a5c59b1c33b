//! Rolling fits: fit up to a scale, predict beyond it, for growing scales.

use super::accuracy::{Accuracy, RowErrors};
use super::candidate::Candidate;
use super::comparison::complete_rows;
use super::split::{distinct, indices};
use crate::error::Error;
use crate::fit::Fit;
use crate::progress::{Progress, each};
use crate::recipe::Recipe;
use lawful_io::{Table, is_missing};
use lawful_law::query::Dropped;

/// Distances beyond the cut at which errors are given apart, as factors.
const DISTANCES: [f64; 5] = [1.0, 2.0, 4.0, 10.0, 30.0];

/// Shares of the distinct values of the column at which cuts lie unless they are given.
const SHARES: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// Rolling fits of some laws.
#[derive(Debug, Clone)]
pub struct RollingFits {
    /// The column that says how large a row is.
    pub column: String,
    /// One entry per cut, rising.
    pub cuts: Vec<Cut>,
    /// Rows left out because some law lacks a value there.
    pub dropped: Vec<Dropped>,
}

/// The fits at one cut.
#[derive(Debug, Clone)]
pub struct Cut {
    /// Rows with at most this value are fitted, the others predicted.
    pub cut: f64,
    /// Rows fitted.
    pub n_fitted: usize,
    /// Rows predicted.
    pub n_tested: usize,
    /// One per candidate, in their order.
    pub fits: Vec<RollingFit>,
}

/// One law at one cut.
#[derive(Debug, Clone)]
pub struct RollingFit {
    /// The fit, or why there is none (too few rows, a category that only larger rows have).
    pub fit: Result<Fit, String>,
    /// Errors at the fitted rows.
    pub in_sample: Option<Accuracy>,
    /// Errors at all rows beyond the cut.
    pub beyond: Option<Accuracy>,
    /// Errors by distance, bins without rows left out.
    pub distances: Vec<DistanceBin>,
}

/// Errors at rows whose size lies between two multiples of the cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DistanceBin {
    /// More than this many times the cut ...
    pub from: f64,
    /// ... and at most this many times; infinite in the last bin.
    pub to: f64,
    /// Errors at these rows.
    pub accuracy: Accuracy,
}

/// Rolling fits to be made, and their options.
#[derive(Clone)]
pub struct Rolling<'a> {
    table: &'a Table,
    candidates: Vec<Candidate>,
    column: String,
    cuts: Option<Vec<f64>>,
    distances: Vec<f64>,
    recipe: Recipe,
    progress: Option<Progress>,
}

impl<'a> Rolling<'a> {
    /// Rolling fits of these laws along a column of positive numbers (compute, tokens, parameters): set options, then
    /// [`Rolling::run`].
    pub fn of(table: &'a Table, candidates: Vec<Candidate>, column: impl Into<String>) -> Rolling<'a> {
        Rolling {
            table,
            candidates,
            column: column.into(),
            cuts: None,
            distances: DISTANCES.to_vec(),
            recipe: Recipe::default(),
            progress: None,
        }
    }

    /// The cuts. Unless set they lie at 50, 60, 70, 80 and 90% of the column's distinct values.
    pub fn cuts(mut self, cuts: Vec<f64>) -> Self {
        self.cuts = Some(cuts);
        self
    }

    /// Where bins of distance begin, as multiples of the cut, rising from 1. Unless set 1, 2, 4, 10 and 30.
    pub fn distances(mut self, distances: Vec<f64>) -> Self {
        self.distances = distances;
        self
    }

    /// How laws are fitted; its level is that of the intervals whose coverage is counted.
    pub fn recipe(mut self, recipe: Recipe) -> Self {
        self.recipe = recipe;
        self
    }

    /// Called after each fit with how many are done and how many there are; `false` stops with an error.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Makes the fits. A law that can't be fitted at a cut has the reason in its place.
    ///
    /// # Errors
    /// No candidate, a column that is not there or has values that are not positive, cuts beyond all rows.
    pub fn run(self) -> Result<RollingFits, Error> {
        let complete = complete_rows(self.table, &self.candidates, &self.recipe)?;
        let table = self.table.take(&complete.rows);
        let path = &table.source.path;
        let sizes = table.numbers(&self.column)?;
        if let Some(row) = sizes.iter().position(|x| !(*x > 0.0 && x.is_finite()) || is_missing(*x)) {
            return Err(Error::new(format!(
                "{path}: row {}, column '{}': a size to roll along must be a positive number; leave such rows out with \
                 --where '{} > 0'",
                table.file_row(row),
                self.column,
                self.column
            )));
        }
        if self.distances.first() != Some(&1.0) || !self.distances.is_sorted_by(|a, b| a < b) {
            return Err(Error::new("distances must rise from 1, as in 1, 2, 4, 10"));
        }
        let values = distinct(sizes);
        let cuts = match &self.cuts {
            Some(cuts) => {
                let mut cuts = cuts.clone();
                cuts.sort_by(f64::total_cmp);
                cuts
            }
            None => default_cuts(&values),
        };
        let (least, most) = (values.first().copied(), values.last().copied());
        for cut in &cuts {
            if !(Some(*cut) >= least && Some(*cut) < most) {
                return Err(Error::new(format!(
                    "{path}: the cut {cut} leaves no row on one side; '{}' reaches from {} to {}",
                    self.column,
                    values[0],
                    values[values.len() - 1]
                )));
            }
        }
        if cuts.is_empty() {
            return Err(Error::new(format!(
                "{path}: column '{}' has one value only; nothing lies beyond it",
                self.column
            )));
        }
        let parts: Vec<Part> = cuts.iter().map(|&cut| Part::of(&table, sizes, cut)).collect();
        let laws = self.candidates.len();
        let mut fits = each(parts.len() * laws, self.progress.as_ref(), |i| {
            self.one(&self.candidates[i % laws], &table, &parts[i / laws], sizes).unwrap_or_else(|e| RollingFit {
                fit: Err(e.to_string()),
                in_sample: None,
                beyond: None,
                distances: vec![],
            })
        })?
        .into_iter();
        let cuts = parts
            .iter()
            .map(|part| Cut {
                cut: part.cut,
                n_fitted: part.below.rows(),
                n_tested: table.rows() - part.below.rows(),
                fits: fits.by_ref().take(laws).collect(),
            })
            .collect();
        Ok(RollingFits { column: self.column.clone(), cuts, dropped: complete.dropped })
    }

    fn one(&self, candidate: &Candidate, table: &Table, part: &Part, sizes: &[f64]) -> Result<RollingFit, Error> {
        let cut = part.cut;
        let fit = self.recipe.fit(candidate, &part.below)?;
        let errors = RowErrors::of(&self.recipe.predictor(&fit)?, &fit, table, self.recipe.level)?;
        let mut distances = Vec::new();
        for (i, &from) in self.distances.iter().enumerate() {
            let to = self.distances.get(i + 1).copied().unwrap_or(f64::INFINITY);
            let accuracy = errors.accuracy(|row| sizes[row] > from * cut && sizes[row] <= to * cut);
            if accuracy.n > 0 {
                distances.push(DistanceBin { from, to, accuracy });
            }
        }
        Ok(RollingFit {
            in_sample: Some(errors.accuracy(|row| sizes[row] <= cut)),
            beyond: Some(errors.accuracy(|row| sizes[row] > cut)),
            distances,
            fit: Ok(fit),
        })
    }
}

/// The rows up to a cut.
struct Part {
    cut: f64,
    below: Table,
}

impl Part {
    fn of(table: &Table, sizes: &[f64], cut: f64) -> Part {
        let beyond: Vec<bool> = sizes.iter().map(|x| *x > cut).collect();
        Part { cut, below: table.take(&indices(&beyond, false)) }
    }
}

/// Distinct values at [`SHARES`] of all, below the largest.
fn default_cuts(values: &[f64]) -> Vec<f64> {
    let Some(last) = values.len().checked_sub(1) else { return vec![] };
    let mut cuts: Vec<f64> = SHARES
        .iter()
        .map(|share| ((share * values.len() as f64).ceil() as usize).saturating_sub(1))
        .filter(|&i| i < last)
        .map(|i| values[i])
        .collect();
    cuts.dedup();
    cuts
}
