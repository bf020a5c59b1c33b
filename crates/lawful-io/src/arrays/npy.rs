//! NumPy's `.npy`, versions 1.0, 2.0 and 3.0, and archives of them, `.npz`.
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use std::io::Read;
use std::path::Path;

use super::DType;
use super::npy_header::{Header, parse};
use super::source::Source;
use super::tensor::{Order, Stored, Tensor, order, stored_bytes};
use super::zip::Member;
use crate::Error;
use crate::error::excerpt;

/// The first bytes of a file.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// Longest header that is read, in bytes; NumPy itself trusts 10,000.
const MAX_HEADER: u32 = 1 << 20;

/// The array of a `.npy` file, named after the file.
pub(super) fn tensor(source: &Source) -> Result<Tensor, Error> {
    let mut reader = source.range(0, source.length());
    let (header, start) = header(&mut reader).map_err(|e| source.error(e))?;
    let name = Path::new(&source.name).file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    let found = source.length() - start;
    place(name, &header, Stored::Plain(start), found).map_err(|e| source.error(e))
}

/// The arrays of a `.npz` archive, named after its members.
pub(super) fn tensors(source: &Source, members: &[Member]) -> Result<Vec<Tensor>, Error> {
    let arrays = members.iter().filter_map(|m| Some((m, m.name.strip_suffix(".npy")?)));
    let read = |(member, name): (&Member, &str)| {
        let about = |e: String| source.error(format!("array '{}': {e}", excerpt(name)));
        let (header, start) = header(&mut member.reader(source)?).map_err(about)?;
        let mut stored = member.stored(source)?;
        match &mut stored {
            Stored::Plain(offset) => *offset += start,
            Stored::Deflated(place) => place.skip = start,
        }
        // Its header was just read from it.
        let found = member.length.saturating_sub(start);
        place(name.to_string(), &header, stored, found).map_err(about)
    };
    arrays.map(read).collect()
}

/// The header at the start of a `.npy` file, and its length in bytes with all that stands before it.
fn header(reader: &mut impl Read) -> Result<(Header, u64), String> {
    let mut fill = |bytes: &mut [u8]| {
        reader.read_exact(bytes).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => "its npy header is cut off".to_string(),
            _ => e.to_string(),
        })
    };
    let mut lead = [0; 8];
    fill(&mut lead)?;
    if !lead.starts_with(MAGIC) {
        return Err("does not start as an npy file does".into());
    }
    let mut size = [0; 4];
    let digits = match lead[6] {
        1 => 2,
        2 | 3 => 4,
        version => return Err(format!("npy version {version} is not known; versions 1 to 3 are")),
    };
    fill(&mut size[..digits])?;
    let length = u32::from_le_bytes(size);
    if length > MAX_HEADER {
        return Err(format!("its npy header claims {length} bytes; at most {MAX_HEADER} are read"));
    }
    let mut text = vec![0; length as usize];
    fill(&mut text)?;
    let header = parse(&text)?;
    Ok((header, 8 + digits as u64 + u64::from(length)))
}

/// The tensor that a header describes, whose values have `found` bytes.
fn place(name: String, header: &Header, stored: Stored, found: u64) -> Result<Tensor, String> {
    let (big_endian, dtype) = dtype(&header.descr)?;
    let mut tensor = Tensor::plain(name, &header.shape, dtype, 0)?;
    let expected = stored_bytes(tensor.len(), dtype).ok_or("its shape is too large")?;
    if found != expected {
        let shape = &header.shape;
        let way = if found < expected { "the file is cut off" } else { "one array a file is read" };
        return Err(format!("{found} bytes of values, but shape {shape:?} of {dtype} takes {expected}: {way}"));
    }
    let order = if header.fortran_order { order(&header.shape, &column_major(&header.shape)) } else { Order::RowMajor };
    tensor.place = super::tensor::Place { stored, big_endian, order };
    Ok(tensor)
}

fn column_major(shape: &[u64]) -> Vec<u64> {
    // No product here exceeds that of the shape, which was checked; with a 0 in it the strides do not matter.
    let before = |product: &mut u64, &n: &u64| {
        let stride = *product;
        *product = product.saturating_mul(n);
        Some(stride)
    };
    shape.iter().scan(1, before).collect()
}

/// Byte order and type of a description like `<f4`.
fn dtype(descr: &str) -> Result<(bool, DType), String> {
    let (big_endian, code) = match descr.split_at_checked(1) {
        Some((">", code)) => (true, code),
        Some(("<" | "|" | "=", code)) => (false, code),
        _ => (false, descr),
    };
    let dtype = match code {
        "f8" => DType::F64,
        "f4" => DType::F32,
        "f2" => DType::F16,
        "i8" => DType::I64,
        "i4" => DType::I32,
        "i2" => DType::I16,
        "i1" => DType::I8,
        "u8" => DType::U64,
        "u4" => DType::U32,
        "u2" => DType::U16,
        "u1" => DType::U8,
        "b1" => DType::Bool,
        _ => return Err(format!("holds {}", unread(descr, code))),
    };
    Ok((big_endian, dtype))
}

/// Why a type is not read.
fn unread(descr: &str, code: &str) -> String {
    let descr = excerpt(descr);
    match code.chars().next() {
        Some('c') => format!("complex numbers ({descr}); save their real and imaginary parts as two arrays"),
        Some('O') => "Python objects, which only Python can load; save the numbers as an array of floats".into(),
        Some('U' | 'S' | 'a') => format!("text ({descr}), not numbers"),
        Some('M' | 'm') => format!("dates or durations ({descr}); save them as numbers"),
        Some('f') => format!("floats of the type {descr}; save them as float64"),
        Some('V') => format!("raw bytes ({descr}), as NumPy writes bfloat16 and float8; save them as float32"),
        _ => format!("values of the type '{descr}', which is not known"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        assert_eq!(dtype("<f4"), Ok((false, DType::F32)));
        assert_eq!(dtype(">i8"), Ok((true, DType::I64)));
        assert_eq!(dtype("|b1"), Ok((false, DType::Bool)));
        for (descr, word) in [("<c16", "complex"), ("|O", "Python"), ("<U5", "text"), ("<f16", "f16"), ("é", "é")] {
            assert!(dtype(descr).is_err_and(|e| e.contains(word)), "{descr}");
        }
    }

    #[test]
    fn strides_of_columns() {
        assert_eq!(column_major(&[2, 3, 4]), [1, 2, 6]);
        assert!(column_major(&[]).is_empty());
    }
}
