//! Reading no more of a file than a fit needs.

use crate::{Error, Steps};
use lawful_io::{ReadOptions, Stack, Table};
use lawful_law::{Law, suggest};
use std::collections::BTreeSet;
use std::path::Path;

/// Files up to this many bytes are read whole: columns that a law does not name can still tell that rows belong
/// together.
const SMALL: u64 = 64 << 20;

/// The columns that laws, steps and options may use.
#[derive(Debug, Clone)]
pub struct Needed {
    /// Names that can be nothing but columns.
    certain: BTreeSet<String>,
    /// Names of the laws, which may be parameters as well.
    named: BTreeSet<String>,
    /// Columns that the steps make.
    made: BTreeSet<String>,
    /// Columns that become rows.
    stacks: Vec<Stack>,
}

impl Needed {
    /// What `laws`, `steps` and `others` (weights, sigmas) may use.
    ///
    /// # Errors
    /// A step's text can't be parsed.
    pub fn of(laws: &[&Law], steps: &Steps, others: &[&str]) -> Result<Needed, Error> {
        let mut certain = steps.names()?;
        certain.extend(others.iter().map(|name| name.to_string()));
        certain.extend(laws.iter().flat_map(|law| law.response.names()).map(String::from));
        let named = laws.iter().flat_map(|law| law.law.names()).map(String::from).collect();
        Ok(Needed { certain, named, made: steps.made(), stacks: steps.stacks()? })
    }

    /// Whether the column is meant if it is there.
    pub fn names(&self, column: &str) -> bool {
        self.certain.contains(column) || self.named.contains(column) || self.stacks.iter().any(|s| s.takes(column))
    }

    /// Whether the column is meant, or so near to a name of a law that a warning is due.
    pub fn may_name(&self, column: &str) -> bool {
        self.names(column) || self.named.iter().any(|name| means(name, column))
    }

    /// Whether every name that can be nothing but a column is one of `header` or made by a step.
    fn all_in(&self, header: &[String]) -> bool {
        self.certain.iter().all(|name| self.made.contains(name) || header.contains(name))
    }
}

/// Reads the columns of a file that `laws`, `steps` and `others` (weights, sigmas) may use. All columns are read where
/// the file is no larger than 64 MiB, and where a name is in doubt, so that a mistake can be answered with a suggestion.
///
/// # Errors
/// Those of [`Table::read`], and a step's text that can't be parsed.
pub fn read_needed(path: impl AsRef<Path>, laws: &[&Law], steps: &Steps, others: &[&str]) -> Result<Table, Error> {
    let path = path.as_ref();
    let needed = Needed::of(laws, steps, others)?;
    let whole = || Ok(Table::read(path)?);
    match std::fs::metadata(path) {
        Ok(file) if file.is_file() && file.len() > SMALL => {}
        _ => return whole(),
    }
    let header = Table::header(path)?;
    if !needed.all_in(&header) {
        return whole();
    }
    let wanted: BTreeSet<String> = header.into_iter().filter(|column| needed.may_name(column)).collect();
    Ok(Table::read_with(path, &ReadOptions::only(wanted))?)
}

/// Whether a name of the law may mean a column: it is the column's, or so near to it that a warning is due.
fn means(name: &str, column: &str) -> bool {
    name == column
        || name.eq_ignore_ascii_case(column)
        || (name.chars().count() >= 4 && suggest::edit_distance(name, column) <= 1)
}
