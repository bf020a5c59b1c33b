//! JSON Lines (one object per line), and a JSON array of objects.
//!
//! Nested objects become columns `outer.inner`; an array is the text of itself. A string is read as a cell of a CSV
//! file would be, since logs write `"NaN"` and `"1e-3"`. The bare words `NaN` and `Infinity`, which Python writes
//! though JSON has none, are numbers.

use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::Contents;
use super::mixed::{self, Pass};
use crate::cell::CellReader;
use crate::error::excerpt;
use crate::infer::ColumnBuilder;
use crate::input::{Input, Text};
use crate::{Error, ReadOptions};

/// Longest line in bytes.
const MAX_LINE: u64 = 1 << 26;

/// The most missing cells per byte of the file that names seen in few rows may cause, and the cells always allowed:
/// a million rows, each with one name of its own, would ask for 10^12.
const MAX_CELLS_PER_BYTE: usize = 32;
const FREE_CELLS: usize = 10_000_000;

/// The columns of a JSON file.
pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Contents, Error> {
    mixed::read(input, options, pass)
}

fn pass(input: &Input, options: &ReadOptions) -> Result<Pass, Error> {
    let mut text = BufReader::with_capacity(1 << 17, input.text()?);
    let mut table = Rows::new(input, options);
    let head = text.fill_buf().map_err(|e| input.error(e))?;
    let mark: &[u8] = b"\xef\xbb\xbf";
    if head.starts_with(mark) {
        text.consume(mark.len());
    }
    let head = text.fill_buf().map_err(|e| input.error(e))?;
    if head.trim_ascii_start().first() == Some(&b'[') {
        array(&mut text, &mut table)?;
    } else {
        lines(&mut text, &mut table)?;
    }
    let sha256 = text.into_inner().finish().map_err(|e| input.error(e))?;
    Ok(Pass { rows: table.rows, columns: table.finish()?, sha256 })
}

fn lines(text: &mut BufReader<Text>, table: &mut Rows) -> Result<(), Error> {
    let input = table.input;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = text.by_ref().take(MAX_LINE).read_until(b'\n', &mut line).map_err(|e| input.error(e))?;
        if read == 0 {
            break;
        }
        if read as u64 == MAX_LINE {
            return Err(input.error(format!("line {number} is longer than {MAX_LINE} bytes")));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        table.read += read;
        let object = object(&line).map_err(|why| input.error(format!("line {number}: {why}")))?;
        table.push(object)?;
    }
    Ok(())
}

fn object(line: &[u8]) -> Result<Map<String, Value>, String> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.trim(),
        Err(e) => {
            return Err(format!("byte 0x{:02x} is not UTF-8; save the file as UTF-8", line[e.valid_up_to()]));
        }
    };
    let parsed = serde_json::from_str(text).or_else(|error| match quote_non_finite(text) {
        Some(quoted) => serde_json::from_str(&quoted).map_err(|_| error),
        None => Err(error),
    });
    match parsed {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(format!("'{}' is no JSON object like {{\"loss\": 2.5}}", excerpt(text))),
        Err(e) => Err(reason(&e)),
    }
}

/// The text with its bare words `NaN`, `Infinity` and `-Infinity` in quotes; `None` if it has none.
fn quote_non_finite(text: &str) -> Option<String> {
    let mut quoted = String::new();
    let (mut rest, mut inside, mut found) = (text, false, false);
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '"' => inside = !inside,
            '\\' if inside => step += rest[1..].chars().next().map_or(0, char::len_utf8),
            _ if !inside => {
                if let Some(word) = ["NaN", "Infinity", "-Infinity"].into_iter().find(|w| rest.starts_with(w)) {
                    quoted.extend(["\"", word, "\""]);
                    found = true;
                    rest = &rest[word.len()..];
                    continue;
                }
            }
            _ => {}
        }
        quoted.push_str(&rest[..step]);
        rest = &rest[step..];
    }
    found.then_some(quoted)
}

/// What serde says, with its place in the line but not its line number, which is always 1 here.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("character {}: {what}", error.column())
}

