//! Any bytes as a PyTorch archive: see [`fuzz_arrays::check`].
#![no_main]

mod fuzz_arrays;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz_arrays::check("fuzz.pt", bytes));
