//! PyTorch checkpoints in zip archives, as `torch.save` writes them since version 1.6, read without running pickle.
//!
//! An archive has a folder with `data.pkl`, a pickled structure that names storages, and `data/<key>`, their bytes. The
//! pickle is a program that could call any Python function; [`machine`] carries out only what builds dictionaries,
//! lists and tensors, and refuses everything else by its name ([`globals`]).

mod globals;
mod machine;
mod opcode;
mod rebuild;
mod state;
mod value;

use std::collections::HashMap;

use super::source::Source;
use super::tensor::{Place, Stored, Tensor, order};
use super::zip::Member;
use crate::Error;
use crate::error::excerpt;
use value::TensorValue;

/// Longest pickle that is read, in bytes: the structure of a checkpoint, without its numbers.
const MAX_PICKLE: u64 = 1 << 26;

/// The pickle in an archive that is a checkpoint.
pub(super) fn pickle(members: &[Member]) -> Option<&Member> {
    members.iter().find(|m| m.name.ends_with("/data.pkl") && m.name.matches('/').count() == 1)
}

/// What a file is that PyTorch wrote before zip archives: its first pickle holds this magic number.
pub(super) fn is_legacy(head: &[u8]) -> bool {
    const MAGIC_NUMBER: &[u8] = b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    head.first() == Some(&0x80) && head.get(2..).is_some_and(|rest| rest.starts_with(MAGIC_NUMBER))
}

/// The tensors of a checkpoint, in the order of its dictionaries.
pub(super) fn tensors(source: &Source, members: &[Member], pickle: &Member) -> Result<Vec<Tensor>, Error> {
    let folder = pickle.name.strip_suffix("data.pkl").unwrap_or_default();
    let by_name: HashMap<&str, &Member> =
        members.iter().filter_map(|m| Some((m.name.strip_prefix(folder)?, m))).collect();
    if by_name.contains_key("constants.pkl") {
        return Err(source.error("a TorchScript archive; save the weights with torch.save(model.state_dict(), …)"));
    }
    let big_endian = match by_name.get("byteorder") {
        None => false,
        Some(member) => match member.contents(source, 16)?.trim_ascii() {
            b"little" => false,
            b"big" => true,
            _ => return Err(source.error("its byte order is neither 'little' nor 'big'")),
        },
    };
    let bytes = pickle.contents(source, MAX_PICKLE)?;
    let named = machine::run(&bytes).and_then(|ended| state::tensors(&ended, &source.name));
    let named: Vec<(String, TensorValue)> =
        named.map_err(|e| source.error(format!("{}: {e}", excerpt(&pickle.name))))?;
    let place = |(name, value): (String, TensorValue)| {
        let about = |what: String| source.error(format!("tensor '{}': {what}", excerpt(&name)));
        let key = machine::text(&bytes, &value.key).map_err(about)?;
        let member = by_name.get(format!("data/{key}").as_str()).copied();
        let member = member.ok_or_else(|| about(format!("its storage 'data/{}' is missing", excerpt(key))))?;
        let Stored::Plain(offset) = member.stored(source)? else {
            return Err(about("its storage is packed; unzip the archive and zip it with 'zip -0'".into()));
        };
        let mut tensor = locate(name.clone(), &value, offset, member.length).map_err(about)?;
        tensor.place.big_endian = big_endian;
        Ok(tensor)
    };
    named.into_iter().map(place).collect()
}

/// A tensor whose storage takes `length` bytes from `offset` on.
fn locate(name: String, value: &TensorValue, offset: u64, length: u64) -> Result<Tensor, String> {
    let (_, size) = value.dtype.block();
    let size = size as u64;
    let Some(items) = length.checked_div(size) else {
        // A type that is listed only.
        return Tensor::plain(name, &value.shape, value.dtype, offset);
    };
    let claimed = if value.untyped { value.items / size } else { value.items };
    if claimed != items {
        return Err(format!("its storage has {length} bytes, not those of {claimed} values"));
    }
    let tensor = Tensor::plain(name, &value.shape, value.dtype, 0)?;
    if tensor.len() as u64 > items {
        return Err("an expanded view repeats its values; save it with .contiguous()".into());
    }
    // The last value that it reaches.
    let reach = value
        .shape
        .iter()
        .zip(&value.strides)
        .try_fold(value.offset, |reach, (&n, &stride)| reach.checked_add(n.saturating_sub(1).checked_mul(stride)?));
    if !tensor.is_empty() && reach.is_none_or(|last| last >= items) {
        return Err("it reaches past the end of its storage".into());
    }
    let first = if tensor.is_empty() { offset } else { offset + value.offset * size };
    let place = Place { stored: Stored::Plain(first), big_endian: false, order: order(&value.shape, &value.strides) };
    Ok(Tensor { place, ..tensor })
}
