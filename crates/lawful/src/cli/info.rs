//! `lawful info`.

use super::arguments::InfoArguments;
use super::{Outcome, Result, output};
use lawful::document::{ArraysDocument, ColumnDocument, TableDocument, to_json};
use lawful::{Checkpoint, Format, Steps, Table, TerminalStyle, TextTable};
use lawful_report::{Column, number};

/// How many categories a line of the table shows.
const SHOWN: usize = 4;

pub(super) fn run(arguments: &InfoArguments) -> Result {
    if Checkpoint::is_one(&arguments.file) {
        return arrays(arguments);
    }
    let mut table = Table::read(&arguments.file)?;
    table = (Steps { stack: arguments.stack.clone(), ..Steps::new() }).apply(table)?.table;
    let document = TableDocument::of(&table, &super::words::command_line(), 0);
    let text = if arguments.output.json {
        to_json(&document)?
    } else {
        let head = match arguments.output.format {
            Format::Table => {
                let line = format!("{}: {} rows, {} columns", table.source.path, table.rows(), document.columns.len());
                TerminalStyle::of_stdout().bold(&line) + "\n\n"
            }
            _ => String::new(),
        };
        head + &output::table(&listing(&document.columns), arguments.output.format)
    };
    let warnings = document.warnings.into_iter().map(|w| format!("{} [{}]", w.message, w.code)).collect();
    Ok(Outcome { text, warnings, unconverged: false })
}

/// The arrays of a model: names, shapes and types.
fn arrays(arguments: &InfoArguments) -> Result {
    let checkpoint = Checkpoint::open(&arguments.file)?;
    let document = ArraysDocument::of(&checkpoint, &super::words::command_line(), 0);
    if arguments.output.json {
        return Ok(Outcome { text: to_json(&document)?, warnings: Vec::new(), unconverged: false });
    }
    let several = checkpoint.files().count() > 1;
    let mut headings =
        vec![Column::words("array"), Column::words("shape"), Column::words("type"), Column::numbers("values")];
    if several {
        headings.push(Column::words("file"));
    }
    let mut table = TextTable::new(headings);
    for array in &document.arrays {
        // A name must not steer the terminal.
        let name = array.name.replace(char::is_control, "\u{fffd}");
        let shape = array.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
        let mut row = vec![name, shape, array.dtype.clone(), array.values.to_string()];
        if several {
            let file = std::path::Path::new(&array.file).file_name().unwrap_or_default();
            row.push(file.to_string_lossy().into_owned());
        }
        table.row(row);
    }
    let text = output::table(&table, arguments.output.format);
    let head = match arguments.output.format {
        Format::Table => {
            let values: u128 = document.arrays.iter().map(|array| array.values as u128).sum();
            let (path, count, formats) = (checkpoint.path(), document.arrays.len(), document.formats.join(", "));
            let arrays = if count == 1 { "array" } else { "arrays" };
            TerminalStyle::of_stdout().bold(&format!("{path}: {count} {arrays}, {values} values, {formats}")) + "\n\n"
        }
        _ => String::new(),
    };
    Ok(Outcome { text: head + &text, warnings: Vec::new(), unconverged: false })
}

fn listing(columns: &[ColumnDocument]) -> TextTable {
    let any_unit = columns.iter().any(|c| c.unit.is_some());
    let mut headings = vec![
        Column::words("column"),
        Column::words("type"),
        Column::numbers("min"),
        Column::numbers("max"),
        Column::numbers("missing"),
        Column::words("categories (rows)"),
    ];
    if any_unit {
        headings.push(Column::words("unit"));
    }
    let mut table = TextTable::new(headings);
    for c in columns {
        let optional = |x: Option<f64>| x.map_or(String::new(), |x| number(x, 8));
        let mut missing = c.missing.to_string();
        if c.not_finite > 0 {
            missing += &format!(" + {} not finite", c.not_finite);
        }
        let mut row = vec![c.name.clone(), c.kind.clone(), optional(c.min), optional(c.max), missing, categories(c)];
        row.extend(c.unit.clone());
        table.row(row);
    }
    table
}

fn categories(c: &ColumnDocument) -> String {
    let shown: Vec<String> = c.categories.iter().take(SHOWN).map(|k| format!("{} ({})", k.name, k.rows)).collect();
    match c.distinct {
        n if n > SHOWN => format!("{}, … {n} in all", shown.join(", ")),
        _ => shown.join(", "),
    }
}
