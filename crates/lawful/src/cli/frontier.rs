//! `lawful frontier`.

use super::arguments::FrontierArguments;
use super::by::{self, ByGroup, GroupFound};
use super::selection::Selection;
use super::{Outcome, Result, output, words};
use lawful::document::{FrontierDocument, Provenance, WarningDocument, to_json};
use lawful::summary::{self, GroupGrowth};
use lawful::{Findings, Table, TextTable, figure};
use lawful_io::Source;
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
        return by::repeat(&options, &table, provenance, arguments.out.as_deref(), &arguments.output);
    }
    let found = frontier(&table, &options)?;
    let document = FrontierDocument::of(&found, &options, &table.source, &provenance);
    if let Some(folder) = &arguments.out {
        findings(&found, &options, &document)?.write(folder)?;
    }
    let listing = summary::stretches(&found);
    let text = output::text(&arguments.output, &document, &listing, || {
        let head = output::headed(&head(&document), &listing);
        format!("{head}\n{}\n", growth(&found).join("\n"))
    })?;
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

impl ByGroup for FrontierOptions {
    type Found = Frontier;
    type Document = FrontierDocument;
    const NAME: &'static str = "frontier";
    const LISTING: &'static str = "Exponents";

    fn seed(&self) -> u64 {
        self.seed
    }

    fn find(&self, table: &Table) -> std::result::Result<Frontier, lawful::Error> {
        Ok(frontier(table, self)?)
    }

    fn document(&self, found: &Frontier, source: &Source, provenance: &Provenance) -> FrontierDocument {
        FrontierDocument::of(found, self, source, provenance)
    }

    fn used(document: &FrontierDocument) -> usize {
        document.data.used
    }

    fn warnings(document: &FrontierDocument) -> &[WarningDocument] {
        &document.warnings
    }

    fn findings(&self, found: &Frontier, document: &FrontierDocument) -> std::result::Result<Findings, lawful::Error> {
        findings(found, self, document)
    }

    fn listing(&self, groups: Vec<GroupFound<Frontier>>) -> TextTable {
        let rows: Vec<GroupGrowth> =
            groups.into_iter().map(|(by, found)| (by, found.map(|f| (&f.size, &f.tokens)))).collect();
        summary::exponents(&rows)
    }

    fn title(&self, _: &str) -> String {
        "Frontiers of training curves, group by group".into()
    }
}
