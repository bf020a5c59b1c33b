//! `lawful fit`.

use super::arguments::FitArguments;
use super::clauses::{clauses, law, typed};
use super::progress::Bar;
use super::selection::Selection;
use super::{Failure, Outcome, Result};
use super::{group_fit, words};
use lawful::document::{FitDocument, Provenance, to_json};
use lawful::parse::{parse_expression, parse_grid};
use lawful::query::Dropped;
use lawful::summary::{heldout, parameters, parameters_in_print};
use lawful::{Error, Findings, Fit, Format, Law, Report, Table, TerminalStyle, figure};
use lawful_fit::compare::Accuracy;
use lawful_law::ast::Clause;
use std::io::IsTerminal;
use std::path::Path;

/// Lines of a plot in the terminal.
const PLOT_HEIGHT: usize = 18;

pub(super) fn run(arguments: &FitArguments) -> Result {
    arguments.search.machine.set_threads();
    let request = Request::new(arguments)?;
    let others = request.others()?;
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let (table, dropped) = request.selection.load(&arguments.table, &[&request.law], &others)?;
    let provenance = Provenance {
        command: words::command_line(),
        steps: request.selection.steps.clone(),
        dropped,
        sigma: arguments.noise.sigma.clone(),
        weights: arguments.noise.weights.clone(),
        cluster: arguments.cluster.clone(),
        holdout: arguments.holdout.clone(),
        units: Vec::new(),
    }
    .with_units_of(&table);
    if !request.selection.steps.by.is_empty() {
        return group_fit::run(&request, &table, provenance);
    }
    let made = request.fit(&table)?;
    let provenance = made.provenance(&provenance);
    if let Some(folder) = &arguments.out {
        write(folder, &made, &provenance)?;
    }
    Ok(Outcome {
        text: text(arguments, &made, &provenance)?,
        warnings: made.fit.warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)).collect(),
        unconverged: !made.fit.converged,
    })
}

/// A fit that is asked for, its texts parsed.
pub(super) struct Request<'a> {
    pub(super) arguments: &'a FitArguments,
    pub(super) law: Law,
    pub(super) selection: Selection,
    clauses: Vec<Clause>,
    grid: lawful_fit::StartGrid,
}

/// A fit, the table that it was made from, and its errors at the rows held out.
pub(super) struct Made {
    pub(super) fit: Fit,
    pub(super) table: Table,
    pub(super) heldout: Option<Accuracy>,
    drift: Option<lawful::FitDrift>,
    held: Option<Dropped>,
}

impl Made {
    /// Where the fit came from: the rows held out were left out of it.
    pub(super) fn provenance(&self, before: &Provenance) -> Provenance {
        let mut provenance = before.clone();
        provenance.dropped.extend(self.held.clone());
        provenance
    }

    pub(super) fn document(&self, provenance: &Provenance) -> FitDocument {
        self.fit
            .document(provenance)
            .with_ranges(&self.fit, &self.table)
            .with_heldout(self.heldout.as_ref())
            .with_drift(self.drift.clone())
    }
}

impl<'a> Request<'a> {
    fn new(arguments: &'a FitArguments) -> std::result::Result<Self, Failure> {
        let law = law(&arguments.law)?;
        let clauses = clauses(&arguments.search)?;
        let grid = match &arguments.grid {
            Some(text) => parse_grid(text).map_err(typed("--grid"))?,
            None => vec![],
        };
        let selection = Selection::new(&arguments.selection, &arguments.by)?;
        Ok(Request { arguments, law, selection, clauses, grid })
    }

    /// The columns that flags name.
    fn others(&self) -> std::result::Result<Vec<String>, Failure> {
        let mut names = self.arguments.noise.columns();
        names.extend(self.arguments.cluster.as_deref());
        let mut names: Vec<String> = names.into_iter().map(String::from).collect();
        if let Some(condition) = &self.arguments.holdout {
            let condition = parse_expression(condition).map_err(typed("--holdout"))?;
            names.extend(condition.names().map(String::from));
        }
        Ok(names)
    }

