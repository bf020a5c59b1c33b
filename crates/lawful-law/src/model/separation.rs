//! A law as factors times the parameters that enter linearly: what variable projection solves for.

use super::expressions::{slot, variables};
use super::{Model, Slot};
use crate::graph::{Degree, Graph, Id, Unary, Variable};
use crate::tape::Tape;
use std::collections::HashMap;

/// In which form of a parameter a law is linear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The parameter itself, as `A` in `A*x^-alpha`.
    Plain,
    /// Its exponential, as `a` in `exp(a)*x^-alpha` and in `logsumexp(a - alpha*log(x), ...)` of the law's log.
    Log,
}

/// `node = rest + sum of factor * parameter`, where neither `rest` nor the factors depend on those parameters.
#[derive(Debug, Clone)]
pub struct Separation {
    /// The parameters that enter linearly, jointly: a largest set, first come first served.
    pub linear: Vec<(Slot, Scale)>,
    /// `1 + linear` outputs: the rest, then the factor of each.
    pub parts: Tape,
}

/// `node` with `exp(leaf)` written as `leaf`, if the leaf stands nowhere else.
fn of_exponential(graph: &mut Graph, node: Id, leaf: Id) -> Option<Id> {
    let exponential = graph.unary(Unary::Exp, leaf);
    let order = graph.reachable(&[node]);
    let only_there = order.iter().all(|&id| id == exponential || !graph.operands(id).contains(&leaf));
    let there = only_there && order.contains(&exponential);
    there.then(|| graph.substitute(node, &HashMap::from([(exponential, leaf)])))
}

pub(super) fn separate(model: &mut Model, node: Id) -> Separation {
    let is_free = |model: &Model, v: &Variable| match v {
        Variable::Parameter(p) => model.parameters[*p as usize].fixed.is_none(),
        _ => true,
    };
    let variables: Vec<Variable> = variables(model, node).into_iter().filter(|v| is_free(model, v)).collect();
    let graph = &mut model.graph;
    let mut law = graph.with_split_exponentials(node);
    let mut chosen: Vec<Variable> = Vec::new();
    let mut scales = Vec::new();
    for &v in &variables {
        chosen.push(v);
        if graph.degree(law, &chosen) == Degree::Linear {
            scales.push(Scale::Plain);
            continue;
        }
        let leaf = graph.leaf(v);
        match of_exponential(graph, law, leaf) {
            Some(other) if graph.degree(other, &chosen) == Degree::Linear => {
                law = other;
                scales.push(Scale::Log);
            }
            _ => {
                chosen.pop();
            }
        }
    }
    let zero = graph.constant(0.0);
    let at_zero: HashMap<Id, Id> = chosen.iter().map(|&v| (graph.leaf(v), zero)).collect();
    let mut parts = vec![graph.substitute(law, &at_zero)];
    for factor in graph.gradient(law, &chosen) {
        parts.push(graph.substitute(factor, &at_zero));
    }
    let parts = Tape::compile(&model.graph, &parts, &mut model.data);
    let linear = chosen.iter().zip(scales).map(|(v, scale)| (slot(model, v), scale)).collect();
    Separation { linear, parts }
}
