//! What a file of arrays holds, as a document (`lawful info MODEL`).

use super::{DataRecord, Head, WarningDocument};
use lawful_io::arrays::Checkpoint;
use serde::{Deserialize, Serialize};

/// One array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrayDocument {
    /// Its name in the file.
    pub name: String,
    /// Lengths of the axes, the last one running fastest.
    pub shape: Vec<usize>,
    /// How values are stored: `f32`, `bf16`, `q4_k`, …
    pub dtype: String,
    /// How many values.
    pub values: usize,
    /// The file that has it.
    pub file: String,
}

/// The arrays of a file, a sharded model or a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArraysDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// What was opened; a row is an array. Only headers are read, so there is no hash.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The formats of the files, each once: `safetensors`, `npy`, `npz`, `gguf`, `pytorch`.
    pub formats: Vec<String>,
    /// The arrays, in the order of the files.
    pub arrays: Vec<ArrayDocument>,
}

impl ArraysDocument {
    /// The document of a checkpoint.
    pub fn of(checkpoint: &Checkpoint, command: &str, seed: u64) -> ArraysDocument {
        let mut formats = Vec::new();
        for format in checkpoint.files().map(|(_, format)| format.to_string()) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        let arrays: Vec<ArrayDocument> = checkpoint
            .tensors()
            .iter()
            .map(|tensor| ArrayDocument {
                name: tensor.name.clone(),
                shape: tensor.shape.clone(),
                dtype: tensor.dtype.to_string(),
                values: tensor.len(),
                file: checkpoint.file(tensor).to_string(),
            })
            .collect();
        let data = DataRecord {
            path: checkpoint.path().to_string(),
            rows: arrays.len(),
            used: arrays.len(),
            ..DataRecord::default()
        };
        let head = Head::new("lawful.info/1", command, seed);
        ArraysDocument { head, data, warnings: Vec::new(), formats, arrays }
    }
}
