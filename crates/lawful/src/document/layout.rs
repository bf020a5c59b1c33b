//! How documents are laid out: indented, but a row of a matrix on one line.

use serde_json::ser::{Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Indents by two spaces; an array inside an array stays on its line.
#[derive(Default)]
pub(super) struct Layout {
    pretty: PrettyFormatter<'static>,
    /// For every value that is open whether it is an array.
    arrays: Vec<bool>,
    /// How many of them, from the innermost, stand on one line.
    inline: usize,
}

impl Layout {
    fn comma<W: ?Sized + Write>(writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.inline > 0 || self.arrays.last() == Some(&true) {
            self.inline += 1;
        }
        self.arrays.push(true);
        if self.inline > 0 { writer.write_all(b"[") } else { self.pretty.begin_array(writer) }
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.arrays.pop();
        if self.inline == 0 {
            return self.pretty.end_array(writer);
        }
        self.inline -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if self.inline > 0 { Layout::comma(writer, first) } else { self.pretty.begin_array_value(writer, first) }
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.inline > 0 { Ok(()) } else { self.pretty.end_array_value(writer) }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.inline > 0 {
            self.inline += 1;
        }
        self.arrays.push(false);
        if self.inline > 0 { writer.write_all(b"{") } else { self.pretty.begin_object(writer) }
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.arrays.pop();
        if self.inline == 0 {
            return self.pretty.end_object(writer);
        }
        self.inline -= 1;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if self.inline > 0 { Layout::comma(writer, first) } else { self.pretty.begin_object_key(writer, first) }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.inline > 0 { Ok(()) } else { self.pretty.end_object_value(writer) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::to_json;
    use serde_json::{Value, json};

    #[test]
    fn rows_of_a_matrix_stand_on_a_line() {
        let value = json!({"a": [1, 2], "m": [[1.5, null], [], [{"k": [3]}, 4]], "o": {}, "e": []});
        let text = to_json(&value).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.contains("\n    [1.5, null],\n    [],\n    [{\"k\": [3]}, 4]\n  ]"), "{text}");
        assert!(text.contains("\"a\": [\n    1,\n    2\n  ]"), "{text}");
    }
}
