//! The rows that a tape runs over.

use super::{LANES, Tape, Workspace};
use crate::graph::{Graph, Id, Op};
use crate::lanes;
use std::collections::HashMap;
use std::sync::Arc;

/// The natural log of a column as an unevaluated sum `hi + lo`.
pub(crate) type LogPair = (Arc<Vec<f64>>, Arc<Vec<f64>>);

/// Columns of numbers and of group indices, with the sub-expressions of data that were computed from them.
#[derive(Debug, Clone, Default)]
pub struct DataSet {
    rows: usize,
    columns: Vec<Arc<Vec<f64>>>,
    groups: Vec<Arc<Vec<u32>>>,
    hoisted: HashMap<Id, Arc<Vec<f64>>>,
    logs: HashMap<Id, Option<LogPair>>,
}

impl DataSet {
    /// Columns (for [`crate::graph::Op::Column`]) and, for each group, the parameter index that each row picks (for
    /// [`crate::graph::Op::Group`]); all of length `rows`.
    pub fn new(rows: usize, columns: Vec<Vec<f64>>, groups: Vec<Vec<u32>>) -> Self {
        fn pad<T: Copy>(mut v: Vec<T>) -> Arc<Vec<T>> {
            if let Some(&last) = v.last() {
                v.resize(v.len().next_multiple_of(LANES), last);
            }
            Arc::new(v)
        }
        DataSet {
            rows,
            columns: columns.into_iter().map(pad).collect(),
            groups: groups.into_iter().map(pad).collect(),
            hoisted: HashMap::new(),
            logs: HashMap::new(),
        }
    }

    /// The rows with these indices; nothing computed is kept.
    pub fn take(&self, rows: &[usize]) -> DataSet {
        DataSet::new(
            rows.len(),
            self.columns.iter().map(|c| rows.iter().map(|&i| c[i]).collect()).collect(),
            self.groups.iter().map(|g| rows.iter().map(|&i| g[i]).collect()).collect(),
        )
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of rows with padding.
    pub fn padded(&self) -> usize {
        self.rows.next_multiple_of(LANES)
    }

    /// A column, padded.
    pub(crate) fn column(&self, index: u32) -> Arc<Vec<f64>> {
        self.columns[index as usize].clone()
    }

    /// The parameter index of each row, padded.
    pub fn group(&self, index: u32) -> Arc<Vec<u32>> {
        self.groups[index as usize].clone()
    }

    /// The values of expressions of data alone, one vector of `padded` length each, computed once.
    pub(crate) fn hoist(&mut self, graph: &Graph, nodes: &[Id]) {
        for &id in nodes {
            if let Op::Column(c) = graph.op(id) {
                self.hoisted.insert(id, self.column(*c));
            }
        }
        let missing: Vec<Id> = nodes.iter().copied().filter(|id| !self.hoisted.contains_key(id)).collect();
        if missing.is_empty() {
            return;
        }
        let tape = Tape::compile_plain(graph, &missing, self);
        let mut outputs = vec![vec![0.0; self.padded()]; missing.len()];
        tape.run(&[], 0, self.padded(), &mut Workspace::default(), &mut outputs);
        for (id, values) in missing.into_iter().zip(outputs) {
            self.hoisted.insert(id, Arc::new(values));
        }
    }

    /// A column computed by [`DataSet::hoist`].
    pub(crate) fn hoisted(&self, id: Id) -> Option<Arc<Vec<f64>>> {
        self.hoisted.get(&id).cloned()
    }

    /// The log of a hoisted column to about twice the precision, or `None` unless all its values are positive and
    /// finite.
    pub(crate) fn log_pair(&mut self, id: Id) -> Option<LogPair> {
        let values = self.hoisted(id)?;
        self.logs
            .entry(id)
            .or_insert_with(|| {
                if !values.iter().all(|&v| v > 0.0 && v.is_finite()) {
                    return None;
                }
                let (hi, lo) = values.iter().map(|&v| lanes::ln_sum::<false>(v)).unzip();
                Some((Arc::new(hi), Arc::new(lo)))
            })
            .clone()
    }
}
