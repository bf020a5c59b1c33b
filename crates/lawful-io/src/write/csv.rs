//! CSV and TSV as RFC 4180 has them, with `\n` line ends.

use std::io::{self, BufWriter, Write};

use crate::column::MISSING_CODE;
use crate::{Column, ColumnData, Table, is_missing, shortest};

pub(super) fn write(table: &Table, delimiter: u8, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let columns = table.columns();
    let end = |last: bool| if last { b'\n' } else { delimiter };
    for (i, column) in columns.iter().enumerate() {
        write_text(&column.name, delimiter, columns.len() == 1, &mut out)?;
        out.write_all(&[end(i + 1 == columns.len())])?;
    }
    for row in 0..table.rows() {
        for (i, column) in columns.iter().enumerate() {
            write_cell(column, row, delimiter, columns.len() == 1, &mut out)?;
            out.write_all(&[end(i + 1 == columns.len())])?;
        }
    }
    out.flush()
}

fn write_cell(column: &Column, row: usize, delimiter: u8, alone: bool, out: &mut impl Write) -> io::Result<()> {
    match &column.data {
        ColumnData::Number(v) if is_missing(v[row]) => write_text("", delimiter, alone, out),
        ColumnData::Number(v) if column.boolean => out.write_all(if v[row] == 1.0 { b"true" } else { b"false" }),
        ColumnData::Number(v) => out.write_all(shortest(v[row]).as_bytes()),
        ColumnData::Category(c) => match c.codes[row] {
            MISSING_CODE => write_text("", delimiter, alone, out),
            code => write_text(&c.names[code as usize], delimiter, alone, out),
        },
    }
}

/// A text, in quotes if it needs them. One that is empty and alone in its row does, since readers skip empty lines; so
/// does one that starts with a byte order mark, which they would drop at the start of the file.
fn write_text(text: &str, delimiter: u8, alone: bool, out: &mut impl Write) -> io::Result<()> {
    let special = |b: u8| b == delimiter || matches!(b, b'"' | b'\n' | b'\r');
    if (text.is_empty() && alone) || text.starts_with('\u{feff}') || text.bytes().any(special) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}
