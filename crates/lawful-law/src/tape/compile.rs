//! From a graph to a [`Tape`]: what to compute once per data set, once per call and once per row, and in which
//! registers.

use super::{DataSet, root::RootLoop};
use crate::graph::{Binary, Graph, Id, Op, Unary};
use std::collections::HashMap;
use std::sync::Arc;

/// Where an operation finds an operand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    /// A block of intermediate values.
    Register(u32),
    /// A number computed once per call.
    Scalar(u32),
    /// A column computed once per data set.
    Data(u32),
}

/// One operation over a block of rows, or on scalars.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Unary(Unary, u32, Operand),
    Binary(Binary, u32, Operand, Operand),
    /// `base^exponent` with the base's log known as the sum of two data columns.
    PowerOfData(u32, [u32; 2], Operand),
    LogSumExp(u32, Vec<Operand>),
    Select(u32, Operand, Operand, Operand),
    /// One parameter per row by a group's index column.
    Gather(u32, u32),
    Root(u32, Box<RootLoop>),
    Store(u32, Operand),
}

/// One operation on scalars; operands are scalar registers.
#[derive(Debug, Clone)]
pub(super) enum ScalarStep {
    Parameter(u32, u32),
    Unary(Unary, u32, u32),
    Binary(Binary, u32, u32, u32),
    LogSumExp(u32, Vec<u32>),
    Select(u32, u32, u32, u32),
}

/// A compiled set of expressions over the rows of one data set.
#[derive(Debug, Clone)]
pub struct Tape {
    /// Initial scalar registers: constants are in place, the rest is computed.
    pub(super) scalars: Vec<f64>,
    pub(super) scalar_steps: Vec<ScalarStep>,
    pub(super) data: Vec<Arc<Vec<f64>>>,
    pub(super) groups: Vec<Arc<Vec<u32>>>,
    pub(super) steps: Vec<Step>,
    pub(super) registers: usize,
    pub(super) outputs: usize,
}

impl Tape {
    /// Compiles `outputs`; sub-expressions of data are computed now, into `data`.
    pub fn compile(graph: &Graph, outputs: &[Id], data: &mut DataSet) -> Tape {
        let reachable = graph.reachable(outputs);
        let pure = |id: Id| {
            let d = graph.dependence(id);
            d.rows && !d.parameters && !d.locals
        };
        let mut edge: Vec<Id> = outputs.iter().copied().filter(|&o| pure(o)).collect();
        for &id in reachable.iter().filter(|&&id| !pure(id)) {
            edge.extend(graph.operands(id).into_iter().filter(|&o| pure(o)));
            if let Op::Root { .. } = graph.op(id) {
                let slope = graph.reachable(&[graph.root_slope(id)]);
                edge.extend(slope.into_iter().filter(|&o| pure(o)));
            }
        }
        edge.sort_unstable();
        edge.dedup();
        data.hoist(graph, &edge);
        Compiler::new(graph, data, true).finish(outputs)
    }

    /// Compiles expressions of data without hoisting.
    pub(super) fn compile_plain(graph: &Graph, outputs: &[Id], data: &mut DataSet) -> Tape {
        Compiler::new(graph, data, false).finish(outputs)
    }
}

pub(super) struct Compiler<'a> {
    graph: &'a Graph,
    dataset: &'a mut DataSet,
    hoist: bool,
    tape: Tape,
    places: HashMap<Id, Operand>,
    data_index: HashMap<Id, u32>,
    log_index: HashMap<Id, [u32; 2]>,
    group_index: HashMap<u32, u32>,
    /// Uses of each node that are still to come.
    uses: HashMap<Id, usize>,
    free: Vec<u32>,
    /// While a root's body is compiled nothing is freed: the body runs many times.
    in_body: bool,
}

impl<'a> Compiler<'a> {
    fn new(graph: &'a Graph, dataset: &'a mut DataSet, hoist: bool) -> Self {
        let tape = Tape {
            scalars: vec![],
            scalar_steps: vec![],
            data: vec![],
            groups: vec![],
            steps: vec![],
            registers: 0,
            outputs: 0,
        };
        Compiler {
            graph,
            dataset,
            hoist,
            tape,
            places: HashMap::new(),
            data_index: HashMap::new(),
            log_index: HashMap::new(),
            group_index: HashMap::new(),
            uses: HashMap::new(),
            free: vec![],
            in_body: false,
        }
    }

