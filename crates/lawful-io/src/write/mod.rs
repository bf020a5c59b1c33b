//! Writers, one file per format. What they write reads back as the same table.

mod csv;
mod json;
mod parquet;

use std::io::{self, Write};
use std::path::Path;

use crate::column::is_text_cell;
use crate::{ColumnData, Error, Format, Table, write_atomically};

impl Table {
    /// Writes the table as CSV: a header, then a line per row. A number is the shortest text that reads back as the
    /// same f64, a boolean `true` or `false`, a missing cell empty.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        self.writable()?;
        csv::write(self, b',', out)
    }

    /// Writes the table as TSV, otherwise like [`Table::write_csv`].
    pub fn write_tsv(&self, out: impl Write) -> io::Result<()> {
        self.writable()?;
        csv::write(self, b'\t', out)
    }

    /// Writes the table as JSON Lines, one object per row. A missing cell is `null`; NaN and infinities, which JSON
    /// lacks, are the strings `"NaN"`, `"inf"`, `"-inf"`, which [`Table::read`] takes for numbers.
    pub fn write_jsonl(&self, out: impl Write) -> io::Result<()> {
        self.writable()?;
        json::write(self, out)
    }

    /// Writes the table as Parquet, snappy-compressed: numbers as DOUBLE, booleans as BOOLEAN, categories as strings
    /// with a dictionary, missing cells as nulls, units in the key-value metadata (`lawful.unit.NAME`).
    pub fn write_parquet(&self, out: impl Write + Send) -> io::Result<()> {
        self.writable()?;
        parquet::write(self, out)
    }

    /// Writes the table to a file in the format that its extension names, gzipped if it ends in `.gz`. The file is
    /// there whole or not at all, see [`write_atomically`].
    ///
    /// # Errors
    /// For an extension that names no format; `cannot write PATH: …` otherwise.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let writable = |format: &Format| format.is_text() || *format == Format::Parquet;
        let Some(format) = Format::of_path(path).filter(writable) else {
            return Err(Error::new(format!(
                "cannot write {}: its extension is none of .csv .tsv .jsonl .parquet",
                path.display()
            )));
        };
        let gzip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) && format != Format::Parquet;
        write_atomically(path, |out| {
            if !gzip {
                return self.write_as(format, out);
            }
            let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            self.write_as(format, &mut packed)?;
            packed.finish()?;
            Ok(())
        })
    }

    fn write_as(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Csv => self.write_csv(out),
            Format::Tsv => self.write_tsv(out),
            Format::Json => self.write_jsonl(out),
            Format::Parquet => {
                // The Parquet writer wants a sink that could move between threads, which `out` need not be.
                let mut bytes = Vec::new();
                self.write_parquet(&mut bytes)?;
                out.write_all(&bytes)
            }
            Format::Arrow | Format::Excel | Format::TensorBoard => {
                Err(io::Error::other("this format is read, not written"))
            }
        }
    }

    /// An error for a column whose texts were too many to keep.
    fn writable(&self) -> io::Result<()> {
        let lost = |data: &ColumnData| matches!(data, ColumnData::Number(v) if v.iter().any(|&x| is_text_cell(x)));
        match self.columns().iter().find(|c| c.flaw.is_some() && lost(&c.data)) {
            Some(column) => Err(io::Error::other(format!(
                "column '{}' holds text that was too varied to keep; leave it out",
                column.name
            ))),
            None => Ok(()),
        }
    }
}
