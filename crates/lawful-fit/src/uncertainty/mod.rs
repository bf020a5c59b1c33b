//! How sure: errors and intervals by every method that applies, side by side, and the rule that picks one.
//!
//! The rule, where the user asks for nothing else:
//!
//! | noise | few rows | up to 20,000 rows | more rows |
//! |---|---|---|---|
//! | laplace, student | parametric bootstrap of 1,000 data sets, percentiles (up to 100 rows per parameter) | profile | Hessian |
//! | other likelihoods | profile, standard error from the Hessian | the same | Hessian |
//! | losses | residual bootstrap of 1,000 data sets, percentiles (up to 20 rows per parameter, residuals alike) | bootstrap of 1,000 resampled tables | sandwich |
//! | any, rows in 20 clusters or more (`cluster`) | bootstrap of 1,000 resamples of whole clusters | the same | the same |
//! | any, rows in fewer clusters | clustered sandwich, t with one degree less than clusters | the same | the same |
//!
//! `docs/coverage.md` has the coverage of each.
//!
//! Derived quantities follow their parameters: by the bootstrap's draws, or by the covariance (delta method).
//! Intervals from standard errors use Student's t with `n - k` degrees of freedom where a scale is estimated from
//! residuals; percentile intervals are widened by `t sqrt(n/(n - k)) / z`, which they lack in small samples.

mod bootstrap;
mod cluster_sandwich;
mod clusters;
mod covariance;
mod influence;
mod profile;
mod simulated;

pub use bootstrap::Bootstrap;
pub(crate) use bootstrap::percentile;

use crate::fit::{Influence, Interval, Profile, Warning};
use crate::matrix::Matrix;
use crate::multistart::End;
use crate::objective::{Objective, Order, Scratch};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::search::LARGE;
use crate::solve::{FINE, nearest};
use crate::{Error, Noise};
use covariance::Errors;
use lawful_io::Table;
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Resamples where the rule asks for a bootstrap.
const RESAMPLES: usize = 1000;

/// With fewer clusters than this a bootstrap of them is too narrow.
const FEW_CLUSTERS: usize = 20;

/// Rows whose influence is listed.
const LISTED: usize = 5;

/// Beyond this condition number of the scaled information some direction is not determined by the data.
const SINGULAR: f64 = 1e14;

/// What the user asks for.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) level: f64,
    pub(crate) seed: u64,
    pub(crate) bootstrap: Option<usize>,
    pub(crate) profile: bool,
    pub(crate) cluster: Option<String>,
    pub(crate) progress: Option<Progress>,
    /// Only standard errors and their intervals: for fits inside other methods.
    pub(crate) brief: bool,
}

/// Everything about errors at one optimum.
pub(crate) struct Uncertainty {
    /// Every interval, by parameter (in order), then by derived quantity; the picked one first.
    pub(crate) intervals: Vec<Vec<Interval>>,
    /// For each parameter, why a side is open, if one is.
    pub(crate) open: Vec<Vec<String>>,
    pub(crate) at_bound: Vec<bool>,
    pub(crate) kept: Vec<usize>,
    pub(crate) covariance: Matrix,
    pub(crate) condition: Option<f64>,
    pub(crate) singular: bool,
    /// Parameters in the direction that the data do not determine.
    pub(crate) undetermined: Vec<usize>,
    pub(crate) bootstrap: Option<Bootstrap>,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) influence: Vec<Influence>,
    pub(crate) warnings: Vec<Warning>,
    /// A better optimum that a profile came across.
    pub(crate) better: Option<End>,
}

