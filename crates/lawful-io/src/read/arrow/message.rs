//! Messages of a stream: length, metadata (a FlatBuffer), body.

use std::io::{self, Read};

/// Longest metadata of a message: a schema of a hundred thousand columns.
const MAX_METADATA: usize = 1 << 26;

/// Before the length of a message, since version 0.15 of Arrow.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// A message.
pub(super) struct Message {
    pub metadata: Vec<u8>,
    pub body: Vec<u8>,
}

/// The next message of a stream; `body_length` says from the metadata how long the body is. None at the end.
pub(super) fn next(
    from: &mut impl Read,
    body_length: impl Fn(&[u8]) -> Result<u64, String>,
) -> Result<Option<Message>, String> {
    let Some(mut length) = start(from)? else { return Ok(None) };
    if length == CONTINUATION {
        length = start(from)?.ok_or(CUT)?;
    }
    let length = match usize::try_from(i32::from_le_bytes(length)) {
        Ok(0) => return Ok(None),
        Ok(length) if length <= MAX_METADATA => length,
        _ => return Err(format!("metadata of more than {MAX_METADATA} bytes, or none: the file is damaged")),
    };
    let metadata = exactly(from, length as u64)?;
    let body = exactly(from, body_length(&metadata)?)?;
    Ok(Some(Message { metadata, body }))
}

/// The metadata of a message without the length before them.
pub(super) fn metadata(framed: &[u8]) -> Option<&[u8]> {
    let rest = framed.strip_prefix(&CONTINUATION).unwrap_or(framed);
    rest.get(4..)
}

const CUT: &str = "ends inside a message: the file is cut off";

/// Four bytes, or none at the end.
fn start(from: &mut impl Read) -> Result<Option<[u8; 4]>, String> {
    let bytes = up_to(from, 4)?;
    match bytes.first_chunk() {
        Some(bytes) => Ok(Some(*bytes)),
        None if bytes.is_empty() => Ok(None),
        None => Err(CUT.into()),
    }
}

fn exactly(from: &mut impl Read, length: u64) -> Result<Vec<u8>, String> {
    let bytes = up_to(from, length)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(CUT.into()) }
}

/// Takes memory only for bytes that are there.
fn up_to(from: &mut impl Read, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes).map_err(|e: io::Error| e.to_string())?;
    Ok(bytes)
}
