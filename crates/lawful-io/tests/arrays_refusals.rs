//! Array files that are damaged, lie or want more than numbers: one clear line each.

use std::path::PathBuf;

use lawful_io::arrays::Checkpoint;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/arrays")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// The message about bytes that cannot be opened or read.
fn refusal(name: &str, bytes: Vec<u8>) -> String {
    let read =
        |checkpoint: Checkpoint| checkpoint.tensors().iter().try_for_each(|tensor| checkpoint.read(tensor).map(|_| ()));
    let message = Checkpoint::from_bytes(name, bytes).and_then(read).expect_err(name).message;
    assert!(!message.contains('\n') && message.starts_with(name), "{message}");
    message
}

#[test]
fn what_is_no_numbers() {
    for (file, words) in [
        ("complex.npy", "real and imaginary parts"),
        ("objects.npy", "Python objects"),
        ("text.npy", "text (<U3)"),
        ("records.npy", "named fields"),
        ("bfloat16.npy", "save them as float32"),
        ("evil.pt", "'posix.system', which is never run"),
        ("module.pt", "save only the weights"),
        ("script.pt", "TorchScript"),
        ("legacy.pt", "before version 1.6"),
        ("expanded.pt", ".contiguous()"),
        ("complex.pt", "complex64, which is listed but not read"),
        ("super_blocks.gguf", "'iq4_nl' holds iq4_nl, which is listed but not read"),
        ("book.zip", "without arrays"),
        ("make.py", "not an array file"),
    ] {
        let message = refusal(file, bytes(file));
        assert!(message.contains(words), "{file}: {message}");
    }
    assert!(refusal("none.npy", Vec::new()).contains("empty"));
}

/// Every file cut off at every length: an error, never a panic; nothing is read past the end.
#[test]
fn cut_off() {
    for file in ["types.safetensors", "c.npy", "fortran.npy", "packed.npz", "blocks.gguf", "lone.pt"] {
        let whole = bytes(file);
        for length in 1..whole.len() {
            // Padding after the last tensor may go.
            let padding = file == "blocks.gguf" && whole[length..].iter().all(|&byte| byte == 0);
            if !padding {
                refusal(file, whole[..length].to_vec());
            }
        }
    }
}

fn safetensors(header: &str, data: usize) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; data]].concat()
}

