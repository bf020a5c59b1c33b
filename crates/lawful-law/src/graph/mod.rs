//! A law as a directed acyclic graph: every sub-expression stands once, and derivatives are further nodes of the
//! same graph.
//!
//! Nodes are made through the builder methods of [`Graph`], which fold constants, drop neutral elements and give back
//! an existing node when the same operation on the same operands is already there. Operands always precede the node
//! that uses them, so node order is a topological order.

mod degree;
mod differentiate;
mod simplify;
mod substitute;

pub use degree::Degree;

use std::collections::HashMap;

/// A node of a [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(crate) u32);

/// Functions of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Unary {
    Negate,
    Exp,
    Ln,
    Log2,
    Log10,
    Log1p,
    Expm1,
    Sqrt,
    Cbrt,
    Abs,
    Sign,
    Sin,
    Cos,
    Tan,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Erf,
    Erfc,
    LnGamma,
    Digamma,
    Trigamma,
    Sigmoid,
    Softplus,
    Logit,
    Not,
}

/// Functions of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Min,
    Max,
    /// A product that is 0 wherever its left factor is 0, whatever the right one: for derivatives of branches that
    /// were not taken.
    MaskedMultiply,
    /// A quotient that is 0 wherever its numerator is 0.
    MaskedDivide,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    And,
    Or,
}

/// What a node computes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant, by its bits.
    Constant(u64),
    /// A scalar parameter, by its index.
    Parameter(u32),
    /// One parameter per row, by the index of its group.
    Group(u32),
    /// A data column.
    Column(u32),
    /// The unknown of a [`Op::Root`].
    Local(u32),
    /// A function of one node.
    Unary(Unary, Id),
    /// A function of two nodes.
    Binary(Binary, Id, Id),
    /// The natural log of the sum of the exponentials.
    LogSumExp(Vec<Id>),
    /// The second where the first is not 0, else the third.
    Select(Id, Id, Id),
    /// The value of `local` in `[lo, hi]` where `equation` is 0.
    Root {
        /// Index of the unknown.
        local: u32,
        /// Expression in the unknown that is to vanish.
        equation: Id,
        /// Lower end of the bracket.
        lo: Id,
        /// Upper end of the bracket.
        hi: Id,
    },
}

/// What a derivative can be taken with respect to: a law's *slots* (scalar parameters, groups) and unknowns of roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variable {
    /// A scalar parameter.
    Parameter(u32),
    /// All parameters of a group at once: the derivative in the one that each row picks.
    Group(u32),
    /// The unknown of a root.
    Local(u32),
}

/// What a node's value depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dependence {
    /// Some parameter.
    pub parameters: bool,
    /// The row.
    pub rows: bool,
    /// Some unknown of a root that encloses it.
    pub locals: bool,
}

