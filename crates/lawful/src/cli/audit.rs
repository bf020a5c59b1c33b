//! `lawful audit`.

use super::arguments::AuditArguments;
use super::clauses::{clauses, law};
use super::selection::Selection;
use super::{Failure, Outcome, Result, by, output, words};
use lawful::document::{
    AuditDocument, FindingDocument, GroupAuditDocument, GroupResult, Provenance, WarningDocument, to_json,
};
use lawful::{Findings, Law, Noise, Table, TerminalStyle, Trials, summary};
use lawful_audit::{Audit, Audited, Publication};
use std::path::Path;

/// What stands for a table that there is not.
const NONE: &str = "none";

pub(super) fn run(arguments: &AuditArguments) -> Result {
    arguments.search.machine.set_threads();
    let mut law = law(&arguments.law)?;
    for clause in clauses(&arguments.search)? {
        law = law.with_clause(clause);
    }
    let printed = publication(arguments)?;
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
            let others = columns(arguments, &printed);
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let (table, dropped) = selection.load(&arguments.table, &[&law], &others)?;
            provenance.dropped = dropped;
            Some(table)
        }
    };
    provenance.steps = selection.steps;
    let document = match &table {
        Some(table) if !provenance.steps.by.is_empty() => by_group(arguments, &law, &printed, table, &mut provenance)?,
        table => {
            let audited = audit(arguments, &law, &printed, table.as_ref()).run()?;
            document(arguments, &law, &printed, &audited, table.as_ref(), &provenance)
        }
    };
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
    arguments.objective.iter().try_for_each(|text| printed.objective(text))?;
    Ok(printed)
}

/// The columns that flags name.
fn columns(arguments: &AuditArguments, printed: &Publication) -> Vec<String> {
    let flags = [&arguments.sigma, &arguments.weights, &arguments.cluster].into_iter().flatten().cloned();
    let trials = match &arguments.noise {
        Some(Noise::Binomial(Trials::Column(column))) => Some(column.clone()),
        _ => None,
    };
    let relations = printed.relations.iter().flat_map(|relation| relation.names());
    flags.chain(trials).chain(relations).collect()
}

fn audit<'a>(
    arguments: &AuditArguments,
    law: &'a Law,
    printed: &'a Publication,
    table: Option<&'a Table>,
) -> Audit<'a> {
    const LEVEL: f64 = 0.95;
    let recipe = arguments.search.recipe(arguments.sigma.as_ref(), arguments.weights.as_ref(), LEVEL);
    let mut audit = Audit::of(law, printed).recipe(recipe);
    if let Some(table) = table {
        audit = audit.table(table);
    }
    if let Some(noise) = &arguments.noise {
        audit = audit.noise(noise.clone());
    }
    if let Some(column) = &arguments.cluster {
        audit = audit.cluster(column);
    }
    audit
}

fn document(
    arguments: &AuditArguments,
    law: &Law,
    printed: &Publication,
    audited: &Audited,
    table: Option<&Table>,
    provenance: &Provenance,
) -> AuditDocument {
    let noise = arguments.noise.as_ref().map(|noise| noise.to_string());
    AuditDocument::of(&law.to_string(), noise, printed, audited, table, provenance, arguments.search.machine.seed)
}

/// Each group's law, and the rows of all groups together.
fn by_group(
    arguments: &AuditArguments,
    law: &Law,
    printed: &Publication,
    table: &Table,
    provenance: &mut Provenance,
) -> std::result::Result<AuditDocument, Failure> {
    let between = audit(arguments, law, printed, Some(table)).rows()?;
    let made =
        lawful::each_group(&provenance.steps, table, |table| Ok(audit(arguments, law, printed, Some(table)).law()?))?;
    provenance.dropped.extend(made.dropped.clone());
    let mut document = document(arguments, law, printed, &between, Some(table), provenance);
    for (group, audited) in made.groups.iter().zip(&made.results) {
        match audited {
            Ok(audited) => {
                document.findings.extend(audited.findings.iter().map(|f| FindingDocument::of(f, Some(&group.by))));
                for checked in &audited.checked {
                    let checked = format!("{checked}, in each group");
                    if !document.checked.contains(&checked) {
                        document.checked.push(checked);
                    }
                }
            }
            Err(error) => document.warnings.push(WarningDocument {
                code: "group-not-fitted".into(),
                message: format!("{}: no audit: {error}", by::name(group)),
            }),
        }
        let result = audited.as_ref().map(GroupAuditDocument::of).map_err(|e| e.to_string());
        document.results.push(GroupResult::new(&group.by, result));
    }
    Ok(document)
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
