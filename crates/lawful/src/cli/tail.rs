//! `lawful tail`.

use super::arguments::TailArguments;
use super::progress::Bar;
use super::selection::Selection;
use super::{Outcome, Result, by, numbers, output, words};
use lawful::document::{GroupResult, GroupsDocument, Provenance, TailDocument, to_json};
use lawful::query::Dropped;
use lawful::summary::{self, GroupTail};
use lawful::{Error, Findings, Format, Table, TailValues, TerminalStyle, figure};
use lawful_tail::{Progress, Tail};

/// Points of the curve of distances.
const CURVE: usize = 400;

pub(super) fn run(arguments: &TailArguments) -> Result {
    arguments.machine.set_threads();
    let selection = Selection::new(&arguments.selection, &arguments.by)?;
    let (table, dropped) = match numbers::read(&arguments.file)? {
        Some(table) => {
            let selected = selection.steps.apply(table)?;
            (selected.table, selected.dropped)
        }
        None => {
            let columns: Vec<&str> = arguments.column.as_deref().into_iter().collect();
            selection.load(&arguments.file, &[], &columns)?
        }
    };
    let column = lawful::tail_column(&table, arguments.column.as_deref(), &arguments.by)?;
    let provenance =
        Provenance { command: words::command_line(), steps: selection.steps, dropped, ..Provenance::default() };
    if !provenance.steps.by.is_empty() {
        return by_group(arguments, &table, &column, provenance);
    }
    let bar = Bar::new("simulated samples");
    let made = made(arguments, &table, &column, Some(bar.progress()))?;
    drop(bar);
    let document = TailDocument::of(&made.tail, &column, &table.source, &provenance, &made.dropped);
    if let Some(folder) = &arguments.out {
        findings(&made, &document)?.write(folder)?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => format!(
            "{}\n\n{}\n{}",
            TerminalStyle::of_stdout().bold(&head(&document)),
            output::table(&summary::tail(&made.tail), Format::Table),
            output::table(&summary::tail_rivals(&made.tail), Format::Table)
        ),
        (false, format) => output::table(&summary::tails(&[(&[], Ok(&made.tail))]), format),
    };
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

/// A tail with the values that it was found in.
struct Made {
    tail: Tail,
    column: String,
    values: Vec<f64>,
    dropped: Vec<Dropped>,
}

fn made(
    arguments: &TailArguments,
    table: &Table,
    column: &str,
    progress: Option<Progress>,
) -> std::result::Result<Made, Error> {
    let path = &table.source.path;
    let TailValues { values, dropped } = lawful::tail_values(table, column)?;
    let mut fitting = Tail::of(&values).ks(arguments.ks).level(arguments.level).seed(arguments.machine.seed);
    if arguments.discrete {
        fitting = fitting.discrete();
    }
    if arguments.continuous {
        fitting = fitting.continuous();
    }
    if let Some(xmin) = arguments.xmin {
        fitting = fitting.xmin(xmin);
    }
    if let Some(sims) = arguments.sims {
        fitting = fitting.sims(sims as usize);
    }
    if arguments.out.is_some() {
        fitting = fitting.curve(CURVE);
    }
    if let Some(progress) = progress {
        fitting = fitting.progress(progress);
    }
    let tail = fitting.run().map_err(|e| Error::Tail(format!("{path}: column '{column}': {e}")))?;
    Ok(Made { tail, column: column.into(), values, dropped })
}

fn head(document: &TailDocument) -> String {
    let (data, kind) = (&document.data, &document.kind);
    format!("{}: {kind} power law of '{}', {} of {} rows", data.path, document.column, document.n, data.rows)
}

fn findings(made: &Made, document: &TailDocument) -> std::result::Result<Findings, Error> {
    Ok(Findings::new("tail", format!("The tail of {}", document.column))
        .command(&document.head.command)
        .words(head(document))
        .table("Power law", summary::tail(&made.tail))
        .table("Rivals", summary::tail_rivals(&made.tail))
        .figures(figure::tail(&made.tail, &made.column, &made.values))
        .warnings(&document.warnings)
        .document(to_json(document)?))
}

fn by_group(arguments: &TailArguments, table: &Table, column: &str, mut provenance: Provenance) -> Result {
    let made = lawful::each_group(&provenance.steps, table, |table| made(arguments, table, column, None))?;
    provenance.dropped.extend(made.dropped.clone());
    let (mut results, mut warnings, mut used) = (Vec::new(), Vec::new(), 0);
    for (group, found) in made.groups.iter().zip(&made.results) {
        let own = Provenance {
            steps: provenance.steps.clone(),
            command: provenance.command.clone(),
            ..Provenance::default()
        };
        let document = found.as_ref().map_err(|e| e.to_string());
        let document = document.map(|m| TailDocument::of(&m.tail, column, &table.source, &own, &m.dropped));
        if let Ok(document) = &document {
            used += document.n;
            warnings.extend(output::lines(&document.warnings).iter().map(|w| format!("{}: {w}", by::name(group))));
        }
        if let (Some(folder), Ok(found), Ok(document)) = (&arguments.out, found, &document) {
            findings(found, document)?.write(folder.join(by::file_name(group)))?;
        }
        results.push(GroupResult::new(&group.by, document));
    }
    let seed = arguments.machine.seed;
    let document = GroupsDocument::of("lawful.tail/1", (&table.source, used), &provenance, seed, results);
    warnings.extend(output::lines(&document.warnings));
    let rows: Vec<GroupTail> = made
        .groups
        .iter()
        .zip(&made.results)
        .map(|(g, r)| (&g.by[..], r.as_ref().map(|m| &m.tail).map_err(|e| e.to_string())))
        .collect();
    let listing = summary::tails(&rows);
    let head = format!("{}: tails of '{column}' by {}", table.source.path, provenance.steps.by.join(", "));
    if let Some(folder) = &arguments.out {
        Findings::new("tail", head.clone())
            .command(words::command_line())
            .table("Tails", listing.clone())
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            format!("{}\n\n{}", TerminalStyle::of_stdout().bold(&head), output::table(&listing, Format::Table))
        }
        (false, format) => output::table(&listing, format),
    };
    Ok(Outcome { text, warnings, unconverged: made.results.iter().any(|r| r.is_err()) })
}
