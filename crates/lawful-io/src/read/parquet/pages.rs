//! The pages of one column in one row group, checked and unpacked.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

use super::codec::{Codec, unpack_after};

/// Reads the pages that `inner` returns packed. The decoders believe a page's header; what they would believe
/// wrongly is an error here.
pub(super) struct Pages<R: ChunkReader> {
    inner: SerializedPageReader<R>,
    codec: Codec,
    /// Rows that further data pages may hold: in a flat column a value is a row.
    rows_left: u32,
    has_dictionary: bool,
}

impl<R: ChunkReader> Pages<R> {
    pub fn new(inner: SerializedPageReader<R>, codec: Codec, rows: u32) -> Self {
        Pages { inner, codec, rows_left: rows, has_dictionary: false }
    }

    fn checked(&mut self, page: Page) -> std::result::Result<Page, String> {
        match page {
            Page::DictionaryPage { buf, num_values, encoding, is_sorted } => {
                let buf = self.codec.unpack(&buf)?;
                if self.has_dictionary {
                    return Err("two dictionaries in one row group".into());
                }
                if num_values as usize > buf.len() {
                    return Err("a dictionary with more values than bytes".into());
                }
                self.has_dictionary = true;
                Ok(Page::DictionaryPage { buf, num_values, encoding, is_sorted })
            }
            Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics } => {
                self.count(num_values, encoding)?;
                if def_level_encoding != Encoding::RLE {
                    return Err(format!("definition levels in the encoding {def_level_encoding} are not supported"));
                }
                let buf = self.codec.unpack(&buf)?;
                Ok(Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics })
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                num_nulls,
                num_rows,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                statistics,
            } => {
                self.count(num_values, encoding)?;
                if num_nulls > num_values {
                    return Err("a page with more missing values than values".into());
                }
                let levels = def_levels_byte_len as usize + rep_levels_byte_len as usize;
                let codec = if is_compressed { self.codec } else { Codec::Plain };
                let buf = unpack_after(codec, &buf, levels)?;
                Ok(Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding,
                    num_nulls,
                    num_rows,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    is_compressed: false,
                    statistics,
                })
            }
        }
    }

    fn count(&mut self, values: u32, encoding: Encoding) -> std::result::Result<(), String> {
        #[allow(deprecated)] // old files still use PLAIN_DICTIONARY
        let needs_dictionary = matches!(encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
        if needs_dictionary && !self.has_dictionary {
            return Err("a page refers to a dictionary that is not there".into());
        }
        let left = self.rows_left.checked_sub(values).ok_or("more values than the row group has rows")?;
        self.rows_left = left;
        Ok(())
    }
}

impl<R: ChunkReader> Iterator for Pages<R> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<R: ChunkReader> PageReader for Pages<R> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        match self.inner.get_next_page()? {
            Some(page) => self.checked(page).map(Some).map_err(ParquetError::General),
            None => Ok(None),
        }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}
