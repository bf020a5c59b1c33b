//! Exact derivatives as further nodes of the graph: reverse mode for gradients, forward mode over them for Hessians.
//!
//! Shared sub-expressions stay shared between a law, its gradient and its Hessian, and structural zeros vanish, so the
//! cost of a gradient is a small multiple of the law's, and a sparse Hessian stays sparse.
//!
//! A root `y(p)` of `F(y, p) = 0` is differentiated implicitly: `dy/dp = -F_p / F_y` at the root.

use super::{Binary, Graph, Id, Op, Unary, Variable};
use std::collections::HashMap;

impl Graph {
    /// The derivatives of `output` with respect to each of `variables`, by one reverse sweep.
    pub fn gradient(&mut self, output: Id, variables: &[Variable]) -> Vec<Id> {
        let order = self.reachable(&[output]);
        let relevant = self.relevant(&order, variables);
        let zero = self.constant(0.0);
        let one = self.constant(1.0);
        let mut result: Vec<Id> = vec![zero; variables.len()];
        // The adjoint of each node, and whether it passed a branch: then it may be 0 where factors are not finite.
        let mut adjoints: HashMap<Id, (Id, bool)> = HashMap::from([(output, (one, false))]);
        for &id in order.iter().rev() {
            if !relevant.contains_key(&id) {
                continue;
            }
            let Some((adjoint, masked)) = adjoints.get(&id).copied() else { continue };
            if let Some(v) = self.variable_of(id).and_then(|v| variables.iter().position(|w| *w == v)) {
                result[v] = self.add(result[v], adjoint);
                continue;
            }
            match self.op(id).clone() {
                Op::Root { .. } => {
                    for (k, &variable) in variables.iter().enumerate() {
                        let derivative = self.root_derivative(id, variable);
                        let product = self.scaled(adjoint, derivative, masked);
                        result[k] = self.add(result[k], product);
                    }
                }
                Op::Select(condition, a, b) => {
                    let to_a = self.select(condition, adjoint, zero);
                    let to_b = self.select(condition, zero, adjoint);
                    self.accumulate(&mut adjoints, &relevant, a, to_a, true);
                    self.accumulate(&mut adjoints, &relevant, b, to_b, true);
                }
                _ => {
                    for (operand, partial) in self.partials(id, &relevant) {
                        let product = self.scaled(adjoint, partial, masked);
                        self.accumulate(&mut adjoints, &relevant, operand, product, masked);
                    }
                }
            }
        }
        result
    }

    /// The derivative of `output` with respect to `variable`, by a forward sweep.
    pub fn tangent(&mut self, output: Id, variable: Variable) -> Id {
        self.tangents(&[output], variable)[0]
    }

    /// The derivatives of several outputs with respect to one variable, by one forward sweep.
    pub fn tangents(&mut self, outputs: &[Id], variable: Variable) -> Vec<Id> {
        let order = self.reachable(outputs);
        let relevant = self.relevant(&order, &[variable]);
        let zero = self.constant(0.0);
        let one = self.constant(1.0);
        let mut tangents: HashMap<Id, Id> = HashMap::new();
        for &id in &order {
            if !relevant.contains_key(&id) {
                continue;
            }
            let tangent = if self.variable_of(id) == Some(variable) {
                one
            } else {
                match self.op(id).clone() {
                    Op::Root { .. } => self.root_derivative(id, variable),
                    Op::Select(condition, a, b) => {
                        let ta = tangents.get(&a).copied().unwrap_or(zero);
                        let tb = tangents.get(&b).copied().unwrap_or(zero);
                        self.select(condition, ta, tb)
                    }
                    // A mask holds for both terms of the product's derivative: what it hides may be NaN.
                    Op::Binary(Binary::MaskedMultiply, a, b) => {
                        let ta = tangents.get(&a).copied().unwrap_or(zero);
                        let tb = tangents.get(&b).copied().unwrap_or(zero);
                        let left = self.scaled(ta, b, true);
                        let right = self.scaled(a, tb, true);
                        self.add(left, right)
                    }
                    Op::Binary(Binary::MaskedDivide, a, b) => {
                        let ta = tangents.get(&a).copied().unwrap_or(zero);
                        let tb = tangents.get(&b).copied().unwrap_or(zero);
                        let left = self.binary(Binary::MaskedDivide, ta, b);
                        let change = self.scaled(id, tb, true);
                        let right = self.binary(Binary::MaskedDivide, change, b);
                        self.subtract(left, right)
                    }
                    _ => {
                        let mut sum = zero;
                        for (operand, partial) in self.partials(id, &relevant) {
                            let Some(&t) = tangents.get(&operand) else { continue };
                            let product = self.multiply(t, partial);
                            sum = self.add(sum, product);
                        }
                        sum
                    }
                }
            };
            tangents.insert(id, tangent);
        }
        outputs.iter().map(|o| tangents.get(o).copied().unwrap_or(zero)).collect()
    }

