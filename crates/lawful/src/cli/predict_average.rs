//! `lawful predict A B …`: one forecast from rival laws.

use super::arguments::PredictArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{
    AverageDocument, FitDocument, Head, QuantityDocument, RivalForecastDocument, WarningDocument, to_json,
    unit_mismatches,
};
use lawful::{Findings, TextTable};
use lawful_plan::{FittedLaw, Fixed, average, beyond};
use lawful_report::{Column, number};
use serde_json::Value;
use std::path::Path;

/// A law and, unless it is a published one, the document that it is from.
struct Rival {
    name: String,
    law: FittedLaw,
    document: Option<FitDocument>,
}

pub(super) fn run(arguments: &PredictArguments) -> Result {
    let (point, further): (Vec<&String>, Vec<&String>) = arguments.point.iter().partition(|text| text.contains('='));
    if let Some(strange) = further.iter().find(|name| !name.contains('@') && !Path::new(name).exists()) {
        return Err(Failure::new(format!(
            "'{strange}' is not NAME=VALUE, as in N=70e9, nor the document of a rival fit"
        )));
    }
    if point.is_empty() {
        return Err(Failure::new("a forecast needs a point: a value for each column, as in N=70e9 D=1.4e12"));
    }
    let rivals = std::iter::once(&arguments.fit)
        .chain(further)
        .map(|name| rival(name))
        .collect::<std::result::Result<Vec<Rival>, Failure>>()?;
    let level = arguments.level.unwrap_or(0.95);
    let typed = super::plan::fixed(&point.iter().map(|text| text.to_string()).collect::<Vec<_>>())?;
    // Each law may derive columns of its own; together they are the point.
    let mut table = lawful::point(&point)?;
    for document in rivals.iter().filter_map(|r| r.document.as_ref()) {
        lawful::derive_needed(&mut table, &document.data.derive, &document.columns)?;
    }
    let at: Vec<(String, Fixed)> = table
        .columns()
        .iter()
        .filter_map(|c| match table.numbers(&c.name) {
            Ok(values) => values.first().map(|v| (c.name.clone(), Fixed::Number(*v))),
            Err(_) => typed.iter().find(|(name, _)| *name == c.name).cloned(),
        })
        .collect();
    let (weights, how) = weights(&rivals);
    let laws: Vec<(&FittedLaw, f64)> = rivals.iter().map(|r| &r.law).zip(weights).collect();
    let found = average(&laws, &at, level)?;
    let document = AverageDocument {
        head: Head::new("lawful.average/1", &words::command_line(), 0),
        data: None,
        warnings: warnings(&rivals, &at, how),
        response: found.value.name.clone(),
        level,
        weights: how.into(),
        inputs: at.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        average: QuantityDocument::from(&found.value),
        rivals: rivals
            .iter()
            .zip(&found.rivals)
            .map(|(rival, (quantity, weight))| RivalForecastDocument {
                fit: rival.name.clone(),
                weight: *weight,
                forecast: quantity.into(),
            })
            .collect(),
    };
    let listing = listing(&document);
    let head = format!("{} from {} laws, {how} weights", document.response, rivals.len());
    if let Some(folder) = &arguments.out {
        Findings::new("predict", "One forecast from rival laws")
            .command(&document.head.command)
            .words(&head)
            .table("Forecasts", listing.clone())
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&head, &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

fn rival(name: &str) -> std::result::Result<Rival, Failure> {
    let published = name.contains('@') && !Path::new(name).exists();
    let document = if published { None } else { Some(FitDocument::read(name)?) };
    let law = match &document {
        Some(document) => lawful::law_of_document(document)?,
        None => lawful::fitted_law(name)?,
    };
    Ok(Rival { name: name.to_string(), law, document })
}

/// Akaike weights (from AIC, up to a common factor) where all laws were fitted to the same rows with a likelihood; equal
/// ones otherwise.
fn weights(rivals: &[Rival]) -> (Vec<f64>, &'static str) {
    let key = |d: &FitDocument| (d.data.sha256.clone(), d.n, d.data.keep.clone(), d.data.reduce.clone());
    let documents: Vec<&FitDocument> = rivals.iter().filter_map(|r| r.document.as_ref()).collect();
    let same = documents.len() == rivals.len()
        && documents.iter().all(|d| d.data.sha256.is_some() && key(d) == key(documents[0]));
    let scores: Vec<f64> = documents
        .iter()
        .filter_map(|d| Some(d.loglik?.0 - (d.k + d.noise_params.len()) as f64))
        .filter(|score| score.is_finite())
        .collect();
    if !same || scores.len() != rivals.len() {
        return (vec![1.0; rivals.len()], "equal");
    }
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (scores.iter().map(|s| (s - best).exp()).collect(), "akaike")
}

fn warnings(rivals: &[Rival], at: &[(String, Fixed)], how: &str) -> Vec<WarningDocument> {
    let mut list = Vec::new();
    let mut warn = |code: &str, message: String| {
        let warning = WarningDocument { code: code.into(), message };
        if !list.contains(&warning) {
            list.push(warning);
        }
    };
    let documents: Vec<&FitDocument> = rivals.iter().filter_map(|r| r.document.as_ref()).collect();
    unit_mismatches(&documents).into_iter().for_each(|w| warn(&w.code, w.message));
    for rival in rivals {
        if rival.law.draws() == 0 {
            let message = format!("{} has no draws of its parameters: it counts as a point without error", rival.name);
            warn("no-intervals", message);
        }
        for (name, value) in at {
            if let (Fixed::Number(v), Some(range)) = (value, rival.law.range(name))
                && let Some(far) = beyond(name, *v, range)
            {
                warn("extrapolation", far.to_string());
            }
        }
    }
    if how == "equal" {
        let message = "the laws were not all fitted to the same rows with a likelihood, so their weights are equal";
        warn("equal-weights", message.into());
    }
    list
}

fn json(value: &Fixed) -> Value {
    match value {
        Fixed::Number(x) => Value::from(*x),
        Fixed::Text(text) => Value::from(text.as_str()),
    }
}

fn listing(document: &AverageDocument) -> TextTable {
    let level = number(100.0 * document.level, 4);
    let mut table = TextTable::new([
        Column::words("law"),
        Column::numbers("weight"),
        Column::numbers(document.response.as_str()),
        Column::numbers(format!("{level}% from")),
        Column::numbers("to"),
    ]);
    let end = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 5));
    let mut row = |name: &str, weight: String, q: &QuantityDocument| {
        table.row([name.to_string(), weight, number(q.value.0, 6), end(q.lo), end(q.hi)]);
    };
    for rival in &document.rivals {
        row(&rival.fit, number(rival.weight, 3), &rival.forecast);
    }
    row("average", "1".into(), &document.average);
    table
}
