//! How fast and in how much memory a large CSV file is read:
//!
//! ```text
//! cargo run --release -p lawful-io --example read_speed -- [ROWS]
//! ```
//!
//! Writes a table of four columns (two of numbers with up to 17 digits, one of integers, one of categories) to the
//! temporary folder, reads it, and prints seconds, MB/s and the peak of resident memory (Linux only).

use std::io::{BufWriter, Write};
use std::time::Instant;

use lawful_io::Table;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(10_000_000), |n| n.parse())?;
    let path = std::env::temp_dir().join(format!("lawful-read-speed-{rows}.csv"));
    if !path.exists() {
        let mut out = BufWriter::new(std::fs::File::create(&path)?);
        writeln!(out, "params,tokens,loss,optimizer")?;
        for i in 0..rows {
            let tokens = 20 * (i * 7919 % 1_000_003);
            let params = 1e6 * (1.0 + (i % 1000) as f64 / 7.0);
            let loss = 1.7 + 400.0 / params.powf(0.34) + 1.0 / (1.0 + tokens as f64);
            writeln!(out, "{params:.3},{tokens},{loss},{}", ["adamw", "muon", "lion"][i as usize % 3])?;
        }
        out.flush()?;
    }
    let bytes = std::fs::metadata(&path)?.len();
    let start = Instant::now();
    let table = Table::read(&path)?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{} rows, {bytes} bytes: {seconds:.2} s, {:.0} MB/s", table.rows(), bytes as f64 / 1e6 / seconds);
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
    Ok(())
}
