//! Where to start: from what the user gives, a grid, the catalogue's ranges, or ranges guessed from each parameter's
//! place in the law.

use lawful_law::Model;
use lawful_law::graph::{Binary, Id, Op, Unary};
use lawful_law::model::Parameter;

/// Times its guess, a domain is no hint.
const OUT_OF_PROPORTION: f64 = 20.0;

/// Where a parameter's start may lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
    /// Evenly in the log of the absolute value.
    pub(crate) log: bool,
}

impl Range {
    /// The point at fraction `u` of the range.
    pub(crate) fn at(&self, u: f64) -> f64 {
        if self.log {
            libm::exp(libm::log(self.lo) + u * (libm::log(self.hi) - libm::log(self.lo)))
        } else {
            self.lo + u * (self.hi - self.lo)
        }
    }

    /// Cut to a domain; the domain's inner part if they do not overlap.
    fn within(self, p: &Parameter) -> Range {
        let (lo, hi) = (self.lo.max(p.lo.value), self.hi.min(p.hi.value));
        if lo < hi {
            return Range { lo, hi, log: self.log && lo > 0.0 };
        }
        match (p.lo.value.is_finite(), p.hi.value.is_finite()) {
            (true, true) => Range { lo: p.lo.value, hi: p.hi.value, log: false },
            (true, false) => Range { lo: p.lo.value, hi: p.lo.value + p.lo.value.abs().max(1.0), log: false },
            (false, true) => Range { lo: p.hi.value - p.hi.value.abs().max(1.0), hi: p.hi.value, log: false },
            (false, false) => self,
        }
    }

    /// Over a domain whose two ends are given, unless that is out of all proportion to the guess: who types a domain
    /// has a reason.
    fn widened(self, p: &Parameter) -> Range {
        let (lo, hi) = (p.lo.value, p.hi.value);
        if !(lo.is_finite() && hi.is_finite()) {
            return self;
        }
        let in_proportion = if self.log {
            hi <= OUT_OF_PROPORTION * self.hi
        } else {
            hi - lo <= OUT_OF_PROPORTION * (self.hi - self.lo)
        };
        match (in_proportion, self.log) {
            (false, _) => self,
            // Towards a small or zero end a log has far to go: the guess knows better.
            (true, true) => Range { hi, ..self },
            (true, false) => Range { lo, hi, log: false },
        }
    }
}

/// Quasi-random starts: point `i` of a Sobol sequence, put into each parameter's range. Parameters of one group share
/// their draw. `fallback` holds the values of parameters that need no range (fixed, linear or given).
pub(crate) fn sobol(model: &Model, ranges: &[(String, Range)], index: u32, seed: u32, fallback: &[f64]) -> Vec<f64> {
    let mut values = fallback.to_vec();
    for (dimension, (base, range)) in ranges.iter().enumerate() {
        let u = f64::from(sobol_burley::sample(index, dimension as u32 % 256, seed));
        let mut value = range.at(u);
        for (i, p) in model.parameters.iter().enumerate() {
            if p.base != *base || p.fixed.is_some() || p.start.is_some() {
                continue;
            }
            // The catalogue's ranges may depend on what was drawn before.
            for search in model.search.iter().filter(|s| s.parameter == i) {
                if let Some((lo, hi)) = search.range(&model.parameters, &values) {
                    value = Range { lo, hi, log: search.log }.within(p).at(u);
                }
            }
            values[i] = value;
        }
    }
    values
}

/// For each parameter (or group) that is free and not solved for linearly, where its start may lie: the order is the
/// catalogue's, then that of appearance.
pub(crate) fn ranges(model: &mut Model, law: Id, solved: &[usize]) -> Vec<(String, Range)> {
    let mut list: Vec<(String, Range)> = Vec::new();
    let mut order: Vec<usize> = model.search.iter().map(|s| s.parameter).collect();
    order.extend(0..model.parameters.len());
    for i in order {
        let p = &model.parameters[i];
        let taken = p.fixed.is_some() || p.start.is_some() || solved.contains(&i);
        if taken || list.iter().any(|(b, _)| *b == p.base) {
            continue;
        }
        let (base, p) = (p.base.clone(), p.clone());
        let guess = guess(model, law, i).within(&p).widened(&p);
        list.push((base, guess));
    }
    list
}

