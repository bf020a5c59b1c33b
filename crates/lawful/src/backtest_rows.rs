//! Which rows a back-test takes, and which of them are the larger ones.

use crate::Error;
use lawful_fit::backtest::Selection;
use lawful_io::Table;
use lawful_law::parse::{parse_expression, parse_reduce};
use lawful_law::{Law, query};
use std::collections::BTreeSet;

/// The name of the column that a formula of the cost becomes.
const COST: &str = "cost";

/// A selection as it is typed: conditions, then a reduction, `outlier == 0; min(loss) by N,D`.
///
/// # Errors
/// A text that is neither, two reductions, conditions after a reduction.
pub fn backtest_selection(text: &str) -> Result<Selection, Error> {
    let mut selection = Selection { name: text.trim().to_string(), ..Selection::default() };
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let reduction = parse_reduce(part);
        if part.contains(" by ") || reduction.is_ok() && parse_expression(part).is_err() {
            reduction.map_err(Error::text("--select"))?;
            if selection.reduce.replace(part.to_string()).is_some() {
                return Err(Error::Document(format!(
                    "--select '{text}' has two reductions; one row per group is kept once"
                )));
            }
            continue;
        }
        parse_expression(part).map_err(Error::text("--select"))?;
        if selection.reduce.is_some() {
            return Err(Error::Document(format!("--select '{text}': conditions come before the reduction")));
        }
        selection.keep = Some(selection.keep.map_or(part.to_string(), |before| format!("({before}) && ({part})")));
    }
    if selection.keep.is_none() && selection.reduce.is_none() {
        return Err(Error::Document(
            "--select is empty; write a condition such as 'outlier == 0', or 'min(loss) by COL'".into(),
        ));
    }
    Ok(selection)
}

/// What says how large a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestScale {
    /// The column.
    pub column: String,
    /// The column or formula as typed.
    pub text: String,
}

/// The column of `--cost`, added to the table if it is a formula; without one the only column of numbers that the laws
/// read.
///
/// # Errors
/// The formula can't be computed; several columns could be meant.
pub fn backtest_scale(cost: Option<&str>, laws: &[Law], table: &mut Table) -> Result<BacktestScale, Error> {
    let Some(text) = cost else {
        let read: BTreeSet<&str> =
            laws.iter().flat_map(|law| law.law.names()).filter(|name| table.numbers(name).is_ok()).collect();
        let names: Vec<&str> = read.into_iter().collect();
        return match names[..] {
            [one] => Ok(BacktestScale { column: one.to_string(), text: one.to_string() }),
            _ => Err(Error::Document(format!(
                "which rows are the larger ones? The laws read {}; say --cost COL or a formula, as in --cost '6*N*D'",
                if names.is_empty() { "no column of numbers".to_string() } else { names.join(", ") }
            ))),
        };
    };
    let bare = text.trim().trim_matches('`');
    if table.column(bare).is_some() {
        return Ok(BacktestScale { column: bare.to_string(), text: bare.to_string() });
    }
    // A name that no column has.
    let mut column = COST.to_string();
    while table.column(&column).is_some() {
        column.push('_');
    }
    query::derive(table, &format!("{column} = {text}")).map_err(Error::text("--cost"))?;
    Ok(BacktestScale { column, text: text.trim().to_string() })
}
