//! TFRecord framing: length (8 bytes), its checksum (4), the bytes, their checksum (4); all little-endian.

use std::io::{self, Read};

use super::crc32c::{Crc32c, masked};

/// Longest record that is taken into memory. Longer ones (a graph, images) are passed over.
const MAX_RECORD: u64 = 1 << 26;

/// Whether the first bytes of a file are the head of a record: its checksum is right.
pub(crate) fn looks_so(head: &[u8]) -> bool {
    match (head.get(..8), head.get(8..12)) {
        (Some(length), Some(sum)) => masked(length).to_le_bytes() == sum,
        _ => false,
    }
}

/// The records of a file, one after another.
pub(super) struct Records<R> {
    from: R,
    /// Records so far.
    pub count: usize,
    /// The place of the next one.
    at: u64,
}

/// What comes next.
pub(super) enum Next {
    /// A record, in the buffer.
    Record,
    /// A record too long to be one of scalars.
    Long,
    /// The file ends between records.
    End,
    /// The file ends inside a record, as that of a run that goes on, or of one that was killed.
    CutOff,
}

impl<R: Read> Records<R> {
    pub fn new(from: R) -> Records<R> {
        Records { from, count: 0, at: 0 }
    }

    pub fn into_inner(self) -> R {
        self.from
    }

    /// Reads the next record into `buffer`.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> Result<Next, String> {
        let head = self.bytes::<12>()?;
        let (number, at) = (self.count + 1, self.at);
        let damaged = |what: &str| {
            format!("record {number} (byte {at}): the checksum of its {what} is wrong; the file is damaged")
        };
        let head = match head {
            Ok(head) => head,
            Err(0) => return Ok(Next::End),
            Err(_) => return Ok(Next::CutOff),
        };
        if !looks_so(&head) {
            return Err(damaged("length"));
        }
        let length = u64::from_le_bytes(std::array::from_fn(|i| head[i]));
        buffer.clear();
        let mut crc = Crc32c::new();
        let mut left = length;
        let mut piece = [0; 1 << 13];
        while left > 0 {
            let most = left.min(piece.len() as u64) as usize;
            let n = read_some(&mut self.from, &mut piece[..most])?;
            if n == 0 {
                return Ok(Next::CutOff);
            }
            crc.add(&piece[..n]);
            if length <= MAX_RECORD {
                buffer.extend_from_slice(&piece[..n]);
            }
            left -= n as u64;
        }
        let Ok(sum) = self.bytes::<4>()? else { return Ok(Next::CutOff) };
        if crc.masked().to_le_bytes() != sum {
            return Err(damaged("bytes"));
        }
        self.count = number;
        self.at = at.saturating_add(length).saturating_add(16);
        Ok(if length <= MAX_RECORD { Next::Record } else { Next::Long })
    }

    /// The next bytes, or how many there were.
    fn bytes<const N: usize>(&mut self) -> Result<Result<[u8; N], usize>, String> {
        let mut bytes = [0; N];
        let mut filled = 0;
        while filled < N {
            match read_some(&mut self.from, &mut bytes[filled..])? {
                0 => return Ok(Err(filled)),
                n => filled += n,
            }
        }
        Ok(Ok(bytes))
    }
}

fn read_some(from: &mut impl Read, buffer: &mut [u8]) -> Result<usize, String> {
    loop {
        match from.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            result => return result.map_err(|e| e.to_string()),
        }
    }
}
