//! Linearity read off the graph: the degree of a node in some variables, and exponentials of sums as products.

use super::{Binary, Graph, Id, Op, Unary, Variable};
use std::collections::HashMap;

/// How a node depends on a set of variables jointly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// Not at all.
    Constant,
    /// As a sum of variables with factors that are free of all of them.
    Linear,
    /// In any other way, as far as the form tells.
    Other,
}

impl Graph {
    /// The degree of `node` in all of `variables` together.
    pub fn degree(&self, node: Id, variables: &[Variable]) -> Degree {
        let mut known: HashMap<Id, Degree> = HashMap::new();
        for id in self.reachable(&[node]) {
            let of = |x: &Id| known.get(x).copied().unwrap_or(Degree::Constant);
            let degree = match self.op(id) {
                Op::Unary(Unary::Negate, a) => of(a),
                Op::Binary(Binary::Add | Binary::Subtract, a, b) => of(a).max(of(b)),
                Op::Binary(Binary::Multiply | Binary::MaskedMultiply, a, b) => match (of(a), of(b)) {
                    (Degree::Constant, other) | (other, Degree::Constant) => other,
                    _ => Degree::Other,
                },
                Op::Binary(Binary::Divide | Binary::MaskedDivide, a, b) if of(b) == Degree::Constant => of(a),
                Op::Select(condition, a, b) if of(condition) == Degree::Constant => of(a).max(of(b)),
                _ => match self.variable_of(id) {
                    Some(v) if variables.contains(&v) => Degree::Linear,
                    _ if self.operands(id).iter().all(|x| of(x) == Degree::Constant) => Degree::Constant,
                    _ => Degree::Other,
                },
            };
            known.insert(id, degree);
        }
        known.get(&node).copied().unwrap_or(Degree::Constant)
    }

    /// `exp(node)`, that of a sum as a product and that of a log-sum-exp as a sum.
    pub fn exponential(&mut self, node: Id) -> Id {
        match self.op(node).clone() {
            Op::Unary(Unary::Ln, inner) => inner,
            Op::LogSumExp(terms) => {
                let terms: Vec<Id> = terms.into_iter().map(|t| self.exponential(t)).collect();
                terms.into_iter().reduce(|sum, t| self.add(sum, t)).unwrap_or_else(|| self.constant(0.0))
            }
            Op::Binary(Binary::Add, a, b) => {
                let (a, b) = (self.exponential(a), self.exponential(b));
                self.multiply(a, b)
            }
            Op::Binary(Binary::Subtract, a, b) => {
                let minus = self.negate(b);
                let (a, b) = (self.exponential(a), self.exponential(minus));
                self.multiply(a, b)
            }
            _ => self.unary(Unary::Exp, node),
        }
    }

    /// The same with every exponential of a sum as a product.
    pub fn with_split_exponentials(&mut self, node: Id) -> Id {
        let mut map = HashMap::new();
        for id in self.reachable(&[node]) {
            if let Op::Unary(Unary::Exp, inner) = *self.op(id) {
                let split = self.exponential(inner);
                if split != id {
                    map.insert(id, split);
                }
            }
        }
        if map.is_empty() { node } else { self.substitute(node, &map) }
    }
}
