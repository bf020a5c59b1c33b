//! The table that a command works on: read, cut to size, its units set.

use super::arguments::TableArguments;
use super::{Failure, output};
use lawful::query::Dropped;
use lawful::{Law, Steps, Table};
use std::path::Path;

/// The steps and units that flags ask for.
pub(super) struct Selection {
    pub(super) steps: Steps,
    units: Vec<(String, String)>,
}

impl Selection {
    pub(super) fn new(arguments: &TableArguments, by: &[String]) -> Result<Selection, Failure> {
        let steps = Steps {
            stack: arguments.stack.clone(),
            without: arguments.without.clone().map_or(vec![], |rows| rows.0),
            derive: arguments.derive.clone(),
            keep: arguments.keep.clone(),
            reduce: arguments.reduce.clone(),
            by: by.iter().map(|c| bare(c)).filter(|c| !c.is_empty()).collect(),
        };
        let units = arguments.unit.iter().map(|text| unit(text)).collect::<Result<_, _>>()?;
        Ok(Selection { steps, units })
    }

    /// Reads the columns that `laws`, the steps and `others` may use, and takes the steps.
    pub(super) fn load(&self, path: &Path, laws: &[&Law], others: &[&str]) -> Result<(Table, Vec<Dropped>), Failure> {
        let mut named = others.to_vec();
        named.extend(self.units.iter().map(|(column, _)| column.as_str()));
        let table = lawful::read_needed(path, laws, &self.steps, &named)?;
        if table.rows() == 0 {
            return Err(Failure::new(format!("{}: there are no rows below the header", table.source.path)));
        }
        output::notes(&table);
        let selected = self.steps.apply(table)?;
        // A unit of a column that a step makes is set after it.
        let mut table = selected.table;
        for (column, unit) in &self.units {
            table.set_unit(column, unit)?;
        }
        Ok((table, selected.dropped))
    }
}

/// The whole table of a file, with columns made rows.
pub(super) fn whole(path: &Path, stack: &[String]) -> Result<Table, Failure> {
    let table = Table::read(path)?;
    output::notes(&table);
    Ok(Steps { stack: stack.to_vec(), ..Steps::new() }.apply(table)?.table)
}

/// Parses `params=non-embedding`.
fn unit(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((column, unit)) if !column.trim().is_empty() && !unit.trim().is_empty() => {
            Ok((bare(column), unit.trim().to_string()))
        }
        _ => Err(Failure::new(format!("--unit '{text}' is not COLUMN=UNIT, as in params=non-embedding"))),
    }
}

/// A column's name without backquotes.
fn bare(name: &str) -> String {
    name.trim().trim_matches('`').to_string()
}
