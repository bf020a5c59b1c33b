//! `--by`: a command repeated for each group of its rows.

use super::arguments::OutputArguments;
use super::{Outcome, Result, output, words};
use lawful::document::{GroupResult, GroupsDocument, Provenance, WarningDocument, to_json};
use lawful::query::Group;
use lawful::{Error, Findings, Table, TextTable};
use lawful_io::{Level, Source};
use serde::Serialize;
use std::path::Path;

/// A group's values, and what was found in it or why nothing was.
pub(super) type GroupFound<'a, F> = (&'a [(String, Level)], std::result::Result<&'a F, String>);

/// A command that finds one thing in a table, and so one in each group of it.
pub(super) trait ByGroup: Sync {
    /// What it finds.
    type Found: Send;
    /// The document of that.
    type Document: Serialize;
    /// The command: its files are called so, and its schema is `lawful.NAME/1`.
    const NAME: &'static str;
    /// What stands above the listing of all groups.
    const LISTING: &'static str;

    fn seed(&self) -> u64;

    fn find(&self, table: &Table) -> std::result::Result<Self::Found, Error>;

    fn document(&self, found: &Self::Found, source: &Source, provenance: &Provenance) -> Self::Document;

    /// The rows that a document speaks of.
    fn used(document: &Self::Document) -> usize;

    fn warnings(document: &Self::Document) -> &[WarningDocument];

    fn findings(&self, found: &Self::Found, document: &Self::Document) -> std::result::Result<Findings, Error>;

    /// One row per group.
    fn listing(&self, groups: Vec<GroupFound<Self::Found>>) -> TextTable;

    /// The title of the page of all groups, under which `head` stands.
    fn title(&self, head: &str) -> String;

    /// What was split, in one line.
    fn head(&self, document: &GroupsDocument<Self::Document>, by: &str) -> String {
        let (data, groups) = (&document.data, document.results.len());
        format!("{}: {} of {} rows in {groups} groups by {by}", data.path, data.used, data.rows)
    }
}

/// Repeats a command for each group; with `out` every group has a folder there, and all together have a page.
pub(super) fn repeat<C: ByGroup>(
    command: &C,
    table: &Table,
    mut provenance: Provenance,
    out: Option<&Path>,
    output: &OutputArguments,
) -> Result {
    let made = lawful::each_group(&provenance.steps, table, |table| command.find(table))?;
    provenance.dropped.extend(made.dropped.clone());
    let own = Provenance { dropped: vec![], ..provenance.clone() };
    let (mut results, mut warnings, mut used) = (Vec::new(), Vec::new(), 0);
    for (group, found) in made.groups.iter().zip(&made.results) {
        let document = found.as_ref().map(|f| command.document(f, &table.source, &own)).map_err(|e| e.to_string());
        if let (Ok(found), Ok(document)) = (found, &document) {
            used += C::used(document);
            warnings.extend(output::lines(C::warnings(document)).iter().map(|w| format!("{group}: {w}")));
            if let Some(folder) = out {
                command.findings(found, document)?.write(folder.join(file_name(group)))?;
            }
        }
        results.push(GroupResult::new(&group.by, document));
    }
    let schema = format!("lawful.{}/1", C::NAME);
    let document = GroupsDocument::of(&schema, (&table.source, used), &provenance, command.seed(), results);
    warnings.extend(output::lines(&document.warnings));
    let rows: Vec<GroupFound<C::Found>> = made
        .groups
        .iter()
        .zip(&made.results)
        .map(|(group, found)| (&group.by[..], found.as_ref().map_err(|e| e.to_string())))
        .collect();
    let listing = command.listing(rows);
    let head = command.head(&document, &provenance.steps.by.join(", "));
    if let Some(folder) = out {
        let title = command.title(&head);
        let mut page = Findings::new(C::NAME, &title).command(words::command_line());
        if title != head {
            page = page.words(&head);
        }
        page.table(C::LISTING, listing.clone()).document(to_json(&document)?).write(folder)?;
    }
    let text = output::text(output, &document, &listing, || output::headed(&head, &listing))?;
    Ok(Outcome { text, warnings, unconverged: made.results.iter().any(|r| r.is_err()) })
}

/// A name for files: `optimizer=muon,width=512`.
fn file_name(group: &Group) -> String {
    let keys: Vec<String> = group.by.iter().map(|(column, level)| format!("{column}={level}")).collect();
    let safe = |c: char| if c.is_alphanumeric() || "=,-_.+".contains(c) { c } else { '_' };
    keys.join(",").chars().take(200).map(safe).collect()
}