/// Errors and intervals of all parameters and derived quantities at `best`; `others` are rival optima.
pub(crate) fn estimate(
    problem: &mut Problem,
    table: &Table,
    best: &End,
    others: &[End],
    options: &Options,
) -> Result<Uncertainty, Error> {
    let derived = derived(problem, best);
    let problem = &*problem;
    let objective = problem.objective(best.parameters.clone(), false);
    let x = objective.coordinates(&best.parameters, best.nuisance);
    let n = problem.n();
    let free = objective.free.len();
    let count = problem.model.parameters.len();
    let at_bound = at_bound(problem, &objective, &x);
    let held: Vec<bool> = objective.free.iter().map(|&i| at_bound[i]).collect();
    let mut errors = covariance::estimate(problem, &objective, &x, &held, n);
    let quantile = covariance::quantile(&problem.noise, problem.sigma_known, n, free, options.level);
    let small = n <= LARGE;
    let mut warnings = Vec::new();

    let mut few_clusters = false;
    let clusters = match &options.cluster {
        None => None,
        Some(name) => {
            let column = table.require(name)?;
            let groups = clusters::groups(column, &problem.model.rows).ok_or_else(|| {
                Error::new(format!(
                    "{}: column '{name}' has missing cells, so it can't be the cluster",
                    table.source.path
                ))
            })?;
            let number = number_of(&groups);
            if number < 2 {
                return Err(Error::new(format!("column '{name}' has one value only, so it can't be the cluster")));
            }
            if number < FEW_CLUSTERS {
                few_clusters = true;
                warnings.push(warning(
                    "few-clusters",
                    format!(
                        "{number} clusters of '{name}': the scatter between fewer than {FEW_CLUSTERS} is poorly known, and a \
                         bootstrap of them is too narrow; the clustered sandwich with {} degrees of freedom allows for that",
                        number - 1
                    ),
                ));
            }
            Some(groups)
        }
    };
    let mut interval_quantile = quantile;
    if let Some(groups) = &clusters
        && let Some(covariance) = cluster_sandwich::covariance(&problem.noise, &objective, &x, &errors, groups, n)
    {
        errors.covariance = Some(covariance);
        errors.method = "sandwich";
        interval_quantile = covariance::t_quantile(number_of(groups) - 1, options.level);
    }
    if clusters.is_none() && !options.brief {
        let residuals = objective.residuals(&x);
        let rows = &problem.model.rows;
        let columns = &problem.model.columns;
        if let Some(c) = clusters::detect(table, rows, &residuals[..rows.len()], columns, free) {
            warnings.push(warning(
                "clustered-rows",
                format!(
                    "rows of the same '{0}' have residuals in common (intraclass correlation {1:.2}, {2} groups), so errors \
                     that take rows as independent are too small; use --cluster {0}",
                    c.column, c.correlation, c.groups
                ),
            ));
        } else if let Some((column, groups)) = clusters::checkpoints(table, rows, columns) {
            warnings.push(warning(
                "clustered-rows",
                format!(
                    "{} rows are checkpoints of {groups} values of '{column}', so they are not independent and errors that \
                     take them so may be too small; use --cluster {column}",
                    rows.len()
                ),
            ));
        }
    }

    let clustering = clusters.as_ref().map(|_| if few_clusters { "sandwich" } else { "bootstrap" });

    // The bootstrap, if asked for or if the rule picks it.
    let simulated = simulated::method(problem, free)
        .filter(|_| !options.brief && clusters.is_none() && options.bootstrap.is_none())
        .filter(|_| {
            let rows = problem.model.rows.len();
            !problem.noise.is_loss() || simulated::alike(&problem.target[..rows], &objective.residuals(&x)[..rows])
        });
    let by_rule = !options.brief
        && simulated.is_none()
        && (problem.noise.is_loss() && small && clusters.is_none() || clusters.is_some() && !few_clusters);
    let resamples = options.bootstrap.or((by_rule || simulated.is_some()).then_some(RESAMPLES)).filter(|_| free > 0);
    let bootstrap = match resamples {
        None | Some(0) => None,
        Some(total) => {
            let done = AtomicUsize::new(0);
            let step = || match &options.progress {
                Some(p) => p(done.fetch_add(1, Ordering::Relaxed), total),
                None => true,
            };
            let draws = match simulated {
                Some(_) => {
                    let residuals = objective.residuals(&x);
                    simulated::run(problem, best, others, &residuals, free, total, options.seed, &step)
                }
                None => bootstrap::run(problem, best, others, total, clusters.as_deref(), options.seed, &step),
            };
            let draws = draws.ok_or_else(|| Error::new("stopped"))?;
            if 20 * draws.failed > total {
                warnings.push(warning(
                    "bootstrap-failures",
                    format!("{} of {total} refits to resamples did not converge and are left out", draws.failed),
                ));
            }
            (draws.draws.len() >= 10).then_some(draws)
        }
    };
    let mut widen = widening(problem, n, free, options.level, quantile);
    if simulated.is_some() {
        // Their scale has its degrees of freedom already.
        widen /= (n as f64 / (n - free) as f64).sqrt();
    }
    if let Some(groups) = &clusters {
        let count = number_of(groups) as f64;
        widen = interval_quantile / Normal::standard().inverse_cdf(0.5 * (1.0 + options.level));
        widen = widen.max(1.0) * (count / (count - 1.0)).sqrt();
    }
    let acceleration = Accelerations::new(problem, &objective, &x, &errors);

    let factor =
        if problem.noise.is_loss() && free > 0 { loss_factor(problem, best, &errors, bootstrap.as_ref()) } else { 1.0 };
    let threshold = threshold(problem, best, n, free, quantile, factor);

    // Profiles of all free parameters.
    let with_profile = !options.brief && free > 0 && (small || options.profile);
    let mut profiles: Vec<Option<profile::Profile>> = vec![None; count];
    if with_profile {
        let list: Vec<(usize, profile::Profile)> = objective
            .free
            .par_iter()
            .enumerate()
            .map(|(k, &i)| {
                let step = errors.stderr(k).map_or(0.1 * best.parameters[i].abs() + 1e-3, |se| se * quantile);
                (i, profile::run(problem, best, i, step.max(1e-12 * best.parameters[i].abs()), threshold))
            })
            .collect();
        for (i, p) in list {
            profiles[i] = Some(p);
        }
    }
    let better = profiles.iter().flatten().filter_map(|p| p.better.clone()).min_by(|a, b| a.value.total_cmp(&b.value));

    let mut intervals: Vec<Vec<Interval>> = Vec::new();
    let mut open: Vec<Vec<String>> = vec![vec![]; count];
    for i in 0..count {
        let p = &problem.model.parameters[i];
        let value = best.parameters[i];
        let mut list = Vec::new();
        let Some(k) = objective.coordinate[i] else {
            intervals.push(list);
            continue;
        };
        let stderr = errors.stderr(k);
        if let Some(se) = stderr {
            list.push(Interval {
                method: errors.method,
                stderr: Some(se),
                lo: Some((value - interval_quantile * se).max(p.lo.value)),
                hi: Some((value + interval_quantile * se).min(p.hi.value)),
            });
        }
        if let Some(b) = &bootstrap {
            let draws: Vec<f64> = b.draws.iter().map(|d| d[i]).collect();
            list.extend(from_draws(
                draws,
                value,
                options.level,
                widen,
                acceleration.of(&errors, k),
                (p.lo.value, p.hi.value),
                simulated,
            ));
        }
        if let Some(profile) = &profiles[i] {
            let end = |side: &profile::Side| match side {
                profile::Side::Found(v) => Some(*v),
                profile::Side::Open(_) => None,
            };
            list.push(Interval { method: "profile", stderr, lo: end(&profile.lo), hi: end(&profile.hi) });
            // One end of a two-sided interval is a one-sided limit at half the doubt.
            let sure = 50.0 * (1.0 + options.level);
            let sides =
                [(&profile.lo, &profile.hi, "below", "at most"), (&profile.hi, &profile.lo, "above", "at least")];
            for (side, other, which, limit) in sides {
                if let profile::Side::Open(reason) = side {
                    let limit = match other {
                        profile::Side::Found(v) => format!(", and {limit} {v:.4} with {sure}% confidence"),
                        profile::Side::Open(_) => String::new(),
                    };
                    open[i].push(format!("{which}: {reason}{limit}"));
                }
            }
        }
        pick(&mut list, problem.noise.is_loss(), clustering, simulated, options);
        intervals.push(list);
    }
    for d in &derived {
        let mut list = Vec::new();
        let gradient: Vec<f64> = errors.kept.iter().map(|&k| d.gradient[objective.free[k]]).collect();
        if let Some(c) = &errors.covariance {
            let se = c.between(&gradient, &gradient).max(0.0).sqrt();
            if se.is_finite() {
                list.push(Interval {
                    method: errors.method,
                    stderr: Some(se),
                    lo: Some(d.value - interval_quantile * se),
                    hi: Some(d.value + interval_quantile * se),
                });
            }
        }
        if let Some(b) = &bootstrap {
            let draws = b.draws.iter().map(|p| d.function.value(p)).collect();
            let a = acceleration.along(&gradient);
            list.extend(from_draws(
                draws,
                d.value,
                options.level,
                widen,
                a,
                (f64::NEG_INFINITY, f64::INFINITY),
                simulated,
            ));
        }
        pick(&mut list, problem.noise.is_loss(), clustering, simulated, options);
        intervals.push(list);
    }

    let profiles = profiles
        .into_iter()
        .enumerate()
        .filter_map(|(i, p)| p.map(|p| Profile { name: problem.model.parameters[i].name.clone(), curve: p.curve }))
        .collect();
    let influence = if options.brief || !small {
        vec![]
    } else {
        influential(problem, table, &objective, best, &x, &errors, &acceleration, threshold)
    };
    for i in influence.iter().filter(|i| i.beyond > 1.0) {
        warnings.push(warning(
            "influential-rows",
            format!(
                "without row {0} the best fit lies outside the interval's level (most in {1}); see --without {0}",
                i.row, i.parameter
            ),
        ));
    }
    let singular = errors.covariance.is_none() || errors.condition.is_some_and(|c| c > SINGULAR);
    Ok(Uncertainty {
        intervals,
        open,
        singular: singular && !errors.kept.is_empty(),
        undetermined: errors.undetermined.iter().map(|&k| objective.free[k]).collect(),
        at_bound,
        kept: errors.kept.iter().map(|&k| objective.free[k]).collect(),
        covariance: errors.covariance.clone().unwrap_or_default(),
        condition: errors.condition,
        bootstrap,
        profiles,
        influence,
        warnings,
        better,
    })
}

