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
//! Derived quantities follow the same rule; their standard errors are those of the delta method.
//! Intervals from standard errors use Student's t with `n - k` degrees of freedom where a scale is estimated from
//! residuals; percentile intervals are widened by `t sqrt(n/(n - k)) / z`, which they lack in small samples.

mod bootstrap;
mod choice;
mod cluster_sandwich;
mod clusters;
mod covariance;
mod derived;
mod draws;
mod influence;
mod profile;
mod simulated;
mod source;
mod threshold;

pub use bootstrap::Bootstrap;
pub(crate) use bootstrap::percentile;

use crate::Error;
use crate::fit::{Influence, Interval, Profile, Warning};
use crate::matrix::Matrix;
use crate::multistart::End;
use crate::objective::{Objective, Order, Scratch};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::search::LARGE;
use derived::Derived;
use lawful_io::Table;
use profile::Side;
use rayon::prelude::*;
use source::Source;
use statrs::distribution::{ContinuousCDF, Normal};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Resamples where the rule asks for a bootstrap.
const RESAMPLES: usize = 1000;

/// With fewer clusters than this a bootstrap of them is too narrow.
const FEW_CLUSTERS: usize = 20;

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
    /// For each of them, why a side is open, if one is.
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
    /// A better optimum that a profile or a draw came across.
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
    let derived = Derived::all(problem, best);
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
    let mut widen = choice::widening(problem, n, free, options.level, quantile);
    if simulated.is_some() {
        // Their scale has its degrees of freedom already.
        widen /= (n as f64 / (n - free) as f64).sqrt();
    }
    if let Some(groups) = &clusters {
        let count = number_of(groups) as f64;
        widen = interval_quantile / Normal::standard().inverse_cdf(0.5 * (1.0 + options.level));
        widen = widen.max(1.0) * (count / (count - 1.0)).sqrt();
    }
    let acceleration = influence::FirstOrder::new(problem, &objective, &x, &errors);

    let rises = bootstrap.as_ref().map(|b| draws::rises(problem, best, b));
    let lower = match (&bootstrap, &rises) {
        (Some(b), Some(r)) => draws::lower_optimum(problem, best, b, r),
        _ => None,
    };
    let is_loss = problem.noise.is_loss() && free > 0;
    let factor = if is_loss { threshold::loss_factor(&errors, rises.as_deref()) } else { 1.0 };
    let threshold = threshold::rise(problem, best, n, free, quantile, factor);

    // Profiles of all free parameters and of what is derived from them.
    let sources: Vec<Source> = (0..count)
        .map(|i| Source::parameter(problem, &objective, &errors, &acceleration, best, i))
        .chain(derived.iter().map(|d| Source::derived(&objective, &errors, &acceleration, d)))
        .collect();
    let with_profile = !options.brief && free > 0 && (small || options.profile);
    let profiles: Vec<Option<profile::Profile>> = sources
        .par_iter()
        .map(|s| {
            let along = s.along.filter(|_| with_profile)?;
            let step = s.stderr.map_or(0.1 * s.value.abs() + 1e-3, |se| se * quantile);
            Some(profile::run(problem, best, along, step.max(1e-12 * s.value.abs()), threshold))
        })
        .collect();
    let met = profiles.iter().flatten().filter_map(|p| p.better.clone());
    let better = met.chain(lower).min_by(|a, b| a.value.total_cmp(&b.value));

    let mut intervals: Vec<Vec<Interval>> = Vec::new();
    let mut open: Vec<Vec<String>> = Vec::new();
    for (source, profile) in sources.iter().zip(&profiles) {
        let mut list = Vec::new();
        if let Some(se) = source.stderr {
            list.push(Interval {
                method: errors.method,
                stderr: Some(se),
                lo: Some((source.value - interval_quantile * se).max(source.domain.0)),
                hi: Some((source.value + interval_quantile * se).min(source.domain.1)),
            });
        }
        if let (Some(b), true) = (&bootstrap, source.is_free) {
            let draws = b.draws.iter().map(|d| source.of(d)).collect();
            list.extend(choice::from_draws(
                draws,
                source.value,
                options.level,
                widen,
                source.acceleration,
                source.domain,
                simulated,
            ));
        }
        if let Some(profile) = profile {
            let end = |side: &Side| match side {
                Side::Found(v) => Some(*v),
                Side::Open(_) => None,
            };
            list.push(Interval {
                method: "profile",
                stderr: source.stderr,
                lo: end(&profile.lo),
                hi: end(&profile.hi),
            });
        }
        choice::pick(&mut list, problem.noise.is_loss(), clustering, simulated, options);
        open.push(profile.as_ref().map_or(vec![], |p| open_sides(p, options.level)));
        intervals.push(list);
    }

    let names = problem.model.parameters.iter().map(|p| &p.name).chain(problem.model.derived.iter().map(|(n, _)| n));
    let profiles = profiles
        .into_iter()
        .zip(names)
        .filter_map(|(p, name)| p.map(|p| Profile { name: name.clone(), curve: p.curve }))
        .collect();
    let influence = if options.brief || !small {
        vec![]
    } else {
        influence::largest(problem, table, &objective, best, &x, &errors, &acceleration, threshold)
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

/// The sides of a profile that stay open, with the limit that the other side sets.
fn open_sides(profile: &profile::Profile, level: f64) -> Vec<String> {
    // One end of a two-sided interval is a one-sided limit at half the doubt.
    let sure = 50.0 * (1.0 + level);
    let sides = [(&profile.lo, &profile.hi, "below", "at most"), (&profile.hi, &profile.lo, "above", "at least")];
    sides
        .into_iter()
        .filter_map(|(side, other, which, limit)| {
            let Side::Open(reason) = side else { return None };
            let limit = match other {
                Side::Found(v) => format!(", and {limit} {} with {sure}% confidence", profile::short(*v)),
                Side::Open(_) => String::new(),
            };
            Some(format!("{which}: {reason}{limit}"))
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
