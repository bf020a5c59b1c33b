//! Approach 2: the best size at each of several budgets, and how it grows with the budget.
//!
//! Hoffmann et al. 2022, arXiv 2203.15556, section 3.2: at each budget several sizes are trained; a parabola through
//! the losses over the decimal log of the size has its vertex at the best size; a straight line of the logs of best
//! sizes over the log of the budget has the exponent. Porian et al. 2024, arXiv 2406.19146, read the optimum off Akima's
//! interpolation of ln loss over ln size, and weight the line by what noise on the losses does to it.

mod akima;
mod parabola;
mod slice;

pub use akima::Akima;
pub use parabola::{Parabola, parabola_bias};
pub use slice::Slice;

use crate::error::Error;
use crate::interval::quantile;
use crate::power_law::{PowerLaw, line};
use lawful_fit::Fit;
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_law::query::Dropped;
use rayon::prelude::*;

/// Budgets within this share of each other belong to one slice: tables round them.
const SAME_BUDGET: f64 = 1e-3;

/// Beyond this many decades a slice's middle is called off its optimum.
const OFF_CENTRE: f64 = 0.3;

/// How the optimum of a slice is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The vertex of a parabola.
    #[default]
    Parabola,
    /// The lowest point of Akima's interpolation.
    Akima,
}

/// One run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Its size.
    pub size: f64,
    /// Its tokens.
    pub tokens: f64,
    /// Its loss.
    pub loss: f64,
}

/// What to read from the table, and how to work.
#[derive(Debug, Clone)]
pub struct IsoflopOptions {
    /// The column of sizes (parameters).
    pub size: String,
    /// The column of budgets; runs of one budget are a slice. Rows without a value are left out.
    pub budget: String,
    /// The column of losses.
    pub loss: String,
    /// The column of tokens; `None` for budget / (6 size).
    pub tokens: Option<String>,
    /// How an optimum is found.
    pub method: Method,
    /// Repeats with noise on the losses (Akima).
    pub repeats: usize,
    /// Seed of the noise.
    pub seed: u64,
    /// Level of the intervals.
    pub level: f64,
}

impl Default for IsoflopOptions {
    fn default() -> Self {
        IsoflopOptions {
            size: "params".into(),
            budget: "budget".into(),
            loss: "loss".into(),
            tokens: None,
            method: Method::Parabola,
            repeats: 1000,
            seed: 0,
            level: 0.95,
        }
    }
}

/// The bias that fitting parabolas brings on these slices.
#[derive(Debug, Clone, PartialEq)]
pub struct Bias {
    /// Exponent of the size in the law `E + A N^-alpha + B D^-beta` that the bias is computed for.
    pub alpha: f64,
    /// Exponent of the tokens.
    pub beta: f64,
    /// For each slice with an optimum its budget and the factor by which the parabola's size is too large.
    pub slices: Vec<(f64, f64)>,
    /// By how much the exponent of the size is too large, from slices off their centre in different ways.
    pub exponent: f64,
}

/// Best sizes of all budgets, and how they grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoflop {
    /// One entry per budget, rising.
    pub slices: Vec<Slice>,
    /// Best size over budget.
    pub size: PowerLaw,
    /// Best tokens over budget.
    pub tokens: PowerLaw,
    /// Bias of the parabola; `None` for Akima or if no law could be fitted.
    pub bias: Option<Bias>,
    /// What to tell the user, with a stable code word.
    pub warnings: Vec<(&'static str, String)>,
    /// Rows left out of every slice, and why.
    pub dropped: Vec<Dropped>,
}

