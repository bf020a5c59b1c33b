//! One cell of text: missing, a number, or text.

use crate::ReadOptions;
use crate::number::parse_number;

/// What a cell turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Missing,
    Number(f64),
    Text(&'a str),
}

/// Texts that mean a missing cell in every text format. `NaN` is not among them: it is a number that isn't finite.
const MISSING_TOKENS: [&str; 8] = ["NA", "N/A", "na", "n/a", "null", "NULL", "None", "<NA>"];

/// Tells missing cells, numbers and texts apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellReader {
    extra_tokens: Vec<String>,
    extra_numbers: Vec<f64>,
}

impl CellReader {
    /// With the options' extra missing tokens. A token that is a number stands for that number however it is spelled.
    pub fn new(options: &ReadOptions) -> Self {
        CellReader {
            extra_tokens: options.missing.clone(),
            extra_numbers: options.missing.iter().filter_map(|t| parse_number(t)).collect(),
        }
    }

    /// A cell from its text; white space around it does not count.
    pub fn text<'a>(&self, text: &'a str) -> Cell<'a> {
        let text = text.trim();
        if text.is_empty() || self.extra_tokens.iter().any(|t| t == text) || MISSING_TOKENS.contains(&text) {
            return Cell::Missing;
        }
        match parse_number(text) {
            Some(x) => self.number(x),
            None => Cell::Text(text),
        }
    }

    /// A cell from the bytes of a text file, or the first byte that cannot stand in one.
    pub fn bytes<'a>(&self, bytes: &'a [u8]) -> Result<Cell<'a>, BadByte> {
        let text = std::str::from_utf8(bytes).map_err(|e| BadByte(bytes[e.valid_up_to()]))?;
        // Most cells are plain numbers: try that before any comparison with tokens.
        if bytes.first().is_some_and(|b| b.is_ascii_digit() || *b == b'-')
            && self.extra_tokens.is_empty()
            && let Some(x) = parse_number(text)
        {
            return Ok(Cell::Number(x));
        }
        if bytes.contains(&0) {
            return Err(BadByte(0));
        }
        Ok(self.text(text))
    }

    /// A cell from a number.
    pub fn number(&self, x: f64) -> Cell<'static> {
        if self.extra_numbers.iter().any(|&m| m == x || (m.is_nan() && x.is_nan())) {
            Cell::Missing
        } else {
            Cell::Number(x)
        }
    }
}

/// A byte that no cell of a text file may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BadByte(pub u8);

impl std::fmt::Display for BadByte {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => write!(f, "a NUL byte; this is no text file in UTF-8"),
            b => write!(f, "byte 0x{b:02x} is not UTF-8; save the file as UTF-8"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let cells = CellReader::default();
        for token in ["", "  ", "NA", "N/A", "null", "None", "na", "<NA>", " NA "] {
            assert_eq!(cells.text(token), Cell::Missing, "{token:?}");
        }
        assert_eq!(cells.text(" 3 "), Cell::Number(3.0));
        assert_eq!(cells.text("adamw"), Cell::Text("adamw"));
        assert!(matches!(cells.text("nan"), Cell::Number(x) if x.is_nan()));
        assert_eq!(cells.bytes(b"-inf"), Ok(Cell::Number(f64::NEG_INFINITY)));
        assert_eq!(cells.bytes(b"a\xff"), Err(BadByte(0xff)));
        assert_eq!(cells.bytes(b"1\0"), Err(BadByte(0)));
    }

    #[test]
    fn extra_tokens() {
        let cells =
            CellReader::new(&ReadOptions { missing: vec!["-999".into(), "?".into()], ..ReadOptions::default() });
        for token in ["-999", "-999.0", "?"] {
            assert_eq!(cells.bytes(token.as_bytes()), Ok(Cell::Missing), "{token}");
        }
        assert_eq!(cells.number(-999.0), Cell::Missing);
        assert_eq!(cells.text("-99"), Cell::Number(-99.0));
    }
}
