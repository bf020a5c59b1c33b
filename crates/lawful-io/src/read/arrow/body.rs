//! The body of a batch: its nodes and buffers, taken one after another in the order of the schema.

use std::io::Read;

use bytes::Bytes;

use super::flatbuffer::{Malformed, Table};

/// The most bytes that a buffer may unpack to, and how many per byte stored.
const FREE_BYTES: u64 = 1 << 28;
const MAX_RATIO: u64 = 1 << 10;

/// How buffers are packed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Codec {
    Plain,
    Lz4,
    Zstd,
}

/// What is left of a batch.
pub(super) struct Body<'a> {
    pub rows: usize,
    nodes: &'a [u8],
    buffers: &'a [u8],
    variadic: &'a [u8],
    codec: Codec,
    body: &'a [u8],
}

const CUT: &str = "the batch ends before its columns do";

impl<'a> Body<'a> {
    /// The body that a `RecordBatch` describes.
    pub fn new(batch: Table<'a>, body: &'a [u8]) -> Result<Body<'a>, String> {
        let read = || -> Result<Body<'a>, Malformed> {
            let codec = match batch.table(3)? {
                None => Codec::Plain,
                Some(packing) => match packing.u8(0, 0)? {
                    0 => Codec::Lz4,
                    1 => Codec::Zstd,
                    _ => return Err(Malformed),
                },
            };
            Ok(Body {
                rows: usize::try_from(batch.i64(0, 0)?).map_err(|_| Malformed)?,
                nodes: batch.vector(1, 16)?.unwrap_or_default(),
                buffers: batch.vector(2, 16)?.unwrap_or_default(),
                variadic: batch.vector(4, 8)?.unwrap_or_default(),
                codec,
                body,
            })
        };
        read().map_err(|_| "the description of a batch makes no sense".to_string())
    }

    /// The next node: how many cells it has and how many are missing.
    pub fn node(&mut self) -> Result<(usize, usize), String> {
        let (length, missing) = pair(&mut self.nodes).ok_or(CUT)?;
        match (usize::try_from(length), usize::try_from(missing)) {
            (Ok(length), Ok(missing)) => Ok((length, missing)),
            _ => Err("a column of impossible length".into()),
        }
    }

    /// How many buffers of the next column of views hold its texts.
    pub fn view_buffers(&mut self) -> Result<usize, String> {
        let (count, rest) = self.variadic.split_first_chunk::<8>().ok_or(CUT)?;
        self.variadic = rest;
        usize::try_from(i64::from_le_bytes(*count)).map_err(|_| "an impossible number of buffers".into())
    }

    /// Leaves out buffers.
    pub fn skip(&mut self, count: usize) -> Result<(), String> {
        self.buffers = count.checked_mul(16).and_then(|bytes| self.buffers.get(bytes..)).ok_or(CUT)?;
        Ok(())
    }

    /// The next buffer, unpacked.
    pub fn buffer(&mut self) -> Result<Bytes, String> {
        let (offset, length) = pair(&mut self.buffers).ok_or(CUT)?;
        let range = usize::try_from(offset).ok().zip(usize::try_from(length).ok());
        let stored = range.and_then(|(offset, length)| self.body.get(offset..offset.checked_add(length)?));
        let stored = stored.ok_or("a buffer reaches past the end of its batch")?;
        if self.codec == Codec::Plain || stored.is_empty() {
            return Ok(Bytes::copy_from_slice(stored));
        }
        let (length, packed) = stored.split_first_chunk::<8>().ok_or("a packed buffer without its length")?;
        match i64::from_le_bytes(*length) {
            -1 => Ok(Bytes::copy_from_slice(packed)),
            length => unpack(self.codec, packed, u64::try_from(length).map_err(|_| "a buffer of negative length")?),
        }
    }
}

/// Two numbers.
fn pair(rest: &mut &[u8]) -> Option<(i64, i64)> {
    let (first, tail) = rest.split_first_chunk::<8>()?;
    let (second, tail) = tail.split_first_chunk::<8>()?;
    *rest = tail;
    Some((i64::from_le_bytes(*first), i64::from_le_bytes(*second)))
}

/// Unpacks a buffer that says its length.
fn unpack(codec: Codec, packed: &[u8], length: u64) -> Result<Bytes, String> {
    if length > FREE_BYTES.max(MAX_RATIO.saturating_mul(packed.len() as u64)) {
        return Err(format!("a buffer of {} bytes claims to unpack to {length}", packed.len()));
    }
    let mut bytes = Vec::new();
    let damaged = |e: String| format!("a packed buffer is damaged: {e}");
    // One byte more than it says would show.
    let read = match codec {
        Codec::Zstd => ruzstd::decoding::StreamingDecoder::new(packed)
            .map_err(|e| damaged(e.to_string()))?
            .take(length + 1)
            .read_to_end(&mut bytes),
        _ => lz4_flex::frame::FrameDecoder::new(packed).take(length + 1).read_to_end(&mut bytes),
    };
    read.map_err(|e| damaged(e.to_string()))?;
    if bytes.len() as u64 != length {
        return Err(damaged(format!("it says {length} bytes and has others")));
    }
    Ok(bytes.into())
}
