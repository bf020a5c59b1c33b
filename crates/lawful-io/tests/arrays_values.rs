//! Array files against what the libraries say that made them (`arrays/make.py`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use lawful_io::DType;
use lawful_io::arrays::{Array, ArrayFormat, Checkpoint, Values};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/arrays")
}

fn open(name: &str) -> Checkpoint {
    Checkpoint::open(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[derive(serde::Deserialize)]
struct Expected {
    shape: Vec<usize>,
    values: String,
}

/// `NaN` is written `nan`; signs of zeros count.
fn check(file: &str, name: &str, array: &Array, expected: &Expected) {
    assert_eq!(array.shape, expected.shape, "{file} {name}");
    let words: Vec<&str> = expected.values.split_whitespace().collect();
    assert_eq!(array.values.len(), words.len(), "{file} {name}");
    for (i, word) in words.iter().enumerate() {
        let word = match *word {
            "True" => "1",
            "False" => "0",
            word => word,
        };
        let same = match &array.values {
            Values::F32(x) => {
                x[i].is_nan() && word == "nan" || x[i].to_bits() == word.parse::<f32>().unwrap().to_bits()
            }
            Values::F64(x) => {
                x[i].is_nan() && word == "nan" || x[i].to_bits() == word.parse::<f64>().unwrap().to_bits()
            }
        };
        assert!(same, "{file} {name}: value {i} should be {word}");
    }
}

#[test]
fn every_file() {
    let mut files = 0;
    for entry in std::fs::read_dir(folder().join("expected")).unwrap() {
        files += 1;
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap();
        let arrays: BTreeMap<String, Expected> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let checkpoint = open(file);
        let read: Vec<_> = checkpoint.tensors().iter().filter(|t| !matches!(t.dtype, DType::Other(_))).collect();
        assert_eq!(read.len(), arrays.len(), "{file}");
        for tensor in read {
            let wanted = arrays.get(&tensor.name).unwrap_or_else(|| panic!("{file} has no {}", tensor.name));
            assert_eq!(tensor.len(), wanted.shape.iter().product::<usize>());
            check(file, &tensor.name, &checkpoint.read(tensor).unwrap(), wanted);
        }
    }
    assert_eq!(files, 17);
}

/// Blocks of any number of rows put together are the whole array.
#[test]
fn blocks_are_the_whole() {
    for file in ["types.safetensors", "c.npy", "fortran.npy", "fortran_big_endian.npy", "weights.npz", "packed.npz"]
        .into_iter()
        .chain(["blocks.gguf", "super_blocks.gguf", "checkpoint.pt", "empty.npy"])
    {
        let checkpoint = open(file);
        for tensor in checkpoint.tensors().iter().filter(|t| !matches!(t.dtype, DType::Other(_))) {
            let whole = checkpoint.read(tensor).unwrap().into_f64();
            for rows in [1, 2, 1000] {
                let Ok(blocks) = checkpoint.blocks(tensor, rows) else {
                    assert!(tensor.shape.is_empty(), "{}", tensor.name);
                    continue;
                };
                let mut parts = Vec::new();
                for block in blocks {
                    let block = block.unwrap();
                    assert_eq!(block.shape[1..], tensor.shape[1..]);
                    assert!(block.shape[0] <= rows);
                    parts.extend(block.into_f64());
                }
                let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&parts), bits(&whole), "{file} {} by {rows}", tensor.name);
            }
        }
    }
}

#[test]
fn names_and_order() {
    let names = |file: &str| open(file).tensors().iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    let sorted = names("types.safetensors");
    let place = |name: &str| sorted.iter().position(|n| n == name);
    assert!(place("layer.2.f32") < place("layer.10.f64"));
    assert_eq!(names("sharded"), ["h.0.w", "h.1.b", "h.1.w"]);
    assert_eq!(names("sharded/model.safetensors.index.json"), ["h.0.w", "h.1.b", "h.1.w"]);
    assert_eq!(names("weights.npz"), ["w", "columns", "layer/b"]);
    assert_eq!(names("checkpoint.pt")[..3], ["model.weight", "model.bias", "half"]);
    assert_eq!(names("lone.pt"), ["lone"]);
}

#[test]
fn formats_and_files() {
    let sharded = open("sharded");
    assert_eq!(sharded.files().map(|(_, format)| format).collect::<Vec<_>>(), [ArrayFormat::Safetensors; 2]);
    let tensor = sharded.tensor("h.1.w").unwrap();
    assert!(sharded.file(tensor).ends_with("model-00002-of-00002.safetensors"));
    assert_eq!((tensor.dtype, tensor.rows(), tensor.row_len()), (DType::F16, 4, 3));
    for (file, format) in [("blocks.gguf", "gguf"), ("lone.pt", "pytorch"), ("packed.npz", "npz"), ("c.npy", "npy")] {
        assert_eq!(open(file).files().next().unwrap().1.to_string(), format);
    }
    for (path, arrays) in
        [("sharded", true), ("lone.pt", true), ("c.npy", true), ("make.py", false), ("book.zip", true)]
    {
        assert_eq!(Checkpoint::is_one(folder().join(path)), arrays, "{path}");
    }
}

/// Reading needs no `&mut`: threads share a checkpoint.
#[test]
fn several_threads() {
    let checkpoint = open("types.safetensors");
    std::thread::scope(|scope| {
        for tensor in checkpoint.tensors() {
            let checkpoint = &checkpoint;
            scope.spawn(move || assert_eq!(checkpoint.read(tensor).unwrap().values.len(), tensor.len()));
        }
    });
}
