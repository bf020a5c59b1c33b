//! Bytes of an array file, read by position.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use rawzip::ReaderAt;

use crate::Error;

/// A file, or bytes in memory. Reading needs no `&mut`, so that layers can be read from several threads; a file is
/// never mapped, since a mapped file that another program cuts short would end this one.
pub(crate) struct Source {
    /// As given by the caller; starts every error.
    pub name: String,
    length: u64,
    contents: Contents,
}

enum Contents {
    File(File),
    Memory(Bytes),
}

impl Source {
    /// Opens a regular file that is not empty.
    pub fn open(path: &Path) -> Result<Source, Error> {
        let name = path.display().to_string();
        let failed = |e: io::Error| {
            let why = match e.kind() {
                io::ErrorKind::NotFound => "no such file".to_string(),
                io::ErrorKind::PermissionDenied => "permission denied".to_string(),
                _ => format!("cannot be read: {e}"),
            };
            Error::new(format!("{name}: {why}"))
        };
        // Asked before opening: to open a pipe waits for its writer.
        if !std::fs::metadata(path).map_err(failed)?.is_file() {
            return Err(Error::new(format!("{name}: arrays are read by position, from a file; save it as one")));
        }
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Source { name, length, contents: Contents::File(file) }.not_empty()
    }

    /// Bytes in memory under a name.
    pub fn memory(name: &str, bytes: Vec<u8>) -> Result<Source, Error> {
        Source::bytes_of(name, bytes.into())
    }

    /// As [`Source::memory`], of bytes that others hold as well.
    pub fn bytes_of(name: &str, bytes: Bytes) -> Result<Source, Error> {
        Source { name: name.to_string(), length: bytes.len() as u64, contents: Contents::Memory(bytes) }.not_empty()
    }

    /// Bytes that something else owns, under a name; there may be none.
    pub fn held(name: &str, bytes: Bytes) -> Source {
        Source { name: name.to_string(), length: bytes.len() as u64, contents: Contents::Memory(bytes) }
    }

    fn not_empty(self) -> Result<Source, Error> {
        if self.length == 0 { Err(self.error("the file is empty")) } else { Ok(self) }
    }

    /// Its length in bytes when it was opened.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// An error about this source.
    pub fn error(&self, message: impl std::fmt::Display) -> Error {
        Error::new(format!("{}: {message}", self.name))
    }

    /// Fills the buffer with the bytes from `offset` on.
    pub fn fill(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
        self.read_exact_at(buffer, offset).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => self.error(format!("ends before byte {}: the file is cut off", {
                offset.saturating_add(buffer.len() as u64)
            })),
            _ => self.error(format!("cannot be read: {e}")),
        })
    }

    /// The bytes of a range, which is checked against the file before memory is taken.
    pub fn bytes(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let inside = offset.checked_add(length).is_some_and(|end| end <= self.length);
        let size = usize::try_from(length).ok().filter(|_| inside);
        let size =
            size.ok_or_else(|| self.error(format!("ends before byte {offset} + {length}: the file is cut off")))?;
        let mut buffer = vec![0; size];
        self.fill(offset, &mut buffer)?;
        Ok(buffer)
    }

    /// Up to `most` of the first bytes.
    pub fn head(&self, most: u64) -> Result<Vec<u8>, Error> {
        self.bytes(0, most.min(self.length))
    }

    /// The bytes from `offset` up to `end`, one after another.
    pub fn range(&self, offset: u64, end: u64) -> Range<'_> {
        Range { source: self, offset, end }
    }
}

impl ReaderAt for Source {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.contents {
            Contents::Memory(bytes) => {
                let rest = usize::try_from(offset).ok().and_then(|start| bytes.get(start..)).unwrap_or(&[]);
                let n = rest.len().min(buffer.len());
                buffer[..n].copy_from_slice(&rest[..n]);
                Ok(n)
            }
            Contents::File(file) => loop {
                match read_file(file, buffer, offset) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    // Past the largest file offset there is nothing.
                    Err(e) if e.kind() == io::ErrorKind::InvalidInput => return Ok(0),
                    done => return done,
                }
            },
        }
    }
}

#[cfg(unix)]
fn read_file(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(not(any(unix, windows)))]
fn read_file(_: &File, _: &mut [u8], _: u64) -> io::Result<usize> {
    Err(io::Error::other("this system has no reads by position"))
}

/// A reader of a range of a source.
pub(crate) struct Range<'a> {
    source: &'a Source,
    offset: u64,
    end: u64,
}

impl Read for Range<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        let n = self.source.read_at(&mut buffer[..most], self.offset)?;
        self.offset += n as u64;
        Ok(n)
    }
}
