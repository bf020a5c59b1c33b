//! Buffers of a batch to cells.

use std::rc::Rc;

use bytes::Bytes;
use half::f16;

use super::body::Body;
use super::schema::{Kind, Meaning, Number, Text};

/// The cells of one column in one batch.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cells {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<Rc<str>>>),
}

impl Cells {
    pub fn len(&self) -> usize {
        match self {
            Cells::Numbers(cells) => cells.len(),
            Cells::Texts(cells) => cells.len(),
        }
    }

    /// Adds the cells of another part.
    pub fn append(&mut self, more: Cells) -> Result<(), String> {
        match (self, more) {
            (Cells::Numbers(cells), Cells::Numbers(more)) => cells.extend(more),
            (Cells::Texts(cells), Cells::Texts(more)) => cells.extend(more),
            _ => return Err("a dictionary changes its type".into()),
        }
        Ok(())
    }

    /// The cells that codes stand for.
    pub fn look_up(&self, codes: &[Option<f64>]) -> Result<Cells, String> {
        let place = |code: &Option<f64>| match code {
            None => Ok(None),
            Some(code) if *code >= 0.0 && *code < self.len() as f64 => Ok(Some(*code as usize)),
            Some(code) => Err(format!("the code {code} is not in a dictionary of {}", self.len())),
        };
        let places: Vec<Option<usize>> = codes.iter().map(place).collect::<Result<_, String>>()?;
        Ok(match self {
            Cells::Numbers(cells) => Cells::Numbers(places.iter().map(|place| cells[(*place)?]).collect()),
            Cells::Texts(cells) => Cells::Texts(places.iter().map(|place| cells[(*place)?].clone()).collect()),
        })
    }
}

/// Which rows are there; `None` if all are.
pub(super) type Validity = Option<Rc<[bool]>>;

/// The validity of a node of `rows` cells inside one of validity `outer`.
pub(super) fn validity(body: &mut Body, rows: usize, outer: &Validity) -> Result<Validity, String> {
    let (length, missing) = body.node()?;
    if length != rows {
        return Err(format!("a column of {length} cells in a batch of {rows} rows"));
    }
    let bits = body.buffer()?;
    // Writers may leave the buffer out where nothing is missing.
    if missing == 0 || bits.is_empty() {
        return Ok(outer.clone());
    }
    if bits.len() < rows.div_ceil(8) {
        return Err("the buffer of missing cells is too short".into());
    }
    let there = |row: usize| bit(&bits, row) && outer.as_ref().is_none_or(|outer| outer[row]);
    Ok(Some((0..rows).map(there).collect()))
}

fn bit(bits: &[u8], row: usize) -> bool {
    bits[row / 8] >> (row % 8) & 1 == 1
}

fn is_there(validity: &Validity, row: usize) -> bool {
    validity.as_ref().is_none_or(|there| there[row])
}

/// The cells of a leaf, from its buffers after that of missing cells.
pub(super) fn leaf(body: &mut Body, kind: Kind, rows: usize, there: &Validity) -> Result<Cells, String> {
    match kind {
        Kind::Boolean => {
            let bits = body.buffer()?;
            if bits.len() < rows.div_ceil(8) {
                return Err("a buffer of booleans is too short".into());
            }
            let cell = |row| is_there(there, row).then(|| if bit(&bits, row) { 1.0 } else { 0.0 });
            Ok(Cells::Numbers((0..rows).map(cell).collect()))
        }
        Kind::Number(number, meaning) => Ok(Cells::Numbers(numbers(body, number, meaning, rows, there)?)),
        Kind::Text(Text::Offsets(width)) => offset_texts(body, width, rows, there),
        Kind::Text(Text::Views) => view_texts(body, rows, there),
        Kind::Null | Kind::Struct | Kind::Other(_) => Ok(Cells::Numbers(vec![None; rows])),
    }
}

