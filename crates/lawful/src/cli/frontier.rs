//! `lawful frontier`.

use super::arguments::FrontierArguments;
use super::isoflop::write_groups;
use super::selection::Selection;
use super::{Outcome, Result, by, output, words};
use lawful::document::{FrontierDocument, GroupResult, GroupsDocument, Provenance, to_json};
use lawful::{Findings, Format, Table, TerminalStyle, figure, summary};
use lawful_plan::{Frontier, FrontierOptions, frontier};

pub(super) fn run(arguments: &FrontierArguments) -> Result {
    arguments.machine.set_threads();
    let selection = Selection::new(&arguments.selection, &arguments.by)?;
    let options = options(arguments);
    let mut columns = vec![options.curve.as_str(), &options.loss, &options.size];
    columns.extend(options.cost.as_deref());
    columns.extend(options.tokens.as_deref());
    let (table, dropped) = selection.load(&arguments.table, &[], &columns)?;
    let provenance =
        Provenance { command: words::command_line(), steps: selection.steps, dropped, ..Provenance::default() };
    if !provenance.steps.by.is_empty() {
        return by_group(arguments, &table, &options, provenance);
    }
    let found = frontier(&table, &options)?;
    let document = FrontierDocument::of(&found, &options, &table.source, &provenance);
    if let Some(folder) = &arguments.out {
        findings(&found, &options, &document)?.write(folder)?;
    }
    let listing = summary::stretches(&found);
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            let mut lines = vec![
                TerminalStyle::of_stdout().bold(&head(&document)),
                String::new(),
                output::table(&listing, Format::Table),
            ];
            lines.extend(growth(&found));
            lines.join("\n") + "\n"
        }
        (false, format) => output::table(&listing, format),
    };
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

fn options(arguments: &FrontierArguments) -> FrontierOptions {
    let envelope = arguments.envelope.into();
    let tokens = match (&arguments.tokens, &arguments.cost) {
        (None, None) => Some("tokens".to_string()),
        (tokens, _) => tokens.clone(),
    };
    FrontierOptions {
        curve: arguments.curve.clone(),
        cost: arguments.cost.clone(),
        loss: arguments.loss.clone(),
        size: arguments.size.clone(),
        tokens,
        envelope,
        budgets: arguments.budgets.unwrap_or(envelope.usual_budgets()),
        smooth: arguments.smooth,
        resamples: arguments.resamples as usize,
        seed: arguments.machine.seed,
        level: arguments.level,
    }
}

fn head(document: &FrontierDocument) -> String {
    format!(
        "{}: {} of {} rows; {} of {} runs make the frontier",
        document.data.path, document.data.used, document.data.rows, document.curves_on_frontier, document.curves
    )
}

/// The exponents in words.
fn growth(found: &Frontier) -> [String; 2] {
    [summary::growth_of("best size", "cost", &found.size), summary::growth_of("best tokens", "cost", &found.tokens)]
}

fn findings(
    found: &Frontier,
    options: &FrontierOptions,
    document: &FrontierDocument,
) -> std::result::Result<Findings, lawful::Error> {
    let findings = Findings::new("frontier", "The frontier of training curves")
        .command(&document.head.command)
        .words(head(document))
        .table("Runs on the frontier", summary::stretches(found))
        .figures(figure::frontier(found, options))
        .warnings(&document.warnings)
        .document(to_json(document)?);
    Ok(growth(found).into_iter().fold(findings, Findings::words))
}

fn by_group(
    arguments: &FrontierArguments,
    table: &Table,
    options: &FrontierOptions,
    mut provenance: Provenance,
) -> Result {
    let made = lawful::each_group(&provenance.steps, table, |table| Ok(frontier(table, options)?))?;
    provenance.dropped.extend(made.dropped.clone());
    let (mut results, mut warnings, mut used) = (Vec::new(), Vec::new(), 0);
    for (group, found) in made.groups.iter().zip(&made.results) {
        let own = Provenance { dropped: vec![], ..provenance.clone() };
        let document =
            found.as_ref().map_err(|e| e.to_string()).map(|f| FrontierDocument::of(f, options, &table.source, &own));
        if let Ok(document) = &document {
            used += document.data.used;
            warnings.extend(output::lines(&document.warnings).iter().map(|w| format!("{}: {w}", by::name(group))));
        }
        if let (Some(folder), Ok(found), Ok(document)) = (&arguments.out, found, &document) {
            findings(found, options, document)?.write(folder.join(by::file_name(group)))?;
        }
        results.push(GroupResult::new(&group.by, document));
    }
    let document = GroupsDocument::of("lawful.frontier/1", (&table.source, used), &provenance, options.seed, results);
    warnings.extend(output::lines(&document.warnings));
    let rows: Vec<_> = made
        .groups
        .iter()
        .zip(&made.results)
        .map(|(g, r)| (&g.by[..], r.as_ref().map(|f| (&f.size, &f.tokens)).map_err(|e| e.to_string())))
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
        let title = "Frontiers of training curves, group by group";
        write_groups(folder, "frontier", title, &head, &listing, to_json(&document)?)?;
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
