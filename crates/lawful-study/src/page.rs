//! One self-contained page of what a study found.

use crate::{Outcome, listing};
use lawful_report::{Drawing, Html};

/// The page: question, claims, predictions, what each part shows, data and sources. `drawings` are the figures of all
/// sections in order, laid out.
pub fn page(outcome: &Outcome, drawings: &[Drawing], command: &str, version: &str) -> String {
    let statement = &outcome.statement;
    let mut page = Html::new(format!("{}: {}", statement.name, statement.title)).text(&statement.question);
    page = page.text(&format!("{}.", outcome.in_words()));
    if !command.is_empty() {
        page = page.code(command);
    }
    page = page.section("Claims").table(&listing::claims(&outcome.answers));
    if !outcome.forecasts.is_empty() {
        page = page.section("Predictions");
        if !statement.data.is_empty() && outcome.forecasts.iter().all(|f| f.observed.is_none()) {
            page = page.text(&format!(
                "None is scored: put the runs as {}/targets.csv, with the columns of the table, below the folder that \
                 --data names.",
                statement.name
            ));
        }
        page = page.table(&listing::forecasts(&outcome.forecasts));
    }
    let mut drawings = drawings.iter();
    for section in &outcome.sections {
        page = page.section(&section.title);
        if !section.lack.is_empty() {
            page = page.remarks(&[&section.lack]);
        }
        page = section.words.iter().fold(page, |page, words| page.text(words));
        for drawing in drawings.by_ref().take(section.figures.len()) {
            page = page.drawing(drawing);
        }
        for (heading, table) in &section.tables {
            page = page.table(&table.clone().titled(heading.as_str()));
        }
    }
    if !statement.caveats.is_empty() {
        page = page.section("What to know before believing it").remarks(&statement.caveats);
    }
    if !statement.data.is_empty() || !outcome.data.is_empty() {
        page = page.section("Data");
    }
    if !statement.data.is_empty() {
        page = page.table(&listing::data(statement));
    }
    let read = outcome.data.iter().map(|d| format!("read: {}, {} rows, SHA-256 {}", d.path, d.rows, d.sha256));
    page = read.fold(page, |page, line| page.text(&line));
    let claims: Vec<_> = outcome.answers.iter().map(|a| a.claim.clone()).collect();
    page = page.section("Sources of the claims").table(&listing::sources(&claims));
    page = statement.papers.iter().fold(page, |page, paper| page.text(paper));
    page.text(&format!("lawful {version}, {} seconds", lawful_report::number(outcome.seconds, 3))).finish()
}