/// Numbers of one width.
pub(super) fn numbers(
    body: &mut Body,
    number: Number,
    meaning: Meaning,
    rows: usize,
    there: &Validity,
) -> Result<Vec<Option<f64>>, String> {
    let (bytes, width) = (body.buffer()?, number.width());
    if bytes.len() / width < rows {
        return Err("a buffer of numbers is too short".into());
    }
    let cell = |(row, bytes): (usize, &[u8])| is_there(there, row).then(|| decode(number, bytes) / meaning.per_one);
    Ok(bytes.chunks_exact(width).take(rows).enumerate().map(cell).collect())
}

/// A number of [`Number::width`] bytes, little-endian.
fn decode(number: Number, bytes: &[u8]) -> f64 {
    let x = match number {
        Number::Half => f64::from(f16::from_le_bytes(fixed(bytes))),
        Number::Single => f64::from(f32::from_le_bytes(fixed(bytes))),
        Number::Double => f64::from_le_bytes(fixed(bytes)),
        Number::Integer(_, signed) => {
            let fill = if signed && bytes.last().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
            let mut wide = [fill; 16];
            wide[..bytes.len()].copy_from_slice(bytes);
            i128::from_le_bytes(wide) as f64
        }
    };
    // One NaN for all: the payloads of this crate must not come from a file.
    if x.is_nan() { f64::NAN } else { x }
}

/// Bytes of a chunk whose length is known.
fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| bytes[i])
}

/// Texts that lie one after another; `width` bytes say where each ends.
fn offset_texts(body: &mut Body, width: usize, rows: usize, there: &Validity) -> Result<Cells, String> {
    let (offsets, bytes) = (body.buffer()?, body.buffer()?);
    if rows == 0 {
        return Ok(Cells::Texts(Vec::new()));
    }
    if offsets.len() / width < rows + 1 {
        return Err("a buffer of offsets is too short".into());
    }
    let offset = |i: usize| {
        let chunk = &offsets[i * width..(i + 1) * width];
        if width == 4 { i64::from(i32::from_le_bytes(fixed(chunk))) } else { i64::from_le_bytes(fixed(chunk)) }
    };
    texts(rows, there, |row| {
        let (start, end) = (usize::try_from(offset(row)).ok()?, usize::try_from(offset(row + 1)).ok()?);
        bytes.get(start..end)
    })
}

/// Texts of 16 bytes each: their length, then themselves or the place where they lie.
fn view_texts(body: &mut Body, rows: usize, there: &Validity) -> Result<Cells, String> {
    let count = body.view_buffers()?;
    let views = body.buffer()?;
    let mut data: Vec<Bytes> = Vec::new();
    for _ in 0..count {
        data.push(body.buffer()?);
    }
    if views.len() / 16 < rows {
        return Err("a buffer of texts is too short".into());
    }
    texts(rows, there, |row| {
        let view = &views[16 * row..16 * (row + 1)];
        let word = |i: usize| usize::try_from(i32::from_le_bytes(fixed(&view[4 * i..4 * i + 4]))).ok();
        let length = word(0)?;
        if length <= 12 {
            return view.get(4..4 + length);
        }
        let start = word(3)?;
        data.get(word(2)?)?.get(start..start.checked_add(length)?)
    })
}

/// Texts whose bytes `place` finds; one that repeats the one before is shared.
fn texts<'a>(rows: usize, there: &Validity, place: impl Fn(usize) -> Option<&'a [u8]>) -> Result<Cells, String> {
    let mut cells: Vec<Option<Rc<str>>> = Vec::with_capacity(rows);
    let mut last: Option<Rc<str>> = None;
    for row in 0..rows {
        if !is_there(there, row) {
            cells.push(None);
            continue;
        }
        let bytes = place(row).ok_or("a text lies outside its buffer")?;
        let text = std::str::from_utf8(bytes).map_err(|_| "a text is not UTF-8".to_string())?;
        let shared = last.take().filter(|last| **last == *text).unwrap_or_else(|| text.into());
        last = Some(shared.clone());
        cells.push(Some(shared));
    }
    Ok(Cells::Texts(cells))
}
