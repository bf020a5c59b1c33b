//! The result of a fit put together.

use crate::error::Error;
use crate::fit::{Estimate, Fit};
use crate::multistart::End;
use crate::noise::{Noise, log_likelihood};
use crate::problem::Problem;
use crate::search::{Found, rivals, settle};
use crate::uncertainty::{self, Options, warning};
use lawful_io::Table;
use lawful_law::Law;
use lawful_law::ast::Clause;

/// How often a better optimum that turned up beside the search is taken for the start of another round.
const ROUNDS: usize = 4;

/// Everything at the optimum: errors, derived quantities, rivals, warnings.
pub(crate) fn assemble(
    law: &Law,
    noise: Noise,
    table: &Table,
    mut problem: Problem,
    found: Found,
    options: &Options,
) -> Result<Fit, Error> {
    let Found { mut best, starts, mut ends } = found;
    let mut round = 0;
    let (parts, uncertainty, rival_list) = loop {
        let parts = Parts::at(&problem, &best);
        let rival_list = rivals(&problem, &best, &ends, &parts.law);
        let others: Vec<End> = rival_list.iter().map(|(_, e)| e.clone()).collect();
        let uncertainty = uncertainty::estimate(&mut problem, table, &best, &others, options)?;
        round += 1;
        match &uncertainty.better {
            // A profile or a draw led to a better optimum than any start reached: go there, the old one becomes a rival.
            Some(better) if round < ROUNDS => {
                ends.push(best.clone());
                best = settle(&problem, better.clone());
            }
            _ => break (parts, uncertainty, rival_list),
        }
    };
    let n = problem.n();
    let objective = problem.objective(best.parameters.clone(), false);
    let k = objective.free.len();

    let mut warnings = problem.model.warnings.clone();
    let loglik = match problem.log_jacobian {
        _ if noise.is_loss() => None,
        Some(j) => Some(parts.loglik + j).filter(|l| l.is_finite()),
        None => {
            let message = "the left side reads several columns, so loglik is that of the left side, not of one column";
            warnings.push(warning("transformed-response", message));
            Some(parts.loglik)
        }
    };
    let printed = problem.printed(best.value, parts.loglik);
    let mut params = Vec::new();
    for (i, p) in problem.model.parameters.iter().enumerate() {
        let value = best.parameters[i];
        let intervals = &uncertainty.intervals[i];
        let mut e = Estimate::plain(p.name.clone(), value, intervals);
        match objective.coordinate[i] {
            None if p.fixed.is_some() => e.method = "fixed",
            None => {
                e.identified = false;
                warnings.push(warning("not-identified", format!("'{}' has no influence on the law", p.name)));
            }
            Some(_) => {
                if uncertainty.at_bound[i] {
                    e.method = if intervals.is_empty() { "at-bound" } else { e.method };
                    warnings.push(warning("at-bound", format!("'{}' is at the end {value} of its domain", p.name)));
                }
                e.identified = uncertainty.open[i].is_empty() && !uncertainty.undetermined.contains(&i);
                if !uncertainty.open[i].is_empty() {
                    let why = uncertainty.open[i].join("; ");
                    warnings.push(warning("not-identified", format!("'{}' is not identified from {why}", p.name)));
                }
            }
        }
        params.push(e);
    }
    if uncertainty.singular {
        let names: Vec<&str> =
            uncertainty.undetermined.iter().map(|&i| problem.model.parameters[i].name.as_str()).collect();
        let which = if names.is_empty() { "some parameters".to_string() } else { names.join(", ") };
        warnings.push(warning(
            "not-identified",
            format!("the data do not determine {which}: a change of them together leaves the fit as it is"),
        ));
    }
    if let Some((r, _)) = rival_list.first() {
        let higher = 100.0 * (r.objective - printed).abs() / printed.abs().max(f64::MIN_POSITIVE);
        let place = r.params.iter().map(|(n, v)| format!("{n} {v:.4}")).collect::<Vec<_>>().join(", ");
        warnings.push(warning(
            "rival-optimum",
            format!("another optimum has an objective only {higher:.2}% higher: {place}"),
        ));
    }
    if n < k + 3 && k > 0 {
        let message = format!("{n} rows for {k} parameters: errors and intervals mean little");
        warnings.push(warning("few-rows", message));
    }
    if !best.converged {
        warnings.push(warning("not-converged", "the best start did not converge: its objective could still fall"));
    }
    warnings.extend(uncertainty.warnings.iter().cloned());

    let count = problem.model.parameters.len();
    let mut derived = Vec::new();
    for (d, (name, node)) in problem.model.derived.clone().into_iter().enumerate() {
        let value = problem.model.scalar(node, &best.parameters).0;
        let mut e = Estimate::plain(name, value, &uncertainty.intervals[count + d]);
        let open = &uncertainty.open[count + d];
        e.identified = e.stderr.is_some() && open.is_empty();
        if !open.is_empty() {
            let message = format!("'{}' is not identified from {}", e.name, open.join("; "));
            warnings.push(warning("not-identified", message));
        }
        derived.push(e);
    }
    let response = problem.model.response.clone().ok_or_else(|| Error::new("the law has no response"))?;
    let fitted = problem.model.predict(&best.parameters);
    let names = |list: &[usize]| list.iter().map(|&i| problem.model.parameters[i].name.clone()).collect();
    let labels = params.iter().chain(&derived).map(|e: &Estimate| e.name.clone());
    Ok(Fit {
        law: law.to_string(),
        clauses: law.clauses.iter().map(clause_text).collect(),
        response: law.text.response.to_string(),
        columns: problem.model.columns.clone(),
        objective: printed,
        loglik,
        n,
        k,
        covariance_names: names(&uncertainty.kept),
        covariance: uncertainty.covariance,
        uncertainty: labels.zip(uncertainty.intervals).collect(),
        bootstrap: uncertainty.bootstrap,
        profiles: uncertainty.profiles,
        influence: uncertainty.influence,
        params,
        derived,
        noise_params: parts.scales,
        starts,
        rivals: rival_list.into_iter().map(|(r, _)| r).collect(),
        condition: uncertainty.condition,
        converged: best.converged,
        level: options.level,
        seed: options.seed,
        source: table.source.clone(),
        dropped: problem.model.dropped.clone(),
        rows: problem.model.rows.clone(),
        warnings,
        observed: response.values,
        fitted,
        log_residuals: noise.is_log(),
        response_is_log: response.is_log,
        noise,
        seconds: 0.0,
    })
}

/// What the likelihood says at a point.
struct Parts {
    /// The law at every used row, on the residuals' scale.
    law: Vec<f64>,
    /// Log-likelihood of the target.
    loglik: f64,
    /// Estimated scales.
    scales: Vec<(String, f64)>,
}

impl Parts {
    fn at(problem: &Problem, best: &End) -> Parts {
        let objective = problem.objective(best.parameters.clone(), false);
        let residuals = objective.residuals(&objective.coordinates(&best.parameters, best.nuisance));
        let rows = problem.model.rows.len();
        let law: Vec<f64> = problem.target.iter().zip(&residuals).take(rows).map(|(t, r)| t - r).collect();
        let (loglik, scales) = log_likelihood(
            &problem.noise,
            &problem.target[..rows],
            &law,
            &problem.weights[..rows],
            if problem.extra.is_empty() { &[] } else { &problem.extra[..rows] },
            best.nuisance,
            problem.sigma_known,
            0.0,
        );
        Parts { law, loglik, scales: scales.into_iter().map(|s| (s.name.to_string(), s.value)).collect() }
    }
}

/// A clause as it can be typed.
fn clause_text(clause: &Clause) -> String {
    match clause {
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
    }
}
