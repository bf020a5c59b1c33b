//! Approach 1: the lower envelope of training curves, and how the best size grows along it.
//!
//! Hoffmann et al. 2022, arXiv 2203.15556, section 3.1 and D.1: loss as a function of cost is interpolated for each run;
//! at many budgets, evenly spaced in the log, the run of lowest loss is taken; straight lines of ln size and ln tokens
//! over ln budget have the exponents. Which runs are selected is uncertain too, so the interval comes from resamples of
//! whole runs, each with its envelope drawn anew.
//!
//! The hull variant (McLeish et al. 2025, arXiv 2502.06857) takes the lower convex hull of all checkpoints in logs, and
//! of each bucket of cost the hull's point of lowest loss.

mod curve;
mod envelope;
mod hull;

pub use curve::Curve;
pub use envelope::envelope;
pub use hull::lower_hull;

use crate::covariance::Normals;
use crate::error::Error;
use crate::interval::quantile;
use crate::power_law::{PowerLaw, line};
use lawful_io::{Column, ColumnData, Table};
use lawful_law::query::Dropped;
use rayon::prelude::*;
use std::collections::HashMap;

/// Most budgets times runs that are tabulated.
const MOST_CELLS: usize = 30_000_000;

/// How the frontier is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Envelope {
    /// The lowest curve at each budget.
    #[default]
    Lowest,
    /// The lower convex hull.
    Hull,
}

impl Envelope {
    /// Its name in documents and flags.
    pub fn name(self) -> &'static str {
        match self {
            Envelope::Lowest => "lowest",
            Envelope::Hull => "hull",
        }
    }

    /// The budgets, or buckets of the hull, that are taken if none are asked for: Hoffmann et al. took 1500 budgets; a
    /// hull has few points, so that finer buckets change nothing.
    pub fn usual_budgets(self) -> usize {
        match self {
            Envelope::Lowest => 1500,
            Envelope::Hull => 100,
        }
    }
}

/// What to read from the table, and how to work.
#[derive(Debug, Clone)]
pub struct FrontierOptions {
    /// The column that tells runs apart.
    pub curve: String,
    /// The column of cost so far; `None` for 6 size tokens.
    pub cost: Option<String>,
    /// The column of losses.
    pub loss: String,
    /// The column of sizes.
    pub size: String,
    /// The column of tokens so far; `None` for cost / (6 size).
    pub tokens: Option<String>,
    /// How the frontier is drawn.
    pub envelope: Envelope,
    /// Budgets at which the lowest curve is taken, or buckets of the hull.
    pub budgets: usize,
    /// Standard deviation, in checkpoints, of the Gaussian that smooths each curve first; 0 for none.
    pub smooth: f64,
    /// Resamples of the runs.
    pub resamples: usize,
    /// Seed of the resamples.
    pub seed: u64,
    /// Level of the intervals.
    pub level: f64,
}

impl Default for FrontierOptions {
    fn default() -> Self {
        FrontierOptions {
            curve: "run".into(),
            cost: None,
            loss: "loss".into(),
            size: "params".into(),
            tokens: Some("tokens".into()),
            envelope: Envelope::Lowest,
            budgets: 1500,
            smooth: 0.0,
            resamples: 1000,
            seed: 0,
            level: 0.95,
        }
    }
}

/// A point of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// Cost.
    pub cost: f64,
    /// The run of lowest loss.
    pub curve: String,
    /// Its loss.
    pub loss: f64,
    /// Its size.
    pub size: f64,
    /// Its tokens so far.
    pub tokens: f64,
}