/// How many clusters there are.
fn number_of(clusters: &[u32]) -> usize {
    clusters.iter().map(|&c| c as usize + 1).max().unwrap_or(0)
}

pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Warning {
    Warning { code, message: message.into() }
}

/// Puts the interval that the rule or the user picks first.
fn pick(
    list: &mut [Interval],
    loss: bool,
    clustering: Option<&'static str>,
    simulated: Option<&'static str>,
    options: &Options,
) {
    let has = |list: &[Interval], m: &str| list.iter().any(|i| i.method == m);
    let wanted = if options.bootstrap.is_some() {
        "bootstrap"
    } else if let Some(method) = clustering {
        method
    } else if let Some(method) = simulated.filter(|_| !options.profile) {
        method
    } else if options.profile || !loss {
        "profile"
    } else {
        "bootstrap"
    };
    let wanted = if has(list, wanted) { wanted } else { return };
    if let Some(place) = list.iter().position(|i| i.method == wanted) {
        list[..=place].rotate_right(1);
    }
}

/// A derived quantity at the optimum.
struct Derived {
    value: f64,
    gradient: Vec<f64>,
    function: lawful_law::model::ScalarFunction,
}

fn derived(problem: &mut Problem, best: &End) -> Vec<Derived> {
    let nodes: Vec<_> = problem.model.derived.iter().map(|(_, id)| *id).collect();
    nodes
        .into_iter()
        .map(|node| {
            let (value, gradient) = problem.model.scalar(node, &best.parameters);
            Derived { value, gradient, function: problem.model.scalar_function(node) }
        })
        .collect()
}

