//! `lawful weights`.

use super::arguments::WeightsArguments;
use super::progress::Bar;
use super::{Outcome, Result, output, words};
use lawful::document::{WeightsDocument, to_json};
use lawful::{Checkpoint, Findings, Format, TerminalStyle, Weights, figure, summary};

pub(super) fn run(arguments: &WeightsArguments) -> Result {
    arguments.machine.set_threads();
    let checkpoint = Checkpoint::open(&arguments.model)?;
    let other = arguments.against.as_ref().map(Checkpoint::open).transpose()?;
    let bar = Bar::of_share("of the work");
    let weights = measured(arguments, &checkpoint, other.as_ref(), &bar)?;
    drop(bar);
    let document = WeightsDocument::of(&weights, &words::command_line());
    if let Some(folder) = &arguments.out {
        findings(&weights, &document)?.write(folder)?;
        weights.values()?.write(folder.join("weights-values.parquet"))?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Csv) => {
            let mut bytes = Vec::new();
            weights.table()?.write_csv(&mut bytes).map_err(|e| super::Failure::new(e.to_string()))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        (false, Format::Table) => {
            let mut text = TerminalStyle::of_stdout().bold(&summary::weights_head(&weights)) + "\n\n";
            text += &output::table(&summary::weights(&weights), Format::Table);
            if weights.against.is_some() {
                text += &format!("\n{}", output::table(&summary::weights_against(&weights), Format::Table));
            }
            text + "\n" + summary::WEIGHTS_LEGEND + "\n"
        }
        (false, format) => output::table(&summary::weights(&weights), format),
    };
    let failed = weights.skipped.iter().any(|skip| skip.code.is_failure());
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: failed })
}

fn measured(
    arguments: &WeightsArguments,
    checkpoint: &Checkpoint,
    other: Option<&Checkpoint>,
    bar: &Bar,
) -> std::result::Result<Weights, lawful::Error> {
    let mut weighing = Weights::of(checkpoint)
        .layers(arguments.layers.iter().map(String::as_str))
        .sims(arguments.sims as usize)
        .level(arguments.level)
        .seed(arguments.machine.seed)
        .progress(bar.progress());
    if let Some(other) = other {
        weighing = weighing.against(other);
    }
    if arguments.fused_whole {
        weighing = weighing.fused_whole();
    }
    if let Some(shuffles) = arguments.shuffles {
        weighing = weighing.shuffles(shuffles as usize);
    }
    if let Some(memory) = arguments.memory {
        weighing = weighing.memory(memory);
    }
    weighing.run()
}

fn findings(weights: &Weights, document: &WeightsDocument) -> std::result::Result<Findings, lawful::Error> {
    let mut findings = Findings::new("weights", format!("Spectra of {}", weights.model))
        .command(&document.head.command)
        .words(summary::weights_head(weights))
        .words(summary::WEIGHTS_LEGEND)
        .table("Layers", summary::weights(weights))
        .data(weights.table()?);
    if let Some(other) = &weights.against {
        findings = findings.table(format!("Against {other}"), summary::weights_against(weights));
    }
    if !weights.skipped.is_empty() {
        findings = findings.table("Left out", summary::weights_skipped(weights));
    }
    Ok(findings.figures(figure::weights(weights)).warnings(&document.warnings).document(to_json(document)?))
}
