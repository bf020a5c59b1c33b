//! `lawful tail`.

use super::arguments::TailArguments;
use super::progress::Bar;
use super::selection::Selection;
use super::{Failure, Outcome, Result, by, numbers, output, words};
use lawful::document::{GroupResult, GroupsDocument, Provenance, TailDocument, to_json};
use lawful::query::Dropped;
use lawful::summary::{self, GroupTail};
use lawful::{Error, Findings, Format, Table, TerminalStyle, figure};
use lawful_io::{ColumnData, is_missing};
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
    let column = column(arguments, &table)?;
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

/// The column to use: the one asked for, or the only one that holds numbers.
fn column(arguments: &TailArguments, table: &Table) -> std::result::Result<String, Failure> {
    if let Some(name) = &arguments.column {
        return Ok(name.clone());
    }
    let numbers: Vec<&str> = table
        .columns()
        .iter()
        .filter(|c| matches!(c.data, ColumnData::Number(_)) && !arguments.by.contains(&c.name))
        .map(|c| c.name.as_str())
        .collect();
    match numbers[..] {
        [only] => Ok(only.to_string()),
        [] => Err(Failure::new(format!("{}: no column holds numbers", table.source.path))),
        _ => {
            let (path, list) = (&table.source.path, numbers.join(", "));
            Err(Failure::new(format!("{path}: say which column with --column: {list}")))
        }
    }
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
    if let Some((row, value)) = table.not_finite(column)? {
        let row = table.file_row(row);
        return Err(Error::Tail(format!(
            "{path}: row {row}, column '{column}' is {value}; leave it out with --without {row}"
        )));
    }
    let values: Vec<f64> = table.numbers(column)?.iter().copied().filter(|x| !is_missing(*x)).collect();
    let missing = table.rows() - values.len();
    let dropped = match missing {
        0 => vec![],
        rows => vec![Dropped { reason: format!("{column} is missing"), rows }],
    };
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
