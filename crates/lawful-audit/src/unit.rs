//! A unit or an exponent that would make printed parameters fit the table.

use crate::fitter::Fitter;
use crate::{Code, Error, Finding};
use lawful_fit::Fit;
use lawful_io::{Column, Table};
use lawful_law::ast::ParameterName;
use lawful_law::model::{Demands, find};
use lawful_law::{Law, Model};
use lawful_report::number;

/// One change that a slip of the pen would explain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// A column is counted in another unit: its values are multiplied by this.
    Column(String, f64),
    /// A printed parameter is another number.
    Parameter(ParameterName, f64),
    /// The response is in another unit: the law is multiplied by this.
    Response(f64),
}

impl Change {
    /// Every single change of these columns and parameters.
    pub(crate) fn all(columns: &[String], parameters: &[(ParameterName, f64)]) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, value) in parameters.iter().filter(|(_, value)| *value != 0.0) {
            for factor in [0.1, 10.0, -1.0, 0.01, 100.0] {
                changes.push(Change::Parameter(name.clone(), decimal(value * factor)));
            }
        }
        for column in columns {
            for factor in [1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9] {
                changes.push(Change::Column(column.clone(), factor));
            }
        }
        changes.extend([1e2, 1e-2, 1e3, 1e-3].map(Change::Response));
        changes
    }

    /// In words, as advice.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Change::Column(column, factor) => format!("{column} multiplied by {}", number(*factor, 3)),
            Change::Parameter(name, value) => format!("{name} = {}", number(*value, 6)),
            Change::Response(factor) => format!("the response multiplied by {}", number(*factor, 3)),
        }
    }
}

/// A decimal number shifted by powers of ten, without the last bits that the product spoils.
fn decimal(x: f64) -> f64 {
    format!("{x:.14e}").parse().unwrap_or(x)
}

/// The law's values after changes; `None` where it has none.
pub(crate) fn changed(
    law: &Law,
    table: &Table,
    parameters: &[(ParameterName, f64)],
    changes: &[&Change],
) -> Option<Vec<f64>> {
    let mut table = table.clone();
    let mut parameters = parameters.to_vec();
    let mut scale = 1.0;
    for change in changes {
        match change {
            Change::Column(column, factor) => {
                let values = table.numbers(column).ok()?.iter().map(|x| x * factor).collect();
                table.set(Column::number(column.clone(), values)).ok()?;
            }
            Change::Parameter(name, value) => {
                parameters.iter_mut().filter(|(other, _)| other == name).for_each(|p| p.1 = *value);
            }
            Change::Response(factor) => scale *= factor,
        }
    }
    let values = evaluate(law, &table, &parameters).ok()?;
    Some(values.into_iter().map(|y| y * scale).collect())
}

/// The law at the rows of a table.
pub(crate) fn evaluate(law: &Law, table: &Table, parameters: &[(ParameterName, f64)]) -> Result<Vec<f64>, Error> {
    let mut model = Model::resolve(law, table, &Demands { response_optional: true, ..Demands::default() })?;
    let mut values: Vec<f64> = model.parameters.iter().map(|p| p.fixed.unwrap_or(f64::NAN)).collect();
    for (name, value) in parameters {
        for i in find(&model.parameters, name, table)? {
            values[i] = *value;
        }
    }
    if let Some(i) = values.iter().position(|v| v.is_nan()) {
        let name = &model.parameters[i].name;
        return Err(Error::new(format!("the parameter {name} has no printed value; add {name}=VALUE")));
    }
    Ok(model.predict(&values))
}

/// Share of the median misfit that a change must leave at most, and how near to that of the best fit.
const LEFT: f64 = 0.1;
const NEAR: f64 = 3.0;

/// Looks for a single change with which the printed parameters predict the table about as well as the best fit.
pub(crate) fn check(fitter: &Fitter, best: &Fit) -> Result<Option<Finding>, Error> {
    let printed: Vec<(ParameterName, f64)> = fitter.printed.iter().map(|(name, p)| (name.clone(), p.value)).collect();
    let used = fitter.table.take(&best.rows);
    let log = best.log_residuals && !best.response_is_log;
    let misfit = |fitted: &[f64]| {
        let mut sizes: Vec<f64> = best
            .observed
            .iter()
            .zip(fitted)
            .map(|(y, f)| if log { libm::log(y / f).abs() } else { (y - f).abs() })
            .map(|r| if r.is_nan() { f64::INFINITY } else { r })
            .collect();
        sizes.sort_by(f64::total_cmp);
        sizes[sizes.len() / 2]
    };
    // Parameters that are not printed are free: nothing could be told from them.
    let Ok(now) = evaluate(fitter.law, &used, &printed) else { return Ok(None) };
    let (now, least) = (misfit(&now), misfit(&best.fitted));
    let mut found: Option<(f64, Change)> = None;
    for change in Change::all(&best.columns, &printed) {
        let Some(values) = changed(fitter.law, &used, &printed, &[&change]) else { continue };
        let misfit = misfit(&values);
        if found.as_ref().is_none_or(|(smallest, _)| misfit < *smallest) {
            found = Some((misfit, change));
        }
    }
    let Some((misfit, change)) = found.filter(|(m, _)| *m <= LEFT * now && *m <= NEAR * least) else {
        return Ok(None);
    };
    let message = format!(
        "the printed parameters miss the table by {} (median {}residual; the best fit by {}), but with {} by {}",
        number(now, 3),
        if log { "log " } else { "" },
        number(least, 3),
        change.in_words(),
        number(misfit, 3),
    );
    Ok(Some(
        Finding::new(Code::UnitOrExponent, message)
            .with("median_residual_printed", now)
            .with("median_residual_best", least)
            .with("median_residual_proposed", misfit)
            .with("proposed", change.in_words()),
    ))
}
