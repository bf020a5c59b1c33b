//! From a problem to its optimum, the fate of the starts, and rival optima.

use crate::error::Error;
use crate::exchange;
use crate::fit::{Rival, Starts};
use crate::multistart::{self, End, Linear};
use crate::objective::{Order, Scratch};
use crate::problem::Problem;
use crate::solve::{Outcome, polish};
use crate::starts;
use lawful_io::Table;
use lawful_law::ast::ParameterName;
use std::collections::HashMap;

/// Values to start from, per parameter: every combination is tried.
pub type StartGrid = Vec<(ParameterName, Vec<f64>)>;

/// Starts that are screened by projection alone, and how many of them are followed, if the user says nothing.
const SCREENED: usize = 256;
const FOLLOWED: usize = 24;

/// Steps of one descent.
const MOST_STEPS: usize = 100;

/// Steps of the best descent, if it did not converge within those.
const MANY_STEPS: usize = 2000;

/// Two optima are the same if their predictions agree to this fraction of the residuals' scale.
const SAME_PREDICTIONS: f64 = 1e-3;

/// An optimum is a rival if its objective is within this fraction of the best one's (or its log-likelihood within 2).
const RIVAL_FRACTION: f64 = 0.01;

/// Rows from which starts are followed on a sample of the rows.
pub(crate) const LARGE: usize = 20_000;

/// How many rows that sample has.
const SAMPLE: usize = 4_096;

/// How to look for the optimum.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    /// How many quasi-random starts to follow; `None` for the default screening.
    pub(crate) starts: Option<usize>,
    pub(crate) grid: StartGrid,
    pub(crate) seed: u64,
    /// Only the minimum next to the start.
    pub(crate) nearest: bool,
}

/// What a search found.
pub(crate) struct Found {
    pub(crate) best: End,
    pub(crate) starts: Starts,
    /// Where every start ended.
    pub(crate) ends: Vec<End>,
}

impl Search {
    /// Finds the optimum and sharpens it.
    pub(crate) fn run(&self, problem: &mut Problem, table: &Table) -> Result<Found, Error> {
        let (best, starts, ends) = self.search(problem, table)?;
        Ok(Found { best: settle(problem, best), starts, ends })
    }

    /// Follows the starts; gives back the best end, how the starts fared, and all ends.
    fn search(&self, problem: &mut Problem, table: &Table) -> Result<(End, Starts, Vec<End>), Error> {
        let model = &problem.model;
        let base: Vec<f64> = model
            .parameters
            .iter()
            .map(|p| p.fixed.or(p.start).unwrap_or_else(|| 1.0_f64.clamp(p.lo.value.max(f64::MIN), p.hi.value)))
            .collect();
        let solved = problem.linear_parameters();
        // Many rows: starts are judged and followed on a sample of them.
        let sample = (problem.target.len() > LARGE).then(|| problem.sample(SAMPLE));
        let mut axes = Vec::new();
        for (name, values) in &self.grid {
            axes.push((lawful_law::model::find(&model.parameters, name, table)?, values.clone()));
        }
        if !axes.is_empty() {
            let starts = starts::grid(&axes, &base);
            return self.follow(problem, sample.as_ref(), starts, Linear::Projected, false);
        }
        if self.nearest {
            return judge(vec![multistart::nearest(problem, &base)]);
        }
        let law = problem.plain_law;
        let ranges = starts::ranges(&mut problem.model, law, &solved);
        let given = problem.model.parameters.iter().any(|p| p.start.is_some());
        if self.starts.is_none()
            && (ranges.is_empty() || given && ranges.iter().all(|(b, _)| self.has_start(problem, b)))
        {
            return self.follow(problem, None, vec![base], Linear::Projected, given);
        }
        let count = self.starts.unwrap_or(if ranges.is_empty() { 1 } else { SCREENED });
        let seed = (self.seed ^ (self.seed >> 32)) as u32;
        let mut points: Vec<Vec<f64>> =
            (0..count as u32).map(|i| starts::sobol(&problem.model, &ranges, i, seed, &base)).collect();
        if self.starts.is_none() && points.len() > FOLLOWED {
            let scores = match &sample {
                Some(s) => multistart::screen(s, &points),
                None => multistart::screen(problem, &points),
            };
            let mut order: Vec<usize> = (0..points.len()).collect();
            order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(a.cmp(&b)));
            // The most promising two thirds, and a third spread over the rest, for optima that look bad from afar.
            let top = FOLLOWED * 2 / 3;
            let rest = order.len() - top;
            let mut chosen: Vec<usize> = order[..top].to_vec();
            chosen.extend((0..FOLLOWED - top).map(|i| order[top + i * rest / (FOLLOWED - top)]));
            points = chosen.into_iter().map(|i| std::mem::take(&mut points[i])).collect();
        }
        self.follow(problem, sample.as_ref(), points, Linear::Projected, false)
    }

    fn has_start(&self, problem: &Problem, base: &str) -> bool {
        problem.model.parameters.iter().filter(|p| p.base == base).all(|p| p.start.is_some())
    }

    fn follow(
        &self,
        problem: &Problem,
        sample: Option<&Problem>,
        points: Vec<Vec<f64>>,
        linear: Linear,
        also_as_given: bool,
    ) -> Result<(End, Starts, Vec<End>), Error> {
        let mut ends = match sample {
            Some(sample) => follow_on_sample(problem, sample, &points, linear),
            None => follow_distinct(problem, &points, linear),
        };
        if also_as_given {
            // The start exactly as it was given is followed too. Of equally good ends its own is kept: projection may
            // lead to another of several equivalent ones (terms exchanged, signs flipped in pairs).
            let literal = multistart::run(problem, &points, Linear::AsGiven, MOST_STEPS);
            for (end, other) in ends.iter_mut().zip(literal) {
                if other.value <= end.value * (1.0 + 1e-6) + f64::MIN_POSITIVE {
                    *end = other;
                }
            }
        }
        judge(ends)
    }
}