    /// The Hessian's upper triangle, row by row: for each pair `(i, j)`, `i <= j`, of `variables` whose second
    /// derivative is not identically 0, that derivative.
    pub fn hessian(&mut self, gradient: &[Id], variables: &[Variable]) -> Vec<(usize, usize, Id)> {
        let mut entries = Vec::new();
        for (j, &variable) in variables.iter().enumerate() {
            for (i, second) in self.tangents(&gradient[..=j], variable).into_iter().enumerate() {
                if self.as_constant(second) != Some(0.0) {
                    entries.push((i, j, second));
                }
            }
        }
        entries.sort_by_key(|e| (e.0, e.1));
        entries
    }

    pub(super) fn variable_of(&self, id: Id) -> Option<Variable> {
        match self.op(id) {
            Op::Parameter(i) => Some(Variable::Parameter(*i)),
            Op::Group(i) => Some(Variable::Group(*i)),
            Op::Local(i) => Some(Variable::Local(*i)),
            _ => None,
        }
    }

    /// The nodes of `order` that depend on some of `variables`. An unknown that a root binds is none of its variables.
    fn relevant(&self, order: &[Id], variables: &[Variable]) -> HashMap<Id, ()> {
        let mut set = HashMap::new();
        for &id in order {
            let own = self.variable_of(id).is_some_and(|v| variables.contains(&v) && !matches!(v, Variable::Local(_)));
            if own || self.operands(id).iter().any(|o| set.contains_key(o)) {
                set.insert(id, ());
            }
        }
        let free = |id: &Id| self.free_locals(*id).iter().any(|&l| variables.contains(&Variable::Local(l)));
        set.extend(order.iter().copied().filter(free).map(|id| (id, ())));
        set
    }

    fn scaled(&mut self, adjoint: Id, partial: Id, masked: bool) -> Id {
        self.binary(if masked { Binary::MaskedMultiply } else { Binary::Multiply }, adjoint, partial)
    }

    fn accumulate(
        &mut self,
        adjoints: &mut HashMap<Id, (Id, bool)>,
        relevant: &HashMap<Id, ()>,
        operand: Id,
        term: Id,
        masked: bool,
    ) {
        if !relevant.contains_key(&operand) {
            return;
        }
        let entry = match adjoints.get(&operand).copied() {
            Some((sum, was_masked)) => (self.add(sum, term), was_masked && masked),
            None => (term, masked),
        };
        adjoints.insert(operand, entry);
    }

    /// `dy/dv` of a root node `y`, with the root put in for the unknown.
    fn root_derivative(&mut self, root: Id, variable: Variable) -> Id {
        if let Some(&known) = self.root_derivatives.get(&(root, variable)) {
            return known;
        }
        let Op::Root { local, equation, .. } = self.op(root).clone() else {
            return self.constant(0.0);
        };
        if let Variable::Local(l) = variable
            && !self.free_locals(root).contains(&l)
        {
            return self.constant(0.0);
        }
        let partials = self.gradient(equation, &[variable, Variable::Local(local)]);
        let ratio = if self.as_constant(partials[0]) == Some(0.0) {
            partials[0]
        } else {
            let quotient = self.divide(partials[0], partials[1]);
            self.negate(quotient)
        };
        let unknown = self.intern(Op::Local(local));
        let derivative = self.substitute(ratio, &HashMap::from([(unknown, root)]));
        self.root_derivatives.insert((root, variable), derivative);
        derivative
    }

    /// The local derivatives of a node in its relevant operands; an operand that occurs twice is listed twice.
    fn partials(&mut self, id: Id, relevant: &HashMap<Id, ()>) -> Vec<(Id, Id)> {
        let op = self.op(id).clone();
        let mut list = Vec::new();
        match op {
            Op::Unary(f, a) => {
                let partial = self.unary_partial(f, a, id);
                list.push((a, partial));
            }
            Op::Binary(f, a, b) => {
                if relevant.contains_key(&a) {
                    let partial = self.left_partial(f, a, b, id);
                    list.push((a, partial));
                }
                if relevant.contains_key(&b) {
                    let partial = self.right_partial(f, a, b, id);
                    list.push((b, partial));
                }
            }
            Op::LogSumExp(operands) => {
                for a in operands {
                    if relevant.contains_key(&a) {
                        let difference = self.subtract(a, id);
                        let weight = self.unary(Unary::Exp, difference);
                        list.push((a, weight));
                    }
                }
            }
            _ => {}
        }
        list
    }

