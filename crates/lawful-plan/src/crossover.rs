//! Where two laws cross: the scale at which the better one of two methods changes.
//!
//! The difference of the laws is scanned over the log of one column and each change of sign narrowed to the last bits.
//! The logarithm of a crossing is a ratio of noisy numbers, so its interval comes from draws: a draw without a crossing
//! counts as one beyond the range, on the side where the law that wins here would lose. An end of the interval that falls
//! among those is open, which is the honest answer where a crossing is not certain.

use crate::error::Error;
use crate::fitted_law::FittedLaw;
use crate::interval::log_percentiles;
use crate::surface::{Fixed, Scratch, Surface};
use rayon::prelude::*;

/// Steps of the scan.
const STEPS: usize = 128;

/// What to compare.
#[derive(Debug, Clone)]
pub struct CrossoverOptions {
    /// The column along which the laws may cross.
    pub along: String,
    /// Other columns of the laws, with their values.
    pub fixed: Vec<(String, Fixed)>,
    /// Where to look; `None` for the range that both laws' data have in common, and [`CrossoverOptions::reach`] beyond.
    pub range: Option<(f64, f64)>,
    /// How many times beyond the common range to look.
    pub reach: f64,
    /// A scale at which to say which law is lower, and how surely.
    pub at: Option<f64>,
    /// Whether draw `i` of one law belongs to draw `i` of the other (one joint fit, paired resamples). Otherwise the
    /// fits are independent, and so are their draws.
    pub paired: bool,
    /// Level of the interval.
    pub level: f64,
}

impl Default for CrossoverOptions {
    fn default() -> Self {
        CrossoverOptions {
            along: "x".into(),
            fixed: vec![],
            range: None,
            reach: 1000.0,
            at: None,
            paired: false,
            level: 0.95,
        }
    }
}

/// One crossing at the best parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Where.
    pub at: f64,
    /// Whether the first law is the lower one above it.
    pub first_is_lower_above: bool,
    /// Whether it lies in the range that both laws' data have in common.
    pub in_data: bool,
}

/// Where two laws cross, and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossover {
    /// The crossing that `lo` and `hi` are about: the largest one inside the common data, else the one nearest to them.
    pub value: Option<f64>,
    /// Lower end of the interval; `None` if open or there are no draws.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Share of the draws that cross in the range, in the same direction if there is a `value`; `None` without draws.
    pub probability_exists: Option<f64>,
    /// All crossings at the best parameters, rising.
    pub crossings: Vec<Crossing>,
    /// Where it was looked for.
    pub range: (f64, f64),
    /// The range that both laws' data have in common, if it is known and there is one.
    pub common: Option<(f64, f64)>,
    /// At [`CrossoverOptions::at`]: the values of both laws, and the share of draws in which the first is the lower.
    pub at: Option<(f64, f64, Option<f64>)>,
}

/// A law along the column.
struct Side {
    surface: Surface,
    places: Vec<usize>,
    is_log: bool,
}

impl Side {
    fn new(fitted: &FittedLaw, options: &CrossoverOptions) -> Result<Side, Error> {
        let (surface, places) = Surface::of_law(fitted, std::slice::from_ref(&options.along), &options.fixed)?;
        if !surface.depends[0] {
            return Err(Error::new(format!("the law '{}' does not read {}", fitted.law, options.along)));
        }
        Ok(Side { surface, places, is_log: fitted.response().1 })
    }

    fn parameters(&self, all: &[f64]) -> Vec<f64> {
        self.places.iter().map(|&i| all[i]).collect()
    }

    /// The raw response at the log of the column.
    fn value(&self, parameters: &[f64], log: f64, scratch: &mut Scratch) -> f64 {
        let value = self.surface.value(parameters, &[log], scratch);
        if self.is_log { libm::exp(value) } else { value }
    }
}

/// Both laws; the sign of their difference is what crossings are about.
struct Pair {
    first: Side,
    second: Side,
    lo: f64,
    hi: f64,
}

/// Where the difference of one pair of draws changes its sign, and its sign at the lower end.
struct Changes {
    /// Log of the place, and whether the first law is lower above it.
    places: Vec<(f64, bool)>,
    first_is_lower_at_lo: bool,
}

impl Pair {
    fn difference(&self, p: &[f64], q: &[f64], log: f64, scratch: &mut Scratch) -> f64 {
        self.first.value(p, log, scratch) - self.second.value(q, log, scratch)
    }

    fn changes(&self, p: &[f64], q: &[f64], scratch: &mut Scratch) -> Changes {
        let mut places = Vec::new();
        let mut before: Option<(f64, f64)> = None;
        let mut first_is_lower_at_lo = false;
        for k in 0..=STEPS {
            let at = self.lo + (self.hi - self.lo) * k as f64 / STEPS as f64;
            let d = self.difference(p, q, at, scratch);
            // A touch (exactly 0) is no change; neither is a place without a value.
            if d.is_nan() || d == 0.0 {
                continue;
            }
            match before {
                None => first_is_lower_at_lo = d < 0.0,
                Some((from, e)) if (e < 0.0) != (d < 0.0) => {
                    let (mut a, mut b) = (from, at);
                    for _ in 0..100 {
                        let middle = 0.5 * (a + b);
                        if middle <= a || middle >= b {
                            break;
                        }
                        let m = self.difference(p, q, middle, scratch);
                        if (m < 0.0) == (e < 0.0) { a = middle } else { b = middle }
                    }
                    places.push((0.5 * (a + b), d < 0.0));
                }
                Some(_) => {}
            }
            before = Some((at, d));
        }
        Changes { places, first_is_lower_at_lo }
    }
}

