//! Pickle's opcodes of protocols 2 to 5 that build plain data, and their arguments in the byte stream.
//!
//! Meanings: the documentation strings of Python's `pickletools`.

use std::ops::Range;

/// An instruction with its argument. Text and bytes are places in the pickle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    /// PROTO, FRAME: nothing to do.
    Nothing,
    Stop,
    Mark,
    Pop,
    PopMark,
    Dup,
    /// NONE, NEWTRUE, NEWFALSE, BINFLOAT, bytes, integers beyond 64 bits.
    Opaque,
    Int(i64),
    Text(Range<usize>),
    EmptyList,
    EmptyTuple,
    EmptyDict,
    EmptySet,
    Append,
    Appends,
    AddItems,
    FrozenSet,
    SetItem,
    SetItems,
    List,
    Dict,
    Tuple,
    /// TUPLE1, TUPLE2, TUPLE3.
    TupleOf(usize),
    Get(u32),
    Put(u32),
    Memoize,
    /// Module and name.
    Global(Range<usize>, Range<usize>),
    StackGlobal,
    Reduce,
    Build,
    NewObject,
    PersistentId,
}

/// Reads a pickle from its front.
pub(super) struct Stream<'a> {
    pub bytes: &'a [u8],
    at: usize,
}

const CUT: &str = "the pickle is cut off";

impl<'a> Stream<'a> {
    pub fn new(bytes: &'a [u8]) -> Stream<'a> {
        Stream { bytes, at: 0 }
    }

    /// The next instruction.
    pub fn next(&mut self) -> Result<Op, String> {
        let code = self.fixed::<1>()?[0];
        Ok(match code {
            0x80 => match self.fixed::<1>()?[0] {
                0..=5 => Op::Nothing,
                version => return Err(format!("pickle protocol {version} is not known")),
            },
            0x95 => self.fixed::<8>().map(|_| Op::Nothing)?,
            b'.' => Op::Stop,
            b'(' => Op::Mark,
            b'0' => Op::Pop,
            b'1' => Op::PopMark,
            b'2' => Op::Dup,
            b'N' | 0x88 | 0x89 => Op::Opaque,
            b'J' => Op::Int(i64::from(i32::from_le_bytes(self.fixed()?))),
            b'K' => Op::Int(i64::from(self.fixed::<1>()?[0])),
            b'M' => Op::Int(i64::from(u16::from_le_bytes(self.fixed()?))),
            0x8a => self.run(1).map(|digits| self.long(digits))?,
            0x8b => self.run(4).map(|digits| self.long(digits))?,
            b'G' => self.fixed::<8>().map(|_| Op::Opaque)?,
            b'X' => Op::Text(self.run(4)?),
            0x8c => Op::Text(self.run(1)?),
            0x8d => Op::Text(self.run(8)?),
            b'T' => Op::Text(self.run(4)?),
            b'U' => Op::Text(self.run(1)?),
            b'B' => self.run(4).map(|_| Op::Opaque)?,
            b'C' => self.run(1).map(|_| Op::Opaque)?,
            0x8e | 0x96 => self.run(8).map(|_| Op::Opaque)?,
            b']' => Op::EmptyList,
            b')' => Op::EmptyTuple,
            b'}' => Op::EmptyDict,
            0x8f => Op::EmptySet,
            b'a' => Op::Append,
            b'e' => Op::Appends,
            0x90 => Op::AddItems,
            0x91 => Op::FrozenSet,
            b's' => Op::SetItem,
            b'u' => Op::SetItems,
            b'l' => Op::List,
            b'd' => Op::Dict,
            b't' => Op::Tuple,
            0x85..=0x87 => Op::TupleOf(usize::from(code - 0x84)),
            b'h' => Op::Get(u32::from(self.fixed::<1>()?[0])),
            b'j' => Op::Get(u32::from_le_bytes(self.fixed()?)),
            b'q' => Op::Put(u32::from(self.fixed::<1>()?[0])),
            b'r' => Op::Put(u32::from_le_bytes(self.fixed()?)),
            0x94 => Op::Memoize,
            b'c' => Op::Global(self.line()?, self.line()?),
            0x93 => Op::StackGlobal,
            b'R' => Op::Reduce,
            b'b' => Op::Build,
            0x81 => Op::NewObject,
            b'Q' => Op::PersistentId,
            _ => {
                return Err(format!(
                    "the pickle has the instruction 0x{code:02x}, which no checkpoint of tensors needs"
                ));
            }
        })
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let bytes = self.bytes[self.at..].first_chunk().ok_or(CUT)?;
        self.at += N;
        Ok(*bytes)
    }

    /// A length of `digits` bytes and the place of as many bytes.
    fn run(&mut self, digits: usize) -> Result<Range<usize>, String> {
        let size = self.bytes[self.at..].get(..digits).ok_or(CUT)?;
        self.at += digits;
        let size = size.iter().rev().fold(0u64, |size, &byte| size << 8 | u64::from(byte));
        let end =
            usize::try_from(size).ok().and_then(|n| self.at.checked_add(n)).filter(|&end| end <= self.bytes.len());
        let place = self.at..end.ok_or(CUT)?;
        self.at = place.end;
        Ok(place)
    }

    /// An integer in two's complement, little-endian.
    fn long(&self, digits: Range<usize>) -> Op {
        let digits = &self.bytes[digits];
        if digits.len() > 8 {
            return Op::Opaque;
        }
        let negative = digits.last().is_some_and(|&byte| byte >= 0x80);
        let mut full = [if negative { 0xff } else { 0 }; 8];
        full[..digits.len()].copy_from_slice(digits);
        Op::Int(i64::from_le_bytes(full))
    }

    /// A line, without its end.
    fn line(&mut self) -> Result<Range<usize>, String> {
        let length = self.bytes[self.at..].iter().position(|&byte| byte == b'\n').ok_or(CUT)?;
        let place = self.at..self.at + length;
        self.at = place.end + 1;
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        for (bytes, value) in [
            (&b"K\xff"[..], 255),
            (b"M\x00\x01", 256),
            (b"J\xff\xff\xff\xff", -1),
            (b"\x8a\x00", 0),
            (b"\x8a\x02\x00\xff", -256),
            (b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", i64::MAX),
        ] {
            assert_eq!(Stream::new(bytes).next(), Ok(Op::Int(value)));
        }
    }

    #[test]
    fn damaged() {
        for bytes in [&b""[..], b"X\xff\xff\xff\xff", b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff", b"ctorch", b"J\x00"] {
            assert!(Stream::new(bytes).next().is_err_and(|e| e.contains("cut off")), "{bytes:?}");
        }
        assert!(Stream::new(b"i").next().is_err_and(|e| e.contains("0x69")));
    }
}
