//! `--by`: a whole command for each group of rows.

use super::Failure;
use lawful::query::{Dropped, Group};
use lawful::{Error, Steps, Table};
use rayon::prelude::*;

/// The groups of a table with what was made of each.
pub(super) struct Grouped<R> {
    pub(super) groups: Vec<Group>,
    pub(super) results: Vec<std::result::Result<R, Error>>,
    /// Rows that are in no group.
    pub(super) dropped: Vec<Dropped>,
}

/// Does `work` for each group, in order of first appearance. What is wrong with every group is wrong with the command.
pub(super) fn each_group<R: Send>(
    steps: &Steps,
    table: &Table,
    work: impl Fn(&Table) -> std::result::Result<R, Error> + Sync,
) -> std::result::Result<Grouped<R>, Failure> {
    let (groups, dropped) = steps.split(table)?;
    if groups.is_empty() {
        let by = steps.by.join(", ");
        return Err(Failure::new(format!("{}: there are no groups: {by} is missing in every row", table.source.path)));
    }
    let results: Vec<_> = groups.par_iter().map(|g| work(&g.table)).collect();
    if let (Some(Err(error)), true) = (results.first(), results.iter().all(|r| r.is_err())) {
        return Err(error.clone().into());
    }
    Ok(Grouped { groups, results, dropped })
}

/// `optimizer = muon, width = 512`
pub(super) fn name(group: &Group) -> String {
    group.by.iter().map(|(column, level)| format!("{column} = {level}")).collect::<Vec<_>>().join(", ")
}

/// A name for files: `optimizer=muon,width=512`.
pub(super) fn file_name(group: &Group) -> String {
    let keys: Vec<String> = group.by.iter().map(|(column, level)| format!("{column}={level}")).collect();
    let safe = |c: char| if c.is_alphanumeric() || "=,-_.+".contains(c) { c } else { '_' };
    keys.join(",").chars().take(200).map(safe).collect()
}
