//! Readers, one file per format.

mod csv;
mod json;
mod mixed;
mod parquet;

pub(crate) use parquet::UNIT_KEY;

use std::io::Read;
use std::path::Path;

use crate::format::foreign;
use crate::input::Input;
use crate::{Column, Error, Format, ReadOptions, Source, Table};

impl Table {
    /// The table in a file, `-` for standard input. The extension says the format, or else the content.
    ///
    /// CSV, TSV and JSON stream: memory is 8 bytes per number and 4 per text cell of the columns kept, plus the
    /// distinct texts. Standard input and pipes are held whole, and so is each page of a Parquet file in turn.
    ///
    /// # Errors
    /// One line that names the file, the row and the column.
    pub fn read(path: impl AsRef<Path>) -> Result<Table, Error> {
        Table::read_with(path, &ReadOptions::default())
    }

    /// As [`Table::read`], with options.
    pub fn read_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Table, Error> {
        let path = path.as_ref();
        read(&Input::open(path)?, Format::of_path(path), options)
    }

    /// As [`Table::read_with`], from bytes in memory; `name` stands for the path.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, format: Format, options: &ReadOptions) -> Result<Table, Error> {
        read(&Input::memory(name, bytes), Some(format), options)
    }

    /// The names of a file's columns, in its order. Reads the header of a CSV file and the footer of a Parquet file,
    /// but all of a JSON file, since any line may bring a new name. Not for standard input or a pipe, which it would use up:
    /// an error.
    pub fn header(path: impl AsRef<Path>) -> Result<Vec<String>, Error> {
        let path = path.as_ref();
        let input = Input::open_again(path)?;
        match format(&input, Format::of_path(path))? {
            Format::Csv => csv::header(&input, None),
            Format::Tsv => csv::header(&input, Some(b'\t')),
            Format::Parquet => parquet::header(&input),
            Format::Json => {
                let table = json::read(&input, &ReadOptions::default())?;
                Ok(table.columns.into_iter().map(|c| c.name).collect())
            }
        }
    }
}

/// What a reader returns.
struct Contents {
    columns: Vec<Column>,
    /// Rows of the file, even if no column is kept.
    rows: usize,
    sha256: String,
}

fn read(input: &Input, named: Option<Format>, options: &ReadOptions) -> Result<Table, Error> {
    let contents = match format(input, named)? {
        Format::Csv => csv::read(input, options.delimiter, options)?,
        Format::Tsv => csv::read(input, options.delimiter.or(Some(b'\t')), options)?,
        Format::Json => json::read(input, options)?,
        Format::Parquet => parquet::read(input, options)?,
    };
    let mut table = Table::from_columns(contents.columns).map_err(|e| input.error(e))?;
    table.source = Source { path: input.name.clone(), sha256: Some(contents.sha256), rows: contents.rows };
    Ok(table)
}

/// The format: what the first bytes prove, then what the extension says, then what the first bytes suggest.
fn format(input: &Input, named: Option<Format>) -> Result<Format, Error> {
    const HEAD: u64 = 4096;
    let mut head = Vec::new();
    input.text()?.take(HEAD).read_to_end(&mut head).map_err(|e| input.error(e))?;
    if head.is_empty() {
        return Err(input.error("the file is empty"));
    }
    if let Some(what) = foreign(&head) {
        return Err(input.error(format!("this is {what}")));
    }
    let guess = Format::of_content(&head);
    Ok(if guess == Format::Parquet { guess } else { named.unwrap_or(guess) })
}
