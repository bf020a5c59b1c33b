//! Rows kept back to judge a fit by.

use crate::{Error, Table};
use lawful_fit::compare::HoldOut;
use lawful_law::parse::parse_expression;

/// A table in two parts.
#[derive(Debug, Clone)]
pub struct HeldOut {
    /// The rows to fit.
    pub fitted: Table,
    /// The rows to predict: those that meet the condition.
    pub tested: Table,
}

/// Takes the rows that meet a condition (`C > 1e21`) out of `table`; a row where a value of it is missing stays in.
///
/// ```
/// use lawful::{Column, Table, hold_out};
/// let table = Table::from_columns(vec![Column::number("C", vec![1.0, 10.0, 100.0])])?;
/// let parts = hold_out(&table, "C > 50")?;
/// assert_eq!((parts.fitted.rows(), parts.tested.rows()), (2, 1));
/// # Ok::<(), lawful::Error>(())
/// ```
///
/// # Errors
/// A text that is no condition, a column that is not there; no row meets the condition, or every row does.
pub fn hold_out(table: &Table, condition: &str) -> Result<HeldOut, Error> {
    parse_expression(condition).map_err(Error::text("--holdout"))?;
    let held = HoldOut::Where(condition.to_string()).rows(table).map_err(|error| match error {
        lawful_fit::Error::Law(source) => Error::Text { typed: "--holdout", source },
        other => other.into(),
    })?;
    let (tested, fitted): (Vec<usize>, Vec<usize>) = (0..table.rows()).partition(|&i| held[i]);
    Ok(HeldOut { fitted: table.take(&fitted), tested: table.take(&tested) })
}
