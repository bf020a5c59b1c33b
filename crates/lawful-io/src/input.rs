//! Where bytes come from: a file, standard input, memory; plain or gzipped; hashed on the way.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::arrays::source::Source;

/// The bytes of a table, which can be read more than once.
pub(crate) struct Input {
    /// As given by the caller; starts every error.
    pub name: String,
    contents: Contents,
}

enum Contents {
    File(PathBuf),
    Memory(Bytes),
}

/// Bytes to be read one after another.
pub(crate) type Bytestream = Box<dyn Read>;

impl Input {
    /// The file at `path`, or standard input for `-`. What can be read only once (standard input, a pipe) is held in
    /// memory.
    pub fn open(path: &Path) -> Result<Input, Error> {
        let name = path.display().to_string();
        let failed = |e: io::Error| {
            let why = match e.kind() {
                io::ErrorKind::NotFound => "no such file".to_string(),
                io::ErrorKind::IsADirectory => "is a directory, not a table".to_string(),
                io::ErrorKind::PermissionDenied => "permission denied".to_string(),
                _ => format!("cannot be read: {e}"),
            };
            Error::new(format!("{name}: {why}"))
        };
        let spool = |mut from: Bytestream| {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).map(|_| Contents::Memory(bytes.into()))
        };
        let contents = if name == "-" {
            spool(Box::new(io::stdin().lock())).map_err(failed)?
        } else {
            let kind = std::fs::metadata(path).map_err(failed)?;
            if kind.is_dir() {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            let file = File::open(path).map_err(failed)?;
            if kind.is_file() { Contents::File(path.to_path_buf()) } else { spool(Box::new(file)).map_err(failed)? }
        };
        Ok(Input { name, contents })
    }

    /// As [`Input::open`], but an error for what can be read only once.
    pub fn open_again(path: &Path) -> Result<Input, Error> {
        let once = path.as_os_str() == "-" || std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
        if once {
            return Err(Error::new(format!("{}: can be read only once; read the whole table", path.display())));
        }
        Input::open(path)
    }

    /// Bytes in memory under a name.
    pub fn memory(name: &str, bytes: Vec<u8>) -> Input {
        Input { name: name.to_string(), contents: Contents::Memory(bytes.into()) }
    }

    /// An error about this input.
    pub fn error(&self, message: impl std::fmt::Display) -> Error {
        Error::new(format!("{}: {message}", self.name))
    }

    /// The bytes as they are, from the start.
    pub fn raw(&self) -> Result<Bytestream, Error> {
        Ok(match &self.contents {
            Contents::File(path) => Box::new(File::open(path).map_err(|e| self.error(e))?),
            Contents::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }

    /// Up to `most` of the first bytes as they are.
    pub fn head(&self, most: u64) -> Result<Vec<u8>, Error> {
        let mut head = Vec::new();
        self.raw()?.take(most).read_to_end(&mut head).map_err(|e| self.error(e))?;
        Ok(head)
    }

    /// The text of the file, unpacked if its bytes are gzip's.
    pub fn text(&self) -> Result<Text, Error> {
        let zipped = self.head(2)? == [0x1f, 0x8b];
        let raw = Hashed { inner: self.raw()?, sha: Sha256::new() };
        Ok(if zipped {
            Text::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, raw))))
        } else {
            Text::Plain(raw)
        })
    }

    /// For random access: the file, or its bytes.
    pub fn access(&self) -> Result<Access, Error> {
        Ok(match &self.contents {
            Contents::File(path) => Access::File(File::open(path).map_err(|e| self.error(e))?),
            Contents::Memory(bytes) => Access::Memory(bytes.clone()),
        })
    }

    /// For reading by position.
    pub fn source(&self) -> Result<Source, Error> {
        match &self.contents {
            Contents::File(path) => Source::open(path),
            Contents::Memory(bytes) => Source::bytes_of(&self.name, bytes.clone()),
        }
    }

    /// SHA-256 of the bytes in hex; reads them all.
    pub fn sha256(&self) -> Result<String, Error> {
        let text = Text::Plain(Hashed { inner: self.raw()?, sha: Sha256::new() });
        text.finish().map_err(|e| self.error(e))
    }
}

/// SHA-256 of several files, each given by its name and its own: that of the lines that `sha256sum` prints for them. One
/// file's is its own.
pub(crate) fn sha256_of_files<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let files: Vec<_> = files.collect();
    if let [(_, sum)] = files[..] {
        return sum.to_string();
    }
    let mut sha = Sha256::new();
    for (name, sum) in files {
        sha.update(format!("{sum}  {name}\n"));
    }
    hex(&sha.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file or bytes, for random access.
pub(crate) enum Access {
    File(File),
    Memory(Bytes),
}

/// The text of a file, which hashes the bytes that it reads.
pub(crate) enum Text {
    Plain(Hashed),
    Gzip(Box<MultiGzDecoder<BufReader<Hashed>>>),
}

impl Text {
    /// Reads what is left and returns the SHA-256 of all bytes of the file (not of the unpacked text) in hex.
    pub fn finish(self) -> io::Result<String> {
        let mut raw = match self {
            Text::Plain(raw) => raw,
            Text::Gzip(gzip) => gzip.into_inner().into_inner(),
        };
        let mut rest = vec![0; 1 << 16];
        while raw.read(&mut rest)? > 0 {}
        Ok(hex(&raw.sha.finalize()))
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Text::Plain(raw) => raw.read(buffer),
            Text::Gzip(gzip) => gzip.read(buffer).map_err(|e| match e.kind() {
                io::ErrorKind::UnexpectedEof => {
                    io::Error::new(e.kind(), "the gzip data stop early; the file is cut off")
                }
                kind => io::Error::new(kind, format!("not valid gzip data: {e}")),
            }),
        }
    }
}

/// Hashes the bytes that pass.
pub(crate) struct Hashed {
    inner: Bytestream,
    sha: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(buffer) {
                Ok(n) => {
                    self.sha.update(&buffer[..n]);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}
