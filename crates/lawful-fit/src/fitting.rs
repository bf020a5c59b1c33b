//! The steps of a fit, and its options.

use crate::covariance;
use crate::error::Error;
use crate::exchange;
use crate::fit::{Estimate, Fit, Rival, Starts, Warning};
use crate::multistart::{self, End, Linear};
use crate::noise::{Noise, log_likelihood};
use crate::objective::{Order, Scratch};
use crate::problem::{Problem, RowOptions};
use crate::solve::{Outcome, polish};
use crate::starts;
use lawful_io::Table;
use lawful_law::ast::{Clause, ParameterName};
use lawful_law::model::Demands;
use lawful_law::{Law, Model};
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

/// Beyond this condition number of the scaled information some direction is not determined by the data.
const SINGULAR: f64 = 1e14;

/// Rows from which starts are followed on a sample of the rows.
const LARGE: usize = 20_000;

/// How many rows that sample has.
const SAMPLE: usize = 4_096;

/// A fit to be made: a law, a table, and options.
#[derive(Debug, Clone)]
pub struct Fitting<'a> {
    law: Law,
    table: &'a Table,
    noise: Noise,
    rows: RowOptions,
    starts: Option<usize>,
    grid: StartGrid,
    level: f64,
    seed: u64,
}

impl Fit {
    /// A fit of `law` to `table`, gaussian unless told otherwise: set options, then [`Fitting::run`].
    pub fn of<'a>(law: &Law, table: &'a Table) -> Fitting<'a> {
        Fitting {
            law: law.clone(),
            table,
            noise: Noise::Gaussian,
            rows: RowOptions::default(),
            starts: None,
            grid: vec![],
            level: 0.95,
            seed: 0,
        }
    }
}

