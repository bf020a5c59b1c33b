//! `lawful fit`.

use super::arguments::FitArguments;
use super::{Failure, Outcome, Result, group_fit, output};
use lawful::document::{Provenance, to_json};
use lawful::parse::{parse_grid, parse_parameter_value};
use lawful::summary::parameters;
use lawful::{Error, Figure, Fit, Format, Law, Noise, Report, Steps, Table, TerminalStyle, Trials};
use lawful_law::ast::Clause;
use std::io::IsTerminal;
use std::path::Path;

/// Lines of a plot in the terminal.
const PLOT_HEIGHT: usize = 18;

pub(super) fn run(arguments: &FitArguments) -> Result {
    if let Some(threads) = arguments.threads {
        // It fails only if the pool exists already, which nothing before this line makes.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads as usize).build_global();
    }
    let request = Request::new(arguments)?;
    let mut table = lawful::read_needed(&arguments.table, &request.law, &request.steps, &request.others())?;
    if table.rows() == 0 {
        return Err(Failure::new(format!("{}: there are no rows below the header", table.source.path)));
    }
    // A unit of a column that a step makes is set after it.
    let selected = request.steps.apply(std::mem::take(&mut table))?;
    let mut table = selected.table;
    for (column, unit) in &request.units {
        table.set_unit(column, unit)?;
    }
    let provenance = Provenance {
        command: command_line(),
        steps: request.steps.clone(),
        dropped: selected.dropped,
        sigma: arguments.sigma.clone(),
        weights: arguments.weights.clone(),
        cluster: arguments.cluster.clone(),
        units: Vec::new(),
    }
    .with_units_of(&table);
    if !request.steps.by.is_empty() {
        return group_fit::run(&request, &table, provenance);
    }
    let fit = request.fit(&table)?;
    if let Some(folder) = &arguments.out {
        write(folder, &fit, &table, &provenance)?;
    }
    Ok(Outcome {
        text: text(&request, &fit, &table, &provenance)?,
        warnings: fit.warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)).collect(),
        unconverged: !fit.converged,
    })
}

/// A fit that is asked for, its texts parsed.
pub(super) struct Request<'a> {
    pub(super) arguments: &'a FitArguments,
    pub(super) law: Law,
    pub(super) steps: Steps,
    units: Vec<(String, String)>,
    clauses: Vec<Clause>,
    grid: lawful_fit::StartGrid,
}

impl<'a> Request<'a> {
    fn new(arguments: &'a FitArguments) -> std::result::Result<Self, Failure> {
        let typed = |typed: &'static str| move |source| Error::Text { typed, source };
        let law = Law::parse(&arguments.law).map_err(typed("the law"))?;
        let mut clauses = Vec::new();
        for text in &arguments.start {
            let (parameter, value) = parse_parameter_value(text).map_err(typed("--start"))?;
            clauses.push(Clause::Start { parameter, value });
        }
        for text in &arguments.fix {
            let (parameter, value) = parse_parameter_value(text).map_err(typed("--fix"))?;
            clauses.push(Clause::Fixed { parameter, value });
        }
        let grid = match &arguments.grid {
            Some(text) => parse_grid(text).map_err(typed("--grid"))?,
            None => vec![],
        };
        let unit = |text: &String| match text.split_once('=') {
            Some((column, unit)) if !column.trim().is_empty() && !unit.trim().is_empty() => {
                Ok((bare(column), unit.trim().to_string()))
            }
            _ => Err(Failure::new(format!("--unit '{text}' is not COLUMN=UNIT, as in params=non-embedding"))),
        };
        let steps = Steps {
            without: arguments.without.clone().map_or(vec![], |rows| rows.0),
            derive: arguments.derive.clone(),
            keep: arguments.keep.clone(),
            reduce: arguments.reduce.clone(),
            by: arguments.by.iter().map(|c| bare(c)).filter(|c| !c.is_empty()).collect(),
        };
        let units = arguments.unit.iter().map(unit).collect::<std::result::Result<_, _>>()?;
        Ok(Request { arguments, law, steps, units, clauses, grid })
    }

