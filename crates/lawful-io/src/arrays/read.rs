//! Values of a tensor, whole or some rows at a time.

use std::io::Read;

use super::decode::swap_bytes;
use super::inflate::Inflate;
use super::source::{Range, Source};
use super::strided::Strided;
use super::tensor::{Deflated, Order, Stored, Tensor, stored_bytes};
use super::{Array, Checkpoint, DType, Values};
use crate::Error;
use crate::error::excerpt;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// A packed array beyond this size is not unpacked whole if it is more than [`SUSPICIOUS_RATIO`] times its bytes.
const SUSPICIOUS_SIZE: u64 = 1 << 30;
const SUSPICIOUS_RATIO: u64 = 100;

impl Checkpoint {
    /// All values of a tensor. Memory is that of the result and a few MiB.
    ///
    /// # Errors
    /// The type is only listed ([`DType::Other`]); the file was cut off since it was opened, or is damaged; the values do
    /// not fit into memory; a packed array unpacks to more than 1 GiB and 100 times its bytes.
    pub fn read(&self, tensor: &Tensor) -> Result<Array, Error> {
        let source = self.source(tensor);
        readable(source, tensor)?;
        let values = match (&tensor.place.stored, &tensor.place.order) {
            (_, Order::RowMajor) => {
                if let Stored::Deflated(place) = &tensor.place.stored {
                    unpacks_sanely(source, tensor, place)?;
                }
                Sequence::open(source, tensor).take(tensor.len())?
            }
            (Stored::Plain(offset), Order::Strided(strides)) => {
                strided(source, tensor, *offset, &tensor.shape, strides)?
            }
            (Stored::Deflated(place), Order::Strided(strides)) => {
                unpacks_sanely(source, tensor, place)?;
                let unpacked = unpack(source, tensor, place)?;
                strided(&unpacked, tensor, 0, &tensor.shape, strides)?
            }
        };
        Ok(Array { shape: tensor.shape.clone(), values })
    }

    /// The entries of a tensor's first axis, `rows` at a time (at least one): arrays of shape `[rows, …]`, the last
    /// one shorter. For activations larger than memory; each block is read when it is asked for. An array that is
    /// packed and in Fortran's order is unpacked whole first.
    ///
    /// # Errors
    /// As [`Checkpoint::read`]; also for single numbers, and for quantised types whose rows are not whole blocks.
    pub fn blocks<'a>(&'a self, tensor: &'a Tensor, rows: usize) -> Result<Blocks<'a>, Error> {
        let source = self.source(tensor);
        readable(source, tensor)?;
        let about = |what: &str| source.error(format!("'{}' {what}", excerpt(&tensor.name)));
        if tensor.shape.is_empty() {
            return Err(about("is a single number, without rows"));
        }
        if stored_bytes(tensor.row_len(), tensor.dtype).is_none() {
            return Err(about("has rows that are not whole blocks of its type; read it whole"));
        }
        let from = match (&tensor.place.stored, &tensor.place.order) {
            (_, Order::RowMajor) => From::Sequence(Sequence::open(source, tensor)),
            (Stored::Plain(offset), Order::Strided(strides)) => From::Strided(Held::Borrowed(source), *offset, strides),
            (Stored::Deflated(place), Order::Strided(strides)) => {
                unpacks_sanely(source, tensor, place)?;
                From::Strided(Held::Owned(unpack(source, tensor, place)?), 0, strides)
            }
        };
        Ok(Blocks { tensor, rows: rows.max(1), next: 0, from })
    }
}

/// Blocks of rows, in order; after an error there are no more.
pub struct Blocks<'a> {
    tensor: &'a Tensor,
    rows: usize,
    next: usize,
    from: From<'a>,
}

enum From<'a> {
    Sequence(Sequence<'a>),
    Strided(Held<'a>, u64, &'a [u64]),
}

enum Held<'a> {
    Borrowed(&'a Source),
    Owned(Source),
}

impl Iterator for Blocks<'_> {
    type Item = Result<Array, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let tensor = self.tensor;
        let rows = self.rows.min(tensor.rows() - self.next);
        if rows == 0 {
            return None;
        }
        let mut shape = tensor.shape.clone();
        shape[0] = rows;
        let values = match &mut self.from {
            From::Sequence(sequence) => sequence.take(rows * tensor.row_len()),
            From::Strided(held, offset, strides) => {
                let source = match held {
                    Held::Borrowed(source) => source,
                    Held::Owned(source) => &*source,
                };
                let size = tensor.dtype.block().1 as u64;
                strided(source, tensor, *offset + self.next as u64 * strides[0] * size, &shape, strides)
            }
        };
        self.next = if values.is_ok() { self.next + rows } else { tensor.rows() };
        Some(values.map(|values| Array { shape, values }))
    }
}

