//! The builder methods: constants folded, neutral elements dropped, one canonical order of commuting operands.

use super::{Binary, Graph, Id, Op, Unary, Variable};
use crate::functions;

impl Graph {
    /// `-a`
    pub fn negate(&mut self, a: Id) -> Id {
        self.unary(Unary::Negate, a)
    }

    /// `a + b`
    pub fn add(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Add, a, b)
    }

    /// `a - b`
    pub fn subtract(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Subtract, a, b)
    }

    /// `a * b`
    pub fn multiply(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Multiply, a, b)
    }

    /// `a / b`
    pub fn divide(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Divide, a, b)
    }

    /// `a ^ b`
    pub fn power(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Power, a, b)
    }

    /// A function of one node.
    pub fn unary(&mut self, f: Unary, a: Id) -> Id {
        if let Some(x) = self.as_constant(a) {
            return self.constant(functions::unary(f, x));
        }
        match (f, self.op(a).clone()) {
            (Unary::Negate, Op::Unary(Unary::Negate, x)) => x,
            (Unary::Negate, Op::Binary(Binary::Subtract, x, y)) => self.subtract(y, x),
            (Unary::Ln, Op::Unary(Unary::Exp, x)) => x,
            // ln of a log-sum-exp's exponential and of a power with a positive base are left alone: their domains differ.
            (Unary::Abs, Op::Unary(Unary::Negate | Unary::Abs, x)) => self.unary(Unary::Abs, x),
            _ => self.intern(Op::Unary(f, a)),
        }
    }

    /// A function of two nodes.
    pub fn binary(&mut self, f: Binary, a: Id, b: Id) -> Id {
        let (ca, cb) = (self.as_constant(a), self.as_constant(b));
        if let (Some(x), Some(y)) = (ca, cb) {
            return self.constant(functions::binary(f, x, y));
        }
        let is = |c: Option<f64>, v: f64| c == Some(v);
        match f {
            Binary::Add if is(ca, 0.0) => b,
            Binary::Add | Binary::Subtract if is(cb, 0.0) => a,
            Binary::Subtract if is(ca, 0.0) => self.negate(b),
            Binary::Subtract if a == b => self.constant(0.0),
            Binary::Multiply | Binary::MaskedMultiply if is(ca, 0.0) || is(cb, 0.0) => self.constant(0.0),
            Binary::Multiply if is(ca, 1.0) => b,
            Binary::MaskedMultiply if is(ca, 1.0) => b,
            Binary::Multiply | Binary::MaskedMultiply | Binary::Divide | Binary::MaskedDivide if is(cb, 1.0) => a,
            Binary::Multiply | Binary::MaskedMultiply | Binary::Divide | Binary::MaskedDivide if is(cb, -1.0) => {
                self.negate(a)
            }
            Binary::Multiply if is(ca, -1.0) => self.negate(b),
            Binary::Divide | Binary::MaskedDivide if is(ca, 0.0) => self.constant(0.0),
            Binary::Power if is(cb, 0.0) => self.constant(1.0),
            Binary::Power if is(cb, 1.0) => a,
            Binary::Power if is(cb, -1.0) => {
                let one = self.constant(1.0);
                self.divide(one, a)
            }
            Binary::Power if is(cb, 2.0) => self.multiply(a, a),
            Binary::Power if is(cb, 0.5) => self.unary(Unary::Sqrt, a),
            Binary::Power if is(ca, 1.0) => a,
            Binary::Min | Binary::Max if a == b => a,
            _ => self.signed_binary(f, a, b),
        }
    }

    /// Signs moved outward, so that `-a*b` and `a*b` share the product; commuting operands in id order.
    fn signed_binary(&mut self, f: Binary, a: Id, b: Id) -> Id {
        let inner = |g: &Graph, id: Id| match g.op(id) {
            Op::Unary(Unary::Negate, x) => Some(*x),
            _ => None,
        };
        let (na, nb) = (inner(self, a), inner(self, b));
        match f {
            Binary::Add => match (na, nb) {
                (_, Some(y)) => return self.subtract(a, y),
                (Some(x), None) => return self.subtract(b, x),
                _ => {}
            },
            Binary::Subtract => {
                if let Some(y) = nb {
                    return self.add(a, y);
                }
            }
            Binary::Multiply | Binary::MaskedMultiply | Binary::Divide | Binary::MaskedDivide
                if na.is_some() || nb.is_some() =>
            {
                let product = self.binary(f, na.unwrap_or(a), nb.unwrap_or(b));
                return if na.is_some() != nb.is_some() { self.negate(product) } else { product };
            }
            _ => {}
        }
        let commutes = matches!(f, Binary::Add | Binary::Multiply | Binary::Equal | Binary::NotEqual);
        let (a, b) = if commutes && b < a { (b, a) } else { (a, b) };
        self.intern(Op::Binary(f, a, b))
    }

    /// `ln(sum of exp)` of the operands.
    pub fn log_sum_exp(&mut self, operands: Vec<Id>) -> Id {
        match operands[..] {
            [] => self.constant(f64::NEG_INFINITY),
            [only] => only,
            _ if operands.iter().all(|&o| self.as_constant(o).is_some()) => {
                let values: Vec<f64> = operands.iter().filter_map(|&o| self.as_constant(o)).collect();
                self.constant(functions::log_sum_exp(&values))
            }
            _ => self.intern(Op::LogSumExp(operands)),
        }
    }

    /// `a` where `condition` is not 0, else `b`.
    pub fn select(&mut self, condition: Id, a: Id, b: Id) -> Id {
        match self.as_constant(condition) {
            Some(c) if c != 0.0 => a,
            Some(_) => b,
            None if a == b => a,
            None => self.intern(Op::Select(condition, a, b)),
        }
    }

    /// The value of the unknown `local` in `[lo, hi]` where `equation` vanishes.
    pub fn root(&mut self, local: u32, equation: Id, lo: Id, hi: Id) -> Id {
        let slope = self.gradient(equation, &[Variable::Local(local)])[0];
        let id = self.intern(Op::Root { local, equation, lo, hi });
        self.root_slopes.insert(id, slope);
        id
    }
}
