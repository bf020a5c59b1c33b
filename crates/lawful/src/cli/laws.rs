//! `lawful laws`.

use super::arguments::LawsArguments;
use super::{Outcome, Result, output};
use lawful::catalogue::{self, Entry};
use lawful::document::{CatalogueDocument, LawEntry, to_json};
use lawful::{Format, TerminalStyle, TextTable, find_law, published_fit};
use lawful_report::Column;

/// Letters of a formula in the list for a terminal.
const SHORT: usize = 56;

pub(super) fn run(arguments: &LawsArguments) -> Result {
    let laws: Vec<&Entry> = match &arguments.name {
        None => catalogue::entries().iter().collect(),
        Some(name) => vec![find_law(name.split('@').next().unwrap_or(name))?],
    };
    let mut document = CatalogueDocument::of(laws, &super::words::command_line(), 0);
    if let Some((_, source)) = arguments.name.as_deref().and_then(|n| n.split_once('@')) {
        for law in &mut document.laws {
            law.fits = vec![published_fit(law, source)?];
        }
    }
    let style = TerminalStyle::of_stdout();
    let text = match (&arguments.name, &document.laws[..]) {
        _ if arguments.output.json => to_json(&document)?,
        (Some(_), [law]) if arguments.output.format == Format::Table => page(law, &style),
        (Some(_), [law]) => output::table(&fits(law), arguments.output.format),
        (_, laws) => {
            let longest = if arguments.output.format == Format::Table { SHORT } else { usize::MAX };
            output::table(&listing(laws, longest), arguments.output.format)
        }
    };
    Ok(Outcome { text, ..Outcome::default() })
}

fn call(law: &LawEntry) -> String {
    format!("{}({})", law.name, law.arguments.join(", "))
}

/// All laws, formulas cut to `longest` letters.
fn listing(laws: &[LawEntry], longest: usize) -> TextTable {
    let columns = ["law", "formula", "what"].map(Column::words);
    let mut table = TextTable::new(columns.into_iter().chain([Column::numbers("fits")]));
    for law in laws {
        let fits = if law.fits.is_empty() { String::new() } else { law.fits.len().to_string() };
        table.row([call(law), cut(&law.formula, longest), law.title.clone(), fits]);
    }
    table
}

/// On one line, at most `longest` letters.
fn cut(formula: &str, longest: usize) -> String {
    let line = formula.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A law with all that is known of it.
fn page(law: &LawEntry, style: &TerminalStyle) -> String {
    let mut text = format!("{}  {}\n\n", style.bold(&call(law)), law.title);
    let line = |name: &str, value: &str| match value.is_empty() {
        true => String::new(),
        false => format!("{}{value}\n", style.dim(&format!("{name:<15}"))),
    };
    text += &line("formula", &cut(&law.formula, usize::MAX));
    text += &line("also called", &law.aliases.join(", "));
    text += &line("domains", &law.domains.join("; "));
    text += &line("starts", &law.starts.join("; "));
    text += &line("gauge", &law.gauge);
    text += &line("extrapolation", &law.extrapolation);
    text += &line("units", &law.units);
    text += &line("source", &law.source);
    for fit in &law.fits {
        let values: Vec<String> = fit.params.iter().map(|(name, x)| format!("{name} = {x}")).collect();
        text += &format!("\n{}\n", style.bold(&format!("{}@{}", law.name, fit.source)));
        text += &line("parameters", &values.join(", "));
        text += &line("place", &fit.place);
        text += &line("units", &fit.units);
        text += &line("note", &fit.note);
    }
    text
}

/// The published fits as a table.
fn fits(law: &LawEntry) -> TextTable {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in law.fits.iter().flat_map(|f| &f.params) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut columns = vec![Column::words("fit")];
    columns.extend(names.iter().map(|name| Column::numbers(*name)));
    columns.extend([Column::words("place"), Column::words("note")]);
    let mut table = TextTable::new(columns);
    for fit in &law.fits {
        let value =
            |name: &&str| fit.params.iter().find(|(n, _)| n == name).map_or(String::new(), |(_, x)| x.to_string());
        let mut row = vec![format!("{}@{}", law.name, fit.source)];
        row.extend(names.iter().map(value));
        row.extend([fit.place.clone(), fit.note.clone()]);
        table.row(row);
    }
    table
}