/// Row-major values, one after another.
struct Sequence<'a> {
    source: &'a Source,
    tensor: &'a Tensor,
    reader: Bytes<'a>,
    /// Bytes of the archive's header still before the values.
    skip: u64,
}

enum Bytes<'a> {
    Plain(Range<'a>),
    Deflated(Box<Inflate<'a>>),
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Bytes::Plain(range) => range.read(buffer),
            Bytes::Deflated(inflate) => inflate.read(buffer),
        }
    }
}

impl<'a> Sequence<'a> {
    fn open(source: &'a Source, tensor: &'a Tensor) -> Sequence<'a> {
        let (reader, skip) = match &tensor.place.stored {
            Stored::Plain(offset) => (Bytes::Plain(source.range(*offset, source.length())), 0),
            Stored::Deflated(place) => (Bytes::Deflated(Box::new(Inflate::new(source, place))), place.skip),
        };
        Sequence { source, tensor, reader, skip }
    }

    /// The next `count` values, which are whole blocks.
    fn take(&mut self, count: usize) -> Result<Values, Error> {
        let dtype = self.tensor.dtype;
        let mut values = room(self.source, self.tensor, count)?;
        let (per_block, size) = dtype.block();
        let mut left = count / per_block * size;
        let mut buffer = vec![0; left.min(CHUNK / size * size)];
        while left > 0 {
            let raw_len = left.min(buffer.len());
            let raw = &mut buffer[..raw_len];
            self.fill(raw)?;
            if self.tensor.place.big_endian {
                swap_bytes(raw, size);
            }
            values.decode(dtype, raw);
            left -= raw_len;
        }
        Ok(values)
    }

    fn fill(&mut self, raw: &mut [u8]) -> Result<(), Error> {
        let skip = std::mem::take(&mut self.skip);
        let skipped = std::io::copy(&mut self.reader.by_ref().take(skip), &mut std::io::sink());
        let filled = skipped.and_then(|_| self.reader.read_exact(raw));
        filled.map_err(|e| damaged(self.source, self.tensor, &e))
    }
}

fn strided(source: &Source, tensor: &Tensor, offset: u64, shape: &[usize], strides: &[u64]) -> Result<Values, Error> {
    let mut values = room(source, tensor, shape.iter().product())?;
    let shape: Vec<u64> = shape.iter().map(|&n| n as u64).collect();
    let from = Strided { source, offset, dtype: tensor.dtype, big_endian: tensor.place.big_endian };
    from.read(&shape, strides, &mut values)?;
    Ok(values)
}

/// The unpacked bytes of an array, its header left out.
fn unpack(source: &Source, tensor: &Tensor, place: &Deflated) -> Result<Source, Error> {
    let mut reader = Inflate::new(source, place);
    let mut bytes = Vec::new();
    let read = std::io::copy(&mut reader.by_ref().take(place.skip), &mut std::io::sink())
        .and_then(|_| reader.read_to_end(&mut bytes));
    read.map_err(|e| damaged(source, tensor, &e))?;
    Source::memory(&source.name, bytes)
}

fn damaged(source: &Source, tensor: &Tensor, e: &std::io::Error) -> Error {
    let name = excerpt(&tensor.name);
    match e.kind() {
        std::io::ErrorKind::UnexpectedEof => source.error(format!("ends within '{name}': the file was cut off")),
        _ => source.error(format!("'{name}': {e}")),
    }
}

fn readable(source: &Source, tensor: &Tensor) -> Result<(), Error> {
    match tensor.dtype {
        DType::Other(name) => {
            let tensor = excerpt(&tensor.name);
            Err(source.error(format!("'{tensor}' holds {name}, which is listed but not read; save it as f32 or bf16")))
        }
        _ => Ok(()),
    }
}

fn room(source: &Source, tensor: &Tensor, count: usize) -> Result<Values, Error> {
    Values::with_room(tensor.dtype, count).ok_or_else(|| {
        let name = excerpt(&tensor.name);
        source.error(format!("not enough memory for the {count} values of '{name}'; read it in blocks of rows"))
    })
}

fn unpacks_sanely(source: &Source, tensor: &Tensor, place: &Deflated) -> Result<(), Error> {
    if place.unpacked > SUSPICIOUS_SIZE && place.unpacked / SUSPICIOUS_RATIO > place.packed {
        let (name, from, to) = (excerpt(&tensor.name), place.packed, place.unpacked);
        return Err(source.error(format!(
            "'{name}' unpacks from {from} bytes to {to}, as a zip bomb does; if it is meant so, save it unpacked"
        )));
    }
    Ok(())
}
