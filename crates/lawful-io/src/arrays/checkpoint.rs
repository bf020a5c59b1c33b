//! Opening a file or folder of arrays.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use super::source::Source;
use super::tensor::Tensor;
use super::{folder, gguf, npy, safetensors, torch, zip};
use crate::Error;
use crate::error::excerpt;
use crate::natural::natural;

/// Arrays in one or more files, listed but not loaded.
///
/// Files stay open. Reading takes `&self`: several threads may read different tensors at a time.
pub struct Checkpoint {
    path: String,
    sources: Vec<Source>,
    formats: Vec<ArrayFormat>,
    tensors: Vec<Tensor>,
}

/// A format of arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArrayFormat {
    /// Hugging Face's safetensors.
    Safetensors,
    /// NumPy's npy: one array.
    Npy,
    /// NumPy's npz: a zip archive of npy files.
    Npz,
    /// llama.cpp's GGUF.
    Gguf,
    /// PyTorch's zip archive.
    Torch,
    /// No file: arrays that a program held.
    Memory,
}

impl fmt::Display for ArrayFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ArrayFormat::Safetensors => "safetensors",
            ArrayFormat::Npy => "npy",
            ArrayFormat::Npz => "npz",
            ArrayFormat::Gguf => "gguf",
            ArrayFormat::Torch => "pytorch",
            ArrayFormat::Memory => "memory",
        })
    }
}

/// What is known of a file by its first bytes.
enum Kind {
    Safetensors,
    Npy,
    Gguf,
    Zip,
    LegacyTorch,
    Unknown,
}

/// First bytes that tell a format.
const HEAD: u64 = 16;

impl Kind {
    fn of(head: &[u8], length: u64) -> Kind {
        match head {
            _ if head.starts_with(npy::MAGIC) => Kind::Npy,
            _ if head.starts_with(gguf::MAGIC) => Kind::Gguf,
            _ if head.starts_with(b"PK\x03\x04") => Kind::Zip,
            _ if safetensors::looks_so(head, length) => Kind::Safetensors,
            _ if torch::is_legacy(head) => Kind::LegacyTorch,
            _ => Kind::Unknown,
        }
    }
}

impl Checkpoint {
    /// The arrays of a file, of a sharded model (`….index.json`, or the folder that has one), or of all array files in a
    /// folder. The content says the format, not the name. Only headers are read, and held against the file's length.
    ///
    /// # Errors
    /// One line that names the file and what is wrong: not a format of arrays, cut off, a header that cannot be true, a
    /// pickle that wants more than tensors, a name twice.
    pub fn open(path: impl AsRef<Path>) -> Result<Checkpoint, Error> {
        let path = path.as_ref();
        if path.is_dir() || folder::is_index(path) {
            return folder::open(path);
        }
        Checkpoint::of(path.display().to_string(), vec![Source::open(path)?])
    }

    /// As [`Checkpoint::open`], from bytes in memory; `name` stands for the path.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Checkpoint, Error> {
        Checkpoint::of(name.to_string(), vec![Source::memory(name, bytes)?])
    }

    /// Whether [`Checkpoint::open`] is for this path: a folder that has array files, an index, or a file whose first bytes are those of a
    /// format of arrays. A zip archive counts if its name does not end in `.xlsx`, `.xlsm` or `.ods`.
    pub fn is_one(path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        if path.is_dir() {
            return folder::has_arrays(path);
        }
        if folder::is_index(path) {
            return true;
        }
        let office =
            path.extension().is_some_and(|e| ["xlsx", "xlsm", "ods"].iter().any(|end| e.eq_ignore_ascii_case(end)));
        let kind = Source::open(path).and_then(|source| Ok(Kind::of(&source.head(HEAD)?, source.length())));
        match kind {
            Ok(Kind::Zip) => !office,
            Ok(Kind::Unknown) | Err(_) => folder::named_as_arrays(path),
            Ok(_) => true,
        }
    }

    /// The tensors, file by file. Within a file they have its order, but those of safetensors, whose order means
    /// nothing, are sorted by name, `h.2` before `h.10`.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// The tensor of a name.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }

    /// The path as it was given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The files, each with its format.
    pub fn files(&self) -> impl Iterator<Item = (&str, ArrayFormat)> {
        self.sources.iter().map(|source| source.name.as_str()).zip(self.formats.iter().copied())
    }

    /// The file that holds a tensor of this checkpoint.
    pub fn file(&self, tensor: &Tensor) -> &str {
        &self.source(tensor).name
    }

    pub(super) fn source(&self, tensor: &Tensor) -> &Source {
        // Of a tensor from elsewhere the last file is as good as any: reading is checked.
        &self.sources[tensor.file.min(self.sources.len() - 1)]
    }

    /// Of its parts: every tensor names a source, and no two have one name.
    pub(super) fn of_parts(
        path: String,
        sources: Vec<Source>,
        formats: Vec<ArrayFormat>,
        tensors: Vec<Tensor>,
    ) -> Checkpoint {
        Checkpoint { path, sources, formats, tensors }
    }

    /// The arrays of these files, of which there is at least one; every name must be there once.
    pub(super) fn of(path: String, sources: Vec<Source>) -> Result<Checkpoint, Error> {
        let (mut formats, mut tensors) = (Vec::new(), Vec::new());
        for (file, source) in sources.iter().enumerate() {
            let (format, found) = list(source)?;
            formats.push(format);
            tensors.extend(found.into_iter().map(|tensor| Tensor { file, ..tensor }));
        }
        let mut first: HashMap<&str, usize> = HashMap::new();
        for tensor in &tensors {
            if let Some(other) = first.insert(&tensor.name, tensor.file) {
                let (one, two) = (&sources[other].name, &sources[tensor.file].name);
                let name = excerpt(&tensor.name);
                return Err(if other == tensor.file {
                    sources[other].error(format!("two arrays are called '{name}'"))
                } else {
                    Error::new(format!("{path}: array '{name}' is in {one} and in {two}; name the file that you mean"))
                });
            }
        }
        Ok(Checkpoint { path, sources, formats, tensors })
    }
}

/// The format of a file and its tensors.
fn list(source: &Source) -> Result<(ArrayFormat, Vec<Tensor>), Error> {
    match Kind::of(&source.head(HEAD)?, source.length()) {
        Kind::Npy => Ok((ArrayFormat::Npy, vec![npy::tensor(source)?])),
        Kind::Gguf => Ok((ArrayFormat::Gguf, gguf::tensors(source)?)),
        Kind::Safetensors => {
            let mut tensors = safetensors::tensors(source)?;
            tensors.sort_by(|a, b| natural(&a.name, &b.name));
            Ok((ArrayFormat::Safetensors, tensors))
        }
        Kind::Zip => {
            let members = zip::members(source)?;
            if let Some(pickle) = torch::pickle(&members) {
                return Ok((ArrayFormat::Torch, torch::tensors(source, &members, pickle)?));
            }
            let tensors = npy::tensors(source, &members)?;
            if tensors.is_empty() {
                return Err(source.error("a zip archive without arrays: neither a PyTorch checkpoint nor npz"));
            }
            Ok((ArrayFormat::Npz, tensors))
        }
        Kind::LegacyTorch => Err(source
            .error("a PyTorch file from before version 1.6; load it in Python and save it again, best as safetensors")),
        Kind::Unknown if folder::named_safetensors(&source.name) => {
            Err(source.error("not a sound safetensors file: its first 8 bytes are no header length; is it cut off?"))
        }
        Kind::Unknown => {
            Err(source.error("not an array file: neither safetensors, npy, npz, GGUF nor a PyTorch zip archive"))
        }
    }
}
