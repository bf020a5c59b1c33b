//! JSON Lines (one object per line), JSON documents (one object over several lines) and arrays of objects.
//!
//! Nested objects become columns `outer.inner`, arrays of objects columns `outer.0.inner`; any other array is the text
//! of itself. A string is read as a cell of a CSV file would be, since logs write `"NaN"` and `"1e-3"`. The bare words
//! `NaN` and `Infinity`, which Python writes though JSON has none, are numbers.
//!
//! A file of a single object whose keys are those of a known program is laid out as its table: [`trainer_state`],
//! [`evaluation`]. Any other is one row.

mod document;
mod evaluation;
mod object;
mod rows;
mod trainer_state;

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use self::object::{Parsed, object, reason};
use self::rows::Rows;
use super::Contents;
use super::mixed::{self, Pass};
use crate::input::{Input, Text};
use crate::{Error, ReadOptions};

/// Longest line, and longest object, in bytes.
const MAX_LINE: u64 = 1 << 26;

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
    let layout = if head.trim_ascii_start().first() == Some(&b'[') {
        array(&mut text, &mut table)?;
        None
    } else {
        objects(&mut text, &mut table)?
    };
    let sha256 = text.into_inner().finish().map_err(|e| input.error(e))?;
    Ok(Pass { rows: table.rows, columns: table.finish()?, sha256, layout })
}

/// Objects one after another: a line each, or, if the first line holds only the beginning of one, each over several.
fn objects(text: &mut BufReader<Text>, table: &mut Rows) -> Result<Option<&'static str>, Error> {
    let input = table.input;
    // The first object waits until it is known whether it is the only one.
    let mut first: Option<Map<String, Value>> = None;
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
        match object(&line) {
            Parsed::Object(object) if table.rows == 0 && first.is_none() => first = Some(object),
            Parsed::Object(object) => {
                if let Some(first) = first.take() {
                    table.push(first)?;
                }
                table.push(object)?;
            }
            Parsed::Unfinished(_) if table.rows == 0 && first.is_none() => {
                return several_lines(text, line, number, table);
            }
            Parsed::Unfinished(why) | Parsed::Wrong(why) => {
                return Err(input.error(format!("line {number}: {why}")));
            }
        }
    }
    match first {
        Some(object) => document::push(object, table),
        None => Ok(None),
    }
}

/// Objects that take several lines, the first of which starts in `begun`, line `number` of the file.
fn several_lines(
    text: &mut BufReader<Text>,
    mut begun: Vec<u8>,
    number: usize,
    table: &mut Rows,
) -> Result<Option<&'static str>, Error> {
    let input = table.input;
    let length = begun.len();
    text.by_ref().take(MAX_LINE).read_to_end(&mut begun).map_err(|e| input.error(e))?;
    if (begun.len() - length) as u64 == MAX_LINE {
        return Err(input.error(format!(
            "an object over several lines in a file of more than {MAX_LINE} bytes; write one object per line"
        )));
    }
    table.read += begun.len() - length;
    let mut objects = object::stream(&begun, number - 1).map_err(|why| input.error(why))?;
    if objects.len() == 1 {
        return document::push(objects.remove(0), table);
    }
    for object in objects {
        table.push(object)?;
    }
    Ok(None)
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
