//! `lawful predict`.

use super::arguments::PredictArguments;
use super::selection::whole;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{FitDocument, PointDocument, PredictionsDocument, to_json};
use lawful::{Figure, Findings, Format, Table, TerminalStyle, figure, summary};
use serde_json::Value;
use std::path::Path;

pub(super) fn run(arguments: &PredictArguments) -> Result {
    if let Some(path) = &arguments.check {
        return super::predict_check::run(arguments, path);
    }
    // A text without '=' is one more fit.
    if arguments.point.iter().any(|text| !text.contains('=')) {
        return super::predict_average::run(arguments);
    }
    let mut table = match &arguments.table {
        Some(path) => whole(path, &arguments.stack)?,
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
    let listing = summary::predictions(&document);
    if let Some(folder) = &arguments.out {
        let words = summary::drift_in_words(&document);
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
        format!("{head}\n{}\n\n{table}{}", document.fit, summary::drift_in_words(&document))
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