/// A range from the parameter's place in the law: exponents, rates, places and scales get ranges in which they change
/// the law by factors of order one over the data.
fn guess(model: &mut Model, law: Id, parameter: usize) -> Range {
    let order = model.graph.reachable(&[law]);
    let is_leaf = |model: &Model, id: Id| match model.graph.op(id) {
        Op::Parameter(p) => *p as usize == parameter,
        Op::Group(g) => model.group(*g).contains(&(parameter as u32)),
        _ => false,
    };
    let Some(leaf) = order.iter().copied().find(|&id| is_leaf(model, id)) else {
        return Range { lo: -1.0, hi: 1.0, log: false };
    };
    // The parameter itself, or its negative.
    let mut selves = vec![leaf];
    selves.extend(order.iter().copied().filter(|&id| *model.graph.op(id) == Op::Unary(Unary::Negate, leaf)));
    let positive = model.parameters[parameter].lo.value >= 0.0;
    for &id in &order {
        let Op::Binary(op, a, b) = *model.graph.op(id) else { continue };
        let (a_self, b_self) = (selves.contains(&a), selves.contains(&b));
        if a_self == b_self {
            continue;
        }
        let other = if a_self { b } else { a };
        let dependence = model.graph.dependence(other);
        if !dependence.rows || dependence.parameters || dependence.locals {
            continue;
        }
        let mut values = model.data_values(other);
        values.retain(|v| v.is_finite());
        values.sort_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (values.first(), values.last()) else { continue };
        let largest = least.abs().max(most.abs());
        let smallest = values.iter().map(|v| v.abs()).filter(|v| *v > 0.0).fold(largest, f64::min);
        let spread = (most - least).max(1e-12 * largest).max(f64::MIN_POSITIVE);
        let signed = |size: f64| {
            if positive {
                Range { lo: 0.02 * size, hi: 4.0 * size, log: true }
            } else {
                Range { lo: -2.0 * size, hi: 2.0 * size, log: false }
            }
        };
        match op {
            // x^p
            Binary::Power if b_self => {
                let logs = if least > 0.0 { libm::log(most / least).abs().max(0.5) } else { 2.0 };
                return signed((4.0 / logs).clamp(0.5, 2.0));
            }
            // p*x inside a function: a rate, or an exponent where x is a log.
            Binary::Multiply if is_turned(model, &order, id) => return frequencies(&values),
            Binary::Multiply => {
                let size = if least < 0.0 || least > 0.5 * most { 2.0 / spread } else { 5.0 / largest };
                return if positive || least >= 0.0 {
                    Range { lo: 0.02 * size, hi: 4.0 * size, log: true }
                } else {
                    signed(size)
                };
            }
            // x - p: a place.
            Binary::Subtract | Binary::Add => {
                let (lo, hi) = (least - 0.2 * spread, most + 0.2 * spread);
                return match op {
                    Binary::Add => Range { lo: -hi, hi: -lo, log: false },
                    _ if a_self => Range { lo, hi, log: false },
                    _ => Range { lo, hi, log: false },
                };
            }
            // x/p: a scale.
            Binary::Divide => return Range { lo: 0.5 * smallest, hi: 2.0 * largest, log: true },
            _ => {}
        }
    }
    if positive { Range { lo: 0.02, hi: 20.0, log: true } } else { Range { lo: -2.0, hi: 2.0, log: false } }
}

/// Whether a sine or cosine is taken of a node, or of it and something else added.
fn is_turned(model: &Model, order: &[Id], node: Id) -> bool {
    let mut sums = vec![node];
    // Operands come before what reads them.
    for &id in order {
        match *model.graph.op(id) {
            Op::Binary(Binary::Add | Binary::Subtract, a, b) if sums.contains(&a) || sums.contains(&b) => sums.push(id),
            Op::Unary(Unary::Negate, a) if sums.contains(&a) => sums.push(id),
            Op::Unary(Unary::Sin | Unary::Cos, a) if sums.contains(&a) => return true,
            _ => {}
        }
    }
    false
}

/// Angular frequencies that rows at these sorted places can tell apart: from half a turn over all of them to half a turn
/// between neighbours (Nyquist's, at the mean distance).
fn frequencies(places: &[f64]) -> Range {
    let mut apart = places.to_vec();
    apart.dedup();
    let spread = places.last().unwrap_or(&1.0) - places.first().unwrap_or(&0.0);
    let slowest = std::f64::consts::PI / spread.max(f64::MIN_POSITIVE);
    Range { lo: slowest, hi: slowest * (apart.len().max(3) - 1) as f64, log: false }
}

/// Every point of a grid, in order: `axes` are parameter indices and their values; the rest is `base`.
pub(crate) fn grid(axes: &[(Vec<usize>, Vec<f64>)], base: &[f64]) -> Vec<Vec<f64>> {
    let mut points = vec![base.to_vec()];
    for (parameters, values) in axes {
        points = points
            .iter()
            .flat_map(|point| {
                values.iter().map(move |&v| {
                    let mut next = point.clone();
                    for &p in parameters {
                        next[p] = v;
                    }
                    next
                })
            })
            .collect();
    }
    points
}
