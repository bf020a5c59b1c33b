//! Which rows are held out.

use crate::error::Error;
use lawful_io::{Table, is_missing};
use lawful_law::parse::parse_expression;
use lawful_law::query::{Values, evaluate};

/// Rows to be predicted, not fitted.
#[derive(Debug, Clone, PartialEq)]
pub enum HoldOut {
    /// Those that meet a condition (`C > 1e21`); a row where a value of it is missing is not held out.
    Where(String),
    /// Those with the largest distinct values of a column: leave-largest-out.
    Largest {
        /// The column.
        column: String,
        /// How many distinct values.
        values: usize,
    },
}

impl HoldOut {
    /// For each row of `table` whether it is held out.
    ///
    /// # Errors
    /// The condition or column does not suit the table; no row is held out, or all are.
    pub fn rows(&self, table: &Table) -> Result<Vec<bool>, Error> {
        let (held, name) = match self {
            HoldOut::Where(text) => {
                let condition = parse_expression(text)?;
                let held = match evaluate(&condition, text, table)? {
                    Values::Truths(truths) => truths,
                    _ => {
                        return Err(Error::new(format!(
                            "--holdout '{text}' is no condition; write one such as 'C > 1e21'"
                        )));
                    }
                };
                (held, format!("--holdout '{text}'"))
            }
            HoldOut::Largest { column, values } => {
                let numbers = table.numbers(column)?;
                let sorted = distinct(numbers);
                let first = sorted.len().saturating_sub(*values);
                let cut = sorted.get(first).copied().unwrap_or(f64::INFINITY);
                let held = numbers.iter().map(|x| *x >= cut).collect();
                (held, format!("holding out the {values} largest values of '{column}'"))
            }
        };
        let path = &table.source.path;
        match held.iter().filter(|h| **h).count() {
            0 => Err(Error::new(format!("{path}: {name} holds out no row"))),
            n if n == held.len() => Err(Error::new(format!("{path}: {name} holds out every row; none is left to fit"))),
            _ => Ok(held),
        }
    }
}

/// The distinct values of a column of numbers, rising, missing cells left out.
pub(super) fn distinct(numbers: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = numbers.iter().copied().filter(|x| !is_missing(*x) && !x.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    sorted
}

/// The rows (from 0) where `flags` is `value`.
pub(super) fn indices(flags: &[bool], value: bool) -> Vec<usize> {
    (0..flags.len()).filter(|&i| flags[i] == value).collect()
}