    fn finish(mut self, outputs: &[Id]) -> Tape {
        self.tape.outputs = outputs.len();
        let order: Vec<Id> = self.graph.reachable(outputs);
        // Body nodes of roots are compiled with their root; nodes of data only come from the data set.
        let top: Vec<Id> =
            order.iter().copied().filter(|&id| !self.graph.dependence(id).locals && !self.is_hoisted(id)).collect();
        for &id in &top {
            for operand in self.needs(id) {
                *self.uses.entry(operand).or_default() += 1;
            }
        }
        let mut stores: HashMap<Id, Vec<u32>> = HashMap::new();
        for (k, &o) in outputs.iter().enumerate() {
            *self.uses.entry(o).or_default() += 1;
            stores.entry(o).or_default().push(k as u32);
        }
        for &id in &top {
            self.node(id);
            for k in stores.remove(&id).unwrap_or_default() {
                let place = self.place(id);
                self.tape.steps.push(Step::Store(k, place));
                self.release(id);
            }
        }
        let mut rest: Vec<(Id, Vec<u32>)> = stores.into_iter().collect();
        rest.sort();
        for (id, ks) in rest {
            let place = self.place(id);
            self.tape.steps.extend(ks.into_iter().map(|k| Step::Store(k, place)));
        }
        self.tape
    }

    fn is_hoisted(&self, id: Id) -> bool {
        let d = self.graph.dependence(id);
        self.hoist && d.rows && !d.parameters && !d.locals
    }

    /// What must be alive when `id` is computed: its operands, and for a root all that its body reads from outside.
    fn needs(&self, id: Id) -> Vec<Id> {
        let Op::Root { equation, lo, hi, .. } = self.graph.op(id) else { return self.graph.operands(id) };
        let mut list = vec![*lo, *hi];
        let mut stack = self.body_outputs(id).to_vec();
        stack.push(*equation);
        let mut seen = std::collections::HashSet::new();
        while let Some(n) = stack.pop() {
            if !seen.insert(n) {
                continue;
            }
            if self.graph.dependence(n).locals {
                stack.extend(self.graph.operands(n));
            } else {
                list.push(n);
            }
        }
        list.sort_unstable();
        list
    }

    /// The equation and its derivative in the unknown.
    pub(super) fn body_outputs(&self, id: Id) -> [Id; 2] {
        let Op::Root { equation, .. } = self.graph.op(id) else { return [id, id] };
        [*equation, self.graph.root_slope(id)]
    }

    /// Compiles one node, its operands being in place.
    fn node(&mut self, id: Id) {
        if self.places.contains_key(&id) {
            return;
        }
        let d = self.graph.dependence(id);
        if !d.rows && !d.locals && !matches!(self.graph.op(id), Op::Root { .. }) && self.scalar_node(id) {
            return;
        }
        if let Op::Column(_) = self.graph.op(id) {
            self.place(id);
            return;
        }
        let step = self.row_step(id);
        for operand in self.needs(id) {
            self.release(operand);
        }
        self.tape.steps.push(step);
    }

    /// A node of parameters alone. False if it must run per row after all (it reads a root).
    fn scalar_node(&mut self, id: Id) -> bool {
        let operands: Vec<u32> = {
            let mut list = vec![];
            for o in self.graph.operands(id) {
                match self.place(o) {
                    Operand::Scalar(s) => list.push(s),
                    _ => return false,
                }
            }
            list
        };
        let to = self.tape.scalars.len() as u32;
        self.tape.scalars.push(0.0);
        let step = match self.graph.op(id) {
            Op::Constant(bits) => {
                self.tape.scalars[to as usize] = f64::from_bits(*bits);
                None
            }
            Op::Parameter(p) => Some(ScalarStep::Parameter(to, *p)),
            Op::Unary(f, _) => Some(ScalarStep::Unary(*f, to, operands[0])),
            Op::Binary(f, ..) => Some(ScalarStep::Binary(*f, to, operands[0], operands[1])),
            Op::LogSumExp(_) => Some(ScalarStep::LogSumExp(to, operands)),
            Op::Select(..) => Some(ScalarStep::Select(to, operands[0], operands[1], operands[2])),
            Op::Group(_) | Op::Column(_) | Op::Local(_) | Op::Root { .. } => None,
        };
        self.tape.scalar_steps.extend(step);
        self.places.insert(id, Operand::Scalar(to));
        true
    }

    /// The step of a node that runs per row, its result's register taken.
    fn row_step(&mut self, id: Id) -> Step {
        match self.graph.op(id).clone() {
            Op::Unary(f, a) => {
                let a = self.place(a);
                Step::Unary(f, self.take(id), a)
            }
            Op::Binary(Binary::Power, base, exponent) if self.log_of(base).is_some() => {
                let log = self.log_of(base).unwrap_or_default();
                let exponent = self.place(exponent);
                Step::PowerOfData(self.take(id), log, exponent)
            }
            Op::Binary(f, a, b) => {
                let (a, b) = (self.place(a), self.place(b));
                Step::Binary(f, self.take(id), a, b)
            }
            Op::LogSumExp(list) => {
                let list = list.into_iter().map(|o| self.place(o)).collect();
                Step::LogSumExp(self.take(id), list)
            }
            Op::Select(c, a, b) => {
                let (c, a, b) = (self.place(c), self.place(a), self.place(b));
                Step::Select(self.take(id), c, a, b)
            }
            Op::Group(g) => {
                let index = *self.group_index.entry(g).or_insert_with(|| {
                    self.tape.groups.push(self.dataset.group(g));
                    self.tape.groups.len() as u32 - 1
                });
                Step::Gather(self.take(id), index)
            }
            Op::Root { local, lo, hi, .. } => self.root_step(id, local, lo, hi),
            Op::Constant(_) | Op::Parameter(_) | Op::Column(_) | Op::Local(_) => {
                let place = self.place(id);
                Step::Unary(Unary::Abs, self.take(id), place)
            }
        }
    }

