//! Parquet as pyarrow writes it (see `data/make.py` for the values), and as no program should.

use std::path::{Path, PathBuf};

use lawful_io::{Error, Format, ReadOptions, Table, is_missing};

const ROWS: usize = 300;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn from_bytes(bytes: &[u8]) -> Result<Table, Error> {
    Table::from_bytes("t.parquet", bytes.to_vec(), Format::Parquet, &ReadOptions::default())
}

/// Whether column `name` holds `expected(row)`, `None` for a missing cell.
fn check(table: &Table, name: &str, expected: impl Fn(usize) -> Option<f64>) {
    let values = table.numbers(name).unwrap();
    assert_eq!(values.len(), ROWS, "{name}");
    for (row, &x) in values.iter().enumerate() {
        match expected(row) {
            None => assert!(is_missing(x), "{name}, row {row}: {x}"),
            Some(e) => {
                assert!(x == e || (x.is_nan() && e.is_nan() && !is_missing(x)), "{name}, row {row}: {x} not {e}")
            }
        }
    }
}

fn check_texts(table: &Table, name: &str, expected: impl Fn(usize) -> Option<String>) {
    let c = table.categories(name).unwrap();
    for (row, &code) in c.codes.iter().enumerate() {
        assert_eq!(c.names.get(code as usize), expected(row).as_ref(), "{name}, row {row}");
    }
}

fn check_common(table: &Table) {
    check(table, "i64", |i| (i % 7 != 0).then_some(i as f64 * 1e15));
    check(table, "f64", |i| {
        Some(match i {
            3 => f64::NAN,
            4 => f64::INFINITY,
            i => i as f64 / 3.0,
        })
    });
    check_texts(table, "optimizer", |i| (i != 9).then(|| ["adamw", "muon", "lion"][i % 3].into()));
}

#[test]
fn every_type_in_every_codec() {
    let files = ["none_v1", "snappy_v1", "snappy_v2", "gzip_v1", "gzip_v2", "zstd_v1", "zstd_v2", "lz4_v1", "lz4_v2"];
    for file in files {
        let table = Table::read(path(&format!("{file}.parquet"))).unwrap_or_else(|e| panic!("{e}"));
        check_common(&table);
        check(&table, "u64", |i| Some(2f64.powi(64) - 1.0 - i as f64 * 2f64.powi(40)));
        check(&table, "i8", |i| Some((i % 100) as f64 - 50.0));
        check(&table, "u32", |i| Some(4294967295.0 - i as f64));
        check(&table, "f32", |i| Some(i as f64 / 4.0));
        check(&table, "f16", |i| Some(i as f64 / 2.0));
        check(&table, "done", |i| (i != 5).then_some(if i % 2 == 0 { 1.0 } else { 0.0 }));
        check_texts(&table, "kind", |i| Some(["a", "b"][i % 2].into()));
        check(&table, "price", |i| Some((i as f64 - 100.0) / 100.0));
        check(&table, "when", |i| Some(i as f64 / 2.0));
        check(&table, "day", |i| Some(i as f64));
        check(&table, "config.lr", |i| Some(i as f64 / 8.0));
        check_texts(&table, "config.name", |i| Some(format!("run{i}")));
        assert!(table.column("done").unwrap().boolean);
        assert_eq!(table.column("when").unwrap().unit.as_deref(), Some("s since 1970-01-01 UTC"));
        // A list has no one value a row.
        assert!(table.columns().iter().all(|c| !c.name.starts_with("curve")));
    }
}

#[test]
fn delta_and_byte_stream_encodings() {
    check_common(&Table::read(path("delta.parquet")).unwrap());
}

#[test]
fn what_is_not_supported_says_so() {
    let message = Table::read(path("brotli_v1.parquet")).unwrap_err().message;
    assert!(message.contains("is compressed with BROTLI, which is not supported; write it with snappy"), "{message}");
    let only = ReadOptions::only(["curve.list.element"]);
    let message = Table::read_with(path("none_v1.parquet"), &only).unwrap_err().message;
    assert!(message.ends_with("column 'curve.list.element' is a list or map, not one value a row"), "{message}");
}

#[test]
fn cut_off_at_any_place() {
    let bytes = std::fs::read(path("snappy_v1.parquet")).unwrap();
    for length in (0..bytes.len()).step_by(17) {
        let error = from_bytes(&bytes[..length]).expect_err("half a file");
        assert!(!error.message.contains('\n'));
    }
    assert_eq!(
        from_bytes(b"PAR1").unwrap_err().message,
        "t.parquet: no Parquet footer at its end; the file is cut off or no Parquet file"
    );
}

#[test]
fn bytes_may_be_wrong() {
    for file in ["snappy_v1", "zstd_v2", "delta"] {
        let mut bytes = std::fs::read(path(&format!("{file}.parquet"))).unwrap();
        for i in (0..bytes.len()).step_by(31) {
            for flip in [0xff, 0x01, 0x80] {
                bytes[i] ^= flip;
                let _ = from_bytes(&bytes); // an error or other values, but no panic
                bytes[i] ^= flip;
            }
        }
    }
}

/// A file of nothing but a footer, which starts with field 1 (version 2) and the head of field 2 (the schema).
fn footer(schema: &[u8]) -> Vec<u8> {
    let mut bytes = b"PAR1".to_vec();
    let footer = [&[0x15, 4, 0x19], schema].concat();
    bytes.extend(&footer);
    bytes.extend((footer.len() as u32).to_le_bytes());
    bytes.extend(b"PAR1");
    bytes
}

#[test]
fn a_schema_nested_very_deep_is_an_error() {
    // 60,000 groups, each with a name of no letters (field 4) and one child (field 5).
    let mut schema = vec![0xfc, 0xe0, 0xd4, 0x03];
    (0..60_000).for_each(|_| schema.extend([0x48, 0, 0x15, 2, 0]));
    schema.push(0);
    let message = from_bytes(&footer(&schema)).unwrap_err().message;
    assert_eq!(message, "t.parquet: its Parquet schema is nested deeper than 64");
}

#[test]
fn a_schema_that_claims_very_many_columns_is_an_error() {
    // One element whose num_children is 2^31 - 1.
    let schema = [0x1c, 0x48, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0];
    let message = from_bytes(&footer(&schema)).unwrap_err().message;
    assert_eq!(message, "t.parquet: its Parquet schema claims more columns than it lists");
}
