//! A file of numbers without a header, one per line, as a table of one column.

use super::Failure;
use lawful::{Column, Table};
use lawful_io::{Format, ReadOptions, Source};
use std::io::Read;
use std::path::Path;

/// The name of the only column.
const NAME: &str = "value";

/// The table of a file whose first line is a number, or of standard input whatever it holds; `None` for any other file.
pub(super) fn read(path: &Path) -> Result<Option<Table>, Failure> {
    let name = path.display().to_string();
    let failed = |e: std::io::Error| Failure::new(format!("{name}: {e}"));
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        if is_plain(&bytes) {
            return parse(&name, &bytes).map(Some);
        }
        let json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
        let format = if json { Format::Json } else { Format::Csv };
        return Ok(Some(Table::from_bytes(&name, bytes, format, &ReadOptions::default())?));
    }
    let Ok(mut file) = std::fs::File::open(path) else { return Ok(None) };
    let mut head = Vec::new();
    // A folder can be opened and not read: the readers of tables say so.
    if file.by_ref().take(4096).read_to_end(&mut head).is_err() || !is_plain(&head) {
        return Ok(None);
    }
    file.read_to_end(&mut head).map_err(failed)?;
    parse(&name, &head).map(Some)
}

/// Whether the first line that is not empty is one number.
fn is_plain(bytes: &[u8]) -> bool {
    let first = bytes.split(|b| *b == b'\n').map(|l| l.trim_ascii()).find(|l| !l.is_empty() && l[0] != b'#');
    first.and_then(number).is_some()
}

fn number(line: &[u8]) -> Option<f64> {
    std::str::from_utf8(line).ok()?.parse().ok()
}

fn parse(name: &str, bytes: &[u8]) -> Result<Table, Failure> {
    let mut values = Vec::new();
    for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() || line[0] == b'#' {
            continue;
        }
        values.push(number(line).ok_or_else(|| {
            let text: String = String::from_utf8_lossy(line).chars().take(40).collect();
            Failure::new(format!(
                "{name}: line {}: '{text}' is no number; a file without a header holds one per line",
                i + 1
            ))
        })?);
    }
    let rows = values.len();
    let mut table = Table::from_columns(vec![Column::number(NAME, values)])?;
    table.source = Source { path: name.into(), sha256: Some(sha256(bytes)), rows, ..Source::default() };
    Ok(table)
}

/// SHA-256 in hex.
fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
