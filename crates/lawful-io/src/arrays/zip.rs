//! The members of a zip archive, with the places of their bytes.
//!
//! The crate `rawzip` reads the directory; here it is held against the file: no member may reach past the end, lie over
//! another (as in archives that unpack to far more than they could hold), or share its name.

use std::collections::HashSet;
use std::io::Read;

use rawzip::{CompressionMethod, ZipArchive, ZipLocator};

use super::inflate::Inflate;
use super::source::Source;
use super::tensor::{Deflated, Stored};
use crate::Error;
use crate::error::excerpt;

/// The most that deflate can pack: 258 bytes into 2 bits.
const HIGHEST_RATIO: u64 = 1032;

/// A file in an archive.
pub(crate) struct Member {
    pub name: String,
    /// Length when unpacked.
    pub length: u64,
    method: CompressionMethod,
    encrypted: bool,
    offset: u64,
    packed: u64,
    crc: u32,
}

/// The members of an archive, folders left out, in the order of its directory.
pub(crate) fn members(source: &Source) -> Result<Vec<Member>, Error> {
    let broken = |e: rawzip::Error| source.error(format!("not a sound zip archive: {e}; is the file cut off?"));
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let located = ZipLocator::new().locate_in_reader(source, &mut buffer, source.length());
    let archive: ZipArchive<&Source> = located.map_err(|(_, e)| broken(e))?;
    let mut members = Vec::new();
    let mut ranges = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    let mut count = 0;
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        count += 1;
        let name = String::from_utf8(entry.file_path().as_bytes().to_vec())
            .map_err(|_| source.error("a name in the zip archive is not UTF-8"))?;
        let (start, end) = archive.get_entry(entry.wayfinder()).map_err(broken)?.compressed_data_range();
        if end > source.length() {
            return Err(source.error(format!("'{}' reaches past the end: the file is cut off", excerpt(&name))));
        }
        ranges.push((entry.local_header_offset(), end));
        if !entry.is_dir() {
            members.push(Member {
                name,
                length: entry.uncompressed_size_hint(),
                method: entry.compression_method(),
                encrypted: entry.flags().is_encrypted(),
                offset: start,
                packed: end - start,
                crc: entry.crc32(),
            });
        }
    }
    if count != archive.entries_hint() {
        return Err(source.error(format!("its zip directory lists {count} of {} members", archive.entries_hint())));
    }
    ranges.sort_unstable();
    if ranges.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        return Err(source.error("members of the zip archive lie over each other; it is damaged or made to harm"));
    }
    let mut names = HashSet::new();
    if let Some(twice) = members.iter().find(|m| !names.insert(m.name.as_str())) {
        return Err(source.error(format!("two members of the zip archive are called '{}'", excerpt(&twice.name))));
    }
    Ok(members)
}

impl Member {
    /// Where its bytes are; an error for packings other than deflate and for sizes that cannot be true.
    pub(in crate::arrays) fn stored(&self, source: &Source) -> Result<Stored, Error> {
        let fail = |what: String| Err(source.error(format!("'{}' {what}", excerpt(&self.name))));
        match self.method {
            _ if self.encrypted => fail("is encrypted".into()),
            CompressionMethod::STORE if self.packed != self.length => {
                fail(format!("has {} bytes, its directory says {}", self.packed, self.length))
            }
            CompressionMethod::STORE => Ok(Stored::Plain(self.offset)),
            CompressionMethod::DEFLATE if self.length / HIGHEST_RATIO > self.packed => {
                fail(format!("claims to unpack to {} bytes from {}, which deflate cannot", self.length, self.packed))
            }
            CompressionMethod::DEFLATE => Ok(Stored::Deflated(Deflated {
                offset: self.offset,
                packed: self.packed,
                unpacked: self.length,
                crc: self.crc,
                skip: 0,
            })),
            other => {
                let name = other.name().map_or(format!("method {}", other.as_u16()), str::to_lowercase);
                fail(format!("is packed by {name}; only deflate is read, so pack the archive anew"))
            }
        }
    }

    /// A reader of its unpacked bytes.
    pub fn reader<'a>(&self, source: &'a Source) -> Result<Box<dyn Read + 'a>, Error> {
        Ok(match self.stored(source)? {
            Stored::Plain(offset) => Box::new(source.range(offset, offset + self.length)),
            Stored::Deflated(place) => Box::new(Inflate::new(source, &place)),
        })
    }

    /// All its bytes, at most `most`.
    pub fn contents(&self, source: &Source, most: u64) -> Result<Vec<u8>, Error> {
        if self.length > most {
            let name = excerpt(&self.name);
            return Err(source.error(format!("'{name}' has {} bytes; at most {most} are read", self.length)));
        }
        let mut bytes = Vec::new();
        let read = self.reader(source)?.read_to_end(&mut bytes);
        read.map_err(|e| source.error(format!("'{}': {e}", excerpt(&self.name))))?;
        Ok(bytes)
    }
}
