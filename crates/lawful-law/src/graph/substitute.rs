//! An expression with a leaf replaced by another expression.

use super::{Graph, Id, Op};
use std::collections::HashMap;

impl Graph {
    /// `expression` with every node of `map` replaced by its value, rebuilt (and so simplified) where it changes.
    /// Within a root that binds an unknown of `map` that unknown is the root's own, and stays.
    pub fn substitute(&mut self, expression: Id, map: &HashMap<Id, Id>) -> Id {
        let mut done = map.clone();
        for id in self.reachable(&[expression]) {
            if done.contains_key(&id) {
                continue;
            }
            let to = |x: &Id| done.get(x).copied().unwrap_or(*x);
            if self.operands(id).iter().all(|x| to(x) == *x) {
                continue;
            }
            let new = match self.op(id).clone() {
                Op::Unary(f, a) => self.unary(f, to(&a)),
                Op::Binary(f, a, b) => self.binary(f, to(&a), to(&b)),
                Op::LogSumExp(list) => self.log_sum_exp(list.iter().map(to).collect()),
                Op::Select(c, a, b) => self.select(to(&c), to(&a), to(&b)),
                Op::Root { local, equation, lo, hi } => {
                    let bound = map.keys().any(|&k| *self.op(k) == Op::Local(local));
                    let equation = if bound { equation } else { to(&equation) };
                    self.root(local, equation, to(&lo), to(&hi))
                }
                leaf => self.intern(leaf),
            };
            done.insert(id, new);
        }
        done.get(&expression).copied().unwrap_or(expression)
    }
}
