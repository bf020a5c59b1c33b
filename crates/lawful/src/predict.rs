//! Predictions of a fit, or of a published one.

use crate::document::{DataRecord, FitDocument, Head, LawEntry, PointDocument, PredictionsDocument, WarningDocument};
use crate::{
    Error, Extrapolation, FitDrift, Law, Table, derive_needed, evaluate, find_law, interval_record, published_fit,
};
use lawful_fit::{Prediction, Predictor};
use lawful_io::is_missing;
use serde_json::Value;

/// Predictions at the rows of `points`, to which columns that the fit derived are added: the law with its interval, and
/// that of a new observation, both widened by the drift of forecasts if `drift` says so and the fit learnt one. `level`
/// is the fit's unless given. The document's command and the name of the fit are the caller's to set.
///
/// # Errors
/// A column that the law reads is not there or holds text; the document contradicts itself.
pub fn predict(
    document: &FitDocument,
    points: &mut Table,
    level: Option<f64>,
    drift: bool,
) -> Result<PredictionsDocument, Error> {
    Ok(of_fit(document, points, level, drift)?.at(points, ""))
}

/// Predictions of a published fit, `LAW@SOURCE`, at points whose columns are called as the law's arguments are. They have
/// no intervals.
///
/// # Errors
/// The catalogue has no such fit; an argument of the law is no column of `points`.
pub fn predict_published(name: &str, points: &Table) -> Result<PredictionsDocument, Error> {
    Ok(of_published(name, points)?.at(points, name))
}

/// Predictions, and what to say of them.
struct Made {
    law: String,
    response: String,
    columns: Vec<String>,
    level: f64,
    points: Vec<Option<Prediction>>,
    drift: Option<FitDrift>,
    /// How far each point lies beyond the data; empty if nothing was widened.
    distances: Vec<Option<f64>>,
    /// How much wider each interval is; empty if nothing was widened.
    widening: Vec<Option<f64>>,
    warnings: Vec<WarningDocument>,
}

impl Made {
    /// The document of predictions at the rows of `table`.
    fn at(mut self, table: &Table, fit: &str) -> PredictionsDocument {
        let lacking = self.points.iter().filter(|p| p.is_none()).count();
        if lacking > 0 {
            let message = format!("{lacking} rows lack a column that the law reads; their value is null");
            self.warnings.push(WarningDocument { code: "missing".into(), message });
        }
        let undefined: Vec<usize> =
            (0..self.points.len()).filter(|&i| self.points[i].is_some_and(|p| p.value.is_nan())).collect();
        if let Some(first) = undefined.first() {
            let message = format!(
                "the law is not defined at {} of the points, first in row {} (the log or power of a negative number, as \
                 below the start of a log-law): there is no value there, and none is put in its place",
                undefined.len(),
                table.file_row(*first)
            );
            self.warnings.push(WarningDocument { code: "undefined".into(), message });
        }
        let data =
            DataRecord { rows: table.rows(), used: table.rows() - lacking, ..DataRecord::of_source(&table.source) };
        let points = self.points.iter().enumerate().map(|(row, p)| PointDocument {
            distance: self.distances.get(row).copied().flatten(),
            widening: self.widening.get(row).copied().flatten(),
            ..point(table, &self.columns, row, p.as_ref())
        });
        PredictionsDocument {
            head: Head::new("lawful.predict/1", "", 0),
            data: Some(data),
            fit: fit.into(),
            points: points.collect(),
            law: self.law,
            response: self.response,
            level: self.level,
            drift: self.drift,
            warnings: self.warnings,
        }
    }
}

