//! Folders of arrays: sharded models with an index, and plain collections.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Checkpoint;
use super::source::Source;
use crate::Error;
use crate::error::excerpt;

/// Endings of index files, the better format first.
const INDEXES: [&str; 2] = [".safetensors.index.json", ".bin.index.json"];

/// Endings of array files. A model is often there in several formats: the first one found is taken alone.
const ENDINGS: [&[&str]; 4] = [&["safetensors"], &["gguf"], &["npy", "npz"], &["bin", "pt", "pth", "ckpt"]];

/// Longest index that is read, in bytes.
const MAX_INDEX: u64 = 1 << 28;

/// Whether a path is called as an index is.
pub(super) fn is_index(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| INDEXES.iter().any(|end| name.ends_with(end)))
}

/// Whether a path has the ending of an array file that nothing else has.
pub(super) fn named_as_arrays(path: &Path) -> bool {
    let named = |ending: &&str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    ENDINGS.concat().iter().filter(|ending| **ending != "bin").any(named)
}

/// Whether a path ends as safetensors files do.
pub(super) fn named_safetensors(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|e| e.eq_ignore_ascii_case("safetensors"))
}

/// Whether a folder has a file that is called as arrays are.
pub(super) fn has_arrays(folder: &Path) -> bool {
    // Other files end in .bin as well, beside logs.
    let model = |file: &Path| file.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("pytorch_model"));
    let arrays = |file: &PathBuf| is_index(file) || named_as_arrays(file) || model(file);
    regular_files(folder).is_ok_and(|files| files.iter().any(arrays))
}

/// The arrays of a folder or of an index.
pub(super) fn open(path: &Path) -> Result<Checkpoint, Error> {
    if !path.is_dir() {
        return sharded(path, path);
    }
    let mut files = regular_files(path)?;
    files.sort();
    for ending in INDEXES {
        let named = |file: &&PathBuf| file.to_str().is_some_and(|name| name.ends_with(ending));
        let found: Vec<&PathBuf> = files.iter().filter(named).collect();
        match found[..] {
            [] => {}
            [index] => return sharded(path, index),
            [one, two, ..] => {
                let message =
                    format!("{} and {} are two indexes in a folder; name the one that you mean", one.display(), {
                        two.display()
                    });
                return Err(Error::new(message));
            }
        }
    }
    for endings in ENDINGS {
        let of_format = |file: &&PathBuf| {
            file.extension().is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
        };
        let found: Vec<&PathBuf> = files.iter().filter(of_format).collect();
        if !found.is_empty() {
            let sources = found.into_iter().map(|file| Source::open(file)).collect::<Result<_, _>>()?;
            return Checkpoint::of(path.display().to_string(), sources);
        }
    }
    Err(Error::new(format!("{}: a folder without array files (safetensors, gguf, npy, npz, bin, pt)", path.display())))
}

fn regular_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |e: std::io::Error| Error::new(format!("{}: cannot be read: {e}", path.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if file.is_file() && !hidden {
            files.push(file);
        }
    }
    Ok(files)
}

/// The part of an index that counts: which file has which tensor.
#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// A model in shards. Index and shards must list the same tensors.
fn sharded(given: &Path, path: &Path) -> Result<Checkpoint, Error> {
    let source = Source::open(path)?;
    if source.length() > MAX_INDEX {
        return Err(source.error(format!("an index of more than {MAX_INDEX} bytes is not read")));
    }
    let bytes = source.bytes(0, source.length())?;
    let index: Index = serde_json::from_slice(&bytes).map_err(|e| source.error(format!("not a sound index: {e}")))?;
    let shards: BTreeSet<&str> = index.weight_map.values().map(String::as_str).collect();
    if shards.is_empty() {
        return Err(source.error("the index lists no tensors"));
    }
    let mut sources = Vec::new();
    for shard in shards {
        // A shard lies beside its index; a path could lead anywhere.
        if Path::new(shard).file_name().is_none_or(|name| name != shard) || shard.contains(['/', '\\', ':']) {
            return Err(source.error(format!("the index names '{}', which is no plain file name", excerpt(shard))));
        }
        sources.push(Source::open(&path.with_file_name(shard))?);
    }
    let checkpoint = Checkpoint::of(given.display().to_string(), sources)?;
    let names: BTreeSet<&str> = checkpoint.tensors().iter().map(|tensor| tensor.name.as_str()).collect();
    if let Some((name, shard)) = index.weight_map.iter().find(|(name, _)| !names.contains(name.as_str())) {
        return Err(source.error(format!("array '{}' is not in '{shard}', where the index has it", excerpt(name))));
    }
    for tensor in checkpoint.tensors() {
        let file = Path::new(checkpoint.file(tensor)).file_name();
        let named = index.weight_map.get(&tensor.name);
        if named.is_none_or(|shard| file.is_none_or(|file| file != shard.as_str())) {
            let (name, file) = (excerpt(&tensor.name), checkpoint.file(tensor));
            return Err(source.error(format!("array '{name}' is in {file}, but the index does not have it there")));
        }
    }
    Ok(checkpoint)
}
