//! `lawful predict`.

use super::arguments::PredictArguments;
use super::published::{find, published};
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{
    DataRecord, FitDocument, Head, LawEntry, PointDocument, PredictionsDocument, WarningDocument, to_json,
};
use lawful::{Extrapolation, FitDrift, Format, Law, Table, TerminalStyle, TextTable};
use lawful_fit::{Prediction, Predictor};
use lawful_io::is_missing;
use lawful_report::{Column, number};
use serde_json::Value;
use std::path::Path;

/// Digits of a predicted value.
const DIGITS: usize = 6;

pub(super) fn run(arguments: &PredictArguments) -> Result {
    if let Some(path) = &arguments.check {
        return super::predict_check::run(arguments, path);
    }
    // A text without '=' is one more fit.
    if arguments.point.iter().any(|text| !text.contains('=')) {
        return super::predict_average::run(arguments);
    }
    let mut table = match &arguments.table {
        Some(path) => Table::read(path)?,
        None => lawful::point(&arguments.point)?,
    };
    let file = Path::new(&arguments.fit);
    let made = match arguments.fit.split_once('@') {
        Some((law, source)) if !file.exists() => of_published(arguments, law, source, &table)?,
        _ => of_fit(arguments, &FitDocument::read(file)?, &mut table)?,
    };
    let level = arguments.level.unwrap_or(made.level);
    let mut warnings = made.warnings;
    let lacking = made.points.iter().filter(|p| p.is_none()).count();
    if lacking > 0 {
        let message = format!("{lacking} rows lack a column that the law reads; their value is null");
        warnings.push(WarningDocument { code: "missing".into(), message });
    }
    let data = arguments.table.as_ref().map(|_| DataRecord {
        path: table.source.path.clone(),
        sha256: table.source.sha256.clone(),
        rows: table.rows(),
        used: table.rows() - lacking,
        ..DataRecord::default()
    });
    let points = made.points.iter().enumerate().map(|(row, p)| PointDocument {
        distance: made.distances.get(row).copied().flatten(),
        widening: made.widening.get(row).copied().flatten(),
        ..point(&table, &made.columns, row, p.as_ref())
    });
    let document = PredictionsDocument {
        head: Head::new("lawful.predict/1", &words::command_line(), 0),
        data,
        fit: arguments.fit.clone(),
        law: made.law,
        response: made.response,
        level,
        points: points.collect(),
        drift: made.drift,
        warnings,
    };
    let listing = listing(&document);
    if let Some(folder) = &arguments.out {
        output::make_folder(folder)?;
        let (json, csv) = (to_json(&document)?, listing.render(Format::Csv));
        lawful::write_atomically(folder.join("predict.json"), |out| out.write_all(json.as_bytes()))?;
        lawful::write_atomically(folder.join("predict.csv"), |out| out.write_all(csv.as_bytes()))?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            let head = TerminalStyle::of_stdout().bold(&document.law);
            let table = output::table(&listing, Format::Table);
            format!("{head}\n{}\n\n{table}{}", document.fit, drift_in_words(&document))
        }
        (false, format) => output::table(&listing, format),
    };
    let warnings = document.warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)).collect();
    Ok(Outcome { text, warnings, unconverged: false })
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

fn of_fit(
    arguments: &PredictArguments,
    document: &FitDocument,
    table: &mut Table,
) -> std::result::Result<Made, Failure> {
    lawful::derive_needed(table, &document.data.derive, &document.columns)?;
    let fit = document.to_fit()?;
    let level = arguments.level.unwrap_or(fit.level);
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
    let drift = document.drift.as_ref().filter(|_| !arguments.no_drift);
    if drift.is_none() {
        points.clone_from(&plain);
    }
    let widening: Vec<Option<f64>> = points.iter().zip(&plain).map(|(wide, plain)| wider(wide, plain)).collect();
    let beyond = Extrapolation::of(table, &document.ranges);
    let mut warnings: Vec<WarningDocument> =
        beyond.iter().map(|e| WarningDocument { code: "extrapolation".into(), message: e.in_words() }).collect();
    let farthest = distances.iter().copied().chain(beyond.iter().map(|e| e.factor)).flatten().fold(1.0, f64::max);
    if let Some(message) = lawful::interval_record(farthest, drift.is_some()) {
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
fn of_published(
    arguments: &PredictArguments,
    law: &str,
    source: &str,
    table: &Table,
) -> std::result::Result<Made, Failure> {
    let entry = find(law)?;
    let fit = published(&LawEntry::of(entry), source)?;
    if let Some(absent) = entry.arguments.iter().find(|name| table.column(name).is_none()) {
        let wanted: Vec<String> = entry.arguments.iter().map(|name| format!("{name}=VALUE")).collect();
        return Err(Failure::new(format!(
            "{}: there is no '{absent}'; {} reads {}",
            table.source.path,
            arguments.fit,
            wanted.join(" ")
        )));
    }
    if arguments.level.is_some() {
        return Err(Failure::new(format!(
            "{} is a published fit, which has no intervals; leave out --level",
            arguments.fit
        )));
    }
    // Further columns must not take the names of parameters.
    let names: Vec<&str> = entry.arguments.iter().map(String::as_str).collect();
    let text = format!("y ~ {}({})", entry.name, entry.arguments.join(", "));
    let value = |name: &str| fit.params.iter().find(|(n, _)| n == name).map(|(_, x)| *x);
    let values = lawful::evaluate(&Law::parse(&text)?, &table.select(&names), value)?;
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

/// `intervals widened by up to 2.4x for the drift of forecasts …`, or nothing.
fn drift_in_words(document: &PredictionsDocument) -> String {
    let most = document.points.iter().filter_map(|p| p.widening).fold(1.0, f64::max);
    let Some(drift) = document.drift.as_ref().filter(|_| most > 1.0) else { return String::new() };
    let by = if document.points.len() == 1 { "by" } else { "by up to" };
    format!(
        "\nintervals widened {by} {}x: forecasts within the data drifted off as much ({} cuts of {}); --no-drift leaves \
         them plain\n",
        number(most, 2),
        drift.cuts,
        drift.scale_text()
    )
}

/// An end of an interval.
type End = fn(&PointDocument) -> Option<f64>;

/// One row per point; columns without any value are left out.
fn listing(document: &PredictionsDocument) -> TextTable {
    let level = number(100.0 * document.level, 4);
    let ends: [(String, End); 4] = [
        (format!("{level}% from"), |p| p.lo),
        ("to".into(), |p| p.hi),
        ("observation from".into(), |p| p.obs_lo),
        ("to".into(), |p| p.obs_hi),
    ];
    let there: Vec<_> = ends.into_iter().filter(|(_, end)| document.points.iter().any(|p| end(p).is_some())).collect();
    let inputs = document.points.first().map_or(&[][..], |p| &p.inputs);
    let mut columns: Vec<Column> = inputs.iter().map(|(name, _)| Column::numbers(name.as_str())).collect();
    columns.push(Column::numbers(document.response.as_str()));
    columns.extend(there.iter().map(|(name, _)| Column::numbers(name.as_str())));
    let mut table = TextTable::new(columns);
    for p in &document.points {
        let input = |v: &Value| match v {
            Value::Number(x) => x.as_f64().map_or(String::new(), |x| number(x, DIGITS)),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let mut row: Vec<String> = p.inputs.iter().map(|(_, v)| input(v)).collect();
        row.push(if p.value.0.is_finite() { number(p.value.0, DIGITS) } else { String::new() });
        row.extend(there.iter().map(|(_, end)| end(p).map_or(String::new(), |x| number(x, DIGITS))));
        table.row(row);
    }
    table
}
