//! `lawful tail`.

use super::arguments::TailArguments;
use super::by::{self, ByGroup, GroupFound};
use super::progress::Bar;
use super::selection::Selection;
use super::{Outcome, Result, numbers, output, words};
use lawful::document::{GroupsDocument, Provenance, TailDocument, WarningDocument, to_json};
use lawful::query::Dropped;
use lawful::summary::{self, GroupTail};
use lawful::{Error, Findings, Format, Table, TailValues, TextTable, figure};
use lawful_io::Source;
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
        let each = EachGroup { arguments, column: &column };
        return by::repeat(&each, &table, provenance, arguments.out.as_deref(), &arguments.output);
    }
    let bar = Bar::new("simulated samples");
    let made = made(arguments, &table, &column, Some(bar.progress()))?;
    drop(bar);
    let document = TailDocument::of(&made.tail, &column, &table.source, &provenance, &made.dropped);
    if let Some(folder) = &arguments.out {
        findings(&made, &document)?.write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &summary::tails(&[(&[], Ok(&made.tail))]), || {
        let fitted = output::headed(&head(&document), &summary::tail(&made.tail));
        format!("{fitted}\n{}", output::table(&summary::tail_rivals(&made.tail), Format::Table))
    })?;
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

/// The tail of a column in each group.
struct EachGroup<'a> {
    arguments: &'a TailArguments,
    column: &'a str,
}

impl ByGroup for EachGroup<'_> {
    type Found = Made;
    type Document = TailDocument;
    const NAME: &'static str = "tail";
    const LISTING: &'static str = "Tails";

    fn seed(&self) -> u64 {
        self.arguments.machine.seed
    }

    fn find(&self, table: &Table) -> std::result::Result<Made, Error> {
        made(self.arguments, table, self.column, None)
    }

    fn document(&self, found: &Made, source: &Source, provenance: &Provenance) -> TailDocument {
        TailDocument::of(&found.tail, self.column, source, provenance, &found.dropped)
    }

    fn used(document: &TailDocument) -> usize {
        document.n
    }

    fn warnings(document: &TailDocument) -> &[WarningDocument] {
        &document.warnings
    }

    fn findings(&self, found: &Made, document: &TailDocument) -> std::result::Result<Findings, Error> {
        findings(found, document)
    }

    fn listing(&self, groups: Vec<GroupFound<Made>>) -> TextTable {
        let tails: Vec<GroupTail> = groups.into_iter().map(|(by, found)| (by, found.map(|made| &made.tail))).collect();
        summary::tails(&tails)
    }

    fn title(&self, head: &str) -> String {
        head.into()
    }

    fn head(&self, document: &GroupsDocument<TailDocument>, by: &str) -> String {
        format!("{}: tails of '{}' by {by}", document.data.path, self.column)
    }
}
