//! Arrow IPC: files (Feather version 2) and streams; flat columns and the leaves of structs (`outer.inner`). Lists, maps
//! and bytes are left out.
//!
//! A stream is read front to back, a file by its index, one batch at a time. The columns of a table need little of the format, so it is read here, with every length checked before memory is
//! taken; the crate `arrow-ipc` packs zstd by a C library and trusts lengths.

mod body;
mod cells;
mod file;
mod flatbuffer;
mod message;
mod schema;

use std::collections::HashMap;

use self::body::Body;
use self::cells::{Cells, Validity};
use self::flatbuffer::{Malformed, Table};
use self::schema::{Field, Kind, Meaning};
use super::Contents;
use crate::cell::{Cell, CellReader};
use crate::infer::ColumnBuilder;
use crate::input::Input;
use crate::{Error, ReadOptions};

/// Cells always allowed, and per byte read: a column of nothing but missing cells takes no bytes.
const FREE_CELLS: u64 = 1 << 27;
const MAX_CELLS_PER_BYTE: u64 = 64;

/// The columns of an Arrow file or stream.
pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Contents, Error> {
    let damaged = |why: String| input.error(format!("the Arrow data are damaged: {why}"));
    if input.head(6)?.starts_with(file::MARK) {
        let source = input.source()?;
        let mut reader = Reader::new(options);
        reader.read = source.length();
        file::read(&source, &mut reader).map_err(damaged)?;
        return reader.finish(input.sha256()?).map_err(damaged);
    }
    let mut text = input.text()?;
    let mut reader = Reader::new(options);
    while let Some(message) = message::next(&mut text, body_length).map_err(damaged)? {
        reader.read += message.body.len() as u64;
        reader.take(&message).map_err(damaged)?;
    }
    let sha256 = text.finish().map_err(|e| input.error(e))?;
    reader.finish(sha256).map_err(damaged)
}

fn body_length(metadata: &[u8]) -> Result<u64, String> {
    let length = Table::root(metadata).and_then(|message| message.i64(3, 0));
    length.ok().and_then(|length| u64::try_from(length).ok()).ok_or_else(|| "a message makes no sense".to_string())
}

/// Columns in the making.
struct Reader<'a> {
    options: &'a ReadOptions,
    cells: CellReader,
    schema: Option<Vec<Field>>,
    dictionaries: HashMap<i64, Cells>,
    columns: Vec<Built>,
    rows: usize,
    /// Bytes of the file, or of the bodies read so far.
    read: u64,
}

struct Built {
    builder: ColumnBuilder,
    unit: Option<&'static str>,
    boolean: bool,
}

const NO_SENSE: &str = "a message makes no sense";

impl<'a> Reader<'a> {
    fn new(options: &'a ReadOptions) -> Self {
        let cells = CellReader::new(options);
        let (schema, dictionaries, columns) = (None, HashMap::new(), Vec::new());
        Reader { options, cells, schema, dictionaries, columns, rows: 0, read: 0 }
    }

    fn finish(self, sha256: String) -> Result<Contents, String> {
        if self.schema.is_none() {
            return Err("it has no schema".into());
        }
        let finish = |c: Built| {
            let mut column = c.builder.finish();
            column.unit = c.unit.map(String::from);
            column.boolean |= c.boolean;
            column
        };
        Ok(Contents::new(self.columns.into_iter().map(finish).collect(), self.rows, sha256))
    }

    fn take(&mut self, message: &message::Message) -> Result<(), String> {
        let sense = |_: Malformed| NO_SENSE.to_string();
        let table = Table::root(&message.metadata).map_err(sense)?;
        let header = table.table(2).map_err(sense)?.ok_or(NO_SENSE)?;
        match table.u8(1, 0).map_err(sense)? {
            1 if self.schema.is_none() => self.schema(header),
            1 => Err("a second schema".into()),
            2 => self.dictionary(header, &message.body),
            3 => self.batch(header, &message.body),
            kind => Err(format!("a message of kind {kind}, which is no part of a table")),
        }
    }

