//! `lawful isoflop`.

use super::arguments::{IsoflopArguments, IsoflopMethod};
use super::by::{self, ByGroup, GroupFound};
use super::selection::Selection;
use super::{Outcome, Result, output, words};
use lawful::document::{IsoflopDocument, Provenance, WarningDocument, to_json};
use lawful::summary::{self, GroupGrowth};
use lawful::{Findings, Table, TextTable, figure};
use lawful_io::Source;
use lawful_plan::{Isoflop, IsoflopOptions, Method, isoflop};
use lawful_report::number;

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
        return by::repeat(&options, &table, provenance, arguments.out.as_deref(), &arguments.output);
    }
    let isoflop = isoflop(&table, &options)?;
    let document = IsoflopDocument::of(&isoflop, &table.source, &provenance, options.seed);
    if let Some(folder) = &arguments.out {
        findings(&isoflop, &options, &document)?.write(folder)?;
    }
    let listing = summary::slices(&isoflop);
    let text = output::text(&arguments.output, &document, &listing, || {
        let head = output::headed(&used(&document), &listing);
        format!("{head}\n{}\n", growth(&isoflop).join("\n"))
    })?;
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

impl ByGroup for IsoflopOptions {
    type Found = Isoflop;
    type Document = IsoflopDocument;
    const NAME: &'static str = "isoflop";
    const LISTING: &'static str = "Exponents";

    fn seed(&self) -> u64 {
        self.seed
    }

    fn find(&self, table: &Table) -> std::result::Result<Isoflop, lawful::Error> {
        Ok(isoflop(table, self)?)
    }

    fn document(&self, found: &Isoflop, source: &Source, provenance: &Provenance) -> IsoflopDocument {
        IsoflopDocument::of(found, source, provenance, self.seed)
    }

    fn used(document: &IsoflopDocument) -> usize {
        document.data.used
    }

    fn warnings(document: &IsoflopDocument) -> &[WarningDocument] {
        &document.warnings
    }

    fn findings(&self, found: &Isoflop, document: &IsoflopDocument) -> std::result::Result<Findings, lawful::Error> {
        findings(found, self, document)
    }

    fn listing(&self, groups: Vec<GroupFound<Isoflop>>) -> TextTable {
        let rows: Vec<GroupGrowth> =
            groups.into_iter().map(|(by, found)| (by, found.map(|i| (&i.size, &i.tokens)))).collect();
        summary::exponents(&rows)
    }

    fn title(&self, _: &str) -> String {
        "Best sizes of equal budgets, group by group".into()
    }
}
