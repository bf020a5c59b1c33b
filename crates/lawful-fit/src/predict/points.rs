//! The law of a fit and its gradient at the rows of a table.

use crate::error::Error;
use crate::fit::Fit;
use crate::noise::{Noise, Trials};
use lawful_io::{MISSING, Table};
use lawful_law::ast::{Expr, ExprKind};
use lawful_law::model::{Demands, Slot};
use lawful_law::tape::Workspace;
use lawful_law::{Law, Model};

/// Draws of the parameters that are followed.
const DRAWS: usize = 400;

/// The rows of a table that have all that is needed, and the law there.
#[derive(Debug, Clone)]
pub(crate) struct Points {
    /// The table's rows (from 0).
    pub(crate) rows: Vec<usize>,
    /// The law, on the scale of the response as typed.
    pub(crate) value: Vec<f64>,
    /// The law at each draw of the parameters (outer index); empty if the fit has none.
    at_draws: Vec<Vec<f64>>,
    /// Its derivative in every parameter of the covariance: entry `row * parameters + parameter`.
    gradient: Vec<f64>,
    /// Number of parameters of the covariance.
    parameters: usize,
    /// The response as typed, a fraction for binomial noise; empty unless asked for.
    pub(crate) observed: Vec<f64>,
    /// `ln |d response as typed / d column|` per row; `None` if the left side reads several columns.
    pub(crate) log_jacobian: Option<Vec<f64>>,
    /// Weights, 1 if there are none; inverse known variances included.
    pub(crate) weights: Vec<f64>,
    /// Whether a known standard deviation stands in `weights`.
    pub(crate) sigma_known: bool,
    /// Trials of binomial noise, else empty.
    pub(crate) trials: Vec<f64>,
    /// Whether the left side is a natural log.
    pub(crate) response_is_log: bool,
    /// For each group of parameters the names of the parameters and the one that each row picks.
    groups: Vec<(Vec<String>, Vec<usize>)>,
}

impl Points {
    pub(super) fn new(
        fit: &Fit,
        law: &Law,
        table: &Table,
        with_response: bool,
        sigma: Option<&str>,
        weights: Option<&str>,
    ) -> Result<Points, Error> {
        let path = &table.source.path;
        check_columns(fit, table)?;
        let trials = match &fit.noise {
            Noise::Binomial(Trials::Column(c)) if with_response || table.column(c).is_some() => Some(c.as_str()),
            _ => None,
        };
        let numbers: Vec<&str> = sigma.into_iter().chain(weights).chain(trials).collect();
        // Only the columns that the fit read, so that a further one can't take a parameter's name.
        let mut wanted: Vec<&str> = fit.columns.iter().map(String::as_str).chain(numbers.iter().copied()).collect();
        if with_response {
            wanted.extend(law.response.names());
        }
        let known = table.select(&wanted);
        let demands = Demands { response_optional: !with_response, numbers: &numbers };
        let mut model = Model::resolve(law, &known, &demands)?;
        let values: Vec<f64> = parameter_places(fit, &model, path)?.into_iter().map(|i| fit.params[i].value).collect();

        let expressions = model.compile(model.law);
        let padded = model.data.padded();
        let n = model.rows.len();
        let mut out = vec![vec![0.0; padded]; expressions.gradient.outputs()];
        expressions.gradient.run(&values, 0, padded, &mut Workspace::default(), &mut out);
        let place: Vec<Option<usize>> =
            model.parameters.iter().map(|p| fit.covariance_names.iter().position(|n| *n == p.name)).collect();
        let parameters = fit.covariance_names.len();
        let mut gradient = vec![0.0; n * parameters];
        for (s, slot) in expressions.slots.iter().enumerate() {
            for i in 0..n {
                if let Some(k) = place[slot.parameter(i)] {
                    gradient[i * parameters + k] += out[1 + s][i];
                }
            }
        }
        let groups = expressions
            .slots
            .iter()
            .filter_map(|slot| match slot {
                Slot::Group(rows) => {
                    Some((model.parameters.iter().map(|p| p.name.clone()).collect(), rows[..n].to_vec()))
                }
                Slot::Parameter(_) => None,
            })
            .map(|(names, rows)| (names, rows.into_iter().map(|p| p as usize).collect()))
            .collect();
        let value = {
            let mut v = out.swap_remove(0);
            v.truncate(n);
            v
        };
        let at_draws = match &fit.bootstrap {
            Some(b) => {
                let names = fit.params.iter().map(|e| e.name.as_str()).collect::<Vec<_>>();
                let places: Vec<usize> =
                    model.parameters.iter().filter_map(|p| names.iter().position(|n| *n == p.name)).collect();
                b.evenly(DRAWS)
                    .map(|draw| model.predict(&places.iter().map(|&p| draw[p]).collect::<Vec<f64>>()))
                    .collect()
            }
            None => vec![],
        };
        let column = |name: &str| -> Result<Vec<f64>, Error> {
            let all = table.numbers(name)?;
            Ok(model.rows.iter().map(|&i| all[i]).collect())
        };
        let mut row_weights = weights.map_or_else(|| Ok(vec![1.0; n]), &column)?;
        if let Some(name) = sigma {
            row_weights.iter_mut().zip(column(name)?).for_each(|(w, s)| *w /= s * s);
        }
        let trials = match (&fit.noise, trials) {
            (_, Some(name)) => column(name)?,
            (Noise::Binomial(Trials::Number(t)), None) => vec![*t; n],
            _ => vec![],
        };
        let mut observed = model.response.as_ref().map_or(vec![], |r| r.values.clone());
        let counts =
            !fit.observed.iter().all(|y| (0.0..=1.0).contains(y)) || fit.observed.iter().all(|y| y.fract() == 0.0);
        if matches!(fit.noise, Noise::Binomial(_)) && counts {
            observed.iter_mut().zip(&trials).for_each(|(y, t)| *y /= t);
        }
        let rows = model.rows.clone();
        let log_jacobian = if with_response { row_jacobians(law, &model, &known)? } else { None };
        Ok(Points {
            value,
            at_draws,
            gradient,
            parameters,
            observed,
            log_jacobian,
            weights: row_weights,
            sigma_known: sigma.is_some(),
            trials,
            response_is_log: is_log(&law.response),
            groups,
            rows,
        })
    }

