//! One table for the fits of many groups.

use crate::{Fit, TextTable};
use lawful_io::Level;
use lawful_report::{Column, number, with_error};

/// The fit of one group, or why there is none.
#[derive(Debug, Clone)]
pub struct GroupFit {
    /// The columns that were split by, and the group's values.
    pub by: Vec<(String, Level)>,
    /// Its fit.
    pub fit: Result<Fit, String>,
}

/// One row per group: its values, each parameter as value ± standard error, the objective and the rows. A group that
/// could not be fitted has the reason in the last column.
pub fn groups(results: &[GroupFit]) -> TextTable {
    let keys: Vec<&str> = results.first().map_or(vec![], |g| g.by.iter().map(|(name, _)| name.as_str()).collect());
    let mut names: Vec<&str> = Vec::new();
    for fit in results.iter().filter_map(|g| g.fit.as_ref().ok()) {
        for e in fit.params.iter().chain(&fit.derived) {
            if !names.contains(&e.name.as_str()) {
                names.push(&e.name);
            }
        }
    }
    let failed = results.iter().any(|g| remark(&g.fit).is_some());
    let mut columns: Vec<Column> = keys.iter().map(|key| Column::words(*key)).collect();
    columns.extend(names.iter().map(|name| Column::numbers(*name)));
    columns.extend([Column::numbers("objective"), Column::numbers("rows")]);
    if failed {
        columns.push(Column::words(""));
    }
    let mut table = TextTable::new(columns);
    for GroupFit { by, fit } in results {
        let mut row: Vec<String> = by.iter().map(|(_, level)| level.to_string()).collect();
        let cell = |name: &str| {
            let e = fit.as_ref().ok()?.estimate(name)?;
            Some(with_error(e.value, e.stderr.unwrap_or(f64::NAN)))
        };
        row.extend(names.iter().map(|name| cell(name).unwrap_or_default()));
        let of_fit = |text: &dyn Fn(&Fit) -> String| fit.as_ref().map_or(String::new(), text);
        row.push(of_fit(&|fit| number(fit.objective, 6)));
        row.push(of_fit(&|fit| fit.n.to_string()));
        row.extend(remark(fit));
        table.row(row);
    }
    table
}

fn remark(fit: &Result<Fit, String>) -> Option<String> {
    match fit {
        Err(why) => Some(why.clone()),
        Ok(fit) if !fit.converged => Some("not converged".into()),
        Ok(_) => None,
    }
}