    /// The columns that flags name.
    fn others(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .arguments
            .sigma
            .iter()
            .chain(&self.arguments.weights)
            .chain(&self.arguments.cluster)
            .map(String::as_str)
            .collect();
        if let Noise::Binomial(Trials::Column(trials)) = &self.arguments.noise {
            names.push(trials);
        }
        names.extend(self.units.iter().map(|(column, _)| column.as_str()));
        names
    }

    pub(super) fn fit(&self, table: &Table) -> std::result::Result<Fit, Error> {
        let arguments = self.arguments;
        let mut fitting = Fit::of(&self.law, table)
            .noise(arguments.noise.clone())
            .level(arguments.level)
            .seed(arguments.seed)
            .grid(self.grid.clone());
        if let Some(column) = &arguments.sigma {
            fitting = fitting.sigma(column);
        }
        if let Some(column) = &arguments.weights {
            fitting = fitting.weights(column);
        }
        if let Some(column) = &arguments.cluster {
            fitting = fitting.cluster(column);
        }
        if let Some(resamples) = arguments.bootstrap {
            fitting = fitting.bootstrap(resamples as usize);
        }
        if arguments.profile {
            fitting = fitting.profile();
        }
        if let Some(starts) = arguments.starts {
            fitting = fitting.starts(starts as usize);
        }
        for clause in &self.clauses {
            fitting = fitting.clause(clause.clone());
        }
        Ok(fitting.run()?)
    }
}

/// A column's name without backquotes.
fn bare(name: &str) -> String {
    name.trim().trim_matches('`').to_string()
}

fn text(request: &Request, fit: &Fit, table: &Table, provenance: &Provenance) -> std::result::Result<String, Failure> {
    let arguments = request.arguments;
    if arguments.output.json {
        return Ok(to_json(&fit.document(provenance))?);
    }
    if arguments.output.format != Format::Table {
        return Ok(output::table(&parameters(fit), arguments.output.format));
    }
    let style = TerminalStyle::of_stdout();
    let mut text = fit.summary().after(&provenance.dropped).to_terminal(&style);
    if std::io::stdout().is_terminal() && !arguments.no_plot && !fit.columns.is_empty() {
        let width = style.width.unwrap_or(80).min(100);
        text.push('\n');
        text += &fit.figure(table).to_terminal(width, PLOT_HEIGHT);
    }
    Ok(text)
}

/// Writes the documents and figures of a fit, each whole or not at all.
fn write(folder: &Path, fit: &Fit, table: &Table, provenance: &Provenance) -> std::result::Result<(), Failure> {
    make_folder(folder)?;
    fit.document(provenance).write(folder.join("fit.json"))?;
    let figure = fit.figure(table);
    write_figure(&figure, folder)?;
    let csv = figure.to_csv();
    lawful::write_atomically(folder.join("fit.csv"), |out| out.write_all(csv.as_bytes()))?;
    lawful::residuals(fit, table)?.write(folder.join("residuals.csv"))?;
    Ok(())
}

/// Makes a folder with its parents, if it is not there.
pub(super) fn make_folder(folder: &Path) -> std::result::Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::new(format!("cannot make the folder {}: {e}", folder.display())))
}

/// Writes `fit.svg` and `fit.png`.
pub(super) fn write_figure(figure: &Figure, folder: &Path) -> std::result::Result<(), Failure> {
    /// Dots per pixel: sharp on screens of high density.
    const SCALE: f64 = 2.0;
    let (svg, png) = (figure.to_svg(), figure.to_png(SCALE)?);
    lawful::write_atomically(folder.join("fit.svg"), |out| out.write_all(svg.as_bytes()))?;
    lawful::write_atomically(folder.join("fit.png"), |out| out.write_all(&png))?;
    Ok(())
}

/// The command line as it can be typed again.
pub(super) fn command_line() -> String {
    let mut words = vec!["lawful".to_string()];
    words.extend(std::env::args_os().skip(1).map(|word| quoted(&word.to_string_lossy())));
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@%+".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
