//! Rows and columns of a table, chosen in the formula language.

use crate::Error;
use lawful_io::Table;
use lawful_law::parse::parse_reduce;
use lawful_law::query;

/// The steps that a recipe takes before it fits.
pub trait Select: Sized {
    /// Keeps the rows that meet a condition: `outlier == 0`.
    ///
    /// # Errors
    /// A text that is no condition, a column that is not there.
    fn keep(&self, condition: &str) -> Result<Self, Error>;

    /// Adds a column: `D = C/(6*N)`.
    ///
    /// # Errors
    /// A text that is no assignment, a column that is not there.
    fn derive(self, assignment: &str) -> Result<Self, Error>;

    /// Keeps one row per group: `min(loss) by N,D`.
    ///
    /// # Errors
    /// A text that is no reduction, a column that is not there.
    fn reduce(&self, reduction: &str) -> Result<Self, Error>;
}

impl Select for Table {
    fn keep(&self, condition: &str) -> Result<Table, Error> {
        Ok(query::keep(self, condition)?.0)
    }

    fn derive(mut self, assignment: &str) -> Result<Table, Error> {
        query::derive(&mut self, assignment)?;
        Ok(self)
    }

    fn reduce(&self, reduction: &str) -> Result<Table, Error> {
        Ok(query::reduce(self, &parse_reduce(reduction)?)?.0)
    }
}
