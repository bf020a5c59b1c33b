//! A node compiled with its exact gradient and Hessian over the rows of a model.

use super::Model;
use crate::graph::{Id, Op, Variable};
use crate::tape::{RowTaker, Tape};
use std::sync::Arc;

/// What a derivative is taken in: one scalar parameter, or the parameter that each row picks from a group.
#[derive(Debug, Clone)]
pub enum Slot {
    /// A scalar parameter.
    Parameter(u32),
    /// A group: the parameter index of each (padded) row.
    Group(Arc<Vec<u32>>),
}

impl Slot {
    /// The parameter that row `i` uses.
    #[inline(always)]
    pub fn parameter(&self, i: usize) -> usize {
        match self {
            Slot::Parameter(p) => *p as usize,
            Slot::Group(rows) => rows[i] as usize,
        }
    }
}

/// A compiled node: value, gradient and Hessian per row, the derivatives taken in *slots*.
#[derive(Debug, Clone)]
pub struct Expressions {
    /// What the derivatives are taken in.
    pub slots: Vec<Slot>,
    /// One output: the value.
    pub value: Tape,
    /// `1 + slots` outputs: the value and the derivative in each slot.
    pub gradient: Tape,
    /// The value, the derivatives, then one output per entry of `pairs`.
    pub hessian: Tape,
    /// The slot pairs `(i, j)`, `i <= j`, whose second derivative is not identically 0.
    pub pairs: Vec<(usize, usize)>,
}

impl Expressions {
    /// The same over some of the rows.
    pub fn take(&self, taker: &mut RowTaker) -> Expressions {
        let slot = |s: &Slot, taker: &mut RowTaker| match s {
            Slot::Parameter(p) => Slot::Parameter(*p),
            Slot::Group(rows) => Slot::Group(taker.group(rows)),
        };
        Expressions {
            slots: self.slots.iter().map(|s| slot(s, taker)).collect(),
            value: taker.tape(&self.value),
            gradient: taker.tape(&self.gradient),
            hessian: taker.tape(&self.hessian),
            pairs: self.pairs.clone(),
        }
    }
}

pub(super) fn variables(model: &Model, node: Id) -> Vec<Variable> {
    let mut list = Vec::new();
    for id in model.graph.reachable(&[node]) {
        match model.graph.op(id) {
            Op::Parameter(p) => list.push(Variable::Parameter(*p)),
            Op::Group(g) => list.push(Variable::Group(*g)),
            _ => {}
        }
    }
    // In the order of the parameters, whatever order the nodes were made in.
    list.sort_by_key(|v| match v {
        Variable::Parameter(p) => *p,
        Variable::Group(g) => model.group(*g).iter().copied().min().unwrap_or(0),
        Variable::Local(l) => *l,
    });
    list
}

pub(super) fn slot(model: &Model, variable: &Variable) -> Slot {
    match variable {
        Variable::Parameter(p) | Variable::Local(p) => Slot::Parameter(*p),
        Variable::Group(g) => Slot::Group(model.data.group(*g)),
    }
}

pub(super) fn compile(model: &mut Model, node: Id) -> Expressions {
    let variables = variables(model, node);
    let slots: Vec<Slot> = variables.iter().map(|v| slot(model, v)).collect();
    let graph = &mut model.graph;
    let gradient = graph.gradient(node, &variables);
    let entries = graph.hessian(&gradient, &variables);
    let pairs: Vec<(usize, usize)> = entries.iter().map(|e| (e.0, e.1)).collect();

    let mut outputs = vec![node];
    let value = Tape::compile(&model.graph, &outputs, &mut model.data);
    outputs.extend(&gradient);
    let gradient = Tape::compile(&model.graph, &outputs, &mut model.data);
    outputs.extend(entries.iter().map(|e| e.2));
    let hessian = Tape::compile(&model.graph, &outputs, &mut model.data);
    Expressions { slots, value, gradient, hessian, pairs }
}
