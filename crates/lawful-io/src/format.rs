//! Which format a file is in.

use std::path::Path;

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
}

impl Format {
    /// The format that a path's extension names (`.csv`, `.tsv`, `.tab`, `.jsonl`, `.ndjson`, `.json`, `.parquet`,
    /// `.pq`; a final `.gz` does not count).
    pub fn of_path(path: impl AsRef<Path>) -> Option<Format> {
        let name = path.as_ref().file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            "jsonl" | "ndjson" | "json" => Some(Format::Json),
            "parquet" | "pq" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// The format that a file's first bytes suggest; whatever else is text counts as CSV.
    pub(crate) fn of_content(head: &[u8]) -> Format {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match text.first() {
            // A page or the footer follows; a column could be called PAR1 too.
            _ if head.starts_with(b"PAR1\x15") => Format::Parquet,
            Some(b'{' | b'[') => Format::Json,
            _ => Format::Csv,
        }
    }
}

/// What a file is that is no table, by its first bytes.
pub(crate) fn foreign(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
        (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
        (b"PK\x03\x04", "a zip archive or an Excel workbook; save the sheet as CSV"),
        (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
        (b"BZh91AY&SY", "compressed with bzip2; unpack it first"),
        (b"\xfd7zXZ", "compressed with xz; unpack it first"),
        (b"ARROW1\0\0", "an Arrow IPC file; save it as Parquet or CSV"),
    ];
    // A signature alone may be the first name of a header.
    let text = !head.contains(&0) && std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
    let kind = KINDS.iter().find(|(magic, _)| head.starts_with(magic));
    kind.filter(|_| !text).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_extension() {
        assert_eq!(Format::of_path("a/runs.CSV.gz"), Some(Format::Csv));
        assert_eq!(Format::of_path("runs.ndjson"), Some(Format::Json));
        assert_eq!(Format::of_path("runs.pq"), Some(Format::Parquet));
        assert_eq!(Format::of_path("runs.txt"), None);
        assert_eq!(Format::of_path("-"), None);
    }

    #[test]
    fn by_content() {
        assert_eq!(Format::of_content(b"PAR1\x15..."), Format::Parquet);
        assert_eq!(Format::of_content(b"\xef\xbb\xbf {\"a\":1}"), Format::Json);
        assert_eq!(Format::of_content(b"[{\"a\":1}]"), Format::Json);
        assert_eq!(Format::of_content(b"a,b\n1,2\n"), Format::Csv);
        assert_eq!(Format::of_content(b"PAR1,x\n1,2\n"), Format::Csv);
        assert_eq!(Format::of_content(b""), Format::Csv);
    }

    #[test]
    fn a_signature_in_text_is_text() {
        assert_eq!(foreign(b"BZh91AY&SY,loss\n1,2\n"), None);
        assert!(foreign(b"BZh91AY&SY\0\xff\xff").is_some_and(|what| what.contains("bzip2")));
    }
}
