//! Files in, [`Table`] out: named columns of numbers and categories, one row per run, checkpoint or observation.

mod column;
mod error;
mod table;

pub use column::{Categories, Column, ColumnData, MISSING, is_missing};
pub use error::Error;
pub use table::{Source, Table};
