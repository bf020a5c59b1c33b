//! safetensors: a length, a JSON header, the bytes of the tensors one after another.
//!
//! <https://github.com/huggingface/safetensors#format>. As that document asks, the tensors must cover the rest of the
//! file without holes or overlaps, so that a file has one meaning.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::DType;
use super::source::Source;
use super::tensor::Tensor;
use crate::Error;
use crate::error::excerpt;

/// Longest header that is read, in bytes; the reference implementation's limit.
const MAX_HEADER: u64 = 100_000_000;

/// Bytes before the header: its length.
const LEAD: u64 = 8;

/// Whether the first bytes of a file of this length look like safetensors.
pub(super) fn looks_so(head: &[u8], length: u64) -> bool {
    let size = head.first_chunk().map(|b| u64::from_le_bytes(*b));
    head.get(8) == Some(&b'{') && size.is_some_and(|n| n.checked_add(LEAD).is_some_and(|end| end <= length))
}

/// The tensors of a file, in the order of their bytes.
pub(super) fn tensors(source: &Source) -> Result<Vec<Tensor>, Error> {
    read(source).map_err(|e| source.error(e))
}

fn read(source: &Source) -> Result<Vec<Tensor>, String> {
    if source.length() < LEAD {
        return Err("too short for a safetensors file; it is cut off".into());
    }
    let lead = source.bytes(0, LEAD).map_err(|e| e.message)?;
    let size = lead.first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
    let room = source.length() - LEAD;
    if size > room {
        return Err(format!(
            "its safetensors header claims {size} bytes, the file has {room}; it is cut off or damaged"
        ));
    }
    if size > MAX_HEADER {
        return Err(format!("its safetensors header claims {size} bytes; at most {MAX_HEADER} are read"));
    }
    let text = source.bytes(LEAD, size).map_err(|e| e.message)?;
    let header: Header =
        serde_json::from_slice(&text).map_err(|e| format!("its safetensors header is damaged: {e}"))?;
    let mut entries = header.0;
    entries.sort_by_key(|(_, entry)| entry.data_offsets);
    let start = LEAD + size;
    let mut end = 0;
    let mut tensors = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let about = |what: String| format!("tensor '{}': {what}", excerpt(&name));
        let (first, last) = entry.data_offsets;
        let (dtype, bits) = dtype(&entry.dtype).map_err(about)?;
        if first != end || last < first {
            return Err(about(format!("its bytes {first} to {last} do not follow on byte {end} of the one before")));
        }
        end = last;
        if end > room - size {
            return Err(about(format!("its bytes end at {end}, the file has {}; it is cut off", room - size)));
        }
        let tensor = Tensor::plain(name.clone(), &entry.shape, dtype, start + first).map_err(about)?;
        let takes = (tensor.len() as u64).checked_mul(bits).filter(|bits| bits % 8 == 0).map(|bits| bits / 8);
        if takes != Some(last - first) {
            let (shape, found) = (&entry.shape, last - first);
            return Err(about(format!("shape {shape:?} of {dtype} does not take its {found} bytes")));
        }
        tensors.push(tensor);
    }
    if end != room - size {
        return Err(format!("{} bytes after its last tensor belong to none", room - size - end));
    }
    Ok(tensors)
}

/// A type by the name that the format gives it, and its bits.
fn dtype(name: &str) -> Result<(DType, u64), String> {
    Ok(match name {
        "F64" => (DType::F64, 64),
        "F32" => (DType::F32, 32),
        "F16" => (DType::F16, 16),
        "BF16" => (DType::BF16, 16),
        "F8_E4M3" => (DType::F8E4M3, 8),
        "F8_E5M2" => (DType::F8E5M2, 8),
        "I64" => (DType::I64, 64),
        "I32" => (DType::I32, 32),
        "I16" => (DType::I16, 16),
        "I8" => (DType::I8, 8),
        "U64" => (DType::U64, 64),
        "U32" => (DType::U32, 32),
        "U16" => (DType::U16, 16),
        "U8" => (DType::U8, 8),
        "BOOL" => (DType::Bool, 8),
        "C64" => (DType::Other("c64"), 64),
        "F8_E8M0" => (DType::Other("f8_e8m0"), 8),
        "F8_E4M3FNUZ" => (DType::Other("f8_e4m3fnuz"), 8),
        "F8_E5M2FNUZ" => (DType::Other("f8_e5m2fnuz"), 8),
        "F6_E2M3" => (DType::Other("f6_e2m3"), 6),
        "F6_E3M2" => (DType::Other("f6_e3m2"), 6),
        "F4" => (DType::Other("f4"), 4),
        other => return Err(format!("type '{}' is not known", excerpt(other))),
    })
}

/// What the header says of a tensor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// The header: names and entries, each name once, without `__metadata__`.
struct Header(Vec<(String, Entry)>);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Header;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let mut names = HashSet::new();
                let mut entries = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    if !names.insert(name.clone()) {
                        let message = format!("'{}' is there twice", excerpt(&name));
                        return Err(serde::de::Error::custom(message));
                    }
                    if name == "__metadata__" {
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        let entry = map.next_value()?;
                        entries.push((name, entry));
                    }
                }
                Ok(Header(entries))
            }
        }
        from.deserialize_map(Entries)
    }
}
