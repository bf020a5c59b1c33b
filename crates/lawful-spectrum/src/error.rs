//! Why a spectrum could not be measured.

/// Why a spectrum could not be measured: one line with the way out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Rows, columns and length of the data disagree, or there is nothing to measure.
    #[error("{0}")]
    Shape(String),
    /// An entry is NaN or infinite; row and column are counted from 1.
    #[error("the entry at row {row}, column {column} is {value}: a spectrum needs finite numbers")]
    NotFinite {
        /// Row, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        /// The entry.
        value: f64,
    },
    /// An option is out of range.
    #[error("{0}")]
    Setting(String),
    /// The data cannot answer the question.
    #[error("{0}")]
    Unanswerable(String),
    /// A decomposition did not converge, or contradicts the trace or the Frobenius norm of its matrix.
    #[error("{0}")]
    Numerical(String),
    /// The work does not fit in memory.
    #[error("a {rows} x {cols} matrix needs more working memory than there is")]
    Memory {
        /// Rows.
        rows: usize,
        /// Columns.
        cols: usize,
    },
}
