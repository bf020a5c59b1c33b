//! `lawful crossover`.

use super::arguments::CrossoverArguments;
use super::plan::number;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{CrossoverDocument, FitDocument, to_json, unit_mismatches};
use lawful::{Findings, TextTable, figure};
use lawful_plan::{CrossoverOptions, FittedLaw, crossover};
use lawful_report::Column;
use std::path::Path;

pub(super) fn run(arguments: &CrossoverArguments) -> Result {
    let range = match &arguments.range {
        Some(text) => {
            let wrong = || Failure::new(format!("--range '{text}' is not LO:HI, as in 1e8:1e12"));
            let (lo, hi) = text.split_once(':').ok_or_else(wrong)?;
            Some((number("--range", lo)?, number("--range", hi)?))
        }
        None => None,
    };
    let options = CrossoverOptions {
        along: arguments.along.clone(),
        fixed: lawful::fixed(&arguments.fixed)?,
        range,
        level: arguments.level,
        ..CrossoverOptions::default()
    };
    let (first, first_document) = read(&arguments.first)?;
    let (second, second_document) = read(&arguments.second)?;
    let found = crossover(&first, &second, &options)?;
    let fits = [arguments.first.clone(), arguments.second.clone()];
    let mut document = CrossoverDocument::of(&found, fits, &arguments.along, arguments.level, &words::command_line());
    let documents: Vec<&FitDocument> = [&first_document, &second_document].into_iter().flatten().collect();
    document.warnings.extend(unit_mismatches(&documents));
    let listing = listing(&document);
    if let Some(folder) = &arguments.out {
        let laws = [(arguments.first.as_str(), &first), (arguments.second.as_str(), &second)];
        Findings::new("crossover", "Where two laws cross")
            .command(&document.head.command)
            .words(verdict(&document))
            .table("The crossing", listing.clone())
            .figures([("laws", figure::crossover(&found, laws, &options)?)])
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&verdict(&document), &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

/// A law, with its document unless it is a published one.
fn read(name: &str) -> std::result::Result<(FittedLaw, Option<FitDocument>), Failure> {
    if name.contains('@') && !Path::new(name).exists() {
        return Ok((lawful::fitted_law(name)?, None));
    }
    let document = FitDocument::read(name)?;
    Ok((lawful::law_of_document(&document)?, Some(document)))
}

/// `above N = 3.2e9, a.json is the lower law, below it b.json`
fn verdict(document: &CrossoverDocument) -> String {
    let c = &document.crossover;
    let [first, second] = &document.fits;
    match (c.value, c.first_is_lower_above) {
        (Some(at), Some(lower)) => {
            let (above, below) = if lower { (first, second) } else { (second, first) };
            let at = lawful_report::number(at, 4);
            format!("above {} = {at}, {above} is the lower law, below it {below}", document.along)
        }
        _ => {
            let [lo, hi] = c.range.map(|x| lawful_report::number(x, 4));
            format!("the laws do not cross for {} from {lo} to {hi}", document.along)
        }
    }
}

fn listing(document: &CrossoverDocument) -> TextTable {
    let level = lawful_report::number(100.0 * document.level, 4);
    let mut table = TextTable::new([
        Column::words("along"),
        Column::numbers("crossing"),
        Column::numbers(format!("{level}% from")),
        Column::numbers("to"),
        Column::numbers("probability that there is one"),
    ]);
    let c = &document.crossover;
    let optional = |x: Option<f64>, digits: usize| x.map_or(String::new(), |x| lawful_report::number(x, digits));
    table.row([
        document.along.clone(),
        optional(c.value, 5),
        optional(c.lo, 4),
        optional(c.hi, 4),
        optional(c.probability_exists, 3),
    ]);
    table
}
