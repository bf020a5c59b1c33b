//! CSV and TSV: RFC 4180 with any delimiter, line ends of either kind, a byte order mark or none, and lines that start
//! with `#` before the header. The last of those is the header itself, if the numbers follow it at once. Panels that
//! Weights & Biases exports are made tidy ([`wandb`]).

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use csv_core::ReadRecordResult;

use super::mixed::{self, Pass};
use super::{Contents, wandb};
use crate::cell::{BadByte, CellReader};
use crate::error::excerpt;
use crate::infer::ColumnBuilder;
use crate::input::{Input, Text};
use crate::number::parse_number;
use crate::{Error, ReadOptions};

/// Longest row in bytes: what a quote that is never closed may take in before it is an error.
const MAX_ROW: usize = 1 << 24;

/// The columns of a CSV file; `delimiter` is sniffed from the header if `None`.
pub(super) fn read(input: &Input, delimiter: Option<u8>, options: &ReadOptions) -> Result<Contents, Error> {
    let delimiter = match delimiter {
        Some(b) => b,
        None => sniff(input)?,
    };
    let whole = |options: &ReadOptions| mixed::read(input, options, |input, options| pass(input, delimiter, options));
    if !wandb::is_export(&names(&mut Rows::new(input, delimiter)?)?) {
        return whole(options);
    }
    let contents = whole(&ReadOptions { columns: None, text: BTreeSet::new(), ..options.clone() })?;
    Ok(wandb::tidy(contents, options))
}

/// The names in the header.
pub(super) fn header(input: &Input, delimiter: Option<u8>) -> Result<Vec<String>, Error> {
    let delimiter = match delimiter {
        Some(b) => b,
        None => sniff(input)?,
    };
    let names = names(&mut Rows::new(input, delimiter)?)?;
    Ok(if wandb::is_export(&names) { wandb::tidy_names(&names) } else { names })
}

fn pass(input: &Input, delimiter: u8, options: &ReadOptions) -> Result<Pass, Error> {
    let mut rows = Rows::new(input, delimiter)?;
    let names = names(&mut rows)?;
    if let Some(absent) = options.text.iter().find(|t| !names.contains(t)) {
        return Err(input.error(format!("no column '{absent}' to read as text; the file has {}", listed(&names))));
    }
    let cells = CellReader::new(options);
    let mut columns: Vec<(usize, ColumnBuilder)> = Vec::new();
    for (i, name) in names.iter().enumerate().filter(|(_, name)| options.keeps(name)) {
        let text = options.text.contains(name);
        columns.push((i, if text { ColumnBuilder::text(name) } else { ColumnBuilder::new(name) }));
    }
    let mut count = 0;
    while rows.next()? {
        if rows.width() != names.len() {
            if rows.width() == 1 && rows.cell(0).trim_ascii().is_empty() {
                continue; // a line of white space
            }
            return Err(rows.ragged(count + 1, names.len()));
        }
        count += 1;
        for (i, column) in &mut columns {
            let cell = rows.cell(*i);
            column
                .push_bytes(cell, &cells)
                .map_err(|bad: BadByte| input.error(format!("row {count}, column '{}': {bad}", column.name)))?;
        }
    }
    let sha256 = rows.text.finish().map_err(|e| input.error(e))?;
    Ok(Pass { columns: columns.into_iter().map(|(_, c)| c).collect(), rows: count, sha256, layout: None })
}

/// The header's names, checked.
fn names(rows: &mut Rows) -> Result<Vec<String>, Error> {
    let input = rows.input;
    if !rows.next()? {
        return Err(input.error("the file holds no text"));
    }
    let mut names = cells_as_names(rows)?;
    while let Some(first) = names.first().and_then(|name| name.strip_prefix('#')) {
        let first = if first.trim().is_empty() { "column 1".to_string() } else { first.trim().to_string() };
        if !rows.next()? {
            return Err(input.error("the file holds nothing but lines that start with #"));
        }
        let next = cells_as_names(rows)?;
        if next.len() == names.len() && next.iter().any(|cell| parse_number(cell).is_some()) {
            names[0] = first;
            rows.hold();
            break;
        }
        names = next;
    }
    if names.iter().all(|name| parse_number(name).is_some()) {
        return Err(input.error(format!(
            "the first row holds only numbers ({}); add a row of column names before it",
            listed(&names)
        )));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(input.error(format!("column '{}' occurs twice in the header; rename one", excerpt(twice))));
    }
    Ok(names)
}

/// The cells of a row as names of columns.
fn cells_as_names(rows: &Rows) -> Result<Vec<String>, Error> {
    let name = |i: usize| {
        let cell = rows.cell(i);
        let bad = |bad: BadByte| rows.input.error(format!("header, column {}: {bad}", i + 1));
        if cell.contains(&0) {
            return Err(bad(BadByte(0)));
        }
        let name = std::str::from_utf8(cell).map_err(|e| bad(BadByte(cell[e.valid_up_to()])))?.trim();
        // pandas leaves the name of its index empty.
        Ok(if name.is_empty() { format!("column {}", i + 1) } else { name.to_string() })
    };
    (0..rows.width()).map(name).collect()
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    let mut list: Vec<String> = names.iter().take(MOST).map(|n| format!("'{}'", excerpt(n))).collect();
    if names.len() > MOST {
        list.push("…".into());
    }
    list.join(", ")
}