/// Which parameters are held at an end of their domain.
fn at_bound(problem: &Problem, objective: &Objective, x: &[f64]) -> Vec<bool> {
    let bounds = problem.bounds(objective);
    let gradient = objective.evaluate(x, Order::GaussNewton, &mut Scratch::default()).gradient;
    let mut list = vec![false; problem.model.parameters.len()];
    for (j, &i) in objective.free.iter().enumerate() {
        let p = &problem.model.parameters[i];
        // An open end is approached until nothing is gained any more; 0 has no scale to be near to.
        let near = |end: f64| end.is_finite() && end != 0.0 && (x[j] - end).abs() <= 1e-9 * end.abs();
        let closed = x[j] == p.lo.value || x[j] == p.hi.value;
        let open = !p.lo.closed && near(p.lo.value) || !p.hi.closed && near(p.hi.value);
        list[i] = closed || open || bounds.holds(j, x[j], gradient[j]);
    }
    list
}

/// The rise of the objective at the ends of a profile interval; see [`profile`].
fn threshold(problem: &Problem, best: &End, n: usize, free: usize, quantile: f64, factor: f64) -> f64 {
    let dof = n.saturating_sub(free).max(1) as f64;
    let q2 = quantile * quantile;
    match problem.noise {
        Noise::Gaussian | Noise::LogNormal if !problem.sigma_known => best.value * q2 / dof,
        Noise::Laplace { .. } => best.value * libm::expm1(q2 / (2.0 * dof)),
        Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => 0.5 * q2 * factor,
        _ => 0.5 * q2,
    }
}

