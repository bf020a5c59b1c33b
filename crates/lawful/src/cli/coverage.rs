//! `lawful coverage`.

use super::arguments::CoverageArguments;
use super::clauses::{law, typed};
use super::progress::Bar;
use super::selection::whole;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{CoverageDocument, to_json};
use lawful::parse::parse_parameter_value;
use lawful::{Findings, Format, Table, TerminalStyle, figure, summary};
use lawful_fit::coverage::{Coverage, log_grid};

pub(super) fn run(arguments: &CoverageArguments) -> Result {
    arguments.machine.set_threads();
    let law = law(&arguments.law)?;
    let design = match &arguments.table {
        Some(path) => whole(path, &arguments.stack)?,
        None => grid(&arguments.design, arguments.rows as usize)?,
    };
    let bar = Bar::new("data sets");
    let mut simulation = Coverage::of(&law, &design)
        .noise(arguments.noise.clone())
        .sims(arguments.sims as usize)
        .level(arguments.level)
        .seed(arguments.machine.seed)
        .progress(bar.progress());
    for text in &arguments.truth {
        let (parameter, value) = parse_parameter_value(text).map_err(typed("--truth"))?;
        simulation = simulation.truth(parameter.to_string(), value);
    }
    if let Some(noise) = &arguments.draw {
        simulation = simulation.drawn(noise.clone());
    }
    if let Some(scale) = arguments.scale {
        simulation = simulation.scale(scale);
    }
    if let Some(resamples) = arguments.bootstrap {
        simulation = simulation.bootstrap(resamples as usize);
    }
    let coverage = simulation.run()?;
    drop(bar);
    let document = CoverageDocument::of(&coverage, &words::command_line());
    let listing = summary::coverage(&coverage);
    let head = format!(
        "{} data sets of {} rows, {} noise; {}% intervals",
        coverage.sims,
        coverage.rows,
        coverage.drawn,
        lawful_report::number(100.0 * coverage.level, 4)
    );
    if let Some(folder) = &arguments.out {
        Findings::new("coverage", &coverage.law)
            .command(&document.head.command)
            .words(&head)
            .table("Intervals that held the truth", listing.clone())
            .figures([("", figure::coverage(&coverage))])
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || {
        let law = TerminalStyle::of_stdout().bold(&coverage.law);
        format!("{law}\n{head}\n\n{}", output::table(&listing, Format::Table))
    })?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: coverage.failed > 0 })
}

/// The design of `N=1e7:1e10` and its like.
fn grid(columns: &[String], rows: usize) -> std::result::Result<Table, Failure> {
    let mut parsed = Vec::new();
    for text in columns {
        let ends = text.split_once('=').and_then(|(name, ends)| Some((name.trim(), ends.split_once(':')?)));
        let number = |x: &str| x.trim().parse::<f64>().ok();
        match ends.map(|(name, (lo, hi))| (name, number(lo), number(hi))) {
            Some((name, Some(lo), Some(hi))) if !name.is_empty() => parsed.push((name, lo, hi)),
            _ => return Err(Failure::new(format!("--design '{text}' is not COLUMN=LO:HI, as in N=1e7:1e10"))),
        }
    }
    Ok(log_grid(&parsed, rows)?)
}