/// Finds the best size of each budget of `table`, and how it grows with the budget.
///
/// # Errors
/// A column is missing or holds text; sizes, budgets, tokens or losses that are not positive; fewer than two budgets
/// with an optimum (the message says why the first was rejected).
pub fn isoflop(table: &Table, options: &IsoflopOptions) -> Result<Isoflop, Error> {
    if !(options.level > 0.0 && options.level < 1.0) {
        return Err(Error::new(format!("the level must lie between 0 and 1, not {}", options.level)));
    }
    let (rows, dropped) = rows(table, options)?;
    let mut groups: Vec<(f64, Vec<Point>)> = Vec::new();
    for (budget, point) in rows {
        match groups.last_mut() {
            Some((first, points)) if budget <= *first * (1.0 + SAME_BUDGET) => points.push(point),
            _ => groups.push((budget, vec![point])),
        }
    }
    let slices: Vec<Slice> = groups
        .into_par_iter()
        .enumerate()
        .map(|(i, (budget, points))| {
            let seed = options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ i as u64;
            Slice::of(budget, points, options.method, options.repeats, seed)
        })
        .collect();
    let line_of = |name: &str, of: &dyn Fn(&Slice) -> Option<f64>| {
        let points: Vec<(f64, f64, f64)> =
            slices.iter().filter_map(|s| Some((s.budget, of(s)?, s.stderr.map_or(1.0, |e| 1.0 / (e * e))))).collect();
        PowerLaw::fit(name, &points, options.level)
    };
    let too_few = || {
        let why = slices.iter().find_map(|s| s.rejected.as_ref().map(|r| format!("; budget {:e}: {r}", s.budget)));
        Error::new(format!(
            "{}: {} budgets in column '{}' have an optimum, but a line needs two{}",
            table.source.path,
            slices.iter().filter(|s| s.size_opt.is_some()).count(),
            options.budget,
            why.unwrap_or_default()
        ))
    };
    let mut size = line_of(&options.size, &|s| s.size_opt).ok_or_else(too_few)?;
    let mut tokens = line_of("tokens", &|s| s.tokens_opt).ok_or_else(too_few)?;
    if options.method == Method::Akima && options.repeats > 0 {
        by_repeats(&slices, &mut size, options.level, |r| r.0);
        by_repeats(&slices, &mut tokens, options.level, |r| r.1);
    }
    let bias = match options.method {
        Method::Parabola => bias(&slices),
        Method::Akima => None,
    };
    let warnings = warnings(&slices);
    Ok(Isoflop { slices, size, tokens, bias, warnings, dropped })
}

/// A run and its budget.
type Run = (f64, Point);