impl Fitting<'_> {
    /// How data scatter.
    pub fn noise(mut self, noise: Noise) -> Self {
        self.noise = noise;
        self
    }

    /// A column of row weights (0 or more): each row's term is multiplied by its weight.
    pub fn weights(mut self, column: impl Into<String>) -> Self {
        self.rows.weights = Some(column.into());
        self
    }

    /// A column of known standard deviations of the residuals (of log residuals for lognormal noise).
    pub fn sigma(mut self, column: impl Into<String>) -> Self {
        self.rows.sigma = Some(column.into());
        self
    }

    /// A clause, as if typed after the law: a domain, start, fixed value, prior or derived quantity.
    pub fn clause(mut self, clause: Clause) -> Self {
        self.law = self.law.with_clause(clause);
        self
    }

    /// How many quasi-random starts to follow.
    pub fn starts(mut self, starts: usize) -> Self {
        self.starts = Some(starts);
        self
    }

    /// Starts on a grid: every combination is followed.
    pub fn grid(mut self, grid: StartGrid) -> Self {
        self.grid = grid;
        self
    }

    /// Level of the intervals, 0.95 unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Seed of the starts, 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Makes the fit.
    ///
    /// # Errors
    /// A law that does not suit the table, values that the noise can't have, fewer rows than parameters, starts from
    /// which the law can't be evaluated.
    pub fn run(self) -> Result<Fit, Error> {
        let begun = std::time::Instant::now();
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", self.level)));
        }
        let mut numbers: Vec<&str> = self.rows.weights.iter().chain(&self.rows.sigma).map(String::as_str).collect();
        if let Noise::Binomial(crate::Trials::Column(c)) = &self.noise {
            numbers.push(c);
        }
        let model = Model::resolve(&self.law, self.table, &Demands { numbers: &numbers, ..Demands::default() })?;
        if model.rows.is_empty() {
            let why = match model.dropped.first() {
                Some(d) => format!("every row lacks a value ({})", d.reason),
                None => "there are no rows".to_string(),
            };
            return Err(Error::new(format!("{}: nothing to fit: {why}", self.table.source.path)));
        }
        let mut problem = Problem::new(model, self.noise.clone(), self.table, &self.rows)?;
        let reference = problem.objective(vec![1.0; problem.model.parameters.len()], false);
        let (n, k) = (problem.n(), reference.free.len());
        if n < k || (n == k && n == 0) {
            return Err(Error::new(format!(
                "{}: {n} rows can't determine {k} parameters ({}); fix some with --fix, or use more rows",
                self.table.source.path,
                reference
                    .free
                    .iter()
                    .map(|&i| problem.model.parameters[i].name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            )));
        }
        check_columns_vary(&problem, self.table)?;
        let (mut best, starts, ends) = self.search(&mut problem)?;
        if k > 0 {
            if !best.converged {
                best = multistart::resume(&problem, best, MANY_STEPS);
            }
            best = self.sharpen(&problem, best);
            best = exchange::in_order(&problem, best);
        }
        self.report(problem, best, starts, ends, begun)
    }

    /// Follows the starts; gives back the best end, how the starts fared, and all ends.
    fn search(&self, problem: &mut Problem) -> Result<(End, Starts, Vec<End>), Error> {
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
            axes.push((lawful_law::model::find(&model.parameters, name, self.table)?, values.clone()));
        }
        if !axes.is_empty() {
            let starts = starts::grid(&axes, &base);
            return self.follow(problem, sample.as_ref(), starts, Linear::Projected, false);
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
        let tried = points.len();
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
        let best = ends
            .iter()
            .enumerate()
            .filter(|(_, e)| e.value.is_finite())
            .min_by(|a, b| a.1.value.total_cmp(&b.1.value).then(a.0.cmp(&b.0)))
            .map(|(_, e)| e.clone());
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

    /// The last steps, in the parameters themselves and with the noise's own loss.
    fn sharpen(&self, problem: &Problem, best: End) -> End {
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

    fn report(
        self,
        mut problem: Problem,
        best: End,
        starts: Starts,
        ends: Vec<End>,
        begun: std::time::Instant,
    ) -> Result<Fit, Error> {
        let objective = problem.objective(best.parameters.clone(), false);
        let bounds = problem.bounds(&objective);
        let x = objective.coordinates(&best.parameters, best.nuisance);
        let n = problem.n();
        let rows = problem.model.rows.len();
        let residual_law: Vec<f64> = {
            let r = objective.residuals(&x);
            problem.target.iter().zip(&r).take(rows).map(|(t, r)| t - r).collect()
        };
        let (loglik_target, scales) = log_likelihood(
            &self.noise,
            &problem.target[..rows],
            &residual_law,
            &problem.weights[..rows],
            if problem.extra.is_empty() { &[] } else { &problem.extra[..rows] },
            best.nuisance,
            problem.sigma_known,
            0.0,
        );
        let mut warnings: Vec<Warning> = problem.model.warnings.clone();
        let loglik = match problem.log_jacobian {
            _ if self.noise.is_loss() => None,
            Some(j) => Some(loglik_target + j).filter(|l| l.is_finite()),
            None => {
                warnings.push(Warning {
                    code: "transformed-response",
                    message:
                        "the left side reads several columns, so loglik is that of the left side, not of one column"
                            .into(),
                });
                Some(loglik_target)
            }
        };
        let printed = problem.printed(best.value, loglik_target);

        // At a bound: held there by the gradient.
        let gradient = objective.evaluate(&x, Order::GaussNewton, &mut Scratch::default()).gradient;
        let held: Vec<bool> = (0..objective.free.len())
            .map(|j| {
                let p = &problem.model.parameters[objective.free[j]];
                // An open end is approached until nothing is gained any more; 0 has no scale to be near to.
                let near = |end: f64| end.is_finite() && end != 0.0 && (x[j] - end).abs() <= 1e-9 * end.abs();
                let closed = x[j] == p.lo.value || x[j] == p.hi.value;
                let open = !p.lo.closed && near(p.lo.value) || !p.hi.closed && near(p.hi.value);
                closed || open || bounds.holds(j, x[j], gradient[j])
            })
            .collect();
        let errors = covariance::estimate(&problem, &objective, &x, &held, n);
        let condition = errors.condition;
        let singular = errors.covariance.is_none() || condition.is_some_and(|c| c > SINGULAR);

        let quantile = covariance::quantile(&self.noise, problem.sigma_known, n, objective.free.len(), self.level);
        let mut params = Vec::new();
        for (i, p) in problem.model.parameters.iter().enumerate() {
            let value = best.parameters[i];
            let mut e = Estimate {
                name: p.name.clone(),
                value,
                stderr: None,
                lo: None,
                hi: None,
                method: "none",
                identified: true,
            };
            match objective.coordinate[i] {
                None if p.fixed.is_some() => e.method = "fixed",
                None => {
                    e.identified = false;
                    warnings.push(Warning {
                        code: "not-identified",
                        message: format!("'{}' has no influence on the law", p.name),
                    });
                }
                Some(k) if held[k] => {
                    e.method = "at-bound";
                    warnings.push(Warning {
                        code: "at-bound",
                        message: format!("'{}' is at the end {value} of its domain", p.name),
                    });
                }
                Some(k) => {
                    let se = errors.stderr(k);
                    if let Some(se) = se {
                        e.stderr = Some(se);
                        e.method = errors.method;
                        e.lo = Some((value - quantile * se).max(p.lo.value)).filter(|v| v.is_finite());
                        e.hi = Some((value + quantile * se).min(p.hi.value)).filter(|v| v.is_finite());
                    }
                    e.identified = !errors.undetermined.contains(&k);
                }
            }
            params.push(e);
        }
        if singular && objective.free.len() > held.iter().filter(|h| **h).count() {
            let names: Vec<&str> = errors
                .undetermined
                .iter()
                .map(|&k| problem.model.parameters[objective.free[k]].name.as_str())
                .collect();
            let which = if names.is_empty() { "some parameters".to_string() } else { names.join(", ") };
            warnings.push(Warning {
                code: "not-identified",
                message: format!(
                    "the data do not determine {which}: a change of them together leaves the fit as it is"
                ),
            });
        }
        let free_names: Vec<String> =
            errors.kept.iter().map(|&k| problem.model.parameters[objective.free[k]].name.clone()).collect();
        let free_indices: Vec<usize> = errors.kept.iter().map(|&k| objective.free[k]).collect();
        let covariance = errors.covariance.clone().unwrap_or_default();
        let method = errors.method;

        let rivals = self.rivals(&problem, &best, &ends, &residual_law);
        if let Some(r) = rivals.first() {
            warnings.push(Warning {
                code: "rival-optimum",
                message: format!(
                    "another optimum has an objective only {:.2}% higher: {}",
                    100.0 * (r.objective - printed).abs() / printed.abs().max(f64::MIN_POSITIVE),
                    r.params.iter().map(|(n, v)| format!("{n} {v:.4}")).collect::<Vec<_>>().join(", ")
                ),
            });
        }
        if n < objective.free.len() + 3 && !objective.free.is_empty() {
            warnings.push(Warning {
                code: "few-rows",
                message: format!("{n} rows for {} parameters: errors and intervals mean little", objective.free.len()),
            });
        }
        let k = objective.free.len();

        let mut derived = Vec::new();
        for (name, node) in problem.model.derived.clone() {
            let (value, gradient) = problem.model.scalar(node, &best.parameters);
            let g: Vec<f64> = free_indices.iter().map(|&i| gradient[i]).collect();
            let variance = if covariance.size() > 0 { covariance.between(&g, &g) } else { f64::NAN };
            let se = Some(variance.max(0.0).sqrt()).filter(|s| s.is_finite() && covariance.size() > 0);
            derived.push(Estimate {
                name,
                value,
                stderr: se,
                lo: se.map(|s| value - quantile * s),
                hi: se.map(|s| value + quantile * s),
                method: if se.is_some() { method } else { "none" },
                identified: se.is_some(),
            });
        }
        let response = problem.model.response.clone().ok_or_else(|| Error::new("the law has no response"))?;
        let fitted = problem.model.predict(&best.parameters);
        let clauses = self.law.clauses.iter().filter_map(clause_text).collect();
        Ok(Fit {
            law: self.law.to_string(),
            clauses,
            response: self.law.text.response.to_string(),
            columns: problem.model.columns.clone(),
            objective: printed,
            loglik,
            n,
            k,
            params,
            derived,
            noise_params: scales.into_iter().map(|s| (s.name.to_string(), s.value)).collect(),
            covariance_names: free_names,
            covariance,
            starts,
            rivals,
            condition,
            converged: best.converged,
            level: self.level,
            seed: self.seed,
            source: self.table.source.clone(),
            dropped: problem.model.dropped.clone(),
            rows: problem.model.rows.clone(),
            warnings,
            observed: response.values,
            fitted,
            log_residuals: self.noise.is_log(),
            noise: self.noise,
            seconds: begun.elapsed().as_secs_f64(),
        })
    }

    /// Converged ends with other predictions and nearly as good an objective. Permutations of exchangeable terms and
    /// gauge changes predict the same, so they are no rivals.
    fn rivals(&self, problem: &Problem, best: &End, ends: &[End], fitted: &[f64]) -> Vec<Rival> {
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
            let differs =
                |other: &[f64]| theirs.iter().zip(other).any(|(a, b)| (a - b).abs() > SAME_PREDICTIONS * spread);
            // Far along a flat valley predictions differ a little; a rival's objective has a minimum of its own.
            if differs(fitted) && list.iter().all(|(_, _, other)| differs(other)) && self.is_minimum(problem, e, best) {
                list.push((e.value, e, theirs));
            }
        }
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        list.into_iter()
            .map(|(value, e, _)| Rival {
                objective: problem.printed(value, value),
                params: problem.model.parameters.iter().zip(&e.parameters).map(|(p, v)| (p.name.clone(), *v)).collect(),
            })
            .collect()
    }

    /// Whether `e`, sharpened, stays apart from `best`.
    fn is_minimum(&self, problem: &Problem, e: &End, best: &End) -> bool {
        let sharp = self.sharpen(problem, e.clone());
        sharp.value - best.value > 1e-7 * best.value.abs()
    }
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
        .map(|(_, p)| multistart::run(problem, std::slice::from_ref(p), Linear::AsGiven, MOST_STEPS))
        .flatten()
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

/// A law in a column that never changes can't be told from a constant.
fn check_columns_vary(problem: &Problem, table: &Table) -> Result<(), Error> {
    let varies = |name: &str| match table.numbers(name) {
        Ok(values) => {
            let mut used = problem.model.rows.iter().map(|&i| values[i]);
            let first = used.next();
            used.any(|v| Some(v) != first)
        }
        Err(_) => true,
    };
    let columns = &problem.model.columns;
    if problem.model.rows.len() > 1 && !columns.is_empty() && columns.iter().all(|c| !varies(c)) {
        return Err(Error::new(format!(
            "{}: {} the same in every row that is used, so no law in {} can be fitted",
            table.source.path,
            if columns.len() == 1 {
                format!("column '{}' is", columns[0])
            } else {
                format!("columns {} are", columns.join(", "))
            },
            if columns.len() == 1 { "it" } else { "them" }
        )));
    }
    Ok(())
}

/// A clause as it can be typed; `None` for derived quantities, which have a place of their own.
fn clause_text(clause: &Clause) -> Option<String> {
    Some(match clause {
        Clause::Domain { parameter, lo, hi } => format!(
            "{parameter} in {}{}, {}{}",
            if lo.closed { '[' } else { '(' },
            lo.value,
            hi.value,
            if hi.closed { ']' } else { ')' }
        ),
        Clause::Start { parameter, value } => format!("{parameter} start {value}"),
        Clause::Fixed { parameter, value } => format!("{parameter} = {value}"),
        Clause::Prior { parameter, distribution, arguments } => {
            let list: Vec<String> = arguments.iter().map(|a| a.to_string()).collect();
            format!("{parameter} ~ {distribution}({})", list.join(", "))
        }
        Clause::Let { name, value, .. } => format!("let {name} = {value}"),
    })
}
