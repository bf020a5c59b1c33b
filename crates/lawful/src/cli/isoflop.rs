//! `lawful isoflop`.

use super::arguments::{IsoflopArguments, IsoflopMethod};
use super::selection::Selection;
use super::{Outcome, Result, output, words};
use lawful::document::{IsoflopDocument, Provenance, to_json};
use lawful::{Format, TerminalStyle, summary};
use lawful_plan::{IsoflopOptions, Method, isoflop};
use lawful_report::number;

pub(super) fn run(arguments: &IsoflopArguments) -> Result {
    arguments.machine.set_threads();
    let selection = Selection::new(&arguments.selection, &[])?;
    let mut columns = vec![arguments.size.as_str(), &arguments.budget_by, &arguments.loss];
    columns.extend(arguments.tokens.as_deref());
    let (table, dropped) = selection.load(&arguments.table, &[], &columns)?;
    let options = IsoflopOptions {
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
    };
    let isoflop = isoflop(&table, &options)?;
    let provenance =
        Provenance { command: words::command_line(), steps: selection.steps, dropped, ..Provenance::default() };
    let document = IsoflopDocument::of(&isoflop, &table.source, &provenance, options.seed);
    let listing = summary::slices(&isoflop);
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            let used = format!("{}: {} of {} rows", document.data.path, document.data.used, document.data.rows);
            let mut lines = vec![
                TerminalStyle::of_stdout().bold(&used),
                String::new(),
                output::table(&listing, Format::Table),
                summary::growth("best size", &isoflop.size),
                summary::growth("best tokens", &isoflop.tokens),
            ];
            if let Some(bias) = &isoflop.bias {
                lines.push(format!("the parabola's bias of the exponent of the size: {}", number(bias.exponent, 2)));
            }
            lines.join("\n") + "\n"
        }
        (false, format) => output::table(&listing, format),
    };
    let warnings = document.warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)).collect();
    Ok(Outcome { text, warnings, unconverged: false })
}