/// By how much a loss exceeds a minus log-likelihood: refits to resamples raise the objective on the data themselves by
/// half a chi-squared with as many degrees of freedom as there are parameters, times this factor (medians compared).
/// Without a bootstrap, from the sandwich: the mean eigenvalue of robust covariance times Hessian.
fn loss_factor(problem: &Problem, best: &End, errors: &Errors, bootstrap: Option<&Bootstrap>) -> f64 {
    let m = errors.kept.len();
    let factor = match (bootstrap, &errors.covariance, &errors.inverse_hessian) {
        (Some(b), _, _) if m > 0 => {
            let mut scratch = Scratch::default();
            let mut rises: Vec<f64> = b
                .draws
                .iter()
                .map(|draw| {
                    let o = problem.objective(draw.clone(), false);
                    let x = o.coordinates(draw, best.nuisance);
                    o.evaluate(&x, Order::Value, &mut scratch).value - best.value
                })
                .filter(|r| r.is_finite())
                .collect();
            rises.sort_by(f64::total_cmp);
            let median = ChiSquared::new(m as f64).map_or(f64::NAN, |c| c.inverse_cdf(0.5));
            2.0 * bootstrap::quantile(&rises, 0.5) / median
        }
        (None, Some(v), Some(h)) if m > 0 => h
            .cholesky(0.0)
            .map_or(f64::NAN, |c| (0..m).map(|i| c.inverse().times(&column(v, i))[i]).sum::<f64>() / m as f64),
        _ => 1.0,
    };
    if factor.is_finite() && factor > 0.0 { factor } else { 1.0 }
}

fn column(m: &Matrix, j: usize) -> Vec<f64> {
    (0..m.size()).map(|i| m[(i, j)]).collect()
}

/// The factor that percentile intervals lack in small samples.
fn widening(problem: &Problem, n: usize, free: usize, level: f64, quantile: f64) -> f64 {
    if n <= free || !problem.noise.has_residuals() {
        return 1.0;
    }
    let z = Normal::standard().inverse_cdf(0.5 * (1.0 + level));
    (quantile / z).max(1.0) * (n as f64 / (n - free) as f64).sqrt()
}

