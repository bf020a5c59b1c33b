//! `lawful backtest`.

use super::arguments::BacktestArguments;
use super::clauses::{clauses, law, typed};
use super::progress::Bar;
use super::selection::Selection as Rows;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{BacktestDocument, Provenance, to_json};
use lawful::parse::{parse_expression, parse_reduce};
use lawful::{Findings, Law, Noise, Trials, figure, summary};
use lawful_fit::backtest::{Backtest, Selection};
use lawful_fit::compare::Candidate;
use lawful_report::number;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn run(arguments: &BacktestArguments) -> Result {
    arguments.search.machine.set_threads();
    let laws: Vec<Law> = arguments.laws.iter().map(|text| law(text)).collect::<std::result::Result<_, _>>()?;
    let selections: Vec<Selection> =
        arguments.select.iter().map(|text| lawful::backtest_selection(text)).collect::<std::result::Result<_, _>>()?;
    let rows = Rows::new(&arguments.selection, &[])?;
    let others = others(arguments, &selections)?;
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let (mut table, dropped) = rows.load(&arguments.table, &laws.iter().collect::<Vec<_>>(), &others)?;
    let scale = lawful::backtest_scale(arguments.cost.as_deref(), &laws, &mut table)?;
    let laws = lawful::with_clauses(laws, &clauses(&arguments.search)?, &table)?;
    let mut provenance = Provenance {
        command: words::command_line(),
        steps: rows.steps,
        dropped,
        sigma: arguments.sigma.clone(),
        weights: arguments.weights.clone(),
        cluster: arguments.cluster.clone(),
        ..Provenance::default()
    };
    provenance = provenance.with_units_of(&table);

    let bar = Bar::new("fits");
    let recipe = arguments.search.recipe(arguments.sigma.as_ref(), arguments.weights.as_ref(), arguments.level);
    let mut test = Backtest::of(&table, &scale.column).recipe(recipe).progress(bar.progress());
    let gaussian = [Noise::Gaussian];
    let noises = if arguments.noise.is_empty() { &gaussian[..] } else { &arguments.noise };
    for law in &laws {
        for noise in noises {
            test = test.candidate(Candidate::new(law.clone(), noise.clone()));
        }
    }
    for selection in selections {
        test = test.selection(selection);
    }
    if !arguments.cuts.is_empty() {
        test = test.cuts(arguments.cuts.clone());
    }
    if !arguments.distances.is_empty() {
        test = test.distances(arguments.distances.clone());
    }
    if let Some(column) = &arguments.cluster {
        test = test.cluster(column);
    }
    let result = test.run()?;
    drop(bar);

    let seed = arguments.search.machine.seed;
    let document = BacktestDocument::of(&result, &scale.text, &table, &provenance, seed);
    let head = format!(
        "{} rows of {}: fitted up to a value of {}, predicted beyond; {}% intervals",
        table.rows(),
        document.data.path,
        scale.text,
        number(100.0 * result.level, 4)
    );
    if let Some(folder) = &arguments.out {
        write(folder, &result, &scale.text, &head, &document)?;
    }
    let text = output::text(&arguments.output, &document, &summary::backtest(&result, true), || {
        output::headed(&head, &summary::backtest(&result, false)) + "\n"
    })?;
    let warnings = output::lines(&document.warnings);
    // Fits at the smallest cuts may fail; a law without any forecast has not been tested.
    let tested: BTreeSet<&str> = result.cells.iter().filter(|c| !c.noise.is_empty()).map(|c| c.law.as_str()).collect();
    Ok(Outcome { text, warnings, unconverged: laws.iter().any(|law| !tested.contains(law.to_string().as_str())) })
}

/// The columns that flags name.
fn others(arguments: &BacktestArguments, selections: &[Selection]) -> std::result::Result<Vec<String>, Failure> {
    let mut names: Vec<String> =
        [&arguments.sigma, &arguments.weights, &arguments.cluster].into_iter().flatten().cloned().collect();
    for noise in &arguments.noise {
        if let Noise::Binomial(Trials::Column(trials)) = noise {
            names.push(trials.clone());
        }
    }
    if let Some(cost) = &arguments.cost {
        names.extend(parse_expression(cost).map_err(typed("--cost"))?.names().map(String::from));
    }
    for selection in selections {
        if let Some(condition) = &selection.keep {
            names.extend(parse_expression(condition).map_err(typed("--select"))?.names().map(String::from));
        }
        if let Some(reduction) = &selection.reduce {
            let reduction = parse_reduce(reduction).map_err(typed("--select"))?;
            names.push(reduction.column.0);
            names.extend(reduction.by.into_iter().map(|(name, _)| name));
        }
    }
    Ok(names)
}

fn write(
    folder: &Path,
    result: &Backtest,
    scale: &str,
    head: &str,
    document: &BacktestDocument,
) -> std::result::Result<(), Failure> {
    Findings::new("backtest", "What forecasts would have been worth")
        .command(&document.head.command)
        .words(head)
        .table("Forecasts by distance", summary::backtest(result, true))
        .figures([("figure", figure::backtest(result, scale))])
        .warnings(&document.warnings)
        .document(to_json(document)?)
        .write(folder)?;
    Ok(())
}
