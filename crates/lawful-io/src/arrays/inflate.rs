//! Deflated bytes, unpacked on the way and checked at their end.

use std::io::{self, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::source::{Range, Source};
use super::tensor::Deflated;

/// Unpacks exactly as many bytes as the archive says; more, fewer or others than its CRC-32 tells are an error.
pub(super) struct Inflate<'a> {
    inner: DeflateDecoder<BufReader<Range<'a>>>,
    sum: Crc,
    left: u64,
    crc: u32,
}

impl<'a> Inflate<'a> {
    pub fn new(source: &'a Source, place: &Deflated) -> Inflate<'a> {
        let packed = source.range(place.offset, place.offset.saturating_add(place.packed));
        let inner = DeflateDecoder::new(BufReader::with_capacity(1 << 16, packed));
        Inflate { inner, sum: Crc::new(), left: place.unpacked, crc: place.crc }
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.inner.read(&mut [0])? > 0 {
            return Err(io::Error::other("unpacks to more bytes than the archive says"));
        }
        if self.sum.sum() != self.crc {
            return Err(io::Error::other("its checksum is wrong: the data are damaged"));
        }
        Ok(())
    }
}

impl Read for Inflate<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let damaged = |e: io::Error| io::Error::new(e.kind(), format!("cannot be unpacked: {e}"));
        let n = self.inner.read(&mut buffer[..most]).map_err(damaged)?;
        if n == 0 {
            return Err(io::Error::other("unpacks to fewer bytes than the archive says"));
        }
        self.sum.update(&buffer[..n]);
        self.left -= n as u64;
        if self.left == 0 {
            self.finish()?;
        }
        Ok(n)
    }
}