/// Where `first` and `second` cross along a column.
///
/// # Errors
/// A law does not read the column or reads one that is not given; the range is not known or empty.
pub fn crossover(first: &FittedLaw, second: &FittedLaw, options: &CrossoverOptions) -> Result<Crossover, Error> {
    if !(options.level > 0.0 && options.level < 1.0) {
        return Err(Error::new(format!("the level must lie between 0 and 1, not {}", options.level)));
    }
    let common = match (first.range(&options.along), second.range(&options.along)) {
        (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.min(b.1))).filter(|r| r.0 > 0.0 && r.0 < r.1),
        _ => None,
    };
    let range = match (options.range, common) {
        (Some(range), _) => range,
        (None, Some((lo, hi))) => (lo / options.reach, hi * options.reach),
        (None, None) => {
            return Err(Error::new(format!(
                "the laws' data have no range of {} in common; say where to look (--range LO:HI)",
                options.along
            )));
        }
    };
    if !(range.0 > 0.0 && range.0 < range.1 && range.1.is_finite()) {
        return Err(Error::new(format!("the range {}:{} is not one of positive, rising numbers", range.0, range.1)));
    }
    let pair = Pair {
        first: Side::new(first, options)?,
        second: Side::new(second, options)?,
        lo: libm::log(range.0),
        hi: libm::log(range.1),
    };
    let best = (pair.first.parameters(&first.values), pair.second.parameters(&second.values));
    let mut scratch = Scratch::default();
    let found = pair.changes(&best.0, &best.1, &mut scratch);
    let inside = |x: f64| common.is_some_and(|(lo, hi)| (lo..=hi).contains(&x));
    let crossings: Vec<Crossing> = found
        .places
        .iter()
        .map(|&(log, first_is_lower_above)| {
            let at = libm::exp(log);
            Crossing { at, first_is_lower_above, in_data: inside(at) }
        })
        .collect();
    let main = main_crossing(&crossings, common);
    let draws = pairs_of_draws(first, second, options.paired);
    let tried: Vec<(f64, bool)> = draws
        .par_iter()
        .map_init(Scratch::default, |scratch, (p, q)| {
            let changes = pair.changes(&pair.first.parameters(p), &pair.second.parameters(q), scratch);
            place(&changes, main)
        })
        .collect();
    let exists = tried.iter().filter(|t| t.1).count() as f64 / tried.len() as f64;
    let (lo, hi) = match main {
        None => (None, None),
        Some(m) => {
            let widen = first.widening(options.level).max(second.widening(options.level));
            log_percentiles(libm::log(m.at), tried.iter().map(|t| t.0).collect(), options.level, widen)
        }
    };
    let at = options.at.filter(|x| *x > 0.0).map(|x| {
        let log = libm::log(x);
        let lower = draws
            .iter()
            .filter(|(p, q)| {
                pair.difference(&pair.first.parameters(p), &pair.second.parameters(q), log, &mut scratch) < 0.0
            })
            .count();
        let share = (!draws.is_empty()).then(|| lower as f64 / draws.len() as f64);
        (pair.first.value(&best.0, log, &mut scratch), pair.second.value(&best.1, log, &mut scratch), share)
    });
    Ok(Crossover {
        value: main.map(|m| m.at),
        lo,
        hi,
        probability_exists: (!tried.is_empty()).then_some(exists),
        crossings,
        range,
        common,
        at,
    })
}

/// The crossing that matters: the largest inside the common data, else the nearest to them (the largest if unknown).
fn main_crossing(crossings: &[Crossing], common: Option<(f64, f64)>) -> Option<Crossing> {
    if let Some(last) = crossings.iter().rev().find(|c| c.in_data) {
        return Some(*last);
    }
    let distance = |c: &Crossing| match common {
        Some((lo, hi)) => libm::log(if c.at < lo { lo / c.at } else { c.at / hi }),
        None => -c.at,
    };
    crossings.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The log of where a draw crosses (infinite if beyond the range), and whether it does.
fn place(changes: &Changes, main: Option<Crossing>) -> (f64, bool) {
    let Some(main) = main else { return (f64::NAN, !changes.places.is_empty()) };
    let log = libm::log(main.at);
    let same = changes.places.iter().filter(|p| p.1 == main.first_is_lower_above);
    match same.min_by(|a, b| (a.0 - log).abs().total_cmp(&(b.0 - log).abs())) {
        Some(p) => (p.0, true),
        // No crossing of this direction. Where the law that wins above already wins at the lower end, it came earlier.
        None if changes.first_is_lower_at_lo == main.first_is_lower_above => (f64::NEG_INFINITY, false),
        None => (f64::INFINITY, false),
    }
}

/// Draws of both laws side by side. Independent draws are matched in their order, which is as good as any.
fn pairs_of_draws<'d>(first: &'d FittedLaw, second: &'d FittedLaw, paired: bool) -> Vec<(&'d [f64], &'d [f64])> {
    let (a, b) = (&first.draws, &second.draws);
    if a.is_empty() || b.is_empty() {
        return vec![];
    }
    let count = if paired { a.len().min(b.len()) } else { a.len().max(b.len()) };
    // Independent fits of one seed would resample the same rows in the same draw: a shift takes them apart.
    let shift = if paired { 0 } else { b.len() / 2 };
    (0..count).map(|i| (a[i % a.len()].as_slice(), b[(i + shift) % b.len()].as_slice())).collect()
}
