//! JSON Lines and arrays of objects.

use lawful_io::{Error, Format, ReadOptions, Table, is_missing};

fn read_with(text: &str, options: &ReadOptions) -> Result<Table, Error> {
    Table::from_bytes("log.jsonl", text.into(), Format::Json, options)
}

fn read(text: &str) -> Table {
    read_with(text, &ReadOptions::default()).unwrap()
}

fn error(text: &str) -> String {
    read_with(text, &ReadOptions::default()).unwrap_err().message
}

#[test]
fn names_may_come_late_and_stay_away() {
    let table = read("{\"step\": 1, \"loss\": 2.5}\n\n{\"step\": 2}\n{\"step\": 3, \"val\": \"x\", \"loss\": null}\n");
    assert_eq!(table.numbers("step").unwrap(), [1.0, 2.0, 3.0]);
    let loss = table.numbers("loss").unwrap();
    assert!(loss[0] == 2.5 && is_missing(loss[1]) && is_missing(loss[2]));
    assert_eq!(table.categories("val").unwrap().codes, [u32::MAX, u32::MAX, 0]);
}

#[test]
fn nested_objects_arrays_and_booleans() {
    let table = read("{\"config\": {\"lr\": 0.1, \"opt\": {\"name\": \"muon\"}}, \"shape\": [2, 3], \"done\": true}\n");
    assert_eq!(table.numbers("config.lr").unwrap(), [0.1]);
    assert_eq!(table.categories("config.opt.name").unwrap().names, ["muon"]);
    assert_eq!(table.categories("shape").unwrap().names, ["[2,3]"]);
    assert_eq!(table.numbers("done").unwrap(), [1.0]);
    assert!(table.column("done").unwrap().boolean);
}

#[test]
fn numbers_that_json_lacks() {
    let table = read(
        "{\"x\": NaN, \"note\": \"a NaN \\\" NaN\"}\n{\"x\": -Infinity}\n{\"x\": \"NaN\"}\n{\"x\": 36893488147419103232}\n",
    );
    let x = table.numbers("x").unwrap();
    assert!(x[0].is_nan() && !is_missing(x[0]) && x[2].is_nan());
    assert_eq!((x[1], x[3]), (f64::NEG_INFINITY, 2f64.powi(65)));
    assert_eq!(table.categories("note").unwrap().names, ["a NaN \" NaN"]);
}

#[test]
fn an_array_of_objects() {
    let table = read(" [{\"N\": 1, \"loss\": 2.5},\n {\"N\": 2}]\n");
    assert_eq!(table.numbers("N").unwrap(), [1.0, 2.0]);
    assert!(error("[{\"N\": 1}, 2]").contains("line 1, character"));
    assert!(error("[{\"N\": 1}").contains("log.jsonl: line 1"));
}

#[test]
fn a_text_among_numbers_is_found_again() {
    let table = read("{\"x\": 1.5}\n{\"y\": 1}\n{\"x\": \"diverged\"}\n");
    let message = table.numbers("x").unwrap_err().message;
    assert!(message.starts_with("log.jsonl: row 3, column 'x': 'diverged' is not a number"), "{message}");
    assert_eq!(table.categories("x").unwrap().names, ["1.5", "diverged"]);
}

#[test]
fn missing_tokens_that_are_numbers() {
    let options = ReadOptions { missing: vec!["-1".into()], ..ReadOptions::default() };
    assert!(is_missing(read_with("{\"x\": -1.0}\n{\"x\": 2}\n", &options).unwrap().numbers("x").unwrap()[0]));
}

#[test]
fn bad_lines_get_one_clear_line() {
    for (text, expected) in [
        ("{\"a\": 1}\n{\"a\": \n", "log.jsonl: line 2: character"),
        ("{\"a\": 1}\n3\n", "log.jsonl: line 2: '3' is no JSON object"),
        ("{\"a\": {\"b\": 1}, \"a.b\": 2}\n", "log.jsonl: row 1: 'a.b' occurs twice; rename one"),
        ("{\"a\": 1e999}\n", "log.jsonl: line 1: character"),
    ] {
        let message = error(text);
        assert!(message.starts_with(expected), "{message:?} lacks {expected:?}");
    }
    let deep = format!("{}1{}\n", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(error(&deep).starts_with("log.jsonl: line 1: "));
    let bad = Table::from_bytes("log.jsonl", b"{\"a\": \"\xff\"}".to_vec(), Format::Json, &ReadOptions::default());
    assert!(bad.unwrap_err().message.contains("byte 0xff is not UTF-8"));
}

#[test]
fn a_new_name_in_every_row_does_not_fill_the_memory() {
    let text: String = (0..50_000).map(|i| format!("{{\"k{i}\":1}}\n")).collect();
    assert!(error(&text).contains("nearly every cell missing; keep fewer columns"));
}
