//! `lawful predict`.

use super::arguments::PredictArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{FitDocument, PointDocument, PredictionsDocument, to_json};
use lawful::{Format, Table, TerminalStyle, TextTable};
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
    let mut document = if arguments.fit.contains('@') && !file.exists() {
        if arguments.level.is_some() {
            return Err(Failure::new(format!(
                "{} is a published fit, which has no intervals; leave out --level",
                arguments.fit
            )));
        }
        lawful::predict_published(&arguments.fit, &table)?
    } else {
        lawful::predict(&FitDocument::read(file)?, &mut table, arguments.level, !arguments.no_drift)?
    };
    document.head.command = words::command_line();
    document.fit = arguments.fit.clone();
    document.data = document.data.filter(|_| arguments.table.is_some());
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