/// The delimiter: of `,` `;` tab `|` whichever is most frequent in the first line that is no comment, outside quotes.
fn sniff(input: &Input) -> Result<u8, Error> {
    let mut head = Vec::new();
    input.text()?.take(1 << 16).read_to_end(&mut head).map_err(|e| input.error(e))?;
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0usize; 4];
    let mut quoted = false;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let is_text = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
    let lines = text.split_inclusive(|b| *b == b'\n');
    let start: usize = lines.take_while(|line| !is_text(line)).map(<[u8]>::len).sum();
    for &b in &text[start..] {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b if !quoted => {
                if let Some(i) = CANDIDATES.iter().position(|&c| c == b) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    Ok(CANDIDATES[counts.iter().position(|&n| n == most).unwrap_or(0)])
}

/// Rows of a text, one at a time, in buffers that are used again.
struct Rows<'a> {
    input: &'a Input,
    text: Text,
    machine: csv_core::Reader,
    /// Text read and not yet taken apart.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the text has come to its end.
    ended: bool,
    /// Cells of the row, one after another, without quotes and delimiters; `ends` says where each stops.
    cells: Vec<u8>,
    ends: Vec<usize>,
    width: usize,
    /// Whether [`Rows::next`] gives this row once more.
    held: bool,
    /// Line on which the row starts, from 1.
    line: u64,
}

impl<'a> Rows<'a> {
    fn new(input: &'a Input, delimiter: u8) -> Result<Self, Error> {
        Ok(Rows {
            input,
            text: input.text()?,
            machine: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            buffer: vec![0; 1 << 17],
            start: 0,
            end: 0,
            ended: false,
            cells: vec![0; 1 << 10],
            ends: vec![0; 1 << 6],
            width: 0,
            held: false,
            line: 1,
        })
    }

    /// Goes to the next row that is no empty line; false at the end of the text.
    fn next(&mut self) -> Result<bool, Error> {
        if std::mem::take(&mut self.held) {
            return Ok(true);
        }
        self.skip_line_ends()?;
        self.line = self.machine.line();
        let (mut bytes, mut width) = (0, 0);
        loop {
            let written = bytes;
            if self.start == self.end {
                self.refill()?;
            }
            let unread = &self.buffer[self.start..self.end];
            let (result, read, copied, ended) =
                self.machine.read_record(unread, &mut self.cells[bytes..], &mut self.ends[width..]);
            self.start += read;
            bytes += copied;
            width += ended;
            match result {
                // The line end that `refill` adds is part of a cell only if a quote is open.
                ReadRecordResult::InputEmpty if self.ended && bytes > written => {
                    let line = self.line;
                    let why = format!("the quote (\") opened in the row that starts on line {line} is never closed");
                    return Err(self.input.error(why));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.grow(self.cells.len(), "bytes")?,
                ReadRecordResult::OutputEndsFull => self.grow(self.ends.len(), "cells")?,
                ReadRecordResult::Record => {
                    self.width = width;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Goes to the first byte of a row, so that the row's line is known: the machine ends a row before it has seen
    /// the second byte of `\r\n`.
    fn skip_line_ends(&mut self) -> Result<(), Error> {
        loop {
            if self.start == self.end {
                self.refill()?;
            }
            match self.buffer[self.start..self.end].first() {
                Some(b'\r' | b'\n') => {
                    let line_end = &self.buffer[self.start..=self.start];
                    self.machine.read_record(line_end, &mut self.cells, &mut self.ends);
                    self.start += 1;
                }
                _ => return Ok(()),
            }
        }
    }

    /// Reads on; after the last byte of the text come one line end and then nothing.
    fn refill(&mut self) -> Result<(), Error> {
        self.start = 0;
        self.end = if self.ended { 0 } else { self.text.read(&mut self.buffer).map_err(|e| self.input.error(e))? };
        if self.end == 0 && !self.ended {
            self.ended = true;
            self.buffer[0] = b'\n';
            self.end = 1;
        }
        Ok(())
    }

    fn grow(&mut self, now: usize, of: &str) -> Result<(), Error> {
        if now >= MAX_ROW {
            let line = self.line;
            return Err(self.input.error(format!(
                "the row that starts on line {line} has more than {MAX_ROW} {of}; is a quote (\") left open there?"
            )));
        }
        if of == "cells" {
            self.ends.resize(2 * now, 0)
        } else {
            self.cells.resize(2 * now, 0)
        }
        Ok(())
    }

    /// The row is data: it is given once more.
    fn hold(&mut self) {
        self.held = true;
    }

    fn width(&self) -> usize {
        self.width
    }

    fn cell(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.cells[start..self.ends[i]]
    }

    /// The error for a row of another width than the header's.
    fn ragged(&self, row: usize, expected: usize) -> Error {
        let (line, width) = (self.line, self.width);
        let cells = if width == 1 { "cell" } else { "cells" };
        let quote = if self.machine.line() > line + 1 { "; is a quote (\") left open there?" } else { "" };
        self.input.error(format!("row {row} (line {line}) has {width} {cells}, the header {expected}{quote}"))
    }
}
