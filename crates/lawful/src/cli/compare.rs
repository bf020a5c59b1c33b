//! `lawful compare`.

use super::arguments::CompareArguments;
use super::clauses::{clauses, law, typed};
use super::progress::Bar;
use super::selection::Selection;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{ComparisonDocument, Provenance, to_json};
use lawful::parse::parse_expression;
use lawful::query::Dropped;
use lawful::{Error, Findings, Format, Law, Table, TerminalStyle, TextTable, figure, summary};
use lawful_fit::Recipe;
use lawful_fit::compare::{Candidate, Comparison, HoldOut, Rolling, RollingFits};
use std::path::Path;

pub(super) fn run(arguments: &CompareArguments) -> Result {
    arguments.search.machine.set_threads();
    let laws: Vec<Law> = arguments.laws.iter().map(|text| law(text)).collect::<std::result::Result<_, _>>()?;
    let selection = Selection::new(&arguments.selection, &[])?;
    let (table, dropped) = {
        let others = others(arguments)?;
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        selection.load(&arguments.table, &laws.iter().collect::<Vec<_>>(), &others)?
    };
    let laws = lawful::with_clauses(laws, &clauses(&arguments.search)?, &table)?;
    let candidates: Vec<Candidate> =
        laws.into_iter().map(|law| Candidate::new(law, arguments.noise.noise.clone())).collect();
    let mut provenance = Provenance {
        command: words::command_line(),
        steps: selection.steps,
        dropped,
        sigma: arguments.noise.sigma.clone(),
        weights: arguments.noise.weights.clone(),
        cluster: arguments.cluster.clone(),
        holdout: arguments.holdout.clone(),
        units: Vec::new(),
    };
    let comparison = compare(arguments, &table, candidates.clone())?;
    let rolling = arguments.rolling.as_ref().map(|column| roll(arguments, &table, candidates, column)).transpose()?;
    if let Some(condition) = &arguments.holdout {
        provenance.dropped.push(Dropped { reason: format!("--holdout '{condition}'"), rows: comparison.n_heldout });
    }
    let seed = arguments.search.machine.seed;
    let document = ComparisonDocument::of(&comparison, rolling.as_ref(), &table.source, &provenance, seed);
    if let Some(folder) = &arguments.out {
        write(folder, arguments, &comparison, rolling.as_ref(), &table, &document)?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => text(&comparison, rolling.as_ref(), &document),
        (false, format) => in_print(&comparison, format),
    };
    let warnings = output::lines(&document.warnings);
    Ok(Outcome { text, warnings, unconverged: comparison.models.iter().any(|m| !m.fit.converged) })
}

/// The columns that flags name.
fn others(arguments: &CompareArguments) -> std::result::Result<Vec<String>, Failure> {
    let mut names = arguments.noise.columns();
    names.extend(arguments.cluster.as_deref());
    names.extend(arguments.rolling.as_deref());
    let mut names: Vec<String> = names.into_iter().map(String::from).collect();
    if let Some(condition) = &arguments.holdout {
        names.extend(parse_expression(condition).map_err(typed("--holdout"))?.names().map(String::from));
    }
    Ok(names)
}

fn compare(
    arguments: &CompareArguments,
    table: &Table,
    candidates: Vec<Candidate>,
) -> std::result::Result<Comparison, Error> {
    let bar = Bar::new("fits");
    let mut comparing = Comparison::of(table, candidates).recipe(recipe(arguments)).progress(bar.progress());
    if let Some(condition) = &arguments.holdout {
        // A mistake in the condition is told as one.
        lawful::hold_out(table, condition)?;
        comparing = comparing.holdout(HoldOut::Where(condition.clone()));
    }
    if let Some(column) = &arguments.cluster {
        comparing = comparing.cluster(column);
    }
    Ok(comparing.run()?)
}

fn roll(
    arguments: &CompareArguments,
    table: &Table,
    candidates: Vec<Candidate>,
    column: &str,
) -> std::result::Result<RollingFits, Error> {
    let bar = Bar::new("rolling fits");
    Ok(Rolling::of(table, candidates, column).recipe(recipe(arguments)).progress(bar.progress()).run()?)
}

fn recipe(arguments: &CompareArguments) -> Recipe {
    arguments.search.recipe(arguments.noise.sigma.as_ref(), arguments.noise.weights.as_ref(), arguments.level)
}

fn head(comparison: &Comparison, document: &ComparisonDocument) -> String {
    let held = match comparison.n_heldout {
        0 => String::new(),
        n => format!(", {n} held out"),
    };
    format!(
        "{} laws, {} noise: {} rows of {}{held}; {}",
        comparison.models.len(),
        comparison.best().fit.noise,
        comparison.n,
        document.data.path,
        summary::criterion(comparison)
    )
}

/// The table of rolling fits, with its heading.
fn rolled(comparison: &Comparison, fits: &RollingFits) -> (String, TextTable) {
    let mut models: Vec<_> = comparison.models.iter().collect();
    models.sort_by_key(|m| m.index);
    let laws: Vec<String> = models.iter().map(|m| m.fit.law.clone()).collect();
    (format!("Fitted up to a value of {}, predicted beyond", fits.column), summary::rolling(fits, &laws))
}

fn text(comparison: &Comparison, rolling: Option<&RollingFits>, document: &ComparisonDocument) -> String {
    let style = TerminalStyle::of_stdout();
    let ranking = output::table(&summary::ranking(comparison), Format::Table);
    let mut text = format!("{}\n\n{ranking}", style.bold(&head(comparison, document)));
    let tests = summary::tests(comparison);
    if !tests.is_empty() {
        text += &format!("\n{}\n", tests.join("\n"));
    }
    if let Some(fits) = rolling {
        let (heading, table) = rolled(comparison, fits);
        text += &format!("\n{}\n\n{}", style.bold(&heading), output::table(&table, Format::Table));
    }
    text
}

/// For a document of words: the ranking, and the parameters of every law as papers print them.
fn in_print(comparison: &Comparison, format: Format) -> String {
    let ranking = summary::ranking(comparison).render(format);
    match format {
        Format::Csv => ranking,
        format => format!("{ranking}\n{}", summary::parameters_of_laws(comparison).render(format)),
    }
}

fn write(
    folder: &Path,
    arguments: &CompareArguments,
    comparison: &Comparison,
    rolling: Option<&RollingFits>,
    table: &Table,
    document: &ComparisonDocument,
) -> std::result::Result<(), Failure> {
    let held_out = arguments.holdout.as_ref().map(|condition| lawful::hold_out(table, condition)).transpose()?;
    let figure = match &held_out {
        Some(parts) => figure::comparison(comparison, &parts.tested, true)?,
        None => figure::comparison(comparison, &table.take(&comparison.rows), false)?,
    };
    let fitted = table.take(&comparison.rows);
    let curves = figure::rival_curves(comparison, &fitted, held_out.as_ref().map(|parts| &parts.tested))?;
    let mut findings = Findings::new("compare", "Rival laws")
        .command(&document.head.command)
        .words(head(comparison, document))
        .table("Ranking", summary::ranking(comparison))
        .table("Parameters", summary::parameters_of_laws(comparison))
        .figures(curves.map(|figure| ("curves", figure)))
        .figures([("", figure)])
        .warnings(&document.warnings)
        .document(to_json(document)?);
    if let Some(fits) = rolling {
        let (heading, table) = rolled(comparison, fits);
        findings = findings.table(heading, table);
    }
    summary::tests(comparison).into_iter().fold(findings, Findings::words).write(folder)?;
    Ok(())
}
