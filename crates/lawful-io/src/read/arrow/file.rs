//! Arrow files: messages anywhere between two marks, and an index of them at the end (`File.fbs`).

use super::flatbuffer::{Malformed, Table};
use super::message::{self, Message};
use super::{Reader, body_length};
use crate::arrays::source::Source;

/// Before a file, and after its index.
pub(super) const MARK: &[u8; 6] = b"ARROW1";

/// A place in the file: offset, length of the metadata, padding, length of the body.
const BLOCK: usize = 24;

/// Reads the messages that the index lists: dictionaries, then batches.
pub(super) fn read(source: &Source, reader: &mut Reader) -> Result<(), String> {
    const CUT: &str = "no index at its end: the file is cut off";
    let failed = |e: crate::Error| e.message;
    let end = source.length().checked_sub(10).filter(|end| *end >= 8).ok_or(CUT)?;
    let tail = source.bytes(end, 10).map_err(failed)?;
    if !tail.ends_with(MARK) {
        return Err(CUT.into());
    }
    let length = tail.first_chunk().map_or(0, |length| i32::from_le_bytes(*length));
    let start = u64::try_from(length).ok().filter(|l| *l > 0).and_then(|l| end.checked_sub(l)).ok_or(CUT)?;
    let footer = source.bytes(start, end - start).map_err(failed)?;
    let no_sense = |_: Malformed| "its index makes no sense".to_string();
    let footer = Table::root(&footer).map_err(no_sense)?;
    reader.schema(footer.table(1).map_err(no_sense)?.ok_or("its index has no schema")?)?;
    for list in [2, 3] {
        let blocks = footer.vector(list, BLOCK).map_err(no_sense)?.unwrap_or_default();
        for block in blocks.chunks_exact(BLOCK) {
            reader.take(&at(source, block).ok_or("its index leads outside the file")??)?;
        }
    }
    Ok(())
}

/// The message at a place of the index.
fn at(source: &Source, block: &[u8]) -> Option<Result<Message, String>> {
    let offset = u64::try_from(i64::from_le_bytes(*block.first_chunk()?)).ok()?;
    let length = u64::try_from(i32::from_le_bytes(*block.get(8..)?.first_chunk()?)).ok()?;
    let framed = source.bytes(offset, length).ok()?;
    let metadata = message::metadata(&framed)?.to_vec();
    let body = match body_length(&metadata) {
        Ok(body) => source.bytes(offset + length, body).ok()?,
        Err(why) => return Some(Err(why)),
    };
    Some(Ok(Message { metadata, body }))
}
