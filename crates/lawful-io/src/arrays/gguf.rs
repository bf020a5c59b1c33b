//! GGUF, versions 2 and 3: key-value metadata, descriptions of tensors, their aligned bytes.
//!
//! <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>. Metadata are passed over, but for the alignment. Axes
//! are stored the fastest first; shapes here are the other way round, as those of every other format.

use std::io::{BufReader, Read};

use super::DType;
use super::source::{Range, Source};
use super::tensor::Tensor;
use crate::Error;
use crate::error::excerpt;

/// The first bytes of a file.
pub(super) const MAGIC: &[u8] = b"GGUF";

/// Alignment of the tensors' bytes where the file does not say.
const ALIGNMENT: u64 = 32;

/// Longest name of a tensor, in bytes; ggml's own limit is 64.
const MAX_NAME: u64 = 1 << 12;

/// Most axes of a tensor; ggml's own limit is 4.
const MAX_AXES: u32 = 8;

/// Deepest nesting of arrays in the metadata.
const MAX_DEPTH: usize = 4;

/// The tensors of a file, in the order of their bytes.
pub(super) fn tensors(source: &Source) -> Result<Vec<Tensor>, Error> {
    read(source).map_err(|e| source.error(e))
}

fn read(source: &Source) -> Result<Vec<Tensor>, String> {
    let mut from = Scanner { inner: BufReader::new(source.range(0, source.length())), left: source.length() };
    from.skip(MAGIC.len() as u64)?;
    match from.u32()? {
        2 | 3 => {}
        1 => return Err("GGUF version 1 is not read; convert the model anew".into()),
        n if matches!(n.swap_bytes(), 1..=3) => {
            return Err("big-endian GGUF is not read; convert the model anew".into());
        }
        n => return Err(format!("GGUF version {n} is not known; versions 2 and 3 are")),
    }
    let (count, pairs) = (from.u64()?, from.u64()?);
    let mut alignment = None;
    // A pair takes 13 bytes or more, a tensor 24.
    from.plausible(pairs, 13, "key-value pairs")?;
    for _ in 0..pairs {
        let key = from.string(u64::from(u16::MAX))?;
        let kind = from.u32()?;
        if key == b"general.alignment" {
            let value = if kind == UINT32 { u64::from(from.u32()?) } else { 0 };
            if !value.is_power_of_two() || alignment.replace(value).is_some() {
                return Err("its GGUF alignment must be one power of two".into());
            }
        } else {
            from.skip_value(kind, MAX_DEPTH)?;
        }
    }
    from.plausible(count, 24, "tensors")?;
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(from.entry()?);
    }
    let alignment = alignment.unwrap_or(ALIGNMENT);
    let header = source.length() - from.left;
    // An empty file of tensors needs no padding after its header.
    let start = header.checked_next_multiple_of(alignment).ok_or("its GGUF alignment is too large")?;
    let room = source.length().saturating_sub(start);
    entries.sort_by_key(|entry| entry.offset);
    let mut end = 0;
    let mut tensors = Vec::with_capacity(entries.len());
    for entry in entries {
        let about = |what: String| format!("tensor '{}': {what}", excerpt(&entry.name));
        let (dtype, per_block, block_bytes) = dtype(entry.kind).map_err(about)?;
        let mut tensor = Tensor::plain(String::new(), &entry.shape, dtype, 0).map_err(about)?;
        if entry.shape.last().copied().unwrap_or(1) % per_block != 0 {
            let shape = &entry.shape;
            return Err(about(format!("rows of shape {shape:?} are not whole blocks of {per_block} values ({dtype})")));
        }
        let bytes = (tensor.len() as u64 / per_block).checked_mul(block_bytes);
        let last = bytes.and_then(|n| n.checked_add(entry.offset)).filter(|&last| last <= room);
        let Some(last) = last else {
            return Err(about("its bytes reach past the end: the file is cut off or its header lies".into()));
        };
        if entry.offset % alignment != 0 {
            return Err(about(format!("its offset {} is not a multiple of {alignment}", entry.offset)));
        }
        if entry.offset < end {
            return Err(about("its bytes lie over those of another tensor".into()));
        }
        end = last;
        tensor.place.stored = super::tensor::Stored::Plain(start + entry.offset);
        tensor.name = entry.name;
        tensors.push(tensor);
    }
    Ok(tensors)
}

/// A description of a tensor.
struct Entry {
    name: String,
    /// Row-major.
    shape: Vec<u64>,
    kind: u32,
    offset: u64,
}

const UINT32: u32 = 4;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// The bytes of a value of fixed size in the metadata.
fn scalar(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        UINT32 | 5 | 6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

/// Bytes from the front, never more than the file has.
struct Scanner<'a> {
    inner: BufReader<Range<'a>>,
    left: u64,
}

