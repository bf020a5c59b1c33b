//! Parquet: flat columns and the leaves of nested groups (`outer.inner`); lists and maps are left out.
//!
//! The crate `parquet` reads the footer, the page headers and the encodings. What a hostile file could use against
//! it is checked here before: the schema ([`footer`]), the place and size of each column and each page
//! ([`pages`]), which this crate also unpacks ([`codec`]); what is left is contained ([`super::contain`]).

mod codec;
mod footer;
mod pages;
mod values;

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::reader::get_column_reader;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescriptor;

use self::pages::Pages;
use self::values::Meaning;
use super::{Contents, contain};
use crate::cell::CellReader;
use crate::infer::ColumnBuilder;
use crate::input::{Access, Input};
use crate::{Column, Error, ReadOptions};

/// Cells always allowed, and per byte of the file: run lengths let a hundred bytes claim 10^9 rows.
const FREE_CELLS: u64 = 1 << 27;
const MAX_CELLS_PER_BYTE: u64 = 64;

/// Prefix of the file's key-value metadata that holds the unit of a column.
pub(crate) const UNIT_KEY: &str = "lawful.unit.";

/// The columns of a Parquet file.
pub(super) fn read(input: &Input, options: &ReadOptions) -> Result<Contents, Error> {
    let access = input.access()?;
    let (columns, rows) = contained(input, || match access {
        Access::File(file) => open(input, file)?.read(options),
        Access::Memory(bytes) => open(input, bytes)?.read(options),
    })?;
    Ok(Contents::new(columns, rows, input.sha256()?))
}

/// The names of the columns that can be read.
pub(super) fn header(input: &Input) -> Result<Vec<String>, Error> {
    let access = input.access()?;
    contained(input, || match access {
        Access::File(file) => Ok(open(input, file)?.header()),
        Access::Memory(bytes) => Ok(open(input, bytes)?.header()),
    })
}

fn contained<T>(input: &Input, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    contain::contain(read).unwrap_or_else(|| Err(damaged(input, "a page or the footer makes no sense")))
}

struct Parquet<'a, R: ChunkReader> {
    input: &'a Input,
    bytes: Arc<R>,
    metadata: ParquetMetaData,
}

fn open<R: ChunkReader>(input: &Input, bytes: R) -> Result<Parquet<'_, R>, Error> {
    footer::check(&bytes).map_err(|why| input.error(why))?;
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&bytes).map_err(|e| damaged(input, &e.to_string()))?;
    Ok(Parquet { input, bytes: Arc::new(bytes), metadata })
}

fn damaged(input: &Input, why: &str) -> Error {
    let why = why.trim_start_matches("Parquet error: ").trim_start_matches("EOF: ");
    input.error(format!("the Parquet data are damaged: {why}"))
}

impl<R: ChunkReader + 'static> Parquet<'_, R> {
    fn header(&self) -> Vec<String> {
        let readable = self.schema().iter().filter(|c| Meaning::of(c).is_ok());
        readable.map(|c| name(c)).collect()
    }

    fn schema(&self) -> &[Arc<ColumnDescriptor>] {
        self.metadata.file_metadata().schema_descr().columns()
    }

    fn read(&self, options: &ReadOptions) -> Result<(Vec<Column>, usize), Error> {
        let mut kept = Vec::new();
        for (i, column) in self.schema().iter().enumerate().filter(|(_, c)| options.keeps(&name(c))) {
            match Meaning::of(column) {
                Ok(meaning) => kept.push((i, meaning)),
                // Asked for by name.
                Err(why) if options.columns.is_some() => {
                    return Err(self.input.error(format!("column '{}' {why}", name(column))));
                }
                Err(_) => {}
            }
        }
        let rows = self.rows(kept.len())?;
        let cells = CellReader::new(options);
        let columns = kept.into_iter().map(|(i, meaning)| self.column(i, meaning, &cells, options));
        Ok((columns.collect::<Result<_, _>>()?, rows))
    }

    /// The rows that the row groups announce, if memory for so many cells can be meant in earnest.
    fn rows(&self, columns: usize) -> Result<usize, Error> {
        let groups = self.metadata.row_groups();
        let rows = groups.iter().try_fold(0u64, |sum, g| sum.checked_add(u64::try_from(g.num_rows()).ok()?));
        let allowed = FREE_CELLS.max(self.bytes.len().saturating_mul(MAX_CELLS_PER_BYTE));
        match rows {
            Some(rows) if rows.saturating_mul(columns as u64) <= allowed => Ok(rows as usize),
            Some(rows) => Err(self.input.error(format!(
                "{rows} rows of {columns} columns from a file of {} bytes; keep fewer columns if that is right",
                self.bytes.len()
            ))),
            None => Err(damaged(self.input, "impossible number of rows")),
        }
    }

    fn column(&self, i: usize, meaning: Meaning, cells: &CellReader, options: &ReadOptions) -> Result<Column, Error> {
        let descriptor = &self.schema()[i];
        let name = name(descriptor);
        let failed = |why: String| damaged(self.input, &format!("column '{name}': {why}"));
        let text = meaning == Meaning::Text || options.text.contains(&name);
        let mut column = if text { ColumnBuilder::text(&name) } else { ColumnBuilder::new(&name) };
        for group in self.metadata.row_groups() {
            let chunk = group.columns().get(i).ok_or_else(|| failed("a row group lacks it".into()))?;
            let rows = usize::try_from(group.num_rows()).map_err(|e| failed(e.to_string()))?;
            let pages = self.pages(group, chunk).map_err(failed)?;
            let reader = get_column_reader(descriptor.clone(), Box::new(pages));
            values::read(reader, meaning, rows, descriptor.max_def_level(), &mut column, cells).map_err(|why| {
                self.input
                    .error(format!("the Parquet data are damaged: row {}, column '{name}': {why}", column.len() + 1))
            })?;
        }
        let mut column = column.finish();
        column.boolean = meaning == Meaning::Boolean && !text;
        column.unit = self.unit(&name).or_else(|| meaning.unit().map(str::to_string));
        Ok(column)
    }

    /// The pages of a column in a row group, which must lie inside the file.
    fn pages(&self, group: &RowGroupMetaData, chunk: &ColumnChunkMetaData) -> Result<Pages<R>, String> {
        let codec = codec::Codec::of(chunk.compression())?;
        let first = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let (Ok(start), Ok(length)) = (u64::try_from(first), u64::try_from(chunk.compressed_size())) else {
            return Err("impossible place in the file".into());
        };
        if start.checked_add(length).is_none_or(|end| end > self.bytes.len()) {
            return Err("reaches past the end of the file, which is cut off".into());
        }
        // Pages come as they are stored, to be unpacked under our own limits.
        let stored = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build();
        let stored = stored.map_err(|e| e.to_string())?;
        let rows =
            u32::try_from(group.num_rows()).map_err(|_| "more rows in a group than a page can count".to_string())?;
        let inner = SerializedPageReader::new(self.bytes.clone(), &stored, rows as usize, None);
        Ok(Pages::new(inner.map_err(|e| e.to_string())?, codec, rows))
    }

    fn unit(&self, name: &str) -> Option<String> {
        let pairs = self.metadata.file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key.strip_prefix(UNIT_KEY) == Some(name))?.value.clone()
    }
}

fn name(column: &ColumnDescriptor) -> String {
    column.path().parts().join(".")
}
