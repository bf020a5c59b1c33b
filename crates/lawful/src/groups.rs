//! The same work for each group of rows.

use crate::{Error, Steps};
use lawful_io::Table;
use lawful_law::query::{Dropped, Group};
use rayon::prelude::*;

/// The groups of a table with what was made of each.
#[derive(Debug)]
pub struct Grouped<R> {
    /// The groups, in order of first appearance.
    pub groups: Vec<Group>,
    /// What was made of each, or why nothing was.
    pub results: Vec<Result<R, Error>>,
    /// Rows that are in no group.
    pub dropped: Vec<Dropped>,
}

/// Does `work` for each group of `steps`, on all cores.
///
/// # Errors
/// A column that is not there, no group at all; the first error where every group has one.
pub fn each_group<R: Send>(
    steps: &Steps,
    table: &Table,
    work: impl Fn(&Table) -> Result<R, Error> + Sync,
) -> Result<Grouped<R>, Error> {
    let (groups, dropped) = steps.split(table)?;
    if groups.is_empty() {
        let by = steps.by.join(", ");
        return Err(Error::Document(format!(
            "{}: there are no groups: {by} is missing in every row",
            table.source.path
        )));
    }
    let results: Vec<_> = groups.par_iter().map(|g| work(&g.table)).collect();
    if let (Some(Err(error)), true) = (results.first(), results.iter().all(|r| r.is_err())) {
        return Err(error.clone());
    }
    Ok(Grouped { groups, results, dropped })
}
