//! Arrow IPC by pyarrow and polars (see `make.py` for the values), and as no program should write it.

use lawful_io::{Format, ReadOptions, Table, is_missing};

use super::{bytes, numbers, path, read, texts};

const ROWS: usize = 60;

fn from_bytes(bytes: Vec<u8>) -> Result<Table, lawful_io::Error> {
    Table::from_bytes("t.arrow", bytes, Format::Arrow, &ReadOptions::default())
}

fn check(table: &Table, name: &str, expected: impl Fn(usize) -> Option<f64>) {
    let expected: Vec<Option<f64>> = (0..ROWS).map(expected).collect();
    assert_eq!(numbers(table, name), expected, "{name}");
}

fn check_texts(table: &Table, name: &str, expected: impl Fn(usize) -> String) {
    assert_eq!(texts(table, name), (0..ROWS).map(expected).collect::<Vec<_>>(), "{name}");
}

#[test]
fn every_type_in_every_packing() {
    for file in ["uncompressed.feather", "lz4.feather", "zstd.feather", "stream.arrows"] {
        let table = read(&format!("arrow/{file}"));
        assert_eq!(table.rows(), ROWS, "{file}");
        check(&table, "i64", |i| (i % 7 != 0).then_some(i as f64 * 1e15));
        check(&table, "u64", |i| Some(2f64.powi(64) - 1.0 - i as f64 * 2f64.powi(40)));
        check(&table, "i8", |i| Some((i % 100) as f64 - 50.0));
        check(&table, "f32", |i| Some(i as f64 / 4.0));
        check(&table, "f16", |i| Some(i as f64 / 2.0));
        let f64s = table.numbers("f64").unwrap();
        assert!(f64s[3].is_nan() && !is_missing(f64s[3]) && f64s[4] == f64::INFINITY && f64s[5] == 5.0 / 3.0);
        check(&table, "done", |i| (i != 5).then_some(f64::from(i % 2 == 0)));
        assert!(table.column("done").unwrap().boolean);
        check_texts(&table, "optimizer", |i| if i == 9 { "-".into() } else { ["adamw", "muon", "lion"][i % 3].into() });
        check_texts(&table, "large", |i| format!("run{i}"));
        check_texts(&table, "kind", |i| ["a", "b"][i % 2].into());
        check(&table, "price", |i| Some((i as f64 - 100.0) / 100.0));
        check(&table, "when", |i| Some(i as f64 / 2.0));
        check(&table, "day", |i| Some(i as f64));
        check(&table, "nothing", |_| None);
        check(&table, "config.lr", |i| (i != 7).then_some(i as f64 / 8.0));
        check_texts(&table, "config.name", |i| if i == 7 { "-".into() } else { format!("run{}", i % 5) });
        assert_eq!(table.column("when").unwrap().unit.as_deref(), Some("s since 1970-01-01 UTC"));
        assert!(table.column("curve").is_none(), "a list has no one value a row");
    }
}

#[test]
fn views_and_categories_of_polars() {
    let table = read("arrow/polars.arrow");
    check(&table, "f64", |i| Some(i as f64 / 3.0));
    check_texts(&table, "kind", |i| ["a", "b"][i % 2].into());
    check_texts(&table, "optimizer", |i| match i {
        9 => "-".into(),
        i => ["adamw", "a name of more than twelve bytes"][i % 2].into(),
    });
}

#[test]
fn projection_takes_the_right_buffers() {
    for file in ["lz4.feather", "stream.arrows"] {
        let table =
            Table::read_with(path(&format!("arrow/{file}")), &ReadOptions::only(["config.name", "f32"])).unwrap();
        assert_eq!(table.columns().len(), 2);
        check(&table, "f32", |i| Some(i as f64 / 4.0));
        check_texts(&table, "config.name", |i| if i == 7 { "-".into() } else { format!("run{}", i % 5) });
    }
}

#[test]
fn cut_off_at_any_place() {
    for file in ["lz4.feather", "polars.arrow"] {
        let whole = bytes(&format!("arrow/{file}"));
        for length in (0..whole.len()).step_by(29) {
            let message = from_bytes(whole[..length].to_vec()).expect_err("half a file").message;
            assert!(!message.contains('\n'), "{message}");
        }
    }
    let stream = bytes("arrow/stream.arrows");
    assert!(from_bytes(stream[..stream.len() - 100].to_vec()).unwrap_err().message.contains("the file is cut off"));
}

#[test]
fn bytes_may_be_wrong() {
    for file in ["uncompressed.feather", "zstd.feather", "polars.arrow"] {
        let mut whole = bytes(&format!("arrow/{file}"));
        for i in (0..whole.len()).step_by(23) {
            for flip in [0xff, 0x01, 0x80] {
                whole[i] ^= flip;
                let _ = from_bytes(whole.clone()); // an error or other values, but no panic
                whole[i] ^= flip;
            }
        }
    }
}

#[test]
fn what_arrow_is_not() {
    assert!(from_bytes(b"ARROW1\0\0".to_vec()).unwrap_err().message.contains("cut off"));
    assert!(from_bytes(b"a,b\n1,2\n".to_vec()).is_err());
    let folder = super::Folder::new("arrow");
    folder.file("old.feather", b"FEA1\0\0\0\0....");
    assert!(folder.error("old.feather").contains("Feather file of version 1"));
}