/// The frontier, and how the best size grows along it.
#[derive(Debug, Clone, PartialEq)]
pub struct Frontier {
    /// By rising cost.
    pub points: Vec<FrontierPoint>,
    /// Size over cost.
    pub size: PowerLaw,
    /// Tokens over cost.
    pub tokens: PowerLaw,
    /// Runs, and runs that are on the frontier somewhere.
    pub curves: (usize, usize),
    /// The runs' curves, for a figure.
    pub runs: Vec<Curve>,
    /// Rows used.
    pub used: usize,
    /// Rows left out, and why.
    pub dropped: Vec<Dropped>,
    /// What to tell the user, with a stable code word.
    pub warnings: Vec<(&'static str, String)>,
}

/// A point of the frontier in logs: cost, loss, size, tokens; and the index of its run.
type LogPoint = ([f64; 4], usize);

/// Draws the frontier of the runs in `table`.
///
/// # Errors
/// A column is missing or of the wrong kind, a value is not positive, there are fewer than two runs, the frontier has too
/// few points for a line.
pub fn frontier(table: &Table, options: &FrontierOptions) -> Result<Frontier, Error> {
    if !(options.level > 0.0 && options.level < 1.0) {
        return Err(Error::new(format!("the level must lie between 0 and 1, not {}", options.level)));
    }
    if !(options.smooth >= 0.0 && options.smooth <= 1e4) {
        return Err(Error::new(format!("the width of smoothing must lie between 0 and 10000, not {}", options.smooth)));
    }
    if !(2..=100_000).contains(&options.budgets) {
        return Err(Error::new(format!("between 2 and 100000 budgets are possible, not {}", options.budgets)));
    }
    let (mut curves, missing) = curves(table, options)?;
    if curves.len() < 2 {
        return Err(Error::new(format!(
            "{}: a frontier needs at least two runs in column '{}'",
            table.source.path, options.curve
        )));
    }
    if options.envelope == Envelope::Lowest && options.budgets.saturating_mul(curves.len()) > MOST_CELLS {
        return Err(Error::new(format!(
            "{}: {} budgets for {} runs are too many; take at most {}",
            table.source.path,
            options.budgets,
            curves.len(),
            (MOST_CELLS / curves.len()).max(2)
        )));
    }
    if options.smooth > 0.0 {
        curves.iter_mut().for_each(|c| c.smooth(options.smooth));
    }
    let drawn = Drawn::new(&curves, options);
    let all: Vec<usize> = (0..curves.len()).collect();
    let points = drawn.envelope(&all);
    let law = |name: &str, k: usize| {
        let list: Vec<(f64, f64, f64)> = points.iter().map(|(p, _)| (libm::exp(p[0]), libm::exp(p[k]), 1.0)).collect();
        PowerLaw::fit(name, &list, options.level).ok_or_else(|| {
            Error::new(format!("{}: the frontier has {} points, too few for a line", table.source.path, list.len()))
        })
    };
    let (mut size, mut tokens) = (law(&options.size, 2)?, law("tokens", 3)?);
    drawn.resample(curves.len(), options, &mut size, &mut tokens);
    let mut chosen: Vec<usize> = points.iter().map(|p| p.1).collect();
    chosen.sort_unstable();
    chosen.dedup();
    Ok(Frontier {
        warnings: warnings(&curves, &points),
        points: points
            .iter()
            .map(|(p, i)| FrontierPoint {
                cost: libm::exp(p[0]),
                curve: curves[*i].name.clone(),
                loss: libm::exp(p[1]),
                size: libm::exp(p[2]),
                tokens: libm::exp(p[3]),
            })
            .collect(),
        size,
        tokens,
        curves: (curves.len(), chosen.len()),
        used: table.rows() - missing,
        dropped: if missing > 0 { vec![Dropped { reason: "a missing value".into(), rows: missing }] } else { vec![] },
        runs: curves,
    })
}

/// The curves, with what resamples need again and again worked out once.
struct Drawn<'a> {
    curves: &'a [Curve],
    envelope: Envelope,
    /// Logs of the budgets, or the edges of the buckets.
    budgets: Vec<f64>,
    /// For each budget what each run has there.
    there: Vec<Vec<Option<[f64; 3]>>>,
}

impl<'a> Drawn<'a> {
    fn new(curves: &'a [Curve], options: &FrontierOptions) -> Drawn<'a> {
        let costs = || curves.iter().flat_map(|c| c.costs.iter().copied());
        let (lo, hi) = costs().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), c| (l.min(c), h.max(c)));
        let last = options.budgets - 1;
        let budgets: Vec<f64> =
            (0..=last).map(|i| if i == last { hi } else { lo + (hi - lo) * i as f64 / last as f64 }).collect();
        let there = match options.envelope {
            Envelope::Lowest => budgets.iter().map(|&b| curves.iter().map(|c| c.at(b)).collect()).collect(),
            Envelope::Hull => vec![],
        };
        Drawn { curves, envelope: options.envelope, budgets, there }
    }

    /// The frontier of some of the runs.
    fn envelope(&self, runs: &[usize]) -> Vec<LogPoint> {
        match self.envelope {
            Envelope::Lowest => self
                .budgets
                .iter()
                .zip(&self.there)
                .filter_map(|(&cost, there)| {
                    let found = runs.iter().filter_map(|&r| there[r].map(|v| (v, r)));
                    let (v, run) = found.min_by(|a, b| a.0[0].total_cmp(&b.0[0]).then(a.1.cmp(&b.1)))?;
                    Some(([cost, v[0], v[1], v[2]], run))
                })
                .collect(),
            Envelope::Hull => {
                let points: Vec<LogPoint> = runs
                    .iter()
                    .flat_map(|&r| {
                        let c = &self.curves[r];
                        (0..c.costs.len()).map(move |i| ([c.costs[i], c.losses[i], c.sizes[i], c.tokens[i]], r))
                    })
                    .collect();
                let plane: Vec<(f64, f64)> = points.iter().map(|(p, _)| (p[0], p[1])).collect();
                // The hull falls, so the last of its points in a bucket has the lowest loss.
                let mut kept: Vec<(usize, LogPoint)> = Vec::new();
                for i in lower_hull(&plane) {
                    let bucket = self.budgets.partition_point(|&edge| edge <= plane[i].0);
                    match kept.last_mut() {
                        Some((b, p)) if *b == bucket => *p = points[i],
                        _ => kept.push((bucket, points[i])),
                    }
                }
                kept.into_iter().map(|k| k.1).collect()
            }
        }
    }

    /// Intervals of both exponents from resamples of whole runs.
    fn resample(&self, runs: usize, options: &FrontierOptions, size: &mut PowerLaw, tokens: &mut PowerLaw) {
        // One sequence for all resamples: the same runs are drawn whatever the number of threads.
        let mut random = Normals::new(options.seed);
        let drawn: Vec<Vec<usize>> = (0..options.resamples)
            .map(|_| {
                let mut drawn: Vec<usize> = (0..runs).map(|_| random.below(runs)).collect();
                drawn.sort_unstable();
                drawn.dedup();
                drawn
            })
            .collect();
        let slopes: Vec<[Option<f64>; 2]> = drawn
            .par_iter()
            .map(|drawn| {
                let points = self.envelope(drawn);
                [2, 3].map(|k| {
                    let logs: Vec<(f64, f64, f64)> = points.iter().map(|(p, _)| (p[0], p[k], 1.0)).collect();
                    line(&logs).map(|l| l.0)
                })
            })
            .collect();
        let mut exponents: [Vec<f64>; 2] = [0, 1].map(|k| slopes.iter().filter_map(|s| s[k]).collect());
        for (list, law) in exponents.iter_mut().zip([size, tokens]) {
            // Points of one frontier are not independent: a line's own error would be far too small.
            law.stderr = None;
            (law.exponent.lo, law.exponent.hi) = (None, None);
            if list.len() >= 20 {
                list.sort_by(f64::total_cmp);
                law.exponent.lo = Some(quantile(list, 0.5 * (1.0 - options.level)));
                law.exponent.hi = Some(quantile(list, 0.5 * (1.0 + options.level)));
            }
        }
    }
}

