//! `lawful predict`.

use super::arguments::PredictArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{FitDocument, PointDocument, PredictionsDocument, to_json};
use lawful::{Figure, Findings, Format, Table, TerminalStyle, TextTable, figure};
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
    let published = arguments.fit.contains('@') && !file.exists();
    let fit = if published { None } else { Some(FitDocument::read(file)?) };
    let mut document = match &fit {
        Some(fit) => lawful::predict(fit, &mut table, arguments.level, !arguments.no_drift)?,
        None if arguments.level.is_some() => {
            return Err(Failure::new(format!(
                "{} is a published fit, which has no intervals; leave out --level",
                arguments.fit
            )));
        }
        None => lawful::predict_published(&arguments.fit, &table)?,
    };
    document.head.command = words::command_line();
    document.fit = arguments.fit.clone();
    document.data = document.data.filter(|_| arguments.table.is_some());
    let listing = listing(&document);
    if let Some(folder) = &arguments.out {
        let words = drift_in_words(&document);
        let mut findings = Findings::new("predict", &document.law)
            .command(&document.head.command)
            .words(&document.fit)
            .table("Predictions", listing.clone())
            .figures(drawn(arguments, fit.as_ref(), &document)?.map(|figure| ("figure", figure)))
            .warnings(&document.warnings)
            .document(to_json(&document)?);
        if !words.is_empty() {
            findings = findings.words(words.trim());
        }
        findings.write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || {
        let head = TerminalStyle::of_stdout().bold(&document.law);
        let table = output::table(&listing, Format::Table);
        format!("{head}\n{}\n\n{table}{}", document.fit, drift_in_words(&document))
    })?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

/// The predictions as a figure; of a single point, the law on the way there from where the data begin.
fn drawn(
    arguments: &PredictArguments,
    fit: Option<&FitDocument>,
    document: &PredictionsDocument,
) -> std::result::Result<Option<Figure>, Failure> {
    let ([point], None) = (&document.points[..], &arguments.table) else {
        return Ok(figure::prediction(document, None, None));
    };
    let Some((column, data)) = farthest(fit, point) else { return Ok(figure::prediction(document, None, None)) };
    let Some(at) = point.inputs.iter().find(|(name, _)| *name == column).and_then(|(_, v)| v.as_f64()) else {
        return Ok(None);
    };
    let [from, to] = data.map_or([0.1 * at, 10.0 * at], |[lo, hi]| [lo.min(at), hi.max(at)]);
    let places = places(from, to);
    let columns = point.inputs.iter().map(|(name, value)| match value {
        _ if *name == column => lawful::Column::number(name, places.clone()),
        Value::String(text) => lawful::Column::category(name, &vec![text.as_str(); places.len()]),
        value => lawful::Column::number(name, vec![value.as_f64().unwrap_or(f64::NAN); places.len()]),
    });
    let mut along = Table::from_columns(columns.collect())?;
    let curve = match fit {
        Some(fit) => lawful::predict(fit, &mut along, arguments.level, !arguments.no_drift)?,
        None => lawful::predict_published(&arguments.fit, &along)?,
    };
    Ok(figure::prediction(document, Some((&column, &curve)), data))
}

/// The column in which a point lies farthest beyond the data, with its range there.
fn farthest(fit: Option<&FitDocument>, point: &PointDocument) -> Option<(String, Option<[f64; 2]>)> {
    let range = |name: &str| fit.and_then(|fit| fit.ranges.iter().find(|(n, _)| n == name).map(|(_, r)| *r));
    let far = |name: &str, x: f64| match range(name) {
        Some([lo, hi]) if lo > 0.0 && x > 0.0 => (x / hi).max(lo / x),
        Some([lo, hi]) if hi > lo => (x - hi).max(lo - x) / (hi - lo),
        _ => f64::NEG_INFINITY,
    };
    let numbers = point.inputs.iter().filter_map(|(name, v)| v.as_f64().map(|x| (name, far(name, x))));
    // The first of equals.
    let best = numbers.fold(None, |best: Option<(&String, f64)>, (name, far)| match best {
        Some((_, most)) if far <= most => best,
        _ => Some((name, far)),
    });
    best.map(|(name, _)| (name.clone(), range(name)))
}

/// Even places from end to end, in the log where both ends are positive.
fn places(from: f64, to: f64) -> Vec<f64> {
    const PLACES: usize = 200;
    let share = |i: usize| i as f64 / (PLACES - 1) as f64;
    match from > 0.0 {
        true => (0..PLACES).map(|i| from * (to / from).powf(share(i))).collect(),
        false => (0..PLACES).map(|i| from + (to - from) * share(i)).collect(),
    }
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