fn of_fit(document: &FitDocument, table: &mut Table, level: Option<f64>, with_drift: bool) -> Result<Made, Error> {
    derive_needed(table, &document.data.derive, &document.columns)?;
    let fit = document.to_fit()?;
    let level = level.unwrap_or(fit.level);
    let mut predictor = Predictor::new(&fit)?.level(level);
    // Known errors and weights are used where the points have them too.
    if let Some(column) = document.data.sigma.as_ref().filter(|c| table.column(c).is_some()) {
        predictor = predictor.sigma(column);
    }
    if let Some(column) = document.data.weights.as_ref().filter(|c| table.column(c).is_some()) {
        predictor = predictor.weights(column);
    }
    let plain = predictor.predict(table)?;
    let mut points = plain.clone();
    let distances = match &document.drift {
        Some(drift) => drift.widen(&mut points, table, &document.ranges, level)?,
        None => vec![],
    };
    let drift = document.drift.as_ref().filter(|_| with_drift);
    if drift.is_none() {
        points.clone_from(&plain);
    }
    let widening: Vec<Option<f64>> = points.iter().zip(&plain).map(|(wide, plain)| wider(wide, plain)).collect();
    let beyond = Extrapolation::of(table, &document.ranges);
    let mut warnings: Vec<WarningDocument> =
        beyond.iter().map(|e| WarningDocument { code: "extrapolation".into(), message: e.in_words() }).collect();
    let farthest = distances.iter().copied().chain(beyond.iter().map(|e| e.factor)).flatten().fold(1.0, f64::max);
    if let Some(message) = interval_record(farthest, drift.is_some()) {
        warnings.push(WarningDocument { code: "extrapolation".into(), message });
    }
    if !document.converged {
        let message = "the fit did not converge".to_string();
        warnings.push(WarningDocument { code: "not-converged".into(), message });
    }
    Ok(Made {
        law: document.law.clone(),
        response: document.response.clone(),
        columns: document.columns.clone(),
        level,
        points,
        drift: drift.cloned(),
        distances,
        widening,
        warnings,
    })
}

/// The published fit of a law at points whose columns are called as its arguments are.
fn of_published(name: &str, table: &Table) -> Result<Made, Error> {
    let (law, source) = name.split_once('@').unwrap_or((name, ""));
    let entry = find_law(law)?;
    let fit = published_fit(&LawEntry::of(entry), source)?;
    if let Some(absent) = entry.arguments.iter().find(|name| table.column(name).is_none()) {
        let wanted: Vec<String> = entry.arguments.iter().map(|name| format!("{name}=VALUE")).collect();
        return Err(Error::Document(format!(
            "{}: there is no '{absent}'; {} reads {}",
            table.source.path,
            name,
            wanted.join(" ")
        )));
    }
    // Further columns must not take the names of parameters.
    let names: Vec<&str> = entry.arguments.iter().map(String::as_str).collect();
    let text = format!("y ~ {}({})", entry.name, entry.arguments.join(", "));
    let value = |name: &str| fit.params.iter().find(|(n, _)| n == name).map(|(_, x)| *x);
    let values = evaluate(&Law::parse(&text)?, &table.select(&names), value)?;
    let prediction = |value: f64| Prediction { value, lo: None, hi: None, obs_lo: None, obs_hi: None };
    let units = [&entry.units, &fit.units].into_iter().filter(|u| !u.is_empty()).cloned().collect::<Vec<_>>();
    let message = format!("a published fit has no intervals; {}", units.join("; "));
    Ok(Made {
        law: entry.formula.split_whitespace().collect::<Vec<_>>().join(" "),
        response: entry.name.clone(),
        columns: entry.arguments.clone(),
        level: 0.95,
        points: values.into_iter().map(|v| Some(prediction(v))).collect(),
        drift: None,
        distances: vec![],
        widening: vec![],
        warnings: vec![WarningDocument { code: "no-intervals".into(), message: message.trim_end_matches("; ").into() }],
    })
}

fn point(table: &Table, columns: &[String], row: usize, p: Option<&Prediction>) -> PointDocument {
    let cell = |name: &String| {
        let value = match (table.numbers(name), table.categories(name)) {
            (Ok(numbers), _) => numbers.get(row).filter(|x| !is_missing(**x)).map_or(Value::Null, |x| Value::from(*x)),
            (_, Ok(texts)) => {
                let code = texts.codes.get(row).and_then(|c| texts.names.get(*c as usize));
                code.map_or(Value::Null, |text| Value::from(text.as_str()))
            }
            _ => Value::Null,
        };
        (name.clone(), value)
    };
    let end = |x: Option<f64>| x.filter(|x| x.is_finite());
    PointDocument {
        inputs: columns.iter().map(cell).collect(),
        value: p.map_or(f64::NAN, |p| p.value).into(),
        lo: end(p.and_then(|p| p.lo)),
        hi: end(p.and_then(|p| p.hi)),
        obs_lo: end(p.and_then(|p| p.obs_lo)),
        obs_hi: end(p.and_then(|p| p.obs_hi)),
        distance: None,
        widening: None,
    }
}

/// By what factor the interval of a new observation became wider; `None` if it did not.
fn wider(wide: &Option<Prediction>, plain: &Option<Prediction>) -> Option<f64> {
    let width = |p: &Option<Prediction>| p.and_then(|p| Some(p.obs_hi? - p.obs_lo?));
    let factor = width(wide)? / width(plain)?;
    (factor > 1.0 && factor.is_finite()).then_some(factor)
}
