//! Which format a file is in.

use std::path::Path;

use crate::read::records;

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, or another delimiter.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON object per line, or a JSON array of objects.
    Json,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC: a file (Feather version 2) or a stream.
    Arrow,
    /// An Excel workbook (`.xlsx`).
    Excel,
    /// A TensorBoard event file.
    TensorBoard,
}

impl Format {
    /// The format that a path's extension names (`.csv`, `.tsv`, `.tab`, `.jsonl`, `.ndjson`, `.json`, `.parquet`,
    /// `.pq`, `.arrow`, `.arrows`, `.feather`, `.ipc`, `.xlsx`, `.xlsm`, or a name with `tfevents` in it; a final `.gz` does
    /// not count).
    pub fn of_path(path: impl AsRef<Path>) -> Option<Format> {
        let name = path.as_ref().file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        if name.contains("tfevents") {
            return Some(Format::TensorBoard);
        }
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            "jsonl" | "ndjson" | "json" => Some(Format::Json),
            "parquet" | "pq" => Some(Format::Parquet),
            "arrow" | "arrows" | "feather" | "ipc" => Some(Format::Arrow),
            "xlsx" | "xlsm" => Some(Format::Excel),
            _ => None,
        }
    }

    /// The format that a file's first bytes prove.
    pub(crate) fn proven(head: &[u8]) -> Option<Format> {
        match head {
            // A page or the footer follows; a column could be called PAR1 too.
            _ if head.starts_with(b"PAR1\x15") => Some(Format::Parquet),
            _ if head.starts_with(b"ARROW1\0\0") || head.starts_with(b"\xff\xff\xff\xff") => Some(Format::Arrow),
            _ if head.starts_with(b"PK\x03\x04") => Some(Format::Excel),
            _ if records::looks_so(head) => Some(Format::TensorBoard),
            _ => None,
        }
    }

    /// The format that text suggests; whatever does not look like JSON counts as CSV.
    pub(crate) fn of_text(head: &[u8]) -> Format {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match text.first() {
            Some(b'{' | b'[') => Format::Json,
            _ => Format::Csv,
        }
    }

    /// Whether text is JSON beyond doubt: it begins with an object that has a name, or an array of objects.
    pub(crate) fn is_json(head: &[u8]) -> bool {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let after = |first: u8| text.strip_prefix(&[first]).map(|rest| rest.trim_ascii_start().first().copied());
        after(b'{') == Some(Some(b'"')) || after(b'[') == Some(Some(b'{'))
    }

    /// Whether the format is one of text, which no first bytes prove.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Format::Csv | Format::Tsv | Format::Json)
    }
}

/// What a file is that is no table, by its first bytes.
pub(crate) fn foreign(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
        (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
        (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
        (b"BZh91AY&SY", "compressed with bzip2; unpack it first"),
        (b"\xfd7zXZ", "compressed with xz; unpack it first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook of before 2007 (.xls); save it as .xlsx"),
        (b"FEA1", "a Feather file of version 1; write it anew with a current pyarrow"),
    ];
    // A signature alone may be the first name of a header.
    let kind = KINDS.iter().find(|(magic, _)| head.starts_with(magic));
    kind.filter(|_| !is_utf8_text(head)).map(|(_, what)| *what)
}

/// Whether bytes are the beginning of a text in UTF-8.
fn is_utf8_text(head: &[u8]) -> bool {
    !head.contains(&0) && std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_extension() {
        assert_eq!(Format::of_path("a/runs.CSV.gz"), Some(Format::Csv));
        assert_eq!(Format::of_path("runs.ndjson"), Some(Format::Json));
        assert_eq!(Format::of_path("runs.pq"), Some(Format::Parquet));
        assert_eq!(Format::of_path("a.b/events.out.tfevents.17.host.0.0"), Some(Format::TensorBoard));
        assert_eq!(Format::of_path("runs.txt"), None);
        assert_eq!(Format::of_path("-"), None);
    }

    #[test]
    fn by_content() {
        assert_eq!(Format::proven(b"PAR1\x15..."), Some(Format::Parquet));
        assert_eq!(Format::proven(b"ARROW1\0\0"), Some(Format::Arrow));
        assert_eq!(Format::proven(b"PAR1,x\n1,2\n"), None);
        assert_eq!(Format::of_text(b"\xef\xbb\xbf {\"a\":1}"), Format::Json);
        assert_eq!(Format::of_text(b"[{\"a\":1}]"), Format::Json);
        assert_eq!(Format::of_text(b"a,b\n1,2\n"), Format::Csv);
        assert_eq!(Format::of_text(b""), Format::Csv);
    }

    #[test]
    fn a_signature_in_text_is_text() {
        assert_eq!(foreign(b"BZh91AY&SY,loss\n1,2\n"), None);
        assert!(foreign(b"BZh91AY&SY\0\xff\xff").is_some_and(|what| what.contains("bzip2")));
    }
}
