//! Tables of points to predict at.

use crate::{Column, Error, Table};
use lawful_io::Level;
use lawful_law::parse::{parse_assignment, parse_expression};
use lawful_law::query::{self, Values, evaluate};
use lawful_plan::Fixed;
use std::collections::BTreeSet;

/// A table of one row from texts such as `N=70e9`, `D=20*70B`, `optimizer=muon`: a number, or else a category.
///
/// # Errors
/// A text without `=`, a name given twice.
pub fn point<S: AsRef<str>>(assignments: &[S]) -> Result<Table, Error> {
    let mut columns: Vec<Column> = Vec::new();
    for text in assignments {
        let text = text.as_ref();
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
                (name.trim().trim_matches('`'), value.trim())
            }
            _ => return Err(Error::Document(format!("'{text}' is not NAME=VALUE, as in N=70e9"))),
        };
        if columns.iter().any(|c| c.name == name) {
            return Err(Error::Document(format!("'{name}' is given twice")));
        }
        columns.push(match constant(value)? {
            Some(number) => Column::number(name, vec![number]),
            None => Column::category(name, &[value.trim_matches('"')]),
        });
    }
    let mut table = Table::from_columns(columns)?;
    table.source.path = "the point".into();
    Ok(table)
}

/// The values of the first row of every column; a missing one is left out.
pub fn values(point: &Table) -> Vec<(String, Fixed)> {
    let value = |c: &Column| match c.levels().names.first() {
        Some(Level::Number(x)) => Some((c.name.clone(), Fixed::Number(*x))),
        Some(Level::Text(text)) => Some((c.name.clone(), Fixed::Text(text.clone()))),
        None => None,
    };
    point.columns().iter().filter_map(value).collect()
}

/// The columns that texts such as `N=7B` give, as a plan takes them.
///
/// # Errors
/// As [`point`].
pub fn fixed<S: AsRef<str>>(assignments: &[S]) -> Result<Vec<(String, Fixed)>, Error> {
    // A table without columns has no row.
    if assignments.is_empty() { Ok(vec![]) } else { Ok(values(&point(assignments)?)) }
}

/// The value of an expression without names; `None` if it is a text.
fn constant(text: &str) -> Result<Option<f64>, Error> {
    let Ok(expression) = parse_expression(text) else { return Ok(None) };
    if expression.names().next().is_some_and(|name| name != "pi") {
        return Ok(None);
    }
    let one_row = Table::from_columns(vec![Column::number(" ", vec![0.0])])?;
    match evaluate(&expression, text, &one_row) {
        Ok(Values::Numbers(numbers)) if numbers.iter().all(|x| x.is_finite()) => Ok(numbers.first().copied()),
        Ok(Values::Numbers(_)) => Err(Error::Document(format!("'{text}' is no finite number"))),
        _ => Ok(None),
    }
}

/// Adds the new columns (`--let`) of a fit that its law needs and `table` lacks.
///
/// # Errors
/// A new column can't be computed from those of `table`.
pub fn derive_needed(table: &mut Table, assignments: &[String], columns: &[String]) -> Result<(), Error> {
    let mut needed: BTreeSet<String> = columns.iter().cloned().collect();
    let mut chosen = Vec::new();
    // A later column may need an earlier one.
    for text in assignments.iter().rev() {
        let (name, expression) = parse_assignment(text).map_err(Error::text("--let"))?;
        if needed.contains(&name) && table.column(&name).is_none() {
            needed.extend(expression.names().map(String::from));
            chosen.push(text);
        }
    }
    for text in chosen.into_iter().rev() {
        query::derive(table, text).map_err(Error::text("--let"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_categories() {
        let table = point(&["N=70B", "D = 20*1e9", "optimizer=muon", "half=2^-1"]).unwrap();
        assert_eq!(table.numbers("N").unwrap(), [7e10]);
        assert_eq!(table.numbers("D").unwrap(), [2e10]);
        assert_eq!(table.numbers("half").unwrap(), [0.5]);
        assert_eq!(table.categories("optimizer").unwrap().names, ["muon"]);
        assert!(point(&["N"]).is_err() && point(&["N=1", "N=2"]).is_err() && point(&["N=1/0"]).is_err());
    }

    #[test]
    fn new_columns_only_where_the_law_needs_them() {
        let mut table = point(&["N=2", "D=3"]).unwrap();
        let lets = ["C = 6*N*D", "L = log(C)", "other = absent/2"].map(String::from);
        derive_needed(&mut table, &lets, &["L".to_string()]).unwrap();
        assert_eq!(table.numbers("L").unwrap(), [36.0_f64.ln()]);
        assert!(table.column("other").is_none());
    }
}
