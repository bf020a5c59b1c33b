//! `lawful isoflop`.

use super::arguments::{IsoflopArguments, IsoflopMethod};
use super::selection::Selection;
use super::{Outcome, Result, by, output, words};
use lawful::document::{GroupResult, GroupsDocument, IsoflopDocument, Provenance, to_json};
use lawful::{Findings, Format, Table, TerminalStyle, figure, summary};
use lawful_plan::{Isoflop, IsoflopOptions, Method, isoflop};
use lawful_report::number;
use std::path::Path;

pub(super) fn run(arguments: &IsoflopArguments) -> Result {
    arguments.machine.set_threads();
    let selection = Selection::new(&arguments.selection, &arguments.by)?;
    let mut columns = vec![arguments.size.as_str(), &arguments.budget_by, &arguments.loss];
    columns.extend(arguments.tokens.as_deref());
    let (table, dropped) = selection.load(&arguments.table, &[], &columns)?;
    let options = options(arguments);
    let provenance =
        Provenance { command: words::command_line(), steps: selection.steps, dropped, ..Provenance::default() };
    if !provenance.steps.by.is_empty() {
        return by_group(arguments, &table, &options, provenance);
    }
    let isoflop = isoflop(&table, &options)?;
    let document = IsoflopDocument::of(&isoflop, &table.source, &provenance, options.seed);
    if let Some(folder) = &arguments.out {
        findings(&isoflop, &options, &document)?.write(folder)?;
    }
    let listing = summary::slices(&isoflop);
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            let used = used(&document);
            let mut lines =
                vec![TerminalStyle::of_stdout().bold(&used), String::new(), output::table(&listing, Format::Table)];
            lines.extend(growth(&isoflop));
            lines.join("\n") + "\n"
        }
        (false, format) => output::table(&listing, format),
    };
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

fn options(arguments: &IsoflopArguments) -> IsoflopOptions {
    IsoflopOptions {
        size: arguments.size.clone(),
        budget: arguments.budget_by.clone(),
        loss: arguments.loss.clone(),
        tokens: arguments.tokens.clone(),
        method: match arguments.method {
            IsoflopMethod::Parabola => Method::Parabola,
            IsoflopMethod::Akima => Method::Akima,
        },
        seed: arguments.machine.seed,
        level: arguments.level,
        ..IsoflopOptions::default()
    }
}

fn used(document: &IsoflopDocument) -> String {
    format!("{}: {} of {} rows", document.data.path, document.data.used, document.data.rows)
}

/// The exponents in words.
fn growth(isoflop: &Isoflop) -> Vec<String> {
    let mut lines = vec![summary::growth("best size", &isoflop.size), summary::growth("best tokens", &isoflop.tokens)];
    if let Some(bias) = &isoflop.bias {
        lines.push(format!("the parabola's bias of the exponent of the size: {}", number(bias.exponent, 2)));
    }
    lines
}

fn findings(
    isoflop: &Isoflop,
    options: &IsoflopOptions,
    document: &IsoflopDocument,
) -> std::result::Result<Findings, lawful::Error> {
    let findings = Findings::new("isoflop", "The best size of each budget")
        .command(&document.head.command)
        .words(used(document))
        .table("Budgets", summary::slices(isoflop))
        .figures(figure::isoflop(isoflop, options))
        .warnings(&document.warnings)
        .document(to_json(document)?);
    Ok(growth(isoflop).into_iter().fold(findings, Findings::words))
}

fn by_group(
    arguments: &IsoflopArguments,
    table: &Table,
    options: &IsoflopOptions,
    mut provenance: Provenance,
) -> Result {
    let made = lawful::each_group(&provenance.steps, table, |table| Ok(isoflop(table, options)?))?;
    provenance.dropped.extend(made.dropped.clone());
    let mut results = Vec::new();
    let mut warnings = Vec::new();
    let mut used = 0;
    for (group, found) in made.groups.iter().zip(&made.results) {
        let document = found.as_ref().map_err(|e| e.to_string()).map(|isoflop| {
            let own = Provenance {
                steps: provenance.steps.clone(),
                command: provenance.command.clone(),
                ..Provenance::default()
            };
            IsoflopDocument::of(isoflop, &table.source, &own, options.seed)
        });
        if let Ok(document) = &document {
            used += document.data.used;
            warnings.extend(output::lines(&document.warnings).iter().map(|w| format!("{}: {w}", by::name(group))));
        }
        if let (Some(folder), Ok(isoflop), Ok(document)) = (&arguments.out, found, &document) {
            findings(isoflop, options, document)?.write(folder.join(by::file_name(group)))?;
        }
        results.push(GroupResult::new(&group.by, document));
    }
    let document = GroupsDocument::of("lawful.isoflop/1", (&table.source, used), &provenance, options.seed, results);
    warnings.extend(output::lines(&document.warnings));
    let rows: Vec<_> = made
        .groups
        .iter()
        .zip(&made.results)
        .map(|(g, r)| (&g.by[..], r.as_ref().map(|i| (&i.size, &i.tokens)).map_err(|e| e.to_string())))
        .collect();
    let listing = summary::exponents(&rows);
    let head = format!(
        "{}: {used} of {} rows in {} groups by {}",
        table.source.path,
        document.data.rows,
        made.groups.len(),
        provenance.steps.by.join(", ")
    );
    if let Some(folder) = &arguments.out {
        write_groups(
            folder,
            "isoflop",
            "Best sizes of equal budgets, group by group",
            &head,
            &listing,
            to_json(&document)?,
        )?;
    }
    let unconverged = made.results.iter().any(|r| r.is_err());
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            format!("{}\n\n{}", TerminalStyle::of_stdout().bold(&head), output::table(&listing, Format::Table))
        }
        (false, format) => output::table(&listing, format),
    };
    Ok(Outcome { text, warnings, unconverged })
}

/// The page, table and document of all groups.
pub(super) fn write_groups(
    folder: &Path,
    name: &str,
    title: &str,
    head: &str,
    listing: &lawful::TextTable,
    json: String,
) -> std::result::Result<(), lawful::Error> {
    Findings::new(name, title)
        .command(words::command_line())
        .words(head)
        .table("Exponents", listing.clone())
        .document(json)
        .write(folder)
}