/// The best end, how the starts fared, and all ends.
fn judge(ends: Vec<End>) -> Result<(End, Starts, Vec<End>), Error> {
    let best = ends
        .iter()
        .enumerate()
        .filter(|(_, e)| e.value.is_finite())
        .min_by(|a, b| a.1.value.total_cmp(&b.1.value).then(a.0.cmp(&b.0)))
        .map(|(_, e)| e.clone());
    let tried = ends.len();
    let Some(best) = best else {
        return Err(Error::new(format!(
            "the law can't be evaluated at any of {tried} starts (a log of a negative number, or an overflow); give \
             better ones with --start NAME=VALUE, or domains such as 'alpha in (0, 2)'"
        )));
    };
    let reached = |e: &End| e.value - best.value <= 1e-4 * best.value.abs() + f64::MIN_POSITIVE;
    let starts = Starts {
        tried,
        converged: ends.iter().filter(|e| e.converged).count(),
        reached: ends.iter().filter(|e| reached(e)).count(),
    };
    Ok((best, starts, ends))
}

/// An end taken to the limit of f64, exchangeable terms in order.
pub(crate) fn settle(problem: &Problem, best: End) -> End {
    if problem.objective(best.parameters.clone(), false).size() == 0 {
        return End { converged: true, ..best };
    }
    let best = if best.converged { best } else { multistart::resume(problem, best, MANY_STEPS) };
    exchange::in_order(problem, sharpen(problem, best))
}

/// The last steps, in the parameters themselves and with the noise's own loss.
fn sharpen(problem: &Problem, best: End) -> End {
    let objective = problem.objective(best.parameters.clone(), false);
    let bounds = problem.bounds(&objective);
    let mut scratch = Scratch::default();
    let mut x = objective.coordinates(&best.parameters, best.nuisance);
    bounds.clamp(&mut x);
    let at = objective.evaluate(&x, Order::Newton, &mut scratch);
    let outcome = Outcome { x, at, converged: best.converged, steps: 0 };
    let polished = polish(&objective, &bounds, outcome, &mut scratch);
    let converged = polished.converged || best.converged;
    let end = multistart::end_of(problem, &objective, polished);
    let end = End { converged, ..end };
    if end.value <= best.value + 4.0 * objective.rounding(best.value) { end } else { best }
}

