//! What happens to a table before a law meets it: columns are stacked and added, rows kept, groups reduced, the rest split.

use crate::Error;
use lawful_io::{Stack, Table};
use lawful_law::parse::{parse_assignment, parse_expression, parse_reduce};
use lawful_law::query::{self, Dropped, Group};
use std::collections::BTreeSet;

/// Steps on a table, in this order whatever order they were asked for: columns stacked, rows left out by number, new
/// columns, rows kept, one row per group, one table per group.
///
/// ```
/// use lawful::{Column, Steps, Table};
/// let runs = Table::from_columns(vec![
///     Column::number("C", vec![6e18, 12e18, 24e18]),
///     Column::number("N", vec![1e8, 1e8, 2e8]),
/// ])?;
/// let selected = Steps::new().derive("D = C/(6*N)").keep("D > 1e10").apply(runs)?;
/// assert_eq!(selected.table.numbers("D")?, [2e10, 2e10]);
/// assert_eq!(selected.dropped[0].rows, 1);
/// # Ok::<(), lawful::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// Columns that become rows (`--stack`), see [`Stack`].
    pub stack: Vec<String>,
    /// Rows left out (`--without`), as the file counts them: data rows from 1.
    pub without: Vec<usize>,
    /// New columns (`--let`), in order: a later one may use an earlier one.
    pub derive: Vec<String>,
    /// Conditions on rows (`--where`): a row must meet all.
    pub keep: Vec<String>,
    /// One row per group (`--reduce`).
    pub reduce: Option<String>,
    /// Columns to split by (`--by`).
    pub by: Vec<String>,
}

/// A table after its steps.
#[derive(Debug, Clone)]
pub struct Selected {
    /// What is left.
    pub table: Table,
    /// The rows that are not, and why.
    pub dropped: Vec<Dropped>,
}

impl Steps {
    /// No steps.
    pub fn new() -> Steps {
        Steps::default()
    }

    /// Makes rows of columns: `loss_* as loss by set`.
    pub fn stack(mut self, stack: impl Into<String>) -> Steps {
        self.stack.push(stack.into());
        self
    }

    /// Leaves out rows by the file's number, from 1.
    pub fn without(mut self, rows: impl IntoIterator<Item = usize>) -> Steps {
        self.without.extend(rows);
        self
    }

    /// Adds a column: `D = C/(6*N)`.
    pub fn derive(mut self, assignment: impl Into<String>) -> Steps {
        self.derive.push(assignment.into());
        self
    }

    /// Keeps the rows that meet a condition: `outlier == 0`.
    pub fn keep(mut self, condition: impl Into<String>) -> Steps {
        self.keep.push(condition.into());
        self
    }

    /// Keeps one row per group: `min(loss) by N,D`.
    pub fn reduce(mut self, reduction: impl Into<String>) -> Steps {
        self.reduce = Some(reduction.into());
        self
    }

    /// Splits by the values of columns.
    pub fn by<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Steps {
        self.by.extend(columns.into_iter().map(Into::into));
        self
    }

    /// The steps before the split.
    ///
    /// # Errors
    /// A text that can't be parsed, a column that is not there.
    pub fn apply(&self, mut table: Table) -> Result<Selected, Error> {
        let mut dropped = Vec::new();
        for stack in self.stacks()? {
            table = table.stack(&stack)?;
        }
        if !self.without.is_empty() {
            let before = table.rows();
            table = self.leave_out(&table)?;
            let rows: Vec<String> = self.without.iter().map(usize::to_string).collect();
            dropped.push(Dropped { reason: format!("--without {}", rows.join(",")), rows: before - table.rows() });
        }
        for assignment in &self.derive {
            query::derive(&mut table, assignment).map_err(Error::text("--let"))?;
        }
        for condition in &self.keep {
            let (kept, left_out) = query::keep(&table, condition).map_err(Error::text("--where"))?;
            table = kept;
            dropped.extend(left_out);
        }
        if let Some(reduction) = &self.reduce {
            let reduction = parse_reduce(reduction).map_err(Error::text("--reduce"))?;
            let (reduced, left_out) = query::reduce(&table, &reduction).map_err(Error::text("--reduce"))?;
            table = reduced;
            dropped.extend(left_out);
        }
        Ok(Selected { table, dropped })
    }

    fn leave_out(&self, table: &Table) -> Result<Table, Error> {
        let without: BTreeSet<usize> = self.without.iter().copied().collect();
        let (left, kept): (Vec<usize>, Vec<usize>) =
            (0..table.rows()).partition(|&i| without.contains(&table.file_row(i)));
        if let Some(absent) = without.iter().find(|&&row| !left.iter().any(|&i| table.file_row(i) == row)) {
            let (path, rows) = (&table.source.path, table.rows().checked_sub(1).map_or(0, |last| table.file_row(last)));
            return Err(Error::Document(format!("{path}: --without {absent}: there is no such row; it has {rows}")));
        }
        Ok(table.take(&kept))
    }

    /// The split: one table per group, in order of first appearance.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn split(&self, table: &Table) -> Result<(Vec<Group>, Vec<Dropped>), Error> {
        query::split_by(table, &self.by).map_err(Error::text("--by"))
    }

    /// The columns that become rows.
    ///
    /// # Errors
    /// A text that can't be parsed.
    pub(crate) fn stacks(&self) -> Result<Vec<Stack>, Error> {
        let parse = |text: &String| text.parse().map_err(|e| Error::Document(format!("--stack: {e}")));
        self.stack.iter().map(parse).collect()
    }

    /// Every name that the steps may read from a file.
    ///
    /// # Errors
    /// A text that can't be parsed.
    pub(crate) fn names(&self) -> Result<BTreeSet<String>, Error> {
        let mut names = BTreeSet::new();
        for assignment in &self.derive {
            let (_, expression) = parse_assignment(assignment).map_err(Error::text("--let"))?;
            names.extend(expression.names().map(String::from));
        }
        for condition in &self.keep {
            let expression = parse_expression(condition).map_err(Error::text("--where"))?;
            names.extend(expression.names().map(String::from));
        }
        if let Some(reduction) = &self.reduce {
            let reduction = parse_reduce(reduction).map_err(Error::text("--reduce"))?;
            names.insert(reduction.column.0);
            names.extend(reduction.by.into_iter().map(|(name, _)| name));
        }
        names.extend(self.by.iter().cloned());
        Ok(names)
    }

    /// The columns that the steps make themselves.
    pub(crate) fn made(&self) -> BTreeSet<String> {
        let derived = self.derive.iter().filter_map(|text| parse_assignment(text).ok()).map(|(name, _)| name);
        let stacked = self.stacks().unwrap_or_default().into_iter().flat_map(|stack| [stack.value, stack.key]);
        derived.chain(stacked).collect()
    }
}
