//! Excel workbooks (`.xlsx`): the sheet asked for, or the first that holds cells. Its first row with a cell is the header.
//!
//! The crate `calamine` reads the XML. Before, the archive is held against itself: every member unpacks to exactly what its
//! directory says, and all together to at most [`MAX_UNPACKED`] bytes, so that a few kilobytes cannot unpack to
//! gigabytes. Cells are taken one by one: a cell in the last row and column of a sheet asks for no memory between.
//!
//! A cell with a date is the seconds since 1970 that its clock shows, a duration its seconds; an error such as `#DIV/0!` is
//! text.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx};

use super::{Contents, contain};
use crate::arrays::zip;
use crate::cell::{Cell, CellReader};
use crate::infer::ColumnBuilder;
use crate::input::{Access, Input};
use crate::{Error, ReadOptions};

/// The most bytes that a workbook may unpack to.
const MAX_UNPACKED: u64 = 1 << 29;

/// The most columns of a sheet, which is Excel's own limit.
const MAX_COLUMNS: u32 = 1 << 14;

/// Cells always allowed, and per byte of the file.
const FREE_CELLS: usize = 10_000_000;
const MAX_CELLS_PER_BYTE: usize = 64;

/// The columns of a sheet.
pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Contents, Error> {
    let length = check_archive(input)?;
    let sheet = contain::contain(|| match input.access()? {
        Access::File(file) => sheet(input, file, options),
        Access::Memory(bytes) => sheet(input, Cursor::new(bytes), options),
    });
    let (sheet, notes) = sheet.unwrap_or_else(|| Err(damaged(input, "its cells make no sense")))?;
    let contents = sheet.columns(input, length, options)?;
    Ok(Contents { notes, ..Contents::new(contents.0, contents.1, input.sha256()?) })
}

fn damaged(input: &Input, why: &str) -> Error {
    input.error(format!("the workbook is damaged: {why}"))
}

/// Unpacks every member once, to nowhere. Returns the length of the file.
fn check_archive(input: &Input) -> Result<u64, Error> {
    let source = input.source()?;
    let members = zip::members(&source)?;
    if !members.iter().any(|member| member.name == "xl/workbook.xml") {
        return Err(input.error("a zip archive that is no Excel workbook (.xlsx)"));
    }
    let total: u64 = members.iter().fold(0, |sum, member| sum.saturating_add(member.length));
    if total > MAX_UNPACKED {
        return Err(input.error(format!(
            "the workbook unpacks to {total} bytes, more than {MAX_UNPACKED}; save the sheet as CSV or Parquet"
        )));
    }
    for member in &members {
        let unpacked = std::io::copy(&mut member.reader(&source)?, &mut std::io::sink());
        unpacked.map_err(|e| input.error(format!("'{}': {e}", crate::error::excerpt(&member.name))))?;
    }
    Ok(source.length())
}

/// The cells of a sheet by row and column.
#[derive(Default)]
struct Sheet {
    name: String,
    rows: BTreeMap<u32, Vec<(u32, Content)>>,
}

/// What a cell holds.
enum Content {
    Number(f64),
    /// Seconds since 1970.
    Date(f64),
    /// Seconds.
    Duration(f64),
    Boolean(bool),
    Text(String),
}

/// The sheet to read, and notes on others.
fn sheet<R: Read + Seek>(input: &Input, from: R, options: &ReadOptions) -> Result<(Sheet, Vec<String>), Error> {
    let failed = |e: calamine::XlsxError| damaged(input, &e.to_string());
    let mut book = Xlsx::new(from).map_err(failed)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    if let Some(wanted) = &options.sheet {
        if !names.contains(wanted) {
            let names = names.join("', '");
            return Err(input.error(format!("no sheet '{wanted}'; the workbook has '{names}'")));
        }
        return Ok((cells(input, &mut book, wanted)?, Vec::new()));
    }
    for (i, name) in names.iter().enumerate() {
        let sheet = cells(input, &mut book, name)?;
        if !sheet.rows.is_empty() {
            let others = names.len() - i - 1;
            let note = match others {
                0 => None,
                _ => {
                    let next = &names[i + 1];
                    let path = &input.name;
                    Some(format!(
                        "{path}: sheet '{name}' was read; {others} more are there: '{path}#{next}' is the next"
                    ))
                }
            };
            return Ok((sheet, note.into_iter().collect()));
        }
    }
    Err(input.error("no sheet of the workbook holds a cell"))
}

fn cells<R: Read + Seek>(input: &Input, book: &mut Xlsx<R>, name: &str) -> Result<Sheet, Error> {
    let failed = |e: calamine::XlsxError| damaged(input, &format!("sheet '{name}': {e}"));
    let mut sheet = Sheet { name: name.to_string(), rows: BTreeMap::new() };
    let mut reader = book.worksheet_cells_reader(name).map_err(failed)?;
    while let Some(cell) = reader.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        let content = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(x) => Content::Number(*x as f64),
            DataRef::Float(x) => Content::Number(*x),
            DataRef::Bool(x) => Content::Boolean(*x),
            DataRef::DateTime(date) => of_date(date),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_content(text),
            DataRef::SharedString(text) => text_content(text),
            DataRef::Error(error) => Content::Text(error.to_string()),
        };
        if matches!(&content, Content::Text(text) if text.trim().is_empty()) {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(damaged(input, &format!("sheet '{name}' has a cell in column {}", u64::from(column) + 1)));
        }
        sheet.rows.entry(row).or_default().push((column, content));
    }
    Ok(sheet)
}

