//! Any bytes as JSON Lines or an array of objects: a table or an error of one line, never a panic.
#![no_main]

use lawful_io::{Format, ReadOptions, Table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match Table::from_bytes("fuzz.jsonl", bytes.to_vec(), Format::Json, &ReadOptions::default()) {
        Err(error) => assert!(!error.message.contains('\n')),
        Ok(table) => {
            table.describe(10);
            let mut text = Vec::new();
            table.write_jsonl(&mut text).expect("memory takes any table");
            if table.rows() > 0 {
                let again = Table::from_bytes("fuzz.jsonl", text, Format::Json, &ReadOptions::default());
                assert_eq!(again.expect("own output is readable").rows(), table.rows());
            }
        }
    }
});