/// Converged ends with other predictions and nearly as good an objective. Permutations of exchangeable terms and
/// gauge changes predict the same, so they are no rivals.
pub(crate) fn rivals(problem: &Problem, best: &End, ends: &[End], fitted: &[f64]) -> Vec<(Rival, End)> {
    let spread = {
        let mut r: Vec<f64> =
            problem.target.iter().zip(fitted).map(|(t, f)| (t - f).abs()).filter(|r| r.is_finite()).collect();
        r.sort_by(f64::total_cmp);
        r.get(r.len() / 2).copied().unwrap_or(0.0).max(1e-12 * fitted.iter().fold(0.0_f64, |m, f| m.max(f.abs())))
    };
    let mut list: Vec<(f64, &End, Vec<f64>)> = Vec::new();
    for e in ends.iter().filter(|e| e.converged) {
        if !(e.value - best.value <= RIVAL_FRACTION * best.value.abs()) || list.len() >= 8 {
            continue;
        }
        let objective = problem.objective(e.parameters.clone(), false);
        let x = objective.coordinates(&e.parameters, e.nuisance);
        let r = objective.residuals(&x);
        let theirs: Vec<f64> = problem.target.iter().zip(&r).take(fitted.len()).map(|(t, r)| t - r).collect();
        let differs = |other: &[f64]| theirs.iter().zip(other).any(|(a, b)| (a - b).abs() > SAME_PREDICTIONS * spread);
        // Far along a flat valley predictions differ a little; a rival's objective has a minimum of its own.
        if differs(fitted) && list.iter().all(|(_, _, other)| differs(other)) && is_minimum(problem, e, best) {
            list.push((e.value, e, theirs));
        }
    }
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    list.into_iter()
        .map(|(value, e, _)| {
            let params = problem.model.parameters.iter().zip(&e.parameters).map(|(p, v)| (p.name.clone(), *v));
            (Rival { objective: problem.printed(value, value), params: params.collect() }, e.clone())
        })
        .collect()
}

/// Whether `e`, sharpened, stays apart from `best`.
fn is_minimum(problem: &Problem, e: &End, best: &End) -> bool {
    let sharp = sharpen(problem, e.clone());
    sharp.value - best.value > 1e-7 * best.value.abs()
}

/// Follows every start. Where linear parameters are solved for, starts that differ in them only are one.
fn follow_distinct(problem: &Problem, points: &[Vec<f64>], linear: Linear) -> Vec<End> {
    let solved = if linear == Linear::Projected { problem.linear_parameters() } else { vec![] };
    let mut index: HashMap<Vec<u64>, usize> = HashMap::new();
    let mut distinct: Vec<Vec<f64>> = Vec::new();
    let class: Vec<usize> = points
        .iter()
        .map(|p| {
            let key = (0..p.len()).filter(|i| !solved.contains(i)).map(|i| p[i].to_bits()).collect();
            *index.entry(key).or_insert_with(|| {
                distinct.push(p.clone());
                distinct.len() - 1
            })
        })
        .collect();
    let ends = multistart::run(problem, &distinct, linear, MOST_STEPS);
    class.into_iter().map(|c| ends[c].clone()).collect()
}

/// Many rows: starts are followed on a sample, and the distinct ends on all rows.
fn follow_on_sample(problem: &Problem, sample: &Problem, points: &[Vec<f64>], linear: Linear) -> Vec<End> {
    let rough = follow_distinct(sample, points, linear);
    let mut distinct: Vec<(usize, Vec<f64>)> = Vec::new();
    let best = rough.iter().map(|e| e.value).fold(f64::INFINITY, f64::min);
    let mut class = vec![usize::MAX; rough.len()];
    for (i, e) in rough.iter().enumerate() {
        if !(e.value <= best + 0.2 * best.abs()) {
            continue;
        }
        let same = distinct.iter().position(|(j, _)| (rough[*j].value - e.value).abs() <= 1e-4 * best.abs());
        class[i] = same.unwrap_or_else(|| {
            distinct.push((i, e.parameters.clone()));
            distinct.len() - 1
        });
    }
    let finals: Vec<End> = distinct
        .iter()
        .flat_map(|(_, p)| multistart::run(problem, std::slice::from_ref(p), Linear::AsGiven, MOST_STEPS))
        .collect();
    rough
        .into_iter()
        .zip(class)
        .map(|(e, c)| match finals.get(c) {
            Some(end) => end.clone(),
            None => End { value: f64::INFINITY, converged: false, ..e },
        })
        .collect()
}