/// Budgets and points of all usable rows, in the order of budgets; and how many rows lack a value.
fn rows(table: &Table, options: &IsoflopOptions) -> Result<(Vec<Run>, Vec<Dropped>), Error> {
    let column = |name: &str| table.numbers(name);
    let (size, budget, loss) = (column(&options.size)?, column(&options.budget)?, column(&options.loss)?);
    let tokens = options.tokens.as_deref().map(column).transpose()?;
    let mut rows = Vec::new();
    let mut missing = 0;
    for i in 0..table.rows() {
        let tokens = tokens.map_or(budget[i] / (6.0 * size[i]), |t| t[i]);
        let cells = [
            (options.size.as_str(), size[i]),
            (&options.budget, budget[i]),
            (&options.loss, loss[i]),
            (options.tokens.as_deref().unwrap_or("tokens"), tokens),
        ];
        if cells.iter().any(|c| lawful_io::is_missing(c.1)) {
            missing += 1;
            continue;
        }
        if let Some((name, value)) = cells.iter().find(|c| !(c.1 > 0.0 && c.1.is_finite())) {
            return Err(Error::new(format!(
                "{}: row {}, column '{name}': {value} is not a positive number; leave such rows out, for example --where \
                 '{name} > 0'",
                table.source.path,
                table.file_row(i)
            )));
        }
        rows.push((budget[i], Point { size: size[i], tokens, loss: loss[i] }));
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let reason = "a missing value".to_string();
    let dropped = if missing > 0 { vec![Dropped { reason, rows: missing }] } else { vec![] };
    Ok((rows, dropped))
}

/// The interval of an exponent from lines through the optima of noise repeats.
fn by_repeats(slices: &[Slice], law: &mut PowerLaw, level: f64, of: impl Fn(&(f64, f64)) -> f64) {
    let used: Vec<&Slice> = slices.iter().filter(|s| s.size_opt.is_some()).collect();
    let lines = used.iter().map(|s| s.repeats.len()).min().unwrap_or(0);
    let mut exponents: Vec<f64> = (0..lines)
        .filter_map(|k| {
            let points: Vec<(f64, f64, f64)> = used
                .iter()
                .map(|s| (libm::log(s.budget), of(&s.repeats[k]), s.stderr.map_or(1.0, |e| 1.0 / (e * e))))
                .collect();
            line(&points).map(|l| l.0)
        })
        .collect();
    if exponents.len() >= 20 {
        exponents.sort_by(f64::total_cmp);
        law.exponent.lo = Some(quantile(&exponents, 0.5 * (1.0 - level)));
        law.exponent.hi = Some(quantile(&exponents, 0.5 * (1.0 + level)));
    }
}

/// The parabola's bias on these slices, for the law `E + A N^-alpha + B D^-beta` fitted to all their points.
fn bias(slices: &[Slice]) -> Option<Bias> {
    let all: Vec<&Point> = slices.iter().flat_map(|s| &s.points).collect();
    let column = |name: &str, of: &dyn Fn(&Point) -> f64| Column::number(name, all.iter().map(|p| of(p)).collect());
    let table =
        Table::from_columns(vec![column("N", &|p| p.size), column("D", &|p| p.tokens), column("loss", &|p| p.loss)])
            .ok()?;
    let law = Law::parse("loss ~ chinchilla(N, D)").ok()?;
    let fit = Fit::of(&law, &table).brief().run().ok()?;
    bias_of(slices, fit.value("alpha")?, fit.value("beta")?)
}

/// The parabola's bias on these slices for given exponents.
fn bias_of(slices: &[Slice], alpha: f64, beta: f64) -> Option<Bias> {
    let mut factors = Vec::new();
    for slice in slices {
        let Some(best) = slice.size_opt else { continue };
        // The optimum that the parabola would take for `best`: a few rounds of subtracting the bias.
        let mut truth = libm::log10(best);
        let mut off = 0.0;
        for _ in 0..50 {
            let grid: Vec<f64> = slice.points.iter().map(|p| libm::log10(p.size) - truth).collect();
            off = parabola_bias(alpha, beta, &grid)?;
            let next = libm::log10(best) - off;
            if (next - truth).abs() < 1e-12 {
                break;
            }
            truth = next;
        }
        if !off.is_finite() {
            return None;
        }
        factors.push((slice.budget, libm::exp10(off)));
    }
    let points: Vec<(f64, f64, f64)> = factors.iter().map(|f| (libm::log(f.0), libm::log(f.1), 1.0)).collect();
    let exponent = line(&points)?.0;
    Some(Bias { alpha, beta, slices: factors, exponent })
}

fn warnings(slices: &[Slice]) -> Vec<(&'static str, String)> {
    let mut list = Vec::new();
    for slice in slices {
        if let Some(why) = &slice.rejected {
            list.push(("slice-rejected", format!("budget {:.3e}: {why}", slice.budget)));
        }
    }
    for slice in slices {
        if slice.off_centre.is_some_and(|o| o.abs() > slice.half_width) {
            list.push((
                "edge-optimum",
                format!(
                    "budget {:.3e}: the optimum lies beyond the sizes of its slice, so it is a guess",
                    slice.budget
                ),
            ));
        }
    }
    let off: Vec<&Slice> = slices.iter().filter(|s| s.off_centre.is_some_and(|o| o.abs() > OFF_CENTRE)).collect();
    if let Some(worst) =
        off.iter().max_by(|a, b| a.off_centre.unwrap_or(0.0).abs().total_cmp(&b.off_centre.unwrap_or(0.0).abs()))
    {
        let factor = libm::exp10(worst.off_centre.unwrap_or(0.0).abs());
        list.push((
            "off-centre",
            format!(
                "{} of {} slices have their sizes more than 2x off the optimum, the one at {:.3e} by {factor:.1}x: the exponent \
                 errs if that changes with the budget",
                off.len(),
                slices.len(),
                worst.budget
            ),
        ));
    }
    list
}
