//! `lawful audit`.

use super::arguments::AuditArguments;
use super::clauses::{clauses, law};
use super::selection::Selection;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{AuditDocument, Provenance, to_json};
use lawful::{Auditing, Findings, TerminalStyle, summary};
use lawful_audit::Publication;
use std::path::Path;

/// What stands for a table that there is not.
const NONE: &str = "none";

pub(super) fn run(arguments: &AuditArguments) -> Result {
    const LEVEL: f64 = 0.95;
    arguments.search.machine.set_threads();
    let mut law = law(&arguments.law)?;
    for clause in clauses(&arguments.search)? {
        law = law.with_clause(clause);
    }
    let auditing = Auditing {
        law,
        printed: publication(arguments)?,
        noise: arguments.noise.clone(),
        recipe: arguments.search.recipe(arguments.sigma.as_ref(), arguments.weights.as_ref(), LEVEL),
        cluster: arguments.cluster.clone(),
    };
    let selection = Selection::new(&arguments.selection, &arguments.by)?;
    let mut provenance = Provenance {
        command: words::command_line(),
        sigma: arguments.sigma.clone(),
        weights: arguments.weights.clone(),
        cluster: arguments.cluster.clone(),
        ..Provenance::default()
    };
    let table = match arguments.table == Path::new(NONE) {
        true => None,
        false => {
            let others = auditing.columns();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let (table, dropped) = selection.load(&arguments.table, &[&auditing.law], &others)?;
            provenance.dropped = dropped;
            Some(table)
        }
    };
    provenance.steps = selection.steps;
    let document = auditing.document(table.as_ref(), provenance)?;
    if let Some(folder) = &arguments.out {
        page(&document)?.write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &summary::findings(&document), || in_words(&document))?;
    let failed = !document.findings.is_empty() || document.results.iter().any(|r| r.error.is_some());
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: failed })
}

fn publication(arguments: &AuditArguments) -> std::result::Result<Publication, Failure> {
    let mut printed = Publication::default();
    printed.parameters(arguments.parameters.iter().map(String::as_str))?;
    arguments.interval.iter().try_for_each(|text| printed.interval(text))?;
    arguments.derived.iter().try_for_each(|text| printed.derived(text))?;
    arguments.x_range.iter().try_for_each(|text| printed.x_range(text))?;
    arguments.relation.iter().try_for_each(|text| printed.relation(text))?;
    arguments.y_range.iter().try_for_each(|text| printed.y_range(text))?;
    arguments.growth.iter().try_for_each(|text| printed.growth(text))?;
    printed.cost = arguments.cost.clone();
    arguments.budget.iter().try_for_each(|text| printed.budgets(text))?;
    arguments.objective.iter().try_for_each(|text| printed.objective(text))?;
    Ok(printed)
}

/// One paragraph per finding: sentences are too long for the cells of a terminal's table.
fn in_words(document: &AuditDocument) -> String {
    let style = TerminalStyle::of_stdout();
    let mut text = style.bold(&document.law) + "\n";
    text += &style.dim(&summary::audited(document));
    text += "\n\n";
    for finding in &document.findings {
        let group = summary::finding_group(finding).map_or(String::new(), |group| format!(" ({group})"));
        text += &format!("{}{group}: {}\n\n", style.bold(&finding.code), finding.message);
    }
    text + &summary::verdict(document) + "\n"
}

fn page(document: &AuditDocument) -> std::result::Result<Findings, lawful::Error> {
    Ok(Findings::new("audit", format!("Audit of {}", document.law))
        .command(&document.head.command)
        .words(summary::audited(document))
        .words(summary::verdict(document))
        .table("Findings", summary::findings(document))
        .warnings(&document.warnings)
        .document(to_json(document)?))
}