fn text_content(text: &str) -> Content {
    Content::Text(text.to_string())
}

/// Excel counts days since 30 December 1899 (as if 1900 had been a leap year), or since 1904; `calamine` knows which.
fn of_date(date: &ExcelDateTime) -> Content {
    const DAY: f64 = 86_400.0;
    /// 1 January 1970 in days of either count.
    const EPOCH_1900: f64 = 25_569.0;
    // To the millisecond, as Excel has it: a clock's seconds are no exact share of a day.
    let seconds = |days: f64| (days * DAY * 1e3).round() / 1e3;
    if date.is_duration() {
        Content::Duration(seconds(date.as_f64()))
    } else {
        Content::Date(seconds(date.as_f64() - EPOCH_1900))
    }
}

impl Sheet {
    /// The columns under the header, and their rows.
    fn columns(self, input: &Input, length: u64, options: &ReadOptions) -> Result<(Vec<crate::Column>, usize), Error> {
        let mut rows = self.rows;
        let Some((top, header)) = rows.pop_first() else {
            return Err(input.error(format!("sheet '{}' holds no cell", self.name)));
        };
        let width = rows.values().chain([&header]).flatten().map(|(column, _)| column + 1).max().unwrap_or(0);
        let first = rows.values().chain([&header]).flatten().map(|(column, _)| *column).min().unwrap_or(0);
        let mut names: Vec<Option<String>> = (first..width).map(|_| None).collect();
        for (column, content) in &header {
            names[(column - first) as usize] = Some(content.as_name());
        }
        if names.iter().flatten().all(|name| crate::number::parse_number(name).is_some()) {
            return Err(input.error(format!(
                "sheet '{}': its first row holds only numbers; add a row of column names before it",
                self.name
            )));
        }
        let used: std::collections::BTreeSet<u32> = rows.values().flatten().map(|(column, _)| *column).collect();
        let cells = CellReader::new(options);
        let mut columns: Vec<Option<Built>> = Vec::new();
        for (i, name) in names.into_iter().enumerate() {
            let column = first + i as u32;
            // A column without a name or a cell is none.
            let name = name.or_else(|| used.contains(&column).then(|| format!("column {}", column + 1)));
            let kept = name.filter(|name| options.keeps(name));
            columns.push(kept.map(|name| Built::new(&name, options.text.contains(&name))));
        }
        let last = rows.keys().next_back().copied().unwrap_or(top);
        let count = (last - top) as usize;
        let there = columns.iter().flatten().count();
        let bytes = usize::try_from(length).unwrap_or(usize::MAX);
        if count.saturating_mul(there) > FREE_CELLS.max(bytes.saturating_mul(MAX_CELLS_PER_BYTE)) {
            return Err(input.error(format!(
                "sheet '{}': {count} rows of {there} columns and nearly every cell empty; delete what lies far below",
                self.name
            )));
        }
        for (row, contents) in rows {
            for (column, content) in contents {
                if let Some(Some(built)) = columns.get_mut((column - first) as usize) {
                    built.set((row - top - 1) as usize, content, &cells);
                }
            }
        }
        Ok((columns.into_iter().flatten().map(|built| built.finish(count)).collect(), count))
    }
}

impl Content {
    fn as_name(&self) -> String {
        match self {
            Content::Number(x) | Content::Date(x) | Content::Duration(x) => crate::shortest(*x),
            Content::Boolean(x) => x.to_string(),
            Content::Text(text) => text.trim().to_string(),
        }
    }
}

/// A column in the making.
struct Built {
    builder: ColumnBuilder,
    /// The unit of all its numbers so far.
    unit: Option<Option<&'static str>>,
}

impl Built {
    fn new(name: &str, as_text: bool) -> Built {
        Built { builder: if as_text { ColumnBuilder::text(name) } else { ColumnBuilder::new(name) }, unit: None }
    }

    /// Sets the cell of a row; rows come in order. Of a cell given twice the first counts.
    fn set(&mut self, row: usize, content: Content, cells: &CellReader) {
        if self.builder.len() > row {
            return;
        }
        self.builder.pad(row);
        let (x, unit) = match content {
            Content::Text(text) => return self.builder.push_text(&text, cells),
            Content::Boolean(x) => return self.builder.push_text(if x { "true" } else { "false" }, cells),
            Content::Number(x) => (x, None),
            Content::Date(x) => (x, Some("s since 1970-01-01")),
            Content::Duration(x) => (x, Some("s")),
        };
        let same = *self.unit.get_or_insert(unit) == unit;
        if !same {
            self.unit = Some(None);
        }
        match cells.number(x) {
            Cell::Number(x) => self.builder.push_spelled(x, &crate::shortest(x)),
            cell => self.builder.push(cell),
        }
    }

    fn finish(mut self, rows: usize) -> crate::Column {
        self.builder.pad(rows);
        let mut column = self.builder.finish();
        column.unit = self.unit.flatten().map(String::from);
        column
    }
}
