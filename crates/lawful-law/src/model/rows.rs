//! Which rows of a table a law uses.

use crate::error::Error;
use crate::query::Dropped;
use lawful_io::{Column, ColumnData, Table};

/// The rows that have a value in every one of `columns`, and how many each column cost. A number that is there but not
/// finite is an error: dropping it in silence would hide a diverged run.
pub(super) fn complete(table: &Table, columns: &[&Column]) -> Result<(Vec<usize>, Vec<Dropped>), Error> {
    let mut keep: Vec<usize> = (0..table.rows()).collect();
    let mut dropped = Vec::new();
    for column in columns {
        let before = keep.len();
        match &column.data {
            ColumnData::Number(values) => {
                keep.retain(|&i| !lawful_io::is_missing(values[i]));
                if let Some(&bad) = keep.iter().find(|&&i| !values[i].is_finite()) {
                    let name = &column.name;
                    return Err(Error::plain(format!(
                        "{}: row {}, column '{name}': {} is not a finite number; leave such rows out, for example \
                         --where '{name} < 1e300'",
                        table.source.path,
                        table.file_row(bad),
                        values[bad]
                    )));
                }
            }
            ColumnData::Category(c) => keep.retain(|&i| c.codes[i] != u32::MAX),
        }
        if keep.len() < before {
            dropped.push(Dropped { reason: format!("{} is missing", column.name), rows: before - keep.len() });
        }
    }
    Ok((keep, dropped))
}
