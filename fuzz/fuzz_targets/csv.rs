//! Any bytes as CSV: a table or an error of one line, never a panic; what is read can be described and written, and
//! reads back as the same table.
#![no_main]

use lawful_io::{Format, ReadOptions, Table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match Table::from_bytes("fuzz.csv", bytes.to_vec(), Format::Csv, &ReadOptions::default()) {
        Err(error) => assert!(!error.message.contains('\n')),
        Ok(table) => {
            table.describe(10);
            for column in table.columns() {
                column.levels();
                let _ = table.not_finite(&column.name);
            }
            // A first name like "PK\x03\x04" makes another file type of the output.
            if table.columns().first().is_none_or(|c| c.name.contains(char::is_control)) {
                return;
            }
            let mut text = Vec::new();
            table.write_csv(&mut text).expect("memory takes any table");
            let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
            let again = Table::from_bytes("fuzz.csv", text, Format::Csv, &options).expect("own output is readable");
            assert_eq!(again.rows(), table.rows());
            assert_eq!(again.columns().len(), table.columns().len());
        }
    }
});
