//! Readers, one file or folder per format.

mod arrow;
mod contain;
mod csv;
mod excel;
mod json;
mod mixed;
mod parquet;
mod tensorboard;
mod wandb;

pub(crate) use parquet::UNIT_KEY;
pub(crate) use tensorboard::records;

use std::io::Read;
use std::path::Path;

use crate::collection::{self, Place};
use crate::format::foreign;
use crate::input::Input;
use crate::{Column, Error, Format, ReadOptions, Source, Table};

impl Table {
    /// The table at a path: a file, `-` for standard input, a folder, or a pattern like `runs/*.csv`. What a file's bytes
    /// prove says its format, else its extension, else what its text looks like.
    ///
    /// Files of a folder, or of a pattern (`*`, `?`, `[a-z]`, `**` for any folders), stand one below the other, with a
    /// column `source` ([`Table::concatenate`]). Of a folder those files count that are tables of one kind: TensorBoard's
    /// event files (a run per folder), else `trainer_state.json` (the last of each run), else `wandb-summary.json`, else
    /// all with the extension of a table. `book.xlsx#Sheet2` is a sheet of a workbook.
    ///
    /// CSV, TSV and JSON stream: memory is 8 bytes per number and 4 per text cell of the columns kept, plus the
    /// distinct texts. Standard input and pipes are held whole, and so is each page of a Parquet file, each batch of an
    /// Arrow file and the sheet of a workbook.
    ///
    /// # Errors
    /// One line that names the file, the row and the column.
    pub fn read(path: impl AsRef<Path>) -> Result<Table, Error> {
        Table::read_with(path, &ReadOptions::default())
    }

    /// As [`Table::read`], with options.
    pub fn read_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Table, Error> {
        let path = path.as_ref();
        match collection::place(path)? {
            Place::File(file) => Ok(read(&Input::open(&file)?, Format::of_path(&file), options)?.0),
            Place::Sheet(file, sheet) => {
                let options = ReadOptions { sheet: Some(sheet), ..options.clone() };
                Ok(read(&Input::open(&file)?, Format::of_path(&file), &options)?.0)
            }
            Place::Files(files) => collection::read(path, files, options),
        }
    }

    /// As [`Table::read_with`], from bytes in memory; `name` stands for the path, `format` for its extension.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, format: Format, options: &ReadOptions) -> Result<Table, Error> {
        Ok(read(&Input::memory(name, bytes), Some(format), options)?.0)
    }

    /// The names of a file's columns, in its order. Reads the header of a CSV file and the footer of a Parquet file, but
    /// all of any other, since any part may bring a new name. Not for standard input or a pipe, which it would use up: an
    /// error.
    pub fn header(path: impl AsRef<Path>) -> Result<Vec<String>, Error> {
        let path = path.as_ref();
        if let Place::File(file) = collection::place(path)? {
            let input = Input::open_again(&file)?;
            match format(&input, Format::of_path(&file))? {
                Format::Csv => return csv::header(&input, None),
                Format::Tsv => return csv::header(&input, Some(b'\t')),
                Format::Parquet => return parquet::header(&input),
                Format::Json | Format::Arrow | Format::Excel | Format::TensorBoard => {}
            }
        }
        Ok(Table::read(path)?.columns().iter().map(|c| c.name.clone()).collect())
    }
}

/// What a reader returns.
pub(crate) struct Contents {
    pub columns: Vec<Column>,
    /// Rows of the file, even if no column is kept.
    pub rows: usize,
    pub sha256: String,
    /// Which program's layout the file has, in words.
    pub layout: Option<&'static str>,
    /// What was left out or chosen.
    pub notes: Vec<String>,
}

impl Contents {
    fn new(columns: Vec<Column>, rows: usize, sha256: String) -> Contents {
        Contents { columns, rows, sha256, layout: None, notes: Vec::new() }
    }

    /// The table, called by a path.
    fn table(self, path: &str) -> Result<Table, Error> {
        let mut table = Table::from_columns(self.columns).map_err(|e| Error::new(format!("{path}: {e}")))?;
        let sha256 = Some(self.sha256);
        table.source = Source { path: path.into(), sha256, rows: self.rows, files: Vec::new(), notes: self.notes };
        Ok(table)
    }
}

/// The table in a file, and its layout.
pub(crate) fn read(
    input: &Input,
    named: Option<Format>,
    options: &ReadOptions,
) -> Result<(Table, Option<&'static str>), Error> {
    let contents = match format(input, named)? {
        Format::Csv => csv::read(input, options.delimiter, options)?,
        Format::Tsv => csv::read(input, options.delimiter.or(Some(b'\t')), options)?,
        Format::Json => json::read(input, options)?,
        Format::Parquet => parquet::read(input, options)?,
        Format::Arrow => arrow::read(input, options)?,
        Format::Excel => excel::read(input, options)?,
        Format::TensorBoard => match tensorboard::read(std::slice::from_ref(input), options)? {
            contents if contents.rows == 0 => return Err(input.error("the event file holds no scalars")),
            contents => contents,
        },
    };
    let layout = contents.layout;
    Ok((contents.table(&input.name)?, layout))
}

/// The table of a run's event files; none if they hold no scalars.
pub(crate) fn read_run(name: &str, inputs: &[Input], options: &ReadOptions) -> Result<Option<Table>, Error> {
    let contents = tensorboard::read(inputs, options)?;
    if contents.rows == 0 { Ok(None) } else { contents.table(name).map(Some) }
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
    if let Some(proven) = Format::proven(&head) {
        return Ok(proven);
    }
    Ok(match named {
        // No header of a CSV file begins so.
        Some(Format::Csv | Format::Tsv) | None if Format::is_json(&head) => Format::Json,
        Some(named) => named,
        None => Format::of_text(&head),
    })
}
