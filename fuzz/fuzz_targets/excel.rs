//! Any bytes as Excel: a table or an error of one line, never a panic, never memory out of proportion.
#![no_main]

use lawful_io::{Format, ReadOptions, Table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match Table::from_bytes("fuzz", bytes.to_vec(), Format::Excel, &ReadOptions::default()) {
        Err(error) => assert!(!error.message.contains('\n')),
        Ok(table) => {
            table.describe(10);
        }
    }
});
