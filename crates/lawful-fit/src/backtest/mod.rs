//! How good would forecasts have been? Rolling fits at growing scale, each tested on what lay beyond.
//!
//! ```
//! use lawful_fit::backtest::{Backtest, pool};
//! use lawful_fit::compare::Candidate;
//! use lawful_fit::Noise;
//! use lawful_io::{Column, Table};
//! use lawful_law::Law;
//!
//! let x: Vec<f64> = (0..40).map(|i| 1.2_f64.powi(i)).collect();
//! let y = x.iter().enumerate().map(|(i, x)| 3.0 * x.powf(-0.5) * (1.0 + 0.01 * (i as f64 * 2.4).sin())).collect();
//! let table = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)])?;
//! let result = Backtest::of(&table, "x")
//!     .candidate(Candidate::new(Law::parse("y ~ c*x^-k")?, Noise::LogNormal))
//!     .run()?;
//! let law = pool(&result.cells).into_iter().find(|p| p.noise == "lognormal").unwrap();
//! assert!(law.median_relative_error < 0.02);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In: a table, the column that says how large a row is, laws with their noise, selections of rows. At every cut the
//! rows up to it are fitted and those beyond predicted; errors and coverage of the interval for a new observation are
//! given by distance: the predicted row's scale over the largest one fitted. All rows of a run (`cluster`) lie on one
//! side. Baselines without a law stand beside. Results are the same for any number of threads.

mod baseline;
mod cell;
mod drift;
mod forecast;
mod split;

pub use baseline::Baseline;
pub use cell::{Cell, DISTANCES, Pool, pool};
pub use drift::Drift;

use crate::compare::Candidate;
use crate::progress::{Progress, each};
use crate::{Error, Recipe};
use cell::median;
use forecast::Forecast;
use lawful_io::{Table, is_missing};
use lawful_law::parse::{parse_expression, parse_reduce};
use lawful_law::query::{self, Values};
use split::Scaled;

/// Rows that are fitted at least.
const LEAST_ROWS: usize = 8;

/// Level of the intervals unless it is given.
const LEVEL: f64 = 0.9;

/// Cuts unless they are given.
const CUTS: usize = 8;

/// A choice of rows: what `--where` and `--reduce` say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// Its name in results.
    pub name: String,
    /// Keeps rows that meet this condition.
    pub keep: Option<String>,
    /// Then keeps one row per group: `min(loss) by N,D`.
    pub reduce: Option<String>,
}

/// Why a law has no forecast at a cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The law.
    pub law: String,
    /// The noise.
    pub noise: String,
    /// The selection.
    pub selection: String,
    /// The cut.
    pub cut: f64,
    /// The reason.
    pub reason: String,
}

/// What a back-test found.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Cells by selection, law (then baselines), cut and distance; empty bins left out.
    pub cells: Vec<Cell>,
    /// Fits that could not be made.
    pub failures: Vec<Failure>,
    /// Level of the intervals.
    pub level: f64,
    /// Seconds that it took.
    pub seconds: f64,
}

/// A back-test to be made: set options, then [`Backtesting::run`].
#[derive(Clone)]
pub struct Backtesting<'a> {
    table: &'a Table,
    scale: String,
    candidates: Vec<Candidate>,
    selections: Vec<Selection>,
    cuts: Option<Vec<f64>>,
    number_of_cuts: usize,
    distances: Vec<f64>,
    cluster: Option<String>,
    recipe: Recipe,
    progress: Option<Progress>,
}

impl Backtest {
    /// A back-test along `scale`, a column of positive numbers (compute, parameters, tokens).
    pub fn of<'a>(table: &'a Table, scale: impl Into<String>) -> Backtesting<'a> {
        Backtesting {
            table,
            scale: scale.into(),
            candidates: vec![],
            selections: vec![],
            cuts: None,
            number_of_cuts: CUTS,
            distances: DISTANCES.to_vec(),
            cluster: None,
            recipe: Recipe { level: LEVEL, ..Recipe::default() },
            progress: None,
        }
    }
}

/// One fit to be made.
struct Task<'a> {
    candidate: &'a Candidate,
    selection: usize,
    cut: f64,
}

/// A selection's rows.
struct Selected {
    name: String,
    table: Table,
    scaled: Scaled,
    cuts: Vec<f64>,
}