    fn schema(&mut self, header: Table) -> Result<(), String> {
        let read = || -> Result<(i16, Vec<Field>), Malformed> {
            let fields = header.tables(1)?.into_iter().map(|field| Field::read(field, 0));
            Ok((header.i16(0, 0)?, fields.collect::<Result<_, _>>()?))
        };
        let (endianness, fields) = read().map_err(|_| "its schema makes no sense, or is nested too deep")?;
        if endianness != 0 {
            return Err("its numbers are big-endian; write it on another machine".into());
        }
        let mut leaves = Vec::new();
        fields.iter().for_each(|field| list(field, String::new(), &mut leaves));
        for (name, field) in leaves.into_iter().filter(|(name, _)| self.options.keeps(name)) {
            let is_text = matches!(field.kind, Kind::Text(_)) || self.options.text.contains(&name);
            let builder = if is_text { ColumnBuilder::text(&name) } else { ColumnBuilder::new(&name) };
            let unit = if let Kind::Number(_, Meaning { unit, .. }) = field.kind { unit } else { None };
            self.columns.push(Built { builder, unit, boolean: field.kind == Kind::Boolean && !is_text });
        }
        self.schema = Some(fields);
        Ok(())
    }

    fn dictionary(&mut self, header: Table, body: &[u8]) -> Result<(), String> {
        let sense = |_: Malformed| NO_SENSE.to_string();
        let (id, more) = (header.i64(0, 0).map_err(sense)?, header.u8(2, 0).map_err(sense)? != 0);
        let schema = self.schema.as_ref().ok_or("a dictionary before the schema")?;
        let field = schema.iter().find_map(|field| with_dictionary(field, id)).ok_or("a dictionary of no column")?;
        if !is_leaf(field) || field.kind == Kind::Null {
            return Ok(());
        }
        let mut body = Body::new(header.table(1).map_err(sense)?.ok_or(NO_SENSE)?, body)?;
        self.affordable(body.rows)?;
        let rows = body.rows;
        let cells = plain_leaf(&mut body, field.kind, rows, &None)?;
        match self.dictionaries.get_mut(&id) {
            Some(dictionary) if more => dictionary.append(cells),
            _ => {
                self.dictionaries.insert(id, cells);
                Ok(())
            }
        }
    }

    fn batch(&mut self, header: Table, body: &[u8]) -> Result<(), String> {
        let fields = self.schema.take().ok_or("a batch before the schema")?;
        let mut body = Body::new(header, body)?;
        let rows = body.rows;
        self.affordable(rows.saturating_add(self.rows).saturating_mul(self.columns.len().max(1)))?;
        let mut next = 0;
        for field in &fields {
            self.field(field, String::new(), &mut body, rows, &None, &mut next)?;
        }
        self.rows += rows;
        self.schema = Some(fields);
        Ok(())
    }

    fn affordable(&self, cells: usize) -> Result<(), String> {
        if cells as u64 <= FREE_CELLS.max(self.read.saturating_mul(MAX_CELLS_PER_BYTE)) {
            return Ok(());
        }
        Err(format!("{cells} cells from {} bytes; keep fewer columns if that is right", self.read))
    }

