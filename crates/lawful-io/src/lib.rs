//! Files in, [`Table`] out: named columns of numbers and categories, one row per run, checkpoint or observation.

mod atomic;
mod cell;
mod column;
mod describe;
mod error;
mod format;
mod infer;
mod input;
mod levels;
mod number;
mod options;
mod read;
mod table;
mod write;

pub use atomic::write_atomically;
pub use column::{Categories, Column, ColumnData, MISSING, MISSING_CODE, is_missing};
pub use describe::{ColumnSummary, ColumnType};
pub use error::Error;
pub use format::Format;
pub use infer::MAX_DISTINCT;
pub use levels::{Level, Levels};
pub use number::shortest;
pub use options::ReadOptions;
pub use table::{Source, Table};