/// The expressions of one law and their derivatives. See the module's text.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    ops: Vec<Op>,
    dependence: Vec<Dependence>,
    /// Unknowns of roots that a node holds free.
    free_locals: Vec<Vec<u32>>,
    known: HashMap<Op, Id>,
    locals: u32,
    /// For each root the derivative of its equation in its unknown.
    root_slopes: HashMap<Id, Id>,
    /// Derivatives of a root with respect to a variable.
    root_derivatives: HashMap<(Id, Variable), Id>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Graph::default()
    }

    /// What the node computes.
    pub fn op(&self, id: Id) -> &Op {
        &self.ops[id.0 as usize]
    }

    /// What the node's value depends on.
    pub fn dependence(&self, id: Id) -> Dependence {
        self.dependence[id.0 as usize]
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// The constant's value, if the node is one.
    pub fn as_constant(&self, id: Id) -> Option<f64> {
        match self.op(id) {
            Op::Constant(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    /// A constant.
    pub fn constant(&mut self, value: f64) -> Id {
        self.intern(Op::Constant(value.to_bits()))
    }

    /// A scalar parameter.
    pub fn parameter(&mut self, index: u32) -> Id {
        self.intern(Op::Parameter(index))
    }

    /// One parameter per row.
    pub fn group(&mut self, index: u32) -> Id {
        self.intern(Op::Group(index))
    }

    /// The node of a variable.
    pub(crate) fn leaf(&mut self, variable: Variable) -> Id {
        self.intern(match variable {
            Variable::Parameter(p) => Op::Parameter(p),
            Variable::Group(g) => Op::Group(g),
            Variable::Local(l) => Op::Local(l),
        })
    }

    /// A data column.
    pub fn column(&mut self, index: u32) -> Id {
        self.intern(Op::Column(index))
    }

    /// A fresh unknown for [`Graph::root`], and its index.
    pub fn local(&mut self) -> (u32, Id) {
        let index = self.locals;
        self.locals += 1;
        (index, self.intern(Op::Local(index)))
    }

    /// The operands of a node, in order.
    pub fn operands(&self, id: Id) -> Vec<Id> {
        match self.op(id) {
            Op::Constant(_) | Op::Parameter(_) | Op::Group(_) | Op::Column(_) | Op::Local(_) => vec![],
            Op::Unary(_, a) => vec![*a],
            Op::Binary(_, a, b) => vec![*a, *b],
            Op::LogSumExp(list) => list.clone(),
            Op::Select(c, a, b) => vec![*c, *a, *b],
            Op::Root { equation, lo, hi, .. } => vec![*equation, *lo, *hi],
        }
    }

    /// The derivative of a root's equation in its unknown; the node itself if it is not a root.
    pub(crate) fn root_slope(&self, id: Id) -> Id {
        self.root_slopes.get(&id).copied().unwrap_or(id)
    }

    /// The unknowns of roots that the node's value still depends on.
    pub(crate) fn free_locals(&self, id: Id) -> &[u32] {
        &self.free_locals[id.0 as usize]
    }

    /// Every node that `outputs` need, in topological order.
    pub fn reachable(&self, outputs: &[Id]) -> Vec<Id> {
        let mut seen = vec![false; self.ops.len()];
        let mut stack: Vec<Id> = outputs.to_vec();
        while let Some(id) = stack.pop() {
            if !std::mem::replace(&mut seen[id.0 as usize], true) {
                stack.extend(self.operands(id));
            }
        }
        (0..self.ops.len() as u32).map(Id).filter(|id| seen[id.0 as usize]).collect()
    }

    /// The node for `op`: an existing one if there is one.
    fn intern(&mut self, op: Op) -> Id {
        if let Some(&id) = self.known.get(&op) {
            return id;
        }
        let id = Id(self.ops.len() as u32);
        self.ops.push(op.clone());
        let mut dependence = Dependence::default();
        let mut locals: Vec<u32> = Vec::new();
        match &op {
            Op::Parameter(_) => dependence.parameters = true,
            Op::Group(_) => dependence = Dependence { parameters: true, rows: true, locals: false },
            Op::Column(_) => dependence.rows = true,
            Op::Local(l) => locals.push(*l),
            _ => {
                for operand in self.operands(id) {
                    let d = self.dependence[operand.0 as usize];
                    dependence.parameters |= d.parameters;
                    dependence.rows |= d.rows;
                    locals.extend_from_slice(&self.free_locals[operand.0 as usize]);
                }
                locals.sort_unstable();
                locals.dedup();
                if let Op::Root { local, .. } = &op {
                    locals.retain(|l| l != local);
                }
            }
        }
        dependence.locals = !locals.is_empty();
        self.dependence.push(dependence);
        self.free_locals.push(locals);
        self.known.insert(op, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_expression_is_one_node() {
        let mut g = Graph::new();
        let (x, p) = (g.column(0), g.parameter(0));
        let a = g.multiply(x, p);
        let b = g.multiply(p, x);
        assert_eq!(a, b);
        let lx = g.unary(Unary::Ln, x);
        assert_eq!(g.dependence(lx), Dependence { rows: true, ..Default::default() });
    }

    #[test]
    fn neutral_elements_vanish() {
        let mut g = Graph::new();
        let x = g.column(0);
        let (zero, one) = (g.constant(0.0), g.constant(1.0));
        assert_eq!(g.add(x, zero), x);
        assert_eq!(g.multiply(one, x), x);
        assert_eq!(g.multiply(zero, x), zero);
        assert_eq!(g.power(x, one), x);
        assert_eq!(g.subtract(x, x), zero);
        let minus = g.negate(x);
        assert_eq!(g.negate(minus), x);
    }
}
