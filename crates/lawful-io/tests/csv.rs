//! CSV and TSV as people have them, good and bad.

use lawful_io::{ColumnData, Error, Format, ReadOptions, Table, is_missing};

fn read_with(text: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Table, Error> {
    Table::from_bytes("runs.csv", text.as_ref().to_vec(), Format::Csv, options)
}

fn read(text: impl AsRef<[u8]>) -> Table {
    read_with(text, &ReadOptions::default()).unwrap()
}

fn error(text: impl AsRef<[u8]>) -> String {
    read_with(text, &ReadOptions::default()).unwrap_err().message
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(|c| c.name.as_str()).collect()
}

fn texts(table: &Table, name: &str) -> Vec<String> {
    let c = table.categories(name).unwrap();
    c.codes.iter().map(|&code| c.names.get(code as usize).cloned().unwrap_or("(missing)".into())).collect()
}

#[test]
fn numbers_categories_and_missing_cells() {
    let table = read("N,loss,optimizer\n70e9,2.5,adamw\n1e9,,muon\n 4e8 , NA ,adamw\n");
    assert_eq!(names(&table), ["N", "loss", "optimizer"]);
    assert_eq!(table.numbers("N").unwrap(), [70e9, 1e9, 4e8]);
    let loss = table.numbers("loss").unwrap();
    assert!(loss[0] == 2.5 && is_missing(loss[1]) && is_missing(loss[2]));
    assert_eq!(texts(&table, "optimizer"), ["adamw", "muon", "adamw"]);
    assert_eq!(table.source.path, "runs.csv");
    assert_eq!(table.source.rows, 3);
}

#[test]
fn a_written_nan_is_not_a_missing_cell() {
    let table = read("x\nNaN\ninf\n-Infinity\n\"\"\n");
    let x = table.numbers("x").unwrap();
    assert!(x[0].is_nan() && !is_missing(x[0]));
    assert_eq!((x[1], x[2]), (f64::INFINITY, f64::NEG_INFINITY));
    assert!(is_missing(x[3]));
    let (row, value) = table.not_finite("x").unwrap().unwrap();
    assert!(row == 0 && value.is_nan());
}

#[test]
fn integers_past_two_to_the_63_do_not_wrap() {
    let table = read("C\n9223372036854775808\n60000000000000000000000\n-9223372036854775809\n");
    assert_eq!(table.numbers("C").unwrap(), [2f64.powi(63), 6e22, -(2f64.powi(63))]);
}

#[test]
fn byte_order_mark_crlf_and_quotes() {
    let table = read("\u{feff}name,x\r\n\"a, \"\"b\"\"\",1\r\n\"two\nlines\",2\r\n");
    assert_eq!(names(&table), ["name", "x"]);
    assert_eq!(texts(&table, "name"), ["a, \"b\"", "two\nlines"]);
}

#[test]
fn other_delimiters_are_sniffed_from_the_header() {
    for text in ["a;b\n1;2\n", "a\tb\n1\t2\n", "a|b\n1|2\n", "\"a,,,\";b\n1;2\n"] {
        let table = read(text);
        assert_eq!(table.columns().len(), 2, "{text}");
        assert_eq!(table.numbers("b").unwrap(), [2.0]);
    }
    let options = ReadOptions { delimiter: Some(b':'), ..ReadOptions::default() };
    assert_eq!(read_with("a:b\n1:2\n", &options).unwrap().numbers("b").unwrap(), [2.0]);
}

/// Lines that start with # before the header are left out; the last of them is the header if numbers follow it.
#[test]
fn lines_that_start_with_a_hash() {
    let table = read("# made by hand; of 3, not 4\n\n# second\nx;y\n1;2\n");
    assert_eq!(names(&table), ["x", "y"]);
    assert_eq!(table.numbers("y").unwrap(), [2.0]);
    let table = read("# made by hand\n# x, y\n1,2\n3,4\n");
    assert_eq!(names(&table), ["x", "y"]);
    assert_eq!(table.numbers("x").unwrap(), [1.0, 3.0]);
    assert_eq!(names(&read("#id,x\n1,2\n")), ["id", "x"]);
    assert_eq!(names(&read("#,x\n1,2\n")), ["column 1", "x"]);
    assert!(error("# a, b, c\n1,2\n").contains("the first row holds only numbers"));
    assert!(error("# a\n# b\n").contains("nothing but lines that start with #"));
}

#[test]
fn empty_lines_and_a_missing_last_line_end() {
    assert_eq!(read("\n\na,b\n\n1,2\n   \n3,4").numbers("b").unwrap(), [2.0, 4.0]);
}

#[test]
fn header_without_rows_is_an_empty_table() {
    let table = read("a,b\n");
    assert_eq!((names(&table), table.rows()), (vec!["a", "b"], 0));
}

#[test]
fn the_unnamed_index_of_pandas_gets_a_name() {
    assert_eq!(names(&read(",loss\n0,2.5\n")), ["column 1", "loss"]);
}

#[test]
fn booleans_are_one_and_zero() {
    let table = read("done\nTrue\nfalse\n");
    assert_eq!(table.numbers("done").unwrap(), [1.0, 0.0]);
    assert!(table.column("done").unwrap().boolean);
}

#[test]
fn projection_neither_stores_nor_checks_other_columns() {
    let table = read_with(b"a,b,c\n1,\xff,3\n", &ReadOptions::only(["c", "a", "absent"])).unwrap();
    assert_eq!(names(&table), ["a", "c"]);
    let none = read_with("a\n1\n2\n", &ReadOptions::only(["z"])).unwrap();
    assert_eq!((none.columns().len(), none.source.rows), (0, 2));
}

#[test]
fn columns_read_as_text() {
    let options = ReadOptions { text: ["id".to_string()].into(), ..ReadOptions::default() };
    let table = read_with("id,x\n001,1\nNA,2\n1e3,3\n", &options).unwrap();
    assert_eq!(texts(&table, "id"), ["001", "(missing)", "1e3"]);
    assert_eq!(table.column("id").unwrap().flaw, None);
    let message = read_with("x\n1\n", &options).unwrap_err().message;
    assert_eq!(message, "runs.csv: no column 'id' to read as text; the file has 'x'");
}

#[test]
fn one_text_among_numbers_is_named() {
    let mut text = "step,loss\n".to_string();
    (1..=20).for_each(|i| text += &format!("{i},{}\n", if i == 17 { "abc".into() } else { format!("{i}.50") }));
    let table = read(&text);
    let message = table.numbers("loss").unwrap_err().message;
    assert!(message.starts_with("runs.csv: row 17, column 'loss': 'abc' is not a number"), "{message}");
    // The second pass kept the texts of the numbers as they were.
    assert_eq!(texts(&table, "loss")[..2], ["1.50", "2.50"]);
    let dropped = table.take(&[0, 1, 18]);
    assert_eq!(dropped.numbers("loss").unwrap(), [1.5, 2.5, 19.5]);
    let options = ReadOptions { missing: vec!["abc".into()], ..ReadOptions::default() };
    assert!(is_missing(read_with(&text, &options).unwrap().numbers("loss").unwrap()[16]));
}

#[test]
fn one_bad_row_among_very_many_numbers() {
    let mut text = "x\n".to_string();
    (0..1_200_000).for_each(|i| text += &format!("{i}\n"));
    text += "oops\n";
    let table = read(&text);
    assert!(matches!(table.columns()[0].data, ColumnData::Number(_)));
    assert!(table.numbers("x").unwrap_err().message.contains("row 1200001, column 'x': 'oops' is not a number"));
    assert!(table.categories("x").unwrap_err().message.contains("more than 1000000 distinct texts"));
    assert!(table.write_csv(std::io::sink()).is_err());
    assert_eq!(table.take(&[5, 6]).numbers("x").unwrap(), [5.0, 6.0]);
}

#[test]
fn bad_files_get_one_clear_line() {
    let cases: [(&[u8], &str); 16] = [
        (b"", "runs.csv: the file is empty"),
        (b"\n\r\n", "runs.csv: the file holds no text"),
        (b"a,b\n1,2\n3\n", "runs.csv: row 2 (line 3) has 1 cell, the header 2"),
        (b"a,b\n1,2,3\n", "runs.csv: row 1 (line 2) has 3 cells, the header 2"),
        (b"a,b\r\n1,2\r\n3\r\n", "runs.csv: row 2 (line 3) has 1 cell, the header 2"),
        (b"a,b\n\"1,2\n3,4\n5\",6,7\n", "(line 2) has 3 cells, the header 2; is a quote (\") left open there?"),
        (b"a,b\n1,2\n3,\"4\n5,6\n", "the quote (\") opened in the row that starts on line 3 is never closed"),
        (b"a,b\n1,\"2", "the quote (\") opened in the row that starts on line 2 is never closed"),
        (b"a,b,a\n1,2,3\n", "runs.csv: column 'a' occurs twice in the header; rename one"),
        (b"1,2.5\n3,4\n", "runs.csv: the first row holds only numbers ('1', '2.5'); add a row of column names"),
        (b"a,b\n1,caf\xe9\n", "runs.csv: row 1, column 'b': byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (b"caf\xe9,b\n1,2\n", "runs.csv: header, column 1: byte 0xe9 is not UTF-8"),
        (b"a,b\n1,\0\n", "runs.csv: row 1, column 'b': a NUL byte"),
        (b"\xff\xfea\0,\0b\0\n\0", "runs.csv: this is text in UTF-16; save it as UTF-8"),
        (b"PK\x03\x04\x14\0\x06\0", "runs.csv: not a sound zip archive"),
        (b"\x1f\x8b\x08\0\0\0", "runs.csv: the gzip data stop early; the file is cut off"),
    ];
    for (bytes, expected) in cases {
        let message = error(bytes);
        assert!(message.contains(expected), "{message:?} lacks {expected:?}");
        assert!(!message.contains('\n'));
    }
}

#[test]
fn a_quote_left_open_does_not_swallow_a_large_file() {
    let mut text = b"a,b\n1,\"".to_vec();
    text.resize(20 << 20, b'x');
    assert!(error(text).contains("row that starts on line 2 has more than 16777216 bytes; is a quote"));
}

#[test]
fn text_from_the_file_cannot_break_the_line_of_an_error() {
    assert!(!error("\"a\nb\",\"a\nb\"\n1,2\n").contains('\n'));
}
