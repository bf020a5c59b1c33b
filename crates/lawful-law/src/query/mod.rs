//! The formula language on tables: conditions that keep rows, new columns, one row per group, one table per group.
//!
//! An expression is evaluated for each row. Three kinds of value exist, numbers, texts and truth values, and they do
//! not mix: `optimizer == 3` is an error if `optimizer` holds texts. Missing cells: arithmetic on one gives a missing
//! number, every comparison with one is false (`!=` too), `missing(x)` tells. A NaN that the file held is a number and
//! compares as IEEE 754 says. A truth value stored as a column is 1 or 0.
//!
//! Everything here is deterministic; groups come in order of first appearance.

mod derive;
mod evaluate;
mod group;
mod keep;
mod reduce;
pub mod scalar;
mod split;
mod typed;

pub use derive::derive;
pub use evaluate::{Values, evaluate};
pub use keep::keep;
pub use reduce::reduce;
pub use split::{Group, split_by};

/// Rows that a step left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Why, in words that name the step: `--where 'outlier == 0'`.
    pub reason: String,
    /// How many.
    pub rows: usize,
}

/// The entries that dropped a row at all.
fn nonzero(dropped: impl IntoIterator<Item = (String, usize)>) -> Vec<Dropped> {
    dropped.into_iter().filter(|(_, rows)| *rows > 0).map(|(reason, rows)| Dropped { reason, rows }).collect()
}