impl Backtesting<'_> {
    /// A law with its noise; at least one.
    pub fn candidate(mut self, candidate: Candidate) -> Self {
        self.candidates.push(candidate);
        self
    }

    /// A selection of rows; without any all rows are used, as `all`.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selections.push(selection);
        self
    }

    /// The cuts: rows (or runs) up to each are fitted. Unless set up to 8, even in the log of the scale.
    pub fn cuts(mut self, cuts: Vec<f64>) -> Self {
        self.cuts = Some(cuts);
        self
    }

    /// How many cuts at most, if they are not given.
    pub fn number_of_cuts(mut self, count: usize) -> Self {
        self.number_of_cuts = count;
        self
    }

    /// Ends of the bins of distance, rising from 1; [`DISTANCES`] unless set.
    pub fn distances(mut self, distances: Vec<f64>) -> Self {
        self.distances = distances;
        self
    }

    /// A column whose rows of one value are one run: they are fitted together or not at all.
    pub fn cluster(mut self, column: impl Into<String>) -> Self {
        self.cluster = Some(column.into());
        self
    }

    /// How laws are fitted, and the level of the intervals; unless set as [`Recipe::default`], but 0.9.
    pub fn recipe(mut self, recipe: Recipe) -> Self {
        self.recipe = recipe;
        self
    }

    /// Called after each fit with how many are done and how many there are; `false` stops with an error.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Makes all fits and forecasts. A fit that can't be made is a [`Failure`], not an error.
    ///
    /// # Errors
    /// No law, a condition or column that does not suit the table, scales that are not positive, distances that do not
    /// rise from 1, no cut with enough rows on both sides.
    pub fn run(self) -> Result<Backtest, Error> {
        let begun = std::time::Instant::now();
        if self.candidates.is_empty() {
            return Err(Error::new("a back-test needs at least one law"));
        }
        let rising = self.distances.windows(2).all(|w| w[0] < w[1]);
        if self.distances.len() < 2 || !rising || !(self.distances[0] >= 1.0) {
            return Err(Error::new("distances must rise from 1, at least two of them: 1,2,4,10,30,100"));
        }
        if !(self.recipe.level > 0.0 && self.recipe.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", self.recipe.level)));
        }
        let mut selections = self.selections.clone();
        if selections.is_empty() {
            selections.push(Selection { name: "all".into(), ..Selection::default() });
        }
        let selected = selections.iter().map(|s| self.select(s)).collect::<Result<Vec<Selected>, Error>>()?;
        let mut tasks = Vec::new();
        for (selection, s) in selected.iter().enumerate() {
            for candidate in &self.candidates {
                tasks.extend(s.cuts.iter().map(|&cut| Task { candidate, selection, cut }));
            }
        }
        let made = each(tasks.len(), self.progress.as_ref(), |i| self.cells(&tasks[i], &selected[tasks[i].selection]))?;
        let mut result = Backtest { cells: vec![], failures: vec![], level: self.recipe.level, seconds: 0.0 };
        for made in made {
            match made {
                Ok(cells) => result.cells.extend(cells),
                Err(failure) => result.failures.push(failure),
            }
        }
        for s in &selected {
            result.cells.extend(self.baselines(s)?);
        }
        result.seconds = begun.elapsed().as_secs_f64();
        Ok(result)
    }

    fn select(&self, selection: &Selection) -> Result<Selected, Error> {
        let mut table = self.table.clone();
        if let Some(predicate) = &selection.keep {
            table = query::keep(&table, predicate)?.0;
        }
        if let Some(reduce) = &selection.reduce {
            table = query::reduce(&table, &parse_reduce(reduce)?)?.0;
        }
        let scaled = Scaled::read(&table, &self.scale, self.cluster.as_deref())?;
        let cuts =
            self.cuts.clone().unwrap_or_else(|| scaled.cuts(self.number_of_cuts, LEAST_ROWS.max(table.rows() / 10)));
        let one_sided = |(inside, beyond): (Vec<usize>, Vec<usize>)| inside.is_empty() || beyond.is_empty();
        if cuts.iter().all(|&cut| one_sided(scaled.split(cut))) {
            return Err(Error::new(format!(
                "{}: selection '{}' has no cut of '{}' with enough rows up to it and any beyond; give --cuts, or use \
                 more rows",
                table.source.path, selection.name, self.scale
            )));
        }
        Ok(Selected { name: selection.name.clone(), table, scaled, cuts })
    }

    /// The cells of one fit.
    fn cells(&self, task: &Task, s: &Selected) -> Result<Vec<Cell>, Failure> {
        let (law, noise) = (task.candidate.law.to_string(), task.candidate.noise.to_string());
        let failure = |reason: String| Failure {
            law: law.clone(),
            noise: noise.clone(),
            selection: s.name.clone(),
            cut: task.cut,
            reason,
        };
        let (inside, beyond) = s.scaled.split(task.cut);
        if inside.is_empty() || beyond.is_empty() {
            return Err(failure("no rows on one side of the cut".to_string()));
        }
        let (seen, unseen) = (s.table.take(&inside), s.table.take(&beyond));
        let forecasts =
            forecast::forecast(task.candidate, &self.recipe, &seen, &unseen).map_err(|e| failure(e.to_string()))?;
        let drift = Drift::of(task.candidate, &self.recipe, &seen, &s.scaled.take(&inside));
        let largest = s.scaled.largest(&inside);
        let distance = |f: &Forecast| s.scaled.scale[beyond[f.row]] / largest;
        let bins = self.distances.windows(2).filter_map(|bin| {
            let there: Vec<&Forecast> =
                forecasts.iter().filter(|f| distance(f) > bin[0] && distance(f) <= bin[1]).collect();
            let mut runs: Vec<usize> = there.iter().map(|f| s.scaled.run[beyond[f.row]]).collect();
            runs.sort_unstable();
            runs.dedup();
            let widened = |d: &Drift| share(there.iter().map(|f| d.holds(f, distance(f))));
            Some(Cell {
                law: law.clone(),
                noise: noise.clone(),
                selection: s.name.clone(),
                cut: task.cut,
                distance: (bin[0], bin[1]),
                n: there.len(),
                runs: runs.len(),
                fitted: inside.len(),
                median_relative_error: median(there.iter().map(|f| f.relative_error()).collect())?,
                coverage: share(there.iter().map(|f| f.held())),
                widened_coverage: drift.as_ref().and_then(widened),
                widening: drift
                    .as_ref()
                    .and_then(|d| median(there.iter().filter_map(|f| d.factor(f, distance(f))).collect())),
                median_relative_width: median(there.iter().filter_map(|f| f.relative_width()).collect()),
            })
        });
        Ok(bins.collect())
    }

    /// The cells of the baselines, on the response of the first law.
    fn baselines(&self, s: &Selected) -> Result<Vec<Cell>, Error> {
        let text = self.candidates[0].law.response.to_string();
        let Values::Numbers(response) = query::evaluate(&parse_expression(&text)?, &text, &s.table)? else {
            return Err(Error::new(format!("'{text}' is no number")));
        };
        let known = |i: &usize| !is_missing(response[*i]) && response[*i].is_finite();
        let mut cells = Vec::new();
        for baseline in Baseline::ALL {
            for &cut in &s.cuts {
                let (inside, beyond) = s.scaled.split(cut);
                let seen: Vec<(f64, f64)> =
                    inside.iter().filter(|i| known(i)).map(|&i| (s.scaled.scale[i], response[i])).collect();
                let beyond: Vec<usize> = beyond.into_iter().filter(|i| known(i)).collect();
                let scales: Vec<f64> = beyond.iter().map(|&i| s.scaled.scale[i]).collect();
                let Some(forecast) = baseline.forecast(&seen, &scales) else { continue };
                let largest = s.scaled.largest(&inside);
                for bin in self.distances.windows(2) {
                    let there: Vec<usize> = (0..beyond.len())
                        .filter(|&j| scales[j] / largest > bin[0] && scales[j] / largest <= bin[1])
                        .collect();
                    let errors = there.iter().map(|&j| (forecast[j] / response[beyond[j]] - 1.0).abs()).collect();
                    let mut runs: Vec<usize> = there.iter().map(|&j| s.scaled.run[beyond[j]]).collect();
                    runs.sort_unstable();
                    runs.dedup();
                    let Some(median_relative_error) = median(errors) else { continue };
                    cells.push(Cell {
                        law: baseline.name().to_string(),
                        noise: String::new(),
                        selection: s.name.clone(),
                        cut,
                        distance: (bin[0], bin[1]),
                        n: there.len(),
                        runs: runs.len(),
                        fitted: inside.len(),
                        median_relative_error,
                        coverage: None,
                        widened_coverage: None,
                        widening: None,
                        median_relative_width: None,
                    });
                }
            }
        }
        Ok(cells)
    }
}

/// The share of answers that are yes, among those known.
fn share(answers: impl Iterator<Item = Option<bool>>) -> Option<f64> {
    let known: Vec<bool> = answers.flatten().collect();
    (!known.is_empty()).then(|| known.iter().filter(|k| **k).count() as f64 / known.len() as f64)
}
