//! How a command ends: text on standard output, warnings and errors on standard error, an exit code.

use super::arguments::OutputArguments;
use lawful::document::{WarningDocument, to_json};
use lawful::{Error, Figure, Format, Table, TerminalStyle, TextTable};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// What a command has to say.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// For standard output.
    pub(super) text: String,
    /// For standard error, one line each.
    pub(super) warnings: Vec<String>,
    /// The work ended, but not well.
    pub(super) unconverged: bool,
}

/// Bad input.
#[derive(Debug)]
pub(super) struct Failure {
    /// One line.
    line: String,
    /// Where in a typed text.
    drawing: Option<String>,
}

impl Failure {
    pub(super) fn new(line: impl Into<String>) -> Failure {
        Failure { line: line.into(), drawing: None }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        let error = error.into();
        Failure { line: error.to_string(), drawing: error.drawing() }
    }
}

/// Prints what a command has to say.
pub(super) fn finish(outcome: Result<Outcome, Failure>) -> ExitCode {
    match outcome {
        Ok(outcome) => {
            if let Err(error) = print(&outcome.text) {
                complain(&format!("error: cannot write to standard output: {error}\n"));
                return ExitCode::from(2);
            }
            let lines: String = outcome.warnings.iter().map(|w| format!("warning: {}\n", one_line(w))).collect();
            complain(&lines);
            ExitCode::from(u8::from(outcome.unconverged))
        }
        Err(failure) => {
            let mut text = format!("error: {}\n", one_line(&failure.line));
            if let Some(drawing) = failure.drawing {
                text += &drawing;
                text.push('\n');
            }
            complain(&text);
            ExitCode::from(2)
        }
    }
}

/// Says what the reader of a table left out or chose.
pub(super) fn notes(table: &Table) {
    let lines: String =
        table.source.notes.iter().map(|note| format!("warning: {} [left-out]\n", one_line(note))).collect();
    complain(&lines);
}

/// Prints what clap has to say: help and version on standard output, mistakes on standard error.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // Nothing can be done if a terminal that went away does not take it.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// A table as `--format` says.
pub(super) fn table(table: &TextTable, format: Format) -> String {
    match format {
        Format::Table => table.to_terminal(&TerminalStyle::of_stdout()),
        format => table.render(format),
    }
}

/// What a command prints: its document with `--json`, what is meant to be read, or the listing alone in the `--format` of
/// another program.
pub(super) fn text<D: Serialize>(
    arguments: &OutputArguments,
    document: &D,
    listing: &TextTable,
    readable: impl FnOnce() -> String,
) -> Result<String, Failure> {
    Ok(match (arguments.json, arguments.format) {
        (true, _) => to_json(document)?,
        (false, Format::Table) => readable(),
        (false, format) => listing.render(format),
    })
}

/// A listing under its head.
pub(super) fn headed(head: &str, listing: &TextTable) -> String {
    format!("{}\n\n{}", TerminalStyle::of_stdout().bold(head), table(listing, Format::Table))
}

/// Warnings as lines for standard error.
pub(super) fn lines(warnings: &[WarningDocument]) -> Vec<String> {
    warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)).collect()
}

/// Makes a folder with its parents, if it is not there.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::new(format!("cannot make the folder {}: {e}", folder.display())))
}

/// Writes a figure as `NAME.svg`, `NAME.png` and, what it draws, `NAME.csv`.
pub(super) fn write_figure(figure: &Figure, folder: &Path, name: &str) -> Result<(), Failure> {
    write_drawing(figure, folder, name)?;
    let csv = figure.to_csv();
    lawful::write_atomically(folder.join(format!("{name}.csv")), |out| out.write_all(csv.as_bytes()))?;
    Ok(())
}

/// Writes a figure as `NAME.svg` and `NAME.png`.
pub(super) fn write_drawing(figure: &Figure, folder: &Path, name: &str) -> Result<(), Failure> {
    /// Dots per pixel: sharp on screens of high density.
    const SCALE: f64 = 2.0;
    let (svg, png) = (figure.to_svg(), figure.to_png(SCALE)?);
    lawful::write_atomically(folder.join(format!("{name}.svg")), |out| out.write_all(svg.as_bytes()))?;
    lawful::write_atomically(folder.join(format!("{name}.png")), |out| out.write_all(&png))?;
    Ok(())
}

/// A reader that has seen enough (`| head`) is no error.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn complain(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