/// Percentile and BCa intervals of some draws, both widened about the estimate.
fn from_draws(
    mut draws: Vec<f64>,
    value: f64,
    level: f64,
    widen: f64,
    acceleration: f64,
    domain: (f64, f64),
    simulated: Option<&'static str>,
) -> Vec<Interval> {
    draws.retain(|d| d.is_finite());
    if draws.len() < 10 {
        return vec![];
    }
    draws.sort_by(f64::total_cmp);
    let stderr = Some(bootstrap::deviation(&draws));
    let wider = |(lo, hi): (f64, f64)| {
        let out = |end: f64| (value + widen * (end - value)).clamp(domain.0, domain.1);
        (Some(if lo < value { out(lo) } else { lo }), Some(if hi > value { out(hi) } else { hi }))
    };
    let (lo, hi) = wider(bootstrap::percentile(&draws, level));
    if let Some(method) = simulated {
        return vec![Interval { method, stderr, lo, hi }];
    }
    let mut list = vec![Interval { method: "bootstrap", stderr, lo, hi }];
    if let Some(ends) = bootstrap::bca(&draws, value, acceleration, level) {
        let (lo, hi) = wider(ends);
        list.push(Interval { method: "bca", stderr, lo, hi });
    }
    list
}

/// First-order influence of every row on every kept coordinate.
struct Accelerations {
    influence: Vec<Vec<f64>>,
}

impl Accelerations {
    fn new(problem: &Problem, objective: &Objective, x: &[f64], errors: &Errors) -> Accelerations {
        let influence = match &errors.inverse_hessian {
            Some(h) if problem.n() <= LARGE && !errors.kept.is_empty() => {
                influence::one_step(objective, x, &errors.kept, h)
            }
            _ => vec![],
        };
        Accelerations { influence }
    }

    fn of(&self, errors: &Errors, k: usize) -> f64 {
        match errors.kept.iter().position(|&j| j == k) {
            Some(place) => influence::acceleration(self.influence.iter().map(|v| v[place])),
            None => 0.0,
        }
    }

    fn along(&self, gradient: &[f64]) -> f64 {
        influence::acceleration(self.influence.iter().map(|v| v.iter().zip(gradient).map(|(a, b)| a * b).sum()))
    }
}

/// The rows that move the result most, with the fit without each.
fn influential(
    problem: &Problem,
    table: &Table,
    objective: &Objective,
    best: &End,
    x: &[f64],
    errors: &Errors,
    first_order: &Accelerations,
    threshold: f64,
) -> Vec<Influence> {
    let rows = problem.model.rows.len();
    if rows < objective.free.len() + 2 || first_order.influence.len() < rows {
        return vec![];
    }
    let errors_of: Vec<Option<f64>> = errors.kept.iter().map(|&k| errors.stderr(k)).collect();
    let size = |i: usize| {
        first_order.influence[i]
            .iter()
            .zip(&errors_of)
            .filter_map(|(v, se)| se.map(|se| v.abs() / se))
            .filter(|s| s.is_finite())
            .fold(0.0, f64::max)
    };
    let mut order: Vec<(usize, f64)> = (0..rows).map(|i| (i, size(i))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut list: Vec<Influence> = order
        .iter()
        .take(2 * LISTED)
        .filter_map(|&(i, _)| {
            let mut weights = problem.weights.to_vec();
            weights[i] = 0.0;
            let mut without = objective.clone();
            without.weights = &weights;
            let bounds = problem.bounds(&without);
            let outcome = nearest(&without, &bounds, x, FINE, &mut Scratch::default());
            let parameters = without.parameters(&outcome.x);
            let rise = objective.evaluate(&outcome.x, Order::Value, &mut Scratch::default()).value - best.value;
            let (k, shift) = errors
                .kept
                .iter()
                .zip(&errors_of)
                .filter_map(|(&k, se)| {
                    let p = objective.free[k];
                    se.map(|se| (p, (parameters[p] - best.parameters[p]).abs() / se))
                })
                .filter(|(_, s)| s.is_finite())
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some(Influence {
                row: table.file_row(problem.model.rows[i]),
                parameter: problem.model.parameters[k].name.clone(),
                shift,
                beyond: (rise / threshold).max(0.0).sqrt(),
                without: problem.model.parameters.iter().zip(&parameters).map(|(p, v)| (p.name.clone(), *v)).collect(),
            })
        })
        .collect();
    list.sort_by(|a, b| b.shift.total_cmp(&a.shift));
    list.truncate(LISTED);
    list
}