    /// The gradient at point `i`.
    pub(crate) fn gradient(&self, i: usize) -> &[f64] {
        &self.gradient[i * self.parameters..(i + 1) * self.parameters]
    }

    /// The law at point `i` for each draw of the parameters.
    pub(crate) fn draws(&self, i: usize) -> impl Iterator<Item = f64> {
        self.at_draws.iter().map(move |values| values[i])
    }

    /// For each point the name of the parameter that it picks from the group `base[...]`; `None` if there is no such
    /// group.
    pub(crate) fn group_of(&self, base: &str) -> Option<Vec<&str>> {
        let belongs = |name: &str| name.strip_prefix(base).is_some_and(|rest| rest.starts_with('['));
        let (names, rows) =
            self.groups.iter().find(|(names, rows)| rows.first().is_some_and(|&p| belongs(&names[p])))?;
        Some(rows.iter().map(|&p| names[p].as_str()).collect())
    }
}

/// Whether a left side is a natural log.
fn is_log(response: &Expr) -> bool {
    matches!(&response.kind, ExprKind::Call(f, _) if f == "log")
}

/// The law at every row of `table` for values of all of the fit's parameters; [`MISSING`] where a column is missing.
pub(super) fn law_at(fit: &Fit, law: &Law, table: &Table, values: &[f64]) -> Result<Vec<f64>, Error> {
    if values.len() != fit.params.len() {
        let (has, wants) = (values.len(), fit.params.len());
        return Err(Error::new(format!("{has} values were given for the {wants} parameters of '{}'", fit.law)));
    }
    check_columns(fit, table)?;
    let wanted: Vec<&str> = fit.columns.iter().map(String::as_str).collect();
    let mut model =
        Model::resolve(law, &table.select(&wanted), &Demands { response_optional: true, ..Demands::default() })?;
    let places = parameter_places(fit, &model, &table.source.path)?;
    let found = model.predict(&places.into_iter().map(|i| values[i]).collect::<Vec<f64>>());
    let mut all = vec![MISSING; table.rows()];
    model.rows.iter().zip(found).for_each(|(&row, v)| all[row] = v);
    Ok(all)
}

/// Whether `table` has the columns that the fit read.
fn check_columns(fit: &Fit, table: &Table) -> Result<(), Error> {
    match fit.columns.iter().find(|c| table.column(c).is_none()) {
        None => Ok(()),
        Some(column) => Err(Error::new(format!(
            "{}: there is no column '{column}', which the law '{}' reads; add it with --let '{column} = …'",
            table.source.path, fit.law
        ))),
    }
}

/// Where the parameters that the law has with this table stand among the fit's.
fn parameter_places(fit: &Fit, model: &Model, path: &str) -> Result<Vec<usize>, Error> {
    let place = |p: &lawful_law::model::Parameter| {
        fit.params.iter().position(|e| e.name == p.name).ok_or_else(|| {
            let family = format!("{}[", p.base);
            let known: Vec<&str> =
                fit.params.iter().map(|e| e.name.as_str()).filter(|n| n.starts_with(&family)).collect();
            Error::new(if known.is_empty() {
                format!("{path}: the fit has no parameter '{}'", p.name)
            } else {
                format!(
                    "{path}: the fit knows no {}; it has {}; leave such rows out with --where",
                    p.name,
                    known.join(", ")
                )
            })
        })
    };
    model.parameters.iter().map(place).collect()
}

/// `ln |d left side / d column|` at each used row.
fn row_jacobians(law: &Law, model: &Model, table: &Table) -> Result<Option<Vec<f64>>, Error> {
    let Some(response) = &model.response else { return Ok(None) };
    let is_column = |e: &Expr| matches!(e.kind, ExprKind::Name(_) | ExprKind::Column(_));
    match (&law.response.kind, &response.raw) {
        _ if response.log_jacobian.is_none() => Ok(None),
        (ExprKind::Name(_) | ExprKind::Column(_), _) => Ok(Some(vec![0.0; response.values.len()])),
        (ExprKind::Call(f, args), Some(raw)) if f == "log" && args.len() == 1 && is_column(&args[0].value) => {
            Ok(Some(raw.iter().map(|y| -libm::log(*y)).collect()))
        }
        // Any other transform of one column, a row at a time.
        _ => model
            .rows
            .iter()
            .map(|&row| {
                let one = Model::resolve(law, &table.take(&[row]), &Demands::default())?;
                Ok(one.response.and_then(|r| r.log_jacobian))
            })
            .collect(),
    }
}