/// Reads the runs; and counts the rows that lack a value.
fn curves(table: &Table, options: &FrontierOptions) -> Result<(Vec<Curve>, usize), Error> {
    let column = table
        .require(&options.curve)
        .map_err(|e| Error::new(format!("{e}; --curve names the column that tells runs apart")))?;
    let (size, loss) = (table.numbers(&options.size)?, table.numbers(&options.loss)?);
    let cost = options.cost.as_deref().map(|c| table.numbers(c)).transpose()?;
    let tokens = options.tokens.as_deref().map(|c| table.numbers(c)).transpose()?;
    if cost.is_none() && tokens.is_none() {
        return Err(Error::new("a frontier needs a column of cost or one of tokens; name it with --cost or --tokens"));
    }
    let mut names: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<Vec<[f64; 4]>> = Vec::new();
    let mut missing = 0;
    for i in 0..table.rows() {
        let Some(name) = label(column, i) else {
            missing += 1;
            continue;
        };
        let (cost, tokens) = match (cost, tokens) {
            (Some(c), Some(t)) => (c[i], t[i]),
            (Some(c), None) => (c[i], c[i] / (6.0 * size[i])),
            (None, Some(t)) => (6.0 * size[i] * t[i], t[i]),
            (None, None) => continue,
        };
        let cells = [("cost", cost), (options.loss.as_str(), loss[i]), (&options.size, size[i]), ("tokens", tokens)];
        if cells.iter().any(|c| lawful_io::is_missing(c.1)) {
            missing += 1;
            continue;
        }
        if let Some((what, value)) = cells.iter().find(|c| !(c.1 > 0.0 && c.1.is_finite())) {
            return Err(Error::new(format!(
                "{}: row {}: {what} is {value}, not a positive number; leave such rows out with --where",
                table.source.path,
                table.file_row(i)
            )));
        }
        let place = *places.entry(name.clone()).or_insert_with(|| {
            names.push(name);
            rows.push(vec![]);
            rows.len() - 1
        });
        rows[place].push(cells.map(|c| libm::log(c.1)));
    }
    Ok((names.into_iter().zip(rows).map(|(name, rows)| Curve::new(name, rows)).collect(), missing))
}

/// The text of a cell, if there is one.
fn label(column: &Column, row: usize) -> Option<String> {
    match &column.data {
        ColumnData::Number(v) => (!lawful_io::is_missing(v[row])).then(|| lawful_io::shortest(v[row])),
        ColumnData::Category(c) => c.names.get(c.codes[row] as usize).cloned(),
    }
}

fn warnings(curves: &[Curve], points: &[LogPoint]) -> Vec<(&'static str, String)> {
    let sizes = || curves.iter().flat_map(|c| c.sizes.iter().copied());
    let (lo, hi) = sizes().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(s), h.max(s)));
    let at_edge = points.iter().filter(|(p, _)| p[2] <= lo || p[2] >= hi).count();
    let mut list = Vec::new();
    if 5 * at_edge > points.len() {
        list.push((
            "frontier-edge",
            format!(
                "{at_edge} of {} points of the frontier have the smallest or the largest size of all runs, where a better \
                 size was never tried; the exponent is pulled towards 0",
                points.len()
            ),
        ));
    }
    let mut runs: Vec<usize> = points.iter().map(|p| p.1).collect();
    runs.sort_unstable();
    runs.dedup();
    if runs.len() < 5 {
        list.push((
            "few-curves",
            format!("{} of {} runs make the frontier: its exponent rests on few choices", runs.len(), curves.len()),
        ));
    }
    list
}
