//! The groups of a law with a parameter per category.

use crate::{Fit, Table};
use lawful_io::{Level, Levels};

/// The rows that share their categories.
pub(super) struct Group {
    /// The categories, as a legend shows them.
    pub(super) name: String,
    /// Places in the fit's rows.
    pub(super) rows: Vec<usize>,
    /// Each column and its value.
    pub(super) values: Vec<(String, Level)>,
}

/// All groups, in order of first appearance; one with all rows if no column groups.
pub(super) struct Groups {
    pub(super) list: Vec<Group>,
}

impl Groups {
    /// `None` if there are too many to draw or a column is not there.
    pub(super) fn of(fit: &Fit, table: &Table, columns: &[&String]) -> Option<Groups> {
        let levels: Vec<Levels> = columns.iter().map(|c| Some(table.column(c)?.levels())).collect::<Option<_>>()?;
        let mut list: Vec<Group> = Vec::new();
        for (place, &row) in fit.rows.iter().enumerate() {
            let value = |l: &Levels| l.names.get(*l.codes.get(row)? as usize).cloned();
            let key: Vec<Level> = levels.iter().map(value).collect::<Option<_>>()?;
            match list.iter().position(|g| g.values.iter().map(|(_, v)| v).eq(&key)) {
                Some(group) => list[group].rows.push(place),
                None if list.len() > super::MOST_GROUPS => return None,
                None => {
                    let names: Vec<String> = key.iter().map(Level::to_string).collect();
                    let values = columns.iter().map(|c| c.to_string()).zip(key).collect();
                    list.push(Group { name: names.join(", "), rows: vec![place], values });
                }
            }
        }
        Some(Groups { list })
    }
}
