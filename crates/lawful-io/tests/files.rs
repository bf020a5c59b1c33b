//! Paths, extensions, compression.

use std::path::PathBuf;

use lawful_io::{Column, ReadOptions, Table};

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lawful-io-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn table() -> Table {
    let mut done = Column::number("done", vec![1.0, 0.0, lawful_io::MISSING]);
    done.boolean = true;
    let mut table = Table::from_columns(vec![
        Column::number("N", vec![1e9, 0.1, lawful_io::MISSING]),
        Column::category("optimizer", &["adamw", "muon, \"new\"", "adamw"]),
        done,
    ])
    .unwrap();
    table.set_unit("N", "non-embedding").unwrap();
    table
}

#[test]
fn every_extension_writes_what_reads_back() {
    let folder = Folder::new("extensions");
    for name in ["t.csv", "t.tsv", "t.jsonl", "t.parquet", "t.csv.gz", "t.jsonl.gz"] {
        let path = folder.0.join(name);
        table().write(&path).unwrap();
        let again = Table::read(&path).unwrap();
        let mut expected = table();
        if name != "t.parquet" {
            expected =
                Table::from_columns(expected.columns().iter().map(|c| Column { unit: None, ..c.clone() }).collect())
                    .unwrap();
        }
        // Missing cells are NaNs, which no comparison calls equal: compare what is printed.
        assert_eq!(format!("{:?}", again.columns()), format!("{:?}", expected.columns()), "{name}");
        assert_eq!(Table::header(&path).unwrap(), ["N", "optimizer", "done"]);
        assert_eq!(again.source.sha256.unwrap().len(), 64);
    }
    let message = table().write(folder.0.join("t.xlsx")).unwrap_err().message;
    assert!(message.ends_with("its extension is none of .csv .tsv .jsonl .parquet"), "{message}");
}

#[test]
fn the_hash_is_sha256_of_the_file() {
    let folder = Folder::new("hash");
    // The FIPS 180 example message "abc", as a header without rows.
    let path = folder.file("abc.csv", b"abc");
    let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Table::read(&path).unwrap().source.sha256.as_deref(), Some(sha));
}

#[test]
fn content_decides_where_the_extension_does_not() {
    let folder = Folder::new("content");
    let mut parquet = Vec::new();
    table().write_parquet(&mut parquet).unwrap();
    for (name, bytes) in
        [("a.txt", &b"N,b\n1,2\n"[..]), ("b.dat", b"{\"N\": 1}\n"), ("c", b"[{\"N\": 1}]"), ("d.csv", &parquet)]
    {
        let table = Table::read(folder.file(name, bytes)).unwrap();
        assert!(table.column("N").is_some(), "{name}");
    }
}

#[test]
fn gzip_in_several_members_and_cut_off() {
    use std::io::Write;
    let folder = Folder::new("gzip");
    let pack = |text: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text).unwrap();
        gzip.finish().unwrap()
    };
    let both = [pack(b"x\n1\n"), pack(b"2\n")].concat();
    assert_eq!(Table::read(folder.file("two.csv.gz", &both)).unwrap().numbers("x").unwrap(), [1.0, 2.0]);
    let numbers: String = (0..100_000u64).map(|i| format!("{}\n", i * i)).collect();
    let whole = pack(format!("x\n{numbers}").as_bytes());
    let cut = folder.file("cut.csv.gz", &whole[..whole.len() / 2]);
    let message = Table::read(&cut).unwrap_err().message;
    assert!(message.ends_with("cut.csv.gz: the gzip data stop early; the file is cut off"), "{message}");
}

#[test]
fn what_is_no_file() {
    let folder = Folder::new("absent");
    let message = Table::read(folder.0.join("absent.csv")).unwrap_err().message;
    assert!(message.ends_with("absent.csv: no such file"), "{message}");
    let message = Table::read(&folder.0).unwrap_err().message;
    assert!(message.contains(": no table in this folder"), "{message}");
    assert!(Table::header("-").unwrap_err().message.starts_with("-: can be read only once"));
}

#[test]
fn projection_of_a_file() {
    let folder = Folder::new("projection");
    for name in ["t.csv", "t.jsonl", "t.parquet"] {
        let path = folder.0.join(name);
        table().write(&path).unwrap();
        let only = Table::read_with(&path, &ReadOptions::only(["done"])).unwrap();
        assert_eq!(only.columns().len(), 1, "{name}");
        assert_eq!(only.rows(), 3, "{name}");
    }
}