#[test]
fn safetensors_headers_that_lie() {
    let tensor =
        |shape: &str, offsets: &str| format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#);
    for (header, data, words) in [
        (tensor("[2]", "[0,8]"), 4, "cut off"),
        (tensor("[2]", "[0,8]"), 9, "1 bytes after its last tensor belong to none"),
        (tensor("[3]", "[0,8]"), 8, "does not take its 8 bytes"),
        (tensor("[2]", "[4,12]"), 12, "do not follow on byte 0"),
        (tensor("[2]", "[8,0]"), 8, "do not follow"),
        (tensor("[4294967296,4294967296]", "[0,8]"), 8, "more values than a computer can address"),
        (tensor("[0,9223372036854775807,9]", "[0,0]"), 0, "more values"),
        (tensor("[2]", "[0,18446744073709551615]"), 8, "cut off"),
        (tensor("[-1]", "[0,8]"), 8, "header is damaged"),
        (tensor("[2]", "[0,8]").replace("F32", "F33"), 8, "type 'F33' is not known"),
        (r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#.into(), 2, "'a' is there twice"),
        (r#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#.into(), 2, "do not follow on byte 2"),
        ("{".repeat(1000), 0, "header is damaged"),
    ] {
        let message = refusal("lie.safetensors", safetensors(&header, data));
        assert!(message.contains(words), "{header}: {message}");
    }
    let huge = [&u64::MAX.to_le_bytes()[..], b"{}"].concat();
    assert!(refusal("huge.safetensors", huge).contains("no header length"));
}

/// A sound file of one tensor in GGUF, changed before its parts are put together.
fn gguf(version: u32, tensors: u64, pairs: u64, axes: &[u64], kind: u32, offset: u64, data: usize) -> Vec<u8> {
    let mut file = b"GGUF".to_vec();
    file.extend(version.to_le_bytes());
    file.extend(tensors.to_le_bytes());
    file.extend(pairs.to_le_bytes());
    file.extend(1u64.to_le_bytes());
    file.push(b'w');
    file.extend((axes.len() as u32).to_le_bytes());
    axes.iter().for_each(|n| file.extend(n.to_le_bytes()));
    file.extend(kind.to_le_bytes());
    file.extend(offset.to_le_bytes());
    file.resize(file.len().next_multiple_of(32) + data, 0);
    file
}

#[test]
fn gguf_headers_that_lie() {
    assert!(Checkpoint::from_bytes("sound.gguf", gguf(3, 1, 0, &[2, 3], 0, 0, 24)).is_ok());
    for (file, words) in [
        (gguf(1, 1, 0, &[2], 0, 0, 8), "version 1 is not read"),
        (gguf(3u32.swap_bytes(), 1, 0, &[2], 0, 0, 8), "big-endian"),
        (gguf(99, 1, 0, &[2], 0, 0, 8), "version 99"),
        (gguf(3, u64::MAX, 0, &[2], 0, 0, 8), "more than the file has room for"),
        (gguf(3, 1, u64::MAX, &[2], 0, 0, 8), "more than the file has room for"),
        (gguf(3, 1, 0, &[2; 9], 0, 0, 8), "claims 9 axes"),
        (gguf(3, 1, 0, &[1 << 40, 1 << 40], 0, 0, 8), "more values"),
        (gguf(3, 1, 0, &[1 << 40], 0, 0, 8), "past the end"),
        (gguf(3, 1, 0, &[2], 0, u64::MAX - 31, 8), "past the end"),
        (gguf(3, 1, 0, &[2], 0, 8, 16), "not a multiple of 32"),
        (gguf(3, 1, 0, &[33], 2, 0, 64), "not whole blocks of 32"),
        (gguf(3, 1, 0, &[], 2, 0, 64), "not whole blocks of 32"),
        (gguf(3, 1, 0, &[2], 77, 0, 8), "type 77 is not known"),
    ] {
        let message = refusal("lie.gguf", file);
        assert!(message.contains(words), "{words}: {message}");
    }
}

#[test]
fn npy_headers_that_lie() {
    let npy = |dict: &str, data: usize| {
        let lead = [b"\x93NUMPY\x01\x00", &(dict.len() as u16).to_le_bytes()[..], dict.as_bytes()].concat();
        [lead, vec![0; data]].concat()
    };
    let shaped = |shape: &str| format!("{{'descr': '<f4', 'fortran_order': True, 'shape': {shape}, }}");
    for (file, words) in [
        (npy(&shaped("(2, 3)"), 20), "takes 24: the file is cut off"),
        (npy(&shaped("(2, 3)"), 30), "one array a file is read"),
        (npy(&shaped("(4611686018427387904, 4)"), 0), "more values"),
        (npy(&shaped("(99999999999999999999999, )"), 0), "a length"),
        (npy("{'descr': '<f4'}", 0), "lacks 'fortran_order'"),
        (b"\x93NUMPY\x09\x00\x00\x00".to_vec(), "version 9"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec(), "at most"),
    ] {
        let message = refusal("lie.npy", file);
        assert!(message.contains(words), "{words}: {message}");
    }
}

/// Damage inside deflated data is found by their checksum, and a directory that lies about sizes by the ratio.
#[test]
fn zip_archives_that_lie() {
    let sound = bytes("packed.npz");
    let central = sound.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let mut bomb = sound.clone();
    bomb[central + 24..central + 28].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    assert!(refusal("bomb.npz", bomb).contains("which deflate cannot"));
    let mut wrong = sound.clone();
    wrong[central + 16] ^= 1;
    assert!(refusal("wrong.npz", wrong).contains("checksum"));
    let mut method = sound.clone();
    method[central + 10] = 12;
    assert!(refusal("method.npz", method).contains("packed by bzip2"));
    // The second member's header is said to be where the first one's is.
    let second = central + 4 + sound[central + 4..].windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let mut overlap = sound.clone();
    overlap[second + 42..second + 46].fill(0);
    assert!(refusal("overlap.npz", overlap).contains("lie over each other"));
}

fn sharded(index: &str, shards: &[(&str, &str)]) -> String {
    let place = tempdir(index);
    std::fs::write(place.join("model.safetensors.index.json"), index).unwrap();
    for (file, name) in shards {
        let header = format!(r#"{{"{name}":{{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}}}"#);
        std::fs::write(place.join(file), safetensors(&header, 1)).unwrap();
    }
    let opened = Checkpoint::open(&place);
    std::fs::remove_dir_all(&place).unwrap();
    opened.err().map_or(String::new(), |e| e.message)
}

/// An empty folder of its own for each text.
fn tempdir(text: &str) -> PathBuf {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (text, std::process::id()).hash(&mut hasher);
    let place = std::env::temp_dir().join(format!("lawful-arrays-{:x}", hasher.finish()));
    std::fs::create_dir_all(&place).unwrap();
    place
}

#[test]
fn indexes_that_lie() {
    let index = |map: &str| format!(r#"{{"weight_map":{{{map}}}}}"#);
    let shards = [("one.safetensors", "a"), ("two.safetensors", "b")];
    assert_eq!(sharded(&index(r#""a":"one.safetensors","b":"two.safetensors""#), &shards), "");
    for (map, words) in [
        (r#""a":"one.safetensors","b":"one.safetensors""#, "array 'b' is not in 'one.safetensors'"),
        (r#""a":"two.safetensors","b":"two.safetensors""#, "array 'a' is not in"),
        (r#""a":"two.safetensors","b":"one.safetensors""#, "does not have it there"),
        (r#""a":"../../etc/passwd""#, "no plain file name"),
        (r#""a":"/etc/passwd""#, "no plain file name"),
        (r#""a":"..""#, "no plain file name"),
        (r#""a":"three.safetensors""#, "no such file"),
        ("", "lists no tensors"),
    ] {
        let message = sharded(&index(map), &shards);
        assert!(message.contains(words), "{map}: {message}");
    }
    assert!(sharded("[1", &shards).contains("not a sound index"));
    // Without an index a name may be in one file only.
    let place = tempdir("twice");
    for file in ["a.safetensors", "b.safetensors"] {
        std::fs::copy(folder().join("types.safetensors"), place.join(file)).unwrap();
    }
    let message = Checkpoint::open(&place).err().unwrap().message;
    std::fs::remove_dir_all(&place).unwrap();
    assert!(message.contains("name the file that you mean"), "{message}");
}