impl Scanner<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), String> {
        let left = self.left.checked_sub(buffer.len() as u64).ok_or(CUT)?;
        self.inner.read_exact(buffer).map_err(|e| e.to_string())?;
        self.left = left;
        Ok(())
    }

    fn u32(&mut self) -> Result<u32, String> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn u64(&mut self) -> Result<u64, String> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    /// A length and as many bytes, at most `most`.
    fn string(&mut self, most: u64) -> Result<Vec<u8>, String> {
        let length = self.u64()?;
        if length > self.left {
            return Err(CUT.into());
        }
        if length > most {
            return Err(format!("a name in its GGUF header has {length} bytes; at most {most} are read"));
        }
        let mut bytes = vec![0; length as usize];
        self.fill(&mut bytes).map(|()| bytes)
    }

    fn skip(&mut self, count: u64) -> Result<(), String> {
        let left = self.left.checked_sub(count).ok_or(CUT)?;
        let mut between = self.inner.by_ref().take(count);
        let skipped = std::io::copy(&mut between, &mut std::io::sink()).map_err(|e| e.to_string())?;
        self.left = left;
        if skipped == count { Ok(()) } else { Err(CUT.into()) }
    }

    fn skip_value(&mut self, kind: u32, depth: usize) -> Result<(), String> {
        if let Some(size) = scalar(kind) {
            return self.skip(size);
        }
        match kind {
            STRING => {
                let length = self.u64()?;
                self.skip(length)
            }
            ARRAY if depth > 0 => {
                let (element, count) = (self.u32()?, self.u64()?);
                if let Some(size) = scalar(element) {
                    return self.skip(count.checked_mul(size).ok_or(CUT)?);
                }
                self.plausible(count, 8, "values in an array")?;
                (0..count).try_for_each(|_| self.skip_value(element, depth - 1))
            }
            ARRAY => Err(format!("arrays in its GGUF header are nested deeper than {MAX_DEPTH}")),
            other => Err(format!("its GGUF header has a value of the unknown type {other}")),
        }
    }

    /// Whether the rest of the file has room for so many items of at least `size` bytes.
    fn plausible(&self, count: u64, size: u64, what: &str) -> Result<(), String> {
        if count > self.left / size {
            return Err(format!("its GGUF header claims {count} {what}, more than the file has room for"));
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<Entry, String> {
        let name = String::from_utf8(self.string(MAX_NAME)?).map_err(|_| "a tensor's name is not UTF-8")?;
        let axes = self.u32()?;
        if axes > MAX_AXES {
            return Err(format!("tensor '{}' claims {axes} axes; at most {MAX_AXES} are read", excerpt(&name)));
        }
        let mut shape: Vec<u64> = (0..axes).map(|_| self.u64()).collect::<Result<_, _>>()?;
        shape.reverse();
        Ok(Entry { name, shape, kind: self.u32()?, offset: self.u64()? })
    }
}

const CUT: &str = "its GGUF header is cut off";

/// A type by its number in the format, with the values and bytes of a block.
fn dtype(kind: u32) -> Result<(DType, u64, u64), String> {
    let read = match kind {
        0 => DType::F32,
        1 => DType::F16,
        2 => DType::Q4_0,
        3 => DType::Q4_1,
        6 => DType::Q5_0,
        7 => DType::Q5_1,
        8 => DType::Q8_0,
        10 => DType::Q2K,
        11 => DType::Q3K,
        12 => DType::Q4K,
        13 => DType::Q5K,
        14 => DType::Q6K,
        24 => DType::I8,
        25 => DType::I16,
        26 => DType::I32,
        27 => DType::I64,
        28 => DType::F64,
        30 => DType::BF16,
        _ => return listed(kind).ok_or_else(|| format!("GGUF type {kind} is not known")),
    };
    let (values, bytes) = read.block();
    Ok((read, values as u64, bytes as u64))
}

/// Types whose size is known, so that files that have them can be listed.
fn listed(kind: u32) -> Option<(DType, u64, u64)> {
    let (name, values, bytes) = match kind {
        9 => ("q8_1", 32, 40),
        15 => ("q8_k", 256, 292),
        16 => ("iq2_xxs", 256, 66),
        17 => ("iq2_xs", 256, 74),
        18 => ("iq3_xxs", 256, 98),
        19 => ("iq1_s", 256, 50),
        20 => ("iq4_nl", 32, 18),
        21 => ("iq3_s", 256, 110),
        22 => ("iq2_s", 256, 82),
        23 => ("iq4_xs", 256, 136),
        29 => ("iq1_m", 256, 56),
        34 => ("tq1_0", 256, 54),
        35 => ("tq2_0", 256, 66),
        39 => ("mxfp4", 32, 17),
        _ => return None,
    };
    Some((DType::Other(name), values, bytes))
}
