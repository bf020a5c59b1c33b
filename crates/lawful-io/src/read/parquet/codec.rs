//! Unpacks pages, never past a limit that the file cannot set.

use std::io::Read;

use bytes::Bytes;
use parquet::basic::Compression;

/// Largest page, unpacked. Writers aim at 1 MiB and keep dictionaries of a few.
const MAX_PAGE: usize = 1 << 28;

/// A way to pack pages that this crate can unpack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Plain,
    Snappy,
    Gzip,
    Lz4,
    Zstd,
}

impl Codec {
    pub fn of(compression: Compression) -> Result<Codec, String> {
        match compression {
            Compression::UNCOMPRESSED => Ok(Codec::Plain),
            Compression::SNAPPY => Ok(Codec::Snappy),
            Compression::GZIP(_) => Ok(Codec::Gzip),
            Compression::LZ4_RAW => Ok(Codec::Lz4),
            Compression::ZSTD(_) => Ok(Codec::Zstd),
            other => {
                let codec = other.to_string();
                let codec = codec.split('(').next().unwrap_or(&codec);
                Err(format!(
                    "is compressed with {codec}, which is not supported; write it with snappy, zstd, gzip or lz4_raw"
                ))
            }
        }
    }

    /// The bytes unpacked.
    pub fn unpack(self, packed: &Bytes) -> Result<Bytes, String> {
        let unpacked = match self {
            _ if packed.is_empty() => return Ok(Bytes::new()),
            Codec::Plain => return Ok(packed.clone()),
            Codec::Snappy => snappy(packed)?,
            Codec::Lz4 => lz4(packed)?,
            Codec::Gzip => drain(flate2::read::MultiGzDecoder::new(&packed[..]))?,
            Codec::Zstd => drain(ruzstd::decoding::StreamingDecoder::new(&packed[..]).map_err(|e| e.to_string())?)?,
        };
        Ok(unpacked.into())
    }
}

fn drain(from: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(MAX_PAGE as u64 + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    checked(bytes.len())?;
    Ok(bytes)
}

fn checked(length: usize) -> Result<usize, String> {
    if length <= MAX_PAGE { Ok(length) } else { Err(format!("a page unpacks to more than {MAX_PAGE} bytes")) }
}

fn snappy(packed: &[u8]) -> Result<Vec<u8>, String> {
    // The densest element copies 64 bytes for 3.
    let length = checked(snap::raw::decompress_len(packed).map_err(|e| e.to_string())?)?;
    if length / 32 > packed.len() {
        return Err("a page claims to unpack to more than snappy can pack into it".into());
    }
    snap::raw::Decoder::new().decompress_vec(packed).map_err(|e| e.to_string())
}

fn lz4(packed: &[u8]) -> Result<Vec<u8>, String> {
    let length = checked(lz4_length(packed).ok_or("a page is no valid LZ4 block")?)?;
    lz4_flex::block::decompress(packed, length).map_err(|e| e.to_string())
}

/// The unpacked length of an LZ4 block, which does not store it: the sum of its literals and matches.
fn lz4_length(packed: &[u8]) -> Option<usize> {
    let mut rest = packed.iter().copied();
    let mut length = 0usize;
    // A nibble of 15 goes on in bytes up to the first that is not 255.
    let long = |nibble: u8, rest: &mut std::iter::Copied<std::slice::Iter<u8>>| {
        let mut sum = usize::from(nibble);
        if nibble == 15 {
            loop {
                let byte = rest.next()?;
                sum += usize::from(byte);
                if byte != 255 {
                    break;
                }
            }
        }
        Some(sum)
    };
    while let Some(token) = rest.next() {
        let literals = long(token >> 4, &mut rest)?;
        length += literals;
        if literals > rest.len() {
            return None;
        }
        if literals > 0 {
            rest.nth(literals - 1)?;
        }
        if rest.len() == 0 {
            return Some(length); // the last sequence has no match
        }
        rest.nth(1)?; // the distance
        length += long(token & 15, &mut rest)? + 4;
    }
    None
}

/// The bytes of a page whose first `levels` are never packed.
pub(super) fn unpack_after(codec: Codec, page: &Bytes, levels: usize) -> Result<Bytes, String> {
    if levels > page.len() {
        return Err("a page ends inside its levels".into());
    }
    let values = codec.unpack(&page.slice(levels..))?;
    if levels == 0 {
        return Ok(values);
    }
    Ok([&page[..levels], &values[..]].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Vec<u8> {
        (0..20_000u32).flat_map(|i| format!("{};", i * i % 977).into_bytes()).chain([0; 5000]).collect()
    }

    #[test]
    fn each_codec_gives_the_bytes_back() {
        let snappy = snap::raw::Encoder::new().compress_vec(&text()).unwrap();
        assert_eq!(Codec::Snappy.unpack(&snappy.into()).unwrap(), text());
        let lz4 = lz4_flex::block::compress(&text());
        assert_eq!(Codec::Lz4.unpack(&lz4.into()).unwrap(), text());
        let zstd = ruzstd::encoding::compress_to_vec(&text()[..], ruzstd::encoding::CompressionLevel::Fastest);
        assert_eq!(Codec::Zstd.unpack(&zstd.into()).unwrap(), text());
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &text()).unwrap();
        assert_eq!(Codec::Gzip.unpack(&gzip.finish().unwrap().into()).unwrap(), text());
    }

    #[test]
    fn damaged_pages_are_errors() {
        let garbage = Bytes::from_static(b"\xff\xff\xff\xff\x0f\x00\x01\x02");
        for codec in [Codec::Snappy, Codec::Gzip, Codec::Lz4, Codec::Zstd] {
            assert!(codec.unpack(&garbage).is_err(), "{codec:?}");
        }
    }
}
