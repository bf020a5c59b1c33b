//! Some of a tape's rows, without compiling it anew.

use super::{LANES, Tape};
use std::sync::Arc;

/// Takes the same rows of many columns; a column that several tapes share is copied once.
pub struct RowTaker<'r> {
    rows: &'r [usize],
    columns: Vec<Taken<f64>>,
    groups: Vec<Taken<u32>>,
}

/// A column and its rows.
struct Taken<T> {
    of: Arc<Vec<T>>,
    rows: Arc<Vec<T>>,
}

impl<'r> RowTaker<'r> {
    /// Of these rows, in this order.
    pub fn new(rows: &'r [usize]) -> RowTaker<'r> {
        RowTaker { rows, columns: vec![], groups: vec![] }
    }

    /// These rows of `values`, padded with copies of the last one.
    pub fn pick<T: Copy>(&self, values: &[T]) -> Vec<T> {
        let mut list = Vec::with_capacity(self.rows.len().next_multiple_of(LANES));
        list.extend(self.rows.iter().map(|&i| values[i]));
        if let Some(&last) = list.last() {
            list.resize(list.len().next_multiple_of(LANES), last);
        }
        list
    }

    /// The tape over these rows of its data set.
    pub fn tape(&mut self, tape: &Tape) -> Tape {
        let data = tape.data.iter().map(|c| self.column(c)).collect();
        let groups = tape.groups.iter().map(|g| self.group(g)).collect();
        Tape {
            data,
            groups,
            scalars: tape.scalars.clone(),
            scalar_steps: tape.scalar_steps.clone(),
            steps: tape.steps.clone(),
            ..*tape
        }
    }

    fn column(&mut self, column: &Arc<Vec<f64>>) -> Arc<Vec<f64>> {
        if let Some(taken) = self.columns.iter().find(|t| Arc::ptr_eq(&t.of, column)) {
            return taken.rows.clone();
        }
        let rows = Arc::new(self.pick(column));
        self.columns.push(Taken { of: column.clone(), rows: rows.clone() });
        rows
    }

    /// A group's parameter index at these rows.
    pub fn group(&mut self, group: &Arc<Vec<u32>>) -> Arc<Vec<u32>> {
        if let Some(taken) = self.groups.iter().find(|t| Arc::ptr_eq(&t.of, group)) {
            return taken.rows.clone();
        }
        let rows = Arc::new(self.pick(group));
        self.groups.push(Taken { of: group.clone(), rows: rows.clone() });
        rows
    }
}
