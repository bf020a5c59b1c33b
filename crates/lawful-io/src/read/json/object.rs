//! Text to JSON objects, with Python's `NaN` and `Infinity`.

use serde_json::{Map, Value};

use crate::error::excerpt;

/// What a line of text turned out to be.
pub(super) enum Parsed {
    Object(Map<String, Value>),
    /// The beginning of an object, and why it is no more.
    Unfinished(String),
    Wrong(String),
}

/// The object that a line holds.
pub(super) fn object(line: &[u8]) -> Parsed {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.trim(),
        Err(e) => return Parsed::Wrong(bad_byte(line[e.valid_up_to()])),
    };
    let parsed = serde_json::from_str(text).or_else(|error| match quote_non_finite(text) {
        Some(quoted) => serde_json::from_str(&quoted).map_err(|_| error),
        None => Err(error),
    });
    match parsed {
        Ok(Value::Object(object)) => Parsed::Object(object),
        Ok(_) => Parsed::Wrong(format!("'{}' is no JSON object like {{\"loss\": 2.5}}", excerpt(text))),
        Err(e) if e.is_eof() => Parsed::Unfinished(reason(&e)),
        Err(e) => Parsed::Wrong(reason(&e)),
    }
}

/// The objects of a text, one after another; `before` lines of the file come before it.
pub(super) fn stream(text: &[u8], before: usize) -> Result<Vec<Map<String, Value>>, String> {
    let text = std::str::from_utf8(text).map_err(|e| {
        let line = before + 1 + text[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        format!("line {line}: {}", bad_byte(text[e.valid_up_to()]))
    })?;
    let all = |text: &str| serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<_>, _>>();
    let parsed = all(text).or_else(|error| match quote_non_finite(text) {
        Some(quoted) => all(&quoted).map_err(|_| error),
        None => Err(error),
    });
    parsed.map_err(|e| format!("line {}, {}", before + e.line(), reason(&e)))
}

fn bad_byte(byte: u8) -> String {
    format!("byte 0x{byte:02x} is not UTF-8; save the file as UTF-8")
}

/// The text with its bare words `NaN`, `Infinity` and `-Infinity` in quotes; `None` if it has none.
fn quote_non_finite(text: &str) -> Option<String> {
    let mut quoted = String::new();
    let (mut rest, mut inside, mut found) = (text, false, false);
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '"' => inside = !inside,
            '\\' if inside => step += rest[1..].chars().next().map_or(0, char::len_utf8),
            _ if !inside => {
                if let Some(word) = ["NaN", "Infinity", "-Infinity"].into_iter().find(|w| rest.starts_with(w)) {
                    quoted.extend(["\"", word, "\""]);
                    found = true;
                    rest = &rest[word.len()..];
                    continue;
                }
            }
            _ => {}
        }
        quoted.push_str(&rest[..step]);
        rest = &rest[step..];
    }
    found.then_some(quoted)
}

/// What serde says, with its place in the line but not its line number.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("character {}: {what}", error.column())
}
