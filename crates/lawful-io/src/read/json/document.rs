//! A file that is one JSON object: the layout of a known program, or one row.

use serde_json::{Map, Value};

use super::rows::Rows;
use super::{evaluation, trainer_state};
use crate::Error;

/// Adds the rows of the only object of a file; returns the name of its layout, if it has one.
pub(super) fn push(object: Map<String, Value>, table: &mut Rows) -> Result<Option<&'static str>, Error> {
    let (rows, layout) = if trainer_state::is_one(&object) {
        (trainer_state::rows(object), Some(trainer_state::NAME))
    } else if evaluation::is_one(&object) {
        (evaluation::rows(&object), Some(evaluation::NAME))
    } else {
        (vec![object], None)
    };
    if rows.is_empty() {
        return Err(table.input.error(format!("{} without any record", layout.unwrap_or("an object"))));
    }
    for row in rows {
        table.push(row)?;
    }
    Ok(layout)
}
