//! New columns.

use super::{Values, evaluate};
use crate::Error;
use crate::parse::parse_assignment;
use lawful_io::{Categories, Column, ColumnData, Table};
use std::collections::HashMap;

/// Adds the column of an assignment (`D = C/(6*N)`) to `table`, in place of one of the same name, whose old values the
/// right side may use. A condition becomes 1 and 0.
pub fn derive(table: &mut Table, assignment: &str) -> Result<(), Error> {
    let (name, expr) = parse_assignment(assignment)?;
    let column = match evaluate(&expr, assignment, table)? {
        Values::Numbers(numbers) => Column::number(name, numbers),
        Values::Truths(truths) => Column::number(name, truths.into_iter().map(|t| f64::from(u8::from(t))).collect()),
        Values::Texts(texts) => Column::new(name, ColumnData::Category(categories(texts))),
    };
    table.set(column).map_err(|error| Error::plain(error.message))
}

fn categories(texts: Vec<Option<String>>) -> Categories {
    let mut names = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let codes = texts
        .into_iter()
        .map(|text| match text {
            None => u32::MAX,
            Some(text) => *seen.entry(text).or_insert_with_key(|text| {
                names.push(text.clone());
                names.len() as u32 - 1
            }),
        })
        .collect();
    Categories { codes, names }
}