    fn unary_partial(&mut self, f: Unary, a: Id, v: Id) -> Id {
        let one = self.constant(1.0);
        match f {
            Unary::Negate => self.constant(-1.0),
            Unary::Exp => v,
            Unary::Ln => self.divide(one, a),
            Unary::Log2 => self.scaled_reciprocal(std::f64::consts::LN_2, a),
            Unary::Log10 => self.scaled_reciprocal(std::f64::consts::LN_10, a),
            Unary::Log1p => {
                let d = self.add(one, a);
                self.divide(one, d)
            }
            Unary::Expm1 => self.unary(Unary::Exp, a),
            Unary::Sqrt => {
                let half = self.constant(0.5);
                self.divide(half, v)
            }
            Unary::Cbrt => {
                let square = self.multiply(v, v);
                self.scaled_reciprocal(3.0, square)
            }
            Unary::Abs => self.unary(Unary::Sign, a),
            Unary::Sin => self.unary(Unary::Cos, a),
            Unary::Cos => {
                let s = self.unary(Unary::Sin, a);
                self.negate(s)
            }
            Unary::Tan => {
                let square = self.multiply(v, v);
                self.add(one, square)
            }
            Unary::Atan => {
                let square = self.multiply(a, a);
                let d = self.add(one, square);
                self.divide(one, d)
            }
            Unary::Sinh => self.unary(Unary::Cosh, a),
            Unary::Cosh => self.unary(Unary::Sinh, a),
            Unary::Tanh => {
                // 1/cosh^2 and not 1 - v^2, which cancels for large arguments.
                let c = self.unary(Unary::Cosh, a);
                let square = self.multiply(c, c);
                self.divide(one, square)
            }
            Unary::Erf | Unary::Erfc => {
                let square = self.multiply(a, a);
                let minus = self.negate(square);
                let gauss = self.unary(Unary::Exp, minus);
                let sign = if f == Unary::Erf { 1.0 } else { -1.0 };
                let c = self.constant(sign * std::f64::consts::FRAC_2_SQRT_PI);
                self.multiply(c, gauss)
            }
            Unary::LnGamma => self.unary(Unary::Digamma, a),
            Unary::Digamma => self.unary(Unary::Trigamma, a),
            Unary::Sigmoid => {
                // v * sigmoid(-a) and not v * (1 - v), which cancels for large arguments.
                let minus = self.negate(a);
                let other = self.unary(Unary::Sigmoid, minus);
                self.multiply(v, other)
            }
            Unary::Softplus => self.unary(Unary::Sigmoid, a),
            Unary::Logit => {
                let rest = self.subtract(one, a);
                let d = self.multiply(a, rest);
                self.divide(one, d)
            }
            // Piecewise constant. Trigamma is only reached by third derivatives, which nothing takes.
            Unary::Sign | Unary::Not | Unary::Trigamma => self.constant(0.0),
        }
    }

    fn scaled_reciprocal(&mut self, c: f64, a: Id) -> Id {
        let one = self.constant(1.0);
        let c = self.constant(c);
        let d = self.multiply(c, a);
        self.divide(one, d)
    }

    fn left_partial(&mut self, f: Binary, a: Id, b: Id, v: Id) -> Id {
        let one = self.constant(1.0);
        let zero = self.constant(0.0);
        match f {
            Binary::Add | Binary::Subtract => one,
            Binary::Multiply | Binary::MaskedMultiply => b,
            Binary::Divide | Binary::MaskedDivide => self.divide(one, b),
            Binary::Power => {
                if self.as_constant(b).is_some() {
                    let less = self.subtract(b, one);
                    let power = self.power(a, less);
                    self.multiply(b, power)
                } else {
                    // b v / a, taken as 0 where the power itself is 0.
                    let quotient = self.binary(Binary::MaskedDivide, v, a);
                    self.multiply(b, quotient)
                }
            }
            Binary::Min => {
                let c = self.binary(Binary::LessEqual, a, b);
                self.select(c, one, zero)
            }
            Binary::Max => {
                let c = self.binary(Binary::LessEqual, b, a);
                self.select(c, one, zero)
            }
            _ => zero,
        }
    }

    fn right_partial(&mut self, f: Binary, a: Id, b: Id, v: Id) -> Id {
        let one = self.constant(1.0);
        let zero = self.constant(0.0);
        match f {
            Binary::Add => one,
            Binary::Subtract => self.constant(-1.0),
            Binary::Multiply => a,
            Binary::MaskedMultiply => a,
            Binary::Divide | Binary::MaskedDivide => {
                let quotient = self.divide(v, b);
                self.negate(quotient)
            }
            Binary::Power => {
                let log = self.unary(Unary::Ln, a);
                self.binary(Binary::MaskedMultiply, v, log)
            }
            Binary::Min => {
                let c = self.binary(Binary::LessEqual, a, b);
                self.select(c, zero, one)
            }
            Binary::Max => {
                let c = self.binary(Binary::LessEqual, b, a);
                self.select(c, zero, one)
            }
            _ => zero,
        }
    }
}
