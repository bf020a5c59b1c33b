//! Files in, [`Table`] out: named columns of numbers and categories, one row per run, checkpoint or observation.
//!
//! ```
//! # use lawful_io::{Format, ReadOptions, Table};
//! # let text = b"N,loss,optimizer\n70e9,2.5,adamw\n1e9,,muon\n".to_vec();
//! # let options = ReadOptions::default();
//! # let runs = Table::from_bytes("runs.csv", text, Format::Csv, &options)?; /*
//! let runs = Table::read("runs.csv")?;
//! # */
//! let loss = runs.numbers("loss")?; // one f64 per row, MISSING where the cell is empty
//! assert!(lawful_io::is_missing(loss[1]));
//! let groups = runs.column("optimizer").map(|c| c.levels()); // rows by exact value
//! assert_eq!(groups.unwrap().names[0].to_string(), "adamw");
//! # Ok::<(), lawful_io::Error>(())
//! ```
//!
//! **Formats.** [`Table::read`]: CSV and TSV (also gzipped), panels that Weights & Biases exports; JSON Lines, arrays of
//! objects, documents of a run (also gzipped), `trainer_state.json`, results of lm-evaluation-harness; Parquet (flat columns
//! and leaves of groups; snappy, zstd, gzip, lz4_raw, uncompressed); Arrow IPC (lz4, zstd, uncompressed); Excel (`.xlsx`);
//! TensorBoard event files; `-` for standard input; folders and patterns. CSV, TSV, JSON Lines and Parquet out:
//! [`Table::write`].
//!
//! **Cells.** A number is an f64 from the start. A missing cell (empty, `NA`, `null`, …) is [`MISSING`] or
//! [`MISSING_CODE`]; a `NaN` or `inf` that a file spells is a number that is not finite, [`Table::not_finite`].
//! A column of `true` and `false` is one of 1 and 0. A column with any other text is a category; if it holds numbers
//! as well, [`Table::numbers`] names the first cell that is not one.
//!
//! **Rows** are counted from 0 in the API and from 1, without the header, in messages; [`Table::file_row`] leads from
//! one to the other after rows were dropped.
//!
//! **Memory** is 8 bytes per number and 4 per text cell of the columns kept, plus the distinct texts, at most
//! [`MAX_DISTINCT`] a column; the text of the file is never held. A CSV file of 10^7 rows and four columns (455 MB)
//! takes 2.4 s and 277 MB at its peak, SHA-256 included, on one core of a 2-core cloud machine
//! (`examples/read_speed.rs`): 190 MB/s.

pub mod arrays;
mod atomic;
mod cell;
mod collection;
mod column;
mod concatenate;
mod describe;
mod error;
mod format;
mod infer;
mod input;
mod levels;
mod natural;
mod number;
mod options;
mod read;
mod stack;
pub mod suggest;
mod table;
mod write;

pub use arrays::{Array, Checkpoint, DType, Tensor};
pub use atomic::{create_atomically, write_atomically};
pub use collection::matches_pattern;
pub use column::{Categories, Column, ColumnData, MISSING, MISSING_CODE, is_missing};
pub use describe::{ColumnSummary, ColumnType};
pub use error::Error;
pub use format::Format;
pub use infer::MAX_DISTINCT;
pub use levels::{Level, Levels};
pub use number::shortest;
pub use options::ReadOptions;
pub use stack::Stack;
pub use table::{Source, Table};