    fn root_step(&mut self, id: Id, local: u32, lo: Id, hi: Id) -> Step {
        let [equation, derivative] = self.body_outputs(id);
        let (lo, hi) = (self.place(lo), self.place(hi));
        let outer = std::mem::replace(&mut self.in_body, true);
        let saved = std::mem::take(&mut self.tape.steps);
        // The unknown's node exists: the equation holds it, or it is a constant equation and never read.
        let unknown = self.fresh();
        let reachable = self.graph.reachable(&[equation, derivative]);
        for &n in &reachable {
            if *self.graph.op(n) == Op::Local(local) {
                self.places.insert(n, Operand::Register(unknown));
            }
        }
        for n in reachable {
            // Nodes that a nested root alone can evaluate carry that root's unknown free and are compiled with it.
            let foreign = self.graph.free_locals(n).iter().any(|l| !self.knows_local(*l));
            if !foreign && !self.is_hoisted(n) {
                self.node(n);
            }
        }
        let (value, slope) = (self.place(equation), self.place(derivative));
        let steps = std::mem::replace(&mut self.tape.steps, saved);
        self.in_body = outer;
        // What reads the unknown holds within this body only: another root may bind the same unknown to other values.
        let graph = self.graph;
        self.places.retain(|&n, _| !graph.free_locals(n).contains(&local));
        let scratch = [(); 6].map(|()| self.fresh());
        Step::Root(self.take(id), Box::new(RootLoop { unknown, lo, hi, value, slope, steps, scratch }))
    }

    fn knows_local(&self, local: u32) -> bool {
        self.places.keys().any(|&n| *self.graph.op(n) == Op::Local(local))
    }

    /// Where a computed node is; scalars and data columns are put in place on first use.
    fn place(&mut self, id: Id) -> Operand {
        if let Some(&p) = self.places.get(&id) {
            return p;
        }
        let d = self.graph.dependence(id);
        if self.is_hoisted(id) {
            let column = self.dataset.hoisted(id).unwrap_or_default();
            let index = self.add_data(id, column);
            let place = Operand::Data(index);
            self.places.insert(id, place);
            return place;
        }
        if let Op::Column(c) = self.graph.op(id) {
            let column = self.dataset.column(*c);
            let index = self.add_data(id, column);
            let place = Operand::Data(index);
            self.places.insert(id, place);
            return place;
        }
        if !d.rows && !d.locals {
            self.node(id);
        }
        self.places.get(&id).copied().unwrap_or(Operand::Scalar(0))
    }

    fn add_data(&mut self, id: Id, column: Arc<Vec<f64>>) -> u32 {
        *self.data_index.entry(id).or_insert_with(|| {
            self.tape.data.push(column);
            self.tape.data.len() as u32 - 1
        })
    }

    /// The two data columns of the log of `base`, if it is positive data.
    fn log_of(&mut self, base: Id) -> Option<[u32; 2]> {
        if !self.is_hoisted(base) {
            return None;
        }
        if let Some(&pair) = self.log_index.get(&base) {
            return Some(pair);
        }
        let (hi, lo) = self.dataset.log_pair(base)?;
        let first = self.tape.data.len() as u32;
        self.tape.data.extend([hi, lo]);
        self.log_index.insert(base, [first, first + 1]);
        Some([first, first + 1])
    }

    /// A register for the result of `id`, never one of its operands'.
    fn take(&mut self, id: Id) -> u32 {
        let register = match self.free.pop() {
            Some(r) if !self.in_body => r,
            Some(r) => {
                self.free.push(r);
                self.fresh()
            }
            None => self.fresh(),
        };
        self.places.insert(id, Operand::Register(register));
        register
    }

    fn fresh(&mut self) -> u32 {
        self.tape.registers += 1;
        self.tape.registers as u32 - 1
    }

    /// One use of `id` is over; after the last its register is free.
    fn release(&mut self, id: Id) {
        if self.in_body {
            return;
        }
        let Some(count) = self.uses.get_mut(&id) else { return };
        *count = count.saturating_sub(1);
        if *count == 0
            && let Some(Operand::Register(r)) = self.places.get(&id)
        {
            self.free.push(*r);
        }
    }
}