    /// Takes a field out of a batch; `next` counts the columns.
    fn field(
        &mut self,
        field: &Field,
        outer: String,
        body: &mut Body,
        rows: usize,
        there: &Validity,
        next: &mut usize,
    ) -> Result<(), String> {
        let name = join(&outer, &field.name);
        if field.kind == Kind::Struct && field.dictionary.is_none() {
            let there = cells::validity(body, rows, there)?;
            for child in &field.children {
                self.field(child, name.clone(), body, rows, &there, next)?;
            }
            return Ok(());
        }
        if !is_leaf(field) || !self.options.keeps(&name) {
            return skip(field, body);
        }
        let place = *next;
        *next += 1;
        if field.kind == Kind::Null && field.dictionary.is_none() {
            body.node()?; // and no buffer
            let column = self.columns.get_mut(place).ok_or(NO_SENSE)?;
            column.builder.pad(self.rows + rows);
            return Ok(());
        }
        let cells = match field.dictionary {
            None => plain_leaf(body, field.kind, rows, there)?,
            Some((id, codes)) => {
                let there = cells::validity(body, rows, there)?;
                let codes = cells::numbers(body, codes, Meaning { per_one: 1.0, unit: None }, rows, &there)?;
                let dictionary = self.dictionaries.get(&id).ok_or("codes of a dictionary that is not there")?;
                dictionary.look_up(&codes).map_err(|why| format!("column '{name}': {why}"))?
            }
        };
        let column = self.columns.get_mut(place).ok_or(NO_SENSE)?;
        push(&mut column.builder, &cells, &self.cells, self.options.text.contains(&name));
        Ok(())
    }
}

fn push(builder: &mut ColumnBuilder, cells: &Cells, reader: &CellReader, as_text: bool) {
    match cells {
        Cells::Numbers(cells) => {
            for cell in cells {
                match cell.map(|x| reader.number(x)) {
                    None | Some(Cell::Missing) => builder.push(Cell::Missing),
                    Some(Cell::Number(x)) if as_text => builder.push(Cell::Text(&crate::shortest(x))),
                    Some(cell) => builder.push(cell),
                }
            }
        }
        Cells::Texts(cells) => {
            for cell in cells {
                match cell {
                    None => builder.push(Cell::Missing),
                    Some(text) => builder.push_text(text, reader),
                }
            }
        }
    }
}

/// A leaf that no dictionary holds, other than one of nothing but missing cells.
fn plain_leaf(body: &mut Body, kind: Kind, rows: usize, there: &Validity) -> Result<Cells, String> {
    let there = cells::validity(body, rows, there)?;
    cells::leaf(body, kind, rows, &there)
}

/// Whether a field is one number or text a row.
fn is_leaf(field: &Field) -> bool {
    matches!(field.kind, Kind::Null | Kind::Boolean | Kind::Number(..) | Kind::Text(_))
}

/// The leaves below a field that can be columns, with their names.
fn list<'f>(field: &'f Field, outer: String, leaves: &mut Vec<(String, &'f Field)>) {
    let name = join(&outer, &field.name);
    if field.kind == Kind::Struct && field.dictionary.is_none() {
        field.children.iter().for_each(|child| list(child, name.clone(), leaves));
    } else if is_leaf(field) {
        leaves.push((name, field));
    }
}

fn join(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_string() } else { format!("{outer}.{name}") }
}

/// The field, or one inside it, whose cells are codes of a dictionary.
fn with_dictionary(field: &Field, id: i64) -> Option<&Field> {
    if field.dictionary.is_some_and(|(own, _)| own == id) {
        return Some(field);
    }
    field.children.iter().find_map(|child| with_dictionary(child, id))
}

/// Leaves out what a field takes of a batch.
fn skip(field: &Field, body: &mut Body) -> Result<(), String> {
    body.node()?;
    if field.dictionary.is_some() {
        return body.skip(2);
    }
    match field.kind {
        Kind::Null => Ok(()),
        Kind::Boolean | Kind::Number(..) => body.skip(2),
        Kind::Text(schema::Text::Offsets(_)) => body.skip(3),
        Kind::Text(schema::Text::Views) => {
            let count = body.view_buffers()?;
            body.skip(count.saturating_add(2))
        }
        Kind::Struct => {
            body.skip(1)?;
            field.children.iter().try_for_each(|child| skip(child, body))
        }
        Kind::Other(other) => {
            let further = if other.variadic { body.view_buffers()? } else { 0 };
            body.skip(further.saturating_add(other.buffers))?;
            field.children.iter().try_for_each(|child| skip(child, body))
        }
    }
}