    /// Fits the table, or what `--holdout` leaves of it.
    pub(super) fn fit(&self, table: &Table) -> std::result::Result<Made, Error> {
        let Some(condition) = &self.arguments.holdout else {
            let fit = self.fit_all(table)?;
            let drift = self.drift(&fit, table);
            return Ok(Made { fit, table: table.clone(), heldout: None, drift, held: None });
        };
        let parts = lawful::hold_out(table, condition)?;
        let fit = self.fit_all(&parts.fitted)?;
        let heldout = Some(fit.accuracy(&parts.tested, self.arguments.level)?);
        let held = Some(Dropped { reason: format!("--holdout '{condition}'"), rows: parts.tested.rows() });
        let drift = self.drift(&fit, &parts.fitted);
        Ok(Made { fit, table: parts.fitted, heldout, drift, held })
    }

    fn recipe(&self) -> lawful_fit::Recipe {
        let noise = &self.arguments.noise;
        self.arguments.search.recipe(noise.sigma.as_ref(), noise.weights.as_ref(), self.arguments.level)
    }

    /// How forecasts drift off within the rows of a fit.
    fn drift(&self, fit: &Fit, table: &Table) -> Option<lawful::FitDrift> {
        let cluster = self.arguments.cluster.as_deref();
        if self.arguments.brief { None } else { lawful::FitDrift::learn(fit, table, &self.recipe(), cluster) }
    }

    fn fit_all(&self, table: &Table) -> std::result::Result<Fit, Error> {
        let arguments = self.arguments;
        let mut fitting = Fit::of(&self.law, table)
            .noise(arguments.noise.noise.clone())
            .recipe(&self.recipe())
            .grid(self.grid.clone());
        if let Some(column) = &arguments.cluster {
            fitting = fitting.cluster(column);
        }
        if let Some(resamples) = arguments.bootstrap {
            fitting = fitting.bootstrap(resamples as usize);
        }
        if arguments.brief {
            fitting = fitting.brief();
        }
        if arguments.profile {
            fitting = fitting.profile();
        }
        for clause in &self.clauses {
            fitting = fitting.clause(clause.clone());
        }
        let bar = Bar::new("refits");
        if arguments.by.is_empty() {
            fitting = fitting.progress(bar.progress());
        }
        Ok(fitting.run()?)
    }
}

fn text(arguments: &FitArguments, made: &Made, provenance: &Provenance) -> std::result::Result<String, Failure> {
    if arguments.output.json {
        return Ok(to_json(&made.document(provenance))?);
    }
    let fit = &made.fit;
    match arguments.output.format {
        Format::Table => {}
        Format::Csv => return Ok(parameters(fit).render(Format::Csv)),
        format => return Ok(parameters_in_print(fit).render(format)),
    }
    let style = TerminalStyle::of_stdout();
    let mut text = fit.summary().after(&provenance.dropped).to_terminal(&style);
    if let Some(accuracy) = &made.heldout {
        text += &format!("{}\n", heldout(accuracy));
    }
    if std::io::stdout().is_terminal() && !arguments.no_plot && !fit.columns.is_empty() {
        let width = style.width.unwrap_or(80).min(100);
        text.push('\n');
        text += &fit.figure(&made.table).to_terminal(width, PLOT_HEIGHT);
    }
    Ok(text)
}

/// Writes the documents and figures of a fit, each whole or not at all.
fn write(folder: &Path, made: &Made, provenance: &Provenance) -> std::result::Result<(), Failure> {
    let document = made.document(provenance);
    let law = lawful_plan::FittedLaw::of_fit(&made.fit, &made.table)?;
    let mut figures = vec![("", made.fit.figure(&made.table))];
    figures.extend(figure::cloud(&made.fit, &law).map(|f| ("cloud", f)));
    figures.extend(figure::profiles(&made.fit).map(|f| ("profiles", f)));
    let summary = made.fit.summary().after(&provenance.dropped);
    let findings = Findings::new("fit", &made.fit.law)
        .command(&document.head.command)
        .table("Parameters", parameters(&made.fit))
        .figures(figures)
        .warnings(&document.warnings)
        .document(to_json(&document)?);
    summary.paragraphs().into_iter().fold(findings, Findings::words).write(folder)?;
    lawful::residuals(&made.fit, &made.table)?.write(folder.join("residuals.csv"))?;
    Ok(())
}
