//! `lawful predict --check`: is a run on the law?

use super::arguments::PredictArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{CheckDocument, FitDocument, to_json};
use lawful::{Findings, Table, TextTable, check, figure};
use lawful_report::{Column, number};
use std::path::Path;

pub(super) fn run(arguments: &PredictArguments, path: &Path) -> Result {
    let file = Path::new(&arguments.fit);
    if arguments.fit.contains('@') && !file.exists() {
        return Err(Failure::new(format!(
            "{} is a published fit, which has no scatter to judge a run by; fit the law to a table and check against \
             that fit",
            arguments.fit
        )));
    }
    let fit = FitDocument::read(file)?;
    let mut table = Table::read(path)?;
    let level = arguments.level.unwrap_or(fit.level);
    let check = check(&fit, &mut table, level)?;
    let document = CheckDocument::of(&check, &fit, &table, &arguments.fit, level, &words::command_line());
    let (listing, verdict) = (listing(&document), verdict(&document));
    if let Some(folder) = &arguments.out {
        Findings::new("check", format!("The run is {}", document.verdict))
            .command(&document.head.command)
            .words(&verdict)
            .table("Rows", listing.clone())
            .figures([("run", figure::check(&document))])
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&verdict, &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: check.off_since.is_some() })
}

/// `run.csv is above the law since row 12: z = 3.1 at its last row`
fn verdict(document: &CheckDocument) -> String {
    let since = document.since.map_or(String::new(), |row| format!(" since row {row}"));
    let z = number(document.z.0, 3);
    format!("{} is {}{since}: z = {z} at its last row", document.data.path, document.verdict)
}

/// One row per row of the run; of many the last twenty.
fn listing(document: &CheckDocument) -> TextTable {
    const MOST: usize = 20;
    let inputs = document.points.first().map_or(&[][..], |p| &p.inputs);
    let mut columns = vec![Column::numbers("row")];
    columns.extend(inputs.iter().map(|(name, _)| Column::numbers(name.as_str())));
    let level = number(100.0 * document.level, 4);
    let further = [document.response.clone(), "law".into(), format!("{level}% from"), "to".into(), "z".into()];
    columns.extend(further.map(Column::numbers));
    let mut table = TextTable::new(columns);
    for p in document.points.iter().skip(document.points.len().saturating_sub(MOST)) {
        let mut row = vec![p.row.to_string()];
        row.extend(p.inputs.iter().map(|(_, v)| number(v.0, 6)));
        row.extend([p.observed, p.value, p.obs_lo, p.obs_hi].map(|v| number(v.0, 5)));
        row.push(number(p.z.0, 3));
        table.row(row);
    }
    table
}