fn array(text: &mut BufReader<Text>, table: &mut Rows) -> Result<(), Error> {
    use serde::Deserializer as _;
    let input = table.input;
    let mut json = serde_json::Deserializer::from_reader(text);
    let mut failure = None;
    let parsed = json.deserialize_seq(Objects { table, failure: &mut failure }).and_then(|()| json.end());
    match (failure, parsed) {
        (Some(error), _) => Err(error),
        (None, Err(e)) if e.is_io() => Err(input.error(e)),
        (None, Err(e)) => Err(input.error(format!("line {}, {}", e.line(), reason(&e)))),
        (None, Ok(())) => Ok(()),
    }
}

/// Hands each object of an array to the table as it is read.
struct Objects<'t, 'a> {
    table: &'t mut Rows<'a>,
    failure: &'t mut Option<Error>,
}

impl<'de> serde::de::Visitor<'de> for Objects<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(object) = items.next_element::<Map<String, Value>>()? {
            self.table.read += 4 * object.len();
            if let Err(error) = self.table.push(object) {
                *self.failure = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Columns that grow by one object at a time.
struct Rows<'a> {
    input: &'a Input,
    options: &'a ReadOptions,
    cells: CellReader,
    columns: Vec<ColumnBuilder>,
    index: HashMap<String, usize>,
    rows: usize,
    /// Bytes read, about.
    read: usize,
    /// Missing cells made so far for names that came late.
    padded: usize,
}

impl<'a> Rows<'a> {
    fn new(input: &'a Input, options: &'a ReadOptions) -> Self {
        let cells = CellReader::new(options);
        Rows { input, options, cells, columns: Vec::new(), index: HashMap::new(), rows: 0, read: 0, padded: 0 }
    }

    fn push(&mut self, object: Map<String, Value>) -> Result<(), Error> {
        self.rows += 1;
        self.flatten(&mut String::new(), object)
    }

    /// Adds the values of an object whose names all start with `prefix`. The depth is serde_json's, at most 128.
    fn flatten(&mut self, prefix: &mut String, object: Map<String, Value>) -> Result<(), Error> {
        let length = prefix.len();
        for (key, value) in object {
            prefix.push_str(&key);
            match value {
                Value::Object(inner) if !inner.is_empty() => {
                    prefix.push('.');
                    self.flatten(prefix, inner)?;
                }
                value => self.set(prefix, &value)?,
            }
            prefix.truncate(length);
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), Error> {
        let i = match self.index.get(name) {
            Some(&i) => i,
            None => {
                // A name left out gets an index past all columns.
                let i = if self.options.keeps(name) { self.columns.len() } else { usize::MAX };
                self.index.insert(name.to_string(), i);
                if i != usize::MAX {
                    let text = self.options.text.contains(name);
                    self.columns.push(if text { ColumnBuilder::text(name) } else { ColumnBuilder::new(name) });
                }
                i
            }
        };
        let Some(column) = self.columns.get_mut(i) else {
            return Ok(());
        };
        let before = self.rows - 1;
        if column.len() > before {
            let (row, name) = (self.rows, excerpt(name));
            return Err(self.input.error(format!("row {row}: '{name}' occurs twice; rename one")));
        }
        self.padded += before - column.len();
        column.pad(before);
        match value {
            Value::String(text) => column.push_text(text, &self.cells),
            Value::Null | Value::Object(_) => column.pad(self.rows),
            value => column.push_text(&value.to_string(), &self.cells),
        }
        self.check_sparse(self.padded)
    }

    fn check_sparse(&self, cells: usize) -> Result<(), Error> {
        if cells <= FREE_CELLS.max(self.read.saturating_mul(MAX_CELLS_PER_BYTE)) {
            return Ok(());
        }
        let (rows, names) = (self.rows, self.columns.len());
        Err(self
            .input
            .error(format!("row {rows}: {names} names so far and nearly every cell missing; keep fewer columns")))
    }

    fn finish(self) -> Result<Vec<ColumnBuilder>, Error> {
        let rows = self.rows;
        self.check_sparse(rows.saturating_mul(self.columns.len()))?;
        let mut columns = self.columns;
        columns.iter_mut().for_each(|column| column.pad(rows));
        Ok(columns)
    }
}
