//! A look at a Parquet file's schema before the crate `parquet` builds it.
//!
//! That crate recurses once per level of nesting and reserves memory for as many children as a group claims, so a
//! small hostile footer could overflow the stack or the memory. The footer is Thrift's compact protocol: each field is
//! a byte (number of the field minus that of the one before, type) and its value; integers are zigzag varints.
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>

use parquet::file::reader::ChunkReader;

/// Deepest nesting of groups.
const MAX_DEPTH: usize = 64;

/// Largest footer in bytes.
const MAX_FOOTER: usize = 1 << 28;

/// Whether the file has a Parquet footer with a schema of sane depth and size.
pub(super) fn check(bytes: &impl ChunkReader) -> Result<(), String> {
    const TAIL: u64 = 8;
    const CUT: &str = "no Parquet footer at its end; the file is cut off or no Parquet file";
    let length = bytes.len();
    let start = length.checked_sub(TAIL).ok_or(CUT)?;
    let tail = bytes.get_bytes(start, TAIL as usize).map_err(|e| e.to_string())?;
    match &tail[4..] {
        b"PAR1" => {}
        b"PARE" => return Err("the Parquet file is encrypted, which is not supported".into()),
        _ => return Err(CUT.into()),
    }
    let size = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]) as usize;
    let start = start.checked_sub(size as u64).ok_or("its Parquet footer is longer than the file")?;
    if size > MAX_FOOTER {
        return Err(format!("its Parquet footer is longer than {MAX_FOOTER} bytes"));
    }
    let footer = bytes.get_bytes(start, size).map_err(|e| e.to_string())?;
    let children = schema(&mut Compact(&footer)).ok_or("its Parquet footer is damaged")?;
    nested_sanely(&children)
}

/// The number of children of each element of the schema, in order.
fn schema(footer: &mut Compact) -> Option<Vec<u32>> {
    const SCHEMA: i64 = 2;
    const NUM_CHILDREN: i64 = 5;
    let mut children = None;
    footer.fields(|footer, field, kind| {
        if field != SCHEMA || kind != LIST {
            return footer.skip(kind, MAX_DEPTH);
        }
        let (element, count) = footer.list()?;
        if element != STRUCT || count > footer.0.len() {
            return None;
        }
        let mut elements = Vec::new();
        for _ in 0..count {
            let mut claimed = 0;
            footer.fields(|footer, field, kind| {
                if field == NUM_CHILDREN && kind == I32 {
                    claimed = u32::try_from(footer.integer()?).ok()?;
                    Some(())
                } else {
                    footer.skip(kind, MAX_DEPTH)
                }
            })?;
            elements.push(claimed);
        }
        // A repeated field would replace this one unseen.
        children.replace(elements).is_none().then_some(())
    })?;
    children
}

/// Whether the elements, a group before its children, make one tree that is not too deep.
fn nested_sanely(children: &[u32]) -> Result<(), String> {
    let mut open: Vec<u32> = Vec::new(); // children still to come, one entry per open group
    for (i, &claimed) in children.iter().enumerate() {
        if claimed as usize > children.len() {
            return Err("its Parquet schema claims more columns than it lists".into());
        }
        match open.last_mut() {
            Some(left) => *left -= 1,
            None if i == 0 => {}
            None => return Err("its Parquet schema has columns outside its root".into()),
        }
        open.push(claimed);
        while open.last() == Some(&0) {
            open.pop();
        }
        if open.len() > MAX_DEPTH {
            return Err(format!("its Parquet schema is nested deeper than {MAX_DEPTH}"));
        }
    }
    if open.is_empty() { Ok(()) } else { Err("its Parquet schema lists fewer columns than it claims".into()) }
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// Bytes in Thrift's compact protocol, read from the front; `None` wherever they are not valid.
struct Compact<'a>(&'a [u8]);

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn jump(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn integer(&mut self) -> Option<i64> {
        let zigzag = self.varint()?;
        Some((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// The type and number of a list's elements.
    fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            short => usize::from(short),
        };
        Some((head & 15, count))
    }

    /// Calls `read` with number and type of each field of a struct; `read` must consume its value.
    fn fields(&mut self, mut read: impl FnMut(&mut Self, i64, u8) -> Option<()>) -> Option<()> {
        let mut field = 0i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => self.integer()?,
                step => field.checked_add(i64::from(step))?,
            };
            read(self, field, head & 15)?;
        }
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.jump(1),
            I16 | I32 | I64 => self.varint().map(|_| ()),
            DOUBLE => self.jump(8),
            BINARY => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.jump(length)
            }
            LIST | SET => {
                let (element, count) = self.list()?;
                if count > self.0.len() {
                    return None;
                }
                // In a list a boolean is a byte.
                let element = if matches!(element, TRUE | FALSE) { BYTE } else { element };
                (0..count).try_for_each(|_| self.skip(element, depth))
            }
            STRUCT => self.fields(|inner, _, kind| inner.skip(kind, depth)),
            _ => None, // Parquet's footer has no maps
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        assert!(nested_sanely(&[2, 0, 2, 0, 0]).is_ok());
        assert!(nested_sanely(&[0]).is_ok());
        for bad in [&[2, 0][..], &[1, 0, 0], &[5, 0], &[1; 100]] {
            assert!(nested_sanely(bad).is_err(), "{bad:?}");
        }
        let deep: Vec<u32> = [1; 100].into_iter().chain([0]).collect();
        assert!(nested_sanely(&deep).unwrap_err().contains("deeper"));
    }
}
