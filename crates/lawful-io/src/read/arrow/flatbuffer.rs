//! FlatBuffers, as far as Arrow's metadata needs them: tables, strings, vectors. Every place is checked against the bytes.
//!
//! A table starts with the distance back to its vtable, which lists where each field lies; a field that a table lacks has
//! its default. References are distances forward.

/// Bytes that are no FlatBuffer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Malformed;

type Found<T> = Result<T, Malformed>;

/// A table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    vtable: usize,
    /// Bytes of the vtable.
    length: usize,
}

impl<'a> Table<'a> {
    /// The table that the bytes begin with a reference to.
    pub fn root(bytes: &'a [u8]) -> Found<Table<'a>> {
        Table::at(bytes, follow(bytes, 0)?)
    }

    fn at(bytes: &'a [u8], at: usize) -> Found<Table<'a>> {
        let back = i64::from(i32::from_le_bytes(take(bytes, at)?));
        let vtable = usize::try_from(at as i64 - back).map_err(|_| Malformed)?;
        let length = usize::from(u16::from_le_bytes(take(bytes, vtable)?));
        if length < 4 {
            return Err(Malformed);
        }
        Ok(Table { bytes, at, vtable, length })
    }

    /// Where a field lies.
    fn field(&self, index: usize) -> Found<Option<usize>> {
        let slot = 4 + 2 * index;
        if slot + 2 > self.length {
            return Ok(None);
        }
        match u16::from_le_bytes(take(self.bytes, self.vtable + slot)?) {
            0 => Ok(None),
            distance => Ok(Some(self.at + usize::from(distance))),
        }
    }

    fn scalar<const N: usize>(&self, index: usize) -> Found<Option<[u8; N]>> {
        self.field(index)?.map(|at| take(self.bytes, at)).transpose()
    }

    pub fn u8(&self, index: usize, default: u8) -> Found<u8> {
        Ok(self.scalar(index)?.map_or(default, u8::from_le_bytes))
    }

    pub fn i16(&self, index: usize, default: i16) -> Found<i16> {
        Ok(self.scalar(index)?.map_or(default, i16::from_le_bytes))
    }

    pub fn i32(&self, index: usize, default: i32) -> Found<i32> {
        Ok(self.scalar(index)?.map_or(default, i32::from_le_bytes))
    }

    pub fn i64(&self, index: usize, default: i64) -> Found<i64> {
        Ok(self.scalar(index)?.map_or(default, i64::from_le_bytes))
    }

    pub fn table(&self, index: usize) -> Found<Option<Table<'a>>> {
        self.field(index)?.map(|at| Table::at(self.bytes, follow(self.bytes, at)?)).transpose()
    }

    pub fn text(&self, index: usize) -> Found<Option<&'a str>> {
        let Some(bytes) = self.vector(index, 1)? else { return Ok(None) };
        std::str::from_utf8(bytes).map(Some).map_err(|_| Malformed)
    }

    /// The bytes of a vector of elements that take `size` bytes each.
    pub fn vector(&self, index: usize, size: usize) -> Found<Option<&'a [u8]>> {
        let Some(at) = self.field(index)? else { return Ok(None) };
        let at = follow(self.bytes, at)?;
        let count = u32::from_le_bytes(take(self.bytes, at)?) as usize;
        let length = count.checked_mul(size).ok_or(Malformed)?;
        let start = at.checked_add(4).ok_or(Malformed)?;
        let end = start.checked_add(length).ok_or(Malformed)?;
        self.bytes.get(start..end).map(Some).ok_or(Malformed)
    }

    /// The tables of a vector.
    pub fn tables(&self, index: usize) -> Found<Vec<Table<'a>>> {
        let Some(at) = self.field(index)? else { return Ok(Vec::new()) };
        let start = follow(self.bytes, at)? + 4;
        let references = self.vector(index, 4)?.unwrap_or_default();
        (0..references.len() / 4).map(|i| Table::at(self.bytes, follow(self.bytes, start + 4 * i)?)).collect()
    }
}

/// `N` bytes at a place.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Found<[u8; N]> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or(Malformed)
}

/// Where the reference at a place leads.
fn follow(bytes: &[u8], at: usize) -> Found<usize> {
    at.checked_add(u32::from_le_bytes(take(bytes, at)?) as usize).ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with field 0 = 7 (i16), field 2 = "ab"; field 1 is not there.
    fn bytes() -> Vec<u8> {
        let mut bytes = vec![16, 0, 0, 0];
        bytes.extend([10, 0, 12, 0, 4, 0, 0, 0, 8, 0, 0, 0]); // vtable at 4: its length, the table's, fields 0 to 2
        bytes.extend([12, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0]); // table at 16, the string 4 after its third word
        bytes.extend([2, 0, 0, 0, b'a', b'b']);
        bytes
    }

    #[test]
    fn fields_defaults_and_strings() {
        let bytes = bytes();
        let table = Table::root(&bytes).unwrap();
        assert_eq!(table.i16(0, 1), Ok(7));
        assert_eq!(table.i64(1, -5), Ok(-5));
        assert_eq!(table.text(2), Ok(Some("ab")));
        assert_eq!(table.u8(99, 3), Ok(3));
    }

    #[test]
    fn no_bytes_lead_outside() {
        let whole = bytes();
        for end in 0..whole.len() {
            let cut = &whole[..end];
            assert!(Table::root(cut).and_then(|table| table.text(2)).is_err(), "{end}");
        }
        for i in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[i] = 0xff;
            if let Ok(table) = Table::root(&bytes) {
                let _ = (table.i16(0, 0), table.text(2), table.tables(2).map(|t| t.len()));
            }
        }
    }
}
