//! JSON Lines.

use std::io::{self, BufWriter, Write};

use crate::column::MISSING_CODE;
use crate::{Column, ColumnData, Table, is_missing, shortest};

pub(super) fn write(table: &Table, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let names: Vec<String> = table.columns().iter().map(|c| quoted(&c.name)).collect();
    for row in 0..table.rows() {
        out.write_all(b"{")?;
        for (i, (column, name)) in table.columns().iter().zip(&names).enumerate() {
            let comma = if i == 0 { "" } else { "," };
            write!(out, "{comma}{name}:{}", cell(column, row))?;
        }
        out.write_all(b"}\n")?;
    }
    out.flush()
}

fn cell(column: &Column, row: usize) -> String {
    match &column.data {
        ColumnData::Number(v) if is_missing(v[row]) => "null".into(),
        ColumnData::Number(v) if column.boolean => (v[row] == 1.0).to_string(),
        ColumnData::Number(v) if v[row].is_finite() => shortest(v[row]),
        ColumnData::Number(v) => quoted(&shortest(v[row])),
        ColumnData::Category(c) => match c.codes[row] {
            MISSING_CODE => "null".into(),
            code => quoted(&c.names[code as usize]),
        },
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
