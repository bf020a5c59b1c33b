//! The sum over rows that a fit minimises, with its exact derivatives.
//!
//! Free parameters are *coordinates*: a parameter itself, or its log where it must be positive and spans decades.
//! Rows are handled in chunks of fixed size whose sums are added in order, so results have the same bits for any number
//! of threads.

use crate::double_double::Double;
use crate::matrix::Matrix;
use crate::noise::{Curvature, RowLoss, Terms};
use crate::ordered_sum::dot;
use crate::prior::PriorDensity;
use crate::restraint::Restraint;
use lawful_law::lanes::{self, Kernel};
use lawful_law::model::{Expressions, Slot};
use lawful_law::tape::Workspace;
use rayon::prelude::*;
use std::borrow::Cow;

/// Rows per chunk.
const CHUNK: usize = 1024;

/// Fewest rows for which one evaluation is spread over threads.
const PARALLEL_ROWS: usize = 32 * CHUNK;

/// How much to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Value,
    /// Gradient, and a Hessian that is never indefinite (Gauss-Newton).
    GaussNewton,
    /// Gradient and exact Hessian.
    Newton,
}

/// The objective at a point.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evaluation {
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    pub(crate) hessian: Matrix,
}

/// Memory for evaluations; one per thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    workspace: Workspace,
    outputs: Vec<Vec<f64>>,
    first: Vec<f64>,
    second: Vec<f64>,
    cross: Vec<f64>,
    weighted: Vec<f64>,
    parameters: Vec<f64>,
}

/// The sum over rows of a loss of target and law.
#[derive(Debug, Clone)]
pub(crate) struct Objective<'a> {
    pub(crate) expressions: &'a Expressions,
    pub(crate) loss: RowLoss,
    /// The response (in the log where residuals are), padded.
    pub(crate) target: &'a [f64],
    /// Row weights, 0 in the padding.
    pub(crate) weights: &'a [f64],
    /// Trials of a binomial response, padded; else empty.
    pub(crate) extra: &'a [f64],
    /// Values of all parameters; the free ones are overwritten by coordinates.
    pub(crate) base: Vec<f64>,
    /// Index of each free parameter in `base`.
    pub(crate) free: Vec<usize>,
    /// Coordinate of each parameter, if it is free.
    pub(crate) coordinate: Vec<Option<usize>>,
    /// Whether a coordinate is the log of its parameter.
    pub(crate) log: Vec<bool>,
    /// `sqrt(sum w t^2)`, for the rounding error of sums of squares.
    pub(crate) size_of_target: f64,
    /// Priors, by coordinate.
    pub(crate) priors: Vec<(usize, PriorDensity)>,
    /// A pull on a derived quantity, for its profile.
    pub(crate) restraint: Option<Restraint<'a>>,
}

impl Objective<'_> {
    /// Number of coordinates: free parameters and nuisances.
    pub(crate) fn size(&self) -> usize {
        self.free.len() + self.loss.nuisances()
    }

    /// How far rounding may move the objective: residuals have the rounding error of target and law.
    pub(crate) fn rounding(&self, value: f64) -> f64 {
        let own = 4.0 * f64::EPSILON * value.abs();
        match self.loss {
            RowLoss::Square => own + 4.0 * f64::EPSILON * self.size_of_target * (2.0 * value.abs()).sqrt(),
            _ => own,
        }
    }

    /// Whether a value lies below what was taken for the lowest by more than a descent's tolerance and rounding.
    pub(crate) fn is_below(&self, value: f64, lowest: f64) -> bool {
        value < lowest - 1e-6 * lowest.abs() - 4.0 * self.rounding(lowest)
    }

    /// All parameters at a point.
    pub(crate) fn parameters(&self, x: &[f64]) -> Vec<f64> {
        let mut all = self.base.clone();
        self.write_parameters(x, &mut all);
        all
    }

    fn write_parameters(&self, x: &[f64], all: &mut [f64]) {
        for (k, &i) in self.free.iter().enumerate() {
            all[i] = if self.log[k] { libm::exp(x[k]) } else { x[k] };
        }
    }

    /// The coordinates of these parameters and this nuisance.
    pub(crate) fn coordinates(&self, parameters: &[f64], nuisance: f64) -> Vec<f64> {
        let mut x: Vec<f64> = self
            .free
            .iter()
            .enumerate()
            .map(|(k, &i)| if self.log[k] { libm::log(parameters[i]) } else { parameters[i] })
            .collect();
        x.extend(std::iter::repeat_n(nuisance, self.loss.nuisances()));
        x
    }

    /// The nuisance at a point, 0 if there is none.
    pub(crate) fn nuisance(&self, x: &[f64]) -> f64 {
        x.get(self.free.len()).copied().unwrap_or(0.0)
    }

    /// The objective and its derivatives at `x`. A value that is not finite says that the law can't be evaluated there.
    pub(crate) fn evaluate(&self, x: &[f64], order: Order, scratch: &mut Scratch) -> Evaluation {
        let size = self.size();
        let mut parameters = std::mem::take(&mut scratch.parameters);
        parameters.clear();
        parameters.extend_from_slice(&self.base);
        self.write_parameters(x, &mut parameters);
        let nuisance = self.nuisance(x);
        let padded = self.target.len();
        let mut total = Evaluation { value: 0.0, gradient: vec![0.0; size], hessian: Matrix::zeros(size) };
        if padded < PARALLEL_ROWS {
            for first in (0..padded).step_by(CHUNK) {
                self.chunk(&parameters, nuisance, order, first, (padded - first).min(CHUNK), scratch, &mut total);
            }
        } else {
            let firsts: Vec<usize> = (0..padded).step_by(CHUNK).collect();
            let parts: Vec<Evaluation> = firsts
                .par_iter()
                .map_init(Scratch::default, |scratch, &first| {
                    let mut part = Evaluation { value: 0.0, gradient: vec![0.0; size], hessian: Matrix::zeros(size) };
                    self.chunk(&parameters, nuisance, order, first, (padded - first).min(CHUNK), scratch, &mut part);
                    part
                })
                .collect();
            for part in &parts {
                total.value += part.value;
                for (t, p) in total.gradient.iter_mut().zip(&part.gradient) {
                    *t += p;
                }
                for i in 0..size {
                    for j in i..size {
                        total.hessian[(i, j)] += part.hessian[(i, j)];
                    }
                }
            }
        }
        self.to_coordinates(&parameters, order, &mut total);
        for (k, prior) in &self.priors {
            let value = if self.log[*k] { libm::exp(x[*k]) } else { x[*k] };
            let [d0, d1, d2] = prior.minus_log(value);
            total.value += d0;
            if self.log[*k] {
                total.gradient[*k] += value * d1;
                total.hessian[(*k, *k)] += value * value * d2.max(0.0) + value * d1.max(0.0);
            } else {
                total.gradient[*k] += d1;
                total.hessian[(*k, *k)] += if order == Order::Newton { d2 } else { d2.max(0.0) };
            }
        }
        if let Some(r) = &self.restraint {
            total.value += r.add(self, &parameters, order, &mut total.gradient, &mut total.hessian);
        }
        total.hessian.mirror();
        scratch.parameters = parameters;
        total
    }

    /// The chain rule for coordinates that are logs.
    fn to_coordinates(&self, parameters: &[f64], order: Order, e: &mut Evaluation) {
        if !self.log.contains(&true) || order == Order::Value {
            return;
        }
        let size = self.size();
        let factor = |k: usize| if k < self.free.len() && self.log[k] { parameters[self.free[k]] } else { 1.0 };
        for i in 0..size {
            for j in i..size {
                e.hessian[(i, j)] *= factor(i) * factor(j);
            }
            e.gradient[i] *= factor(i);
            if order == Order::Newton && i < self.free.len() && self.log[i] {
                e.hessian[(i, i)] += e.gradient[i];
            }
        }
    }

    fn chunk(
        &self,
        parameters: &[f64],
        nuisance: f64,
        order: Order,
        first: usize,
        rows: usize,
        scratch: &mut Scratch,
        total: &mut Evaluation,
    ) {
        let tape = match order {
            Order::Value => &self.expressions.value,
            Order::GaussNewton => &self.expressions.gradient,
            Order::Newton => &self.expressions.hessian,
        };
        let wanted = tape.outputs();
        if scratch.outputs.len() < wanted {
            scratch.outputs.resize(wanted, vec![]);
        }
        for o in &mut scratch.outputs[..wanted] {
            o.resize(o.len().max(rows), 0.0);
        }
        for v in [&mut scratch.first, &mut scratch.second, &mut scratch.cross, &mut scratch.weighted] {
            v.resize(v.len().max(rows), 0.0);
        }
        tape.run(parameters, first, rows, &mut scratch.workspace, &mut scratch.outputs[..wanted]);
        let range = first..first + rows;
        let extra = if self.extra.is_empty() { &[][..] } else { &self.extra[range.clone()] };
        let curvature = if order == Order::Newton { Curvature::Exact } else { Curvature::Positive };
        let terms = Terms {
            first: &mut scratch.first[..rows],
            second: &mut scratch.second[..rows],
            cross: &mut scratch.cross[..rows],
        };
        let sums = self.loss.terms(
            curvature,
            &self.target[range.clone()],
            &scratch.outputs[0][..rows],
            &self.weights[range],
            extra,
            nuisance,
            terms,
        );
        total.value += sums.value;
        if order == Order::Value {
            return;
        }
        lanes::dispatch(Accumulate { objective: self, scratch, rows, first, order, total });
        if self.loss.nuisances() > 0 {
            let n = self.free.len();
            total.gradient[n] += sums.nuisance_first;
            total.hessian[(n, n)] +=
                if order == Order::Newton { sums.nuisance_second } else { sums.nuisance_second.max(0.0) };
        }
    }

    /// Target minus law at every padded row.
    pub(crate) fn residuals(&self, x: &[f64]) -> Vec<f64> {
        let n = self.target.len();
        let mut out = vec![vec![0.0; n]];
        self.expressions.value.run(&self.parameters(x), 0, n, &mut Workspace::default(), &mut out);
        self.target.iter().zip(&out[0]).map(|(t, g)| t - g).collect()
    }

    /// Residuals, and the law's derivative in every coordinate, at every padded row: entry `row * size + coordinate`. A
    /// restraint is one row more.
    pub(crate) fn jacobian(&self, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let parameters = self.parameters(x);
        let (n, size) = (self.target.len(), self.size());
        let mut out = vec![vec![0.0; n]; self.expressions.gradient.outputs()];
        self.expressions.gradient.run(&parameters, 0, n, &mut Workspace::default(), &mut out);
        let mut residuals: Vec<f64> = self.target.iter().zip(&out[0]).map(|(t, g)| t - g).collect();
        let mut jacobian = vec![0.0; n * size];
        for (i, row) in jacobian.chunks_exact_mut(size.max(1)).enumerate() {
            for (s, slot) in self.expressions.slots.iter().enumerate() {
                let p = slot.parameter(i);
                if let Some(k) = self.coordinate[p] {
                    row[k] += if self.log[k] { parameters[p] } else { 1.0 } * out[1 + s][i];
                }
            }
        }
        if let Some(r) = &self.restraint {
            let (residual, row) = r.row(self, &parameters);
            residuals.push(residual);
            jacobian.extend(row);
        }
        (residuals, jacobian)
    }

    /// The weights of the rows of [`Objective::jacobian`].
    pub(crate) fn jacobian_weights(&self) -> Cow<'_, [f64]> {
        match &self.restraint {
            None => Cow::Borrowed(self.weights),
            Some(r) => self.weights.iter().copied().chain([r.weight()]).collect(),
        }
    }

    /// For every free coordinate its slot's weighted first derivative times residual derivative, per row: the row
    /// scores, `scores[row][coordinate]`. Used by sandwich covariances.
    pub(crate) fn scores(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let parameters = self.parameters(x);
        let mut scratch = Scratch::default();
        let padded = self.target.len();
        let mut scores = Vec::with_capacity(padded);
        for first in (0..padded).step_by(CHUNK) {
            let rows = (padded - first).min(CHUNK);
            let mut ignored =
                Evaluation { value: 0.0, gradient: vec![0.0; self.size()], hessian: Matrix::zeros(self.size()) };
            self.chunk(&parameters, self.nuisance(x), Order::GaussNewton, first, rows, &mut scratch, &mut ignored);
            for i in 0..rows {
                let mut row = vec![0.0; self.size()];
                for (s, slot) in self.expressions.slots.iter().enumerate() {
                    let p = slot.parameter(first + i);
                    if let Some(k) = self.coordinate[p] {
                        let factor = if self.log[k] { parameters[p] } else { 1.0 };
                        row[k] += factor * scratch.first[i] * scratch.outputs[1 + s][i];
                    }
                }
                scores.push(row);
            }
        }
        scores
    }

    /// Gradient and, if `information` is asked for, expected information (upper triangle, row by row) in twice the
    /// precision: for the last step of a fit, and for covariances.
    pub(crate) fn precise(&self, x: &[f64], information: bool) -> (Vec<f64>, Vec<Double>) {
        let parameters = self.parameters(x);
        let nuisance = self.nuisance(x);
        let n = self.free.len();
        let padded = self.target.len();
        let firsts: Vec<usize> = (0..padded).step_by(CHUNK).collect();
        let parts: Vec<(Vec<Double>, Vec<Double>)> = firsts
            .par_iter()
            .with_min_len(PARALLEL_ROWS / CHUNK)
            .map_init(Scratch::default, |scratch, &first| {
                let rows = (padded - first).min(CHUNK);
                self.precise_chunk(&parameters, nuisance, first, rows, information, scratch)
            })
            .collect();
        let mut gradient = vec![Double::default(); n];
        let mut upper = vec![Double::default(); if information { n * (n + 1) / 2 } else { 0 }];
        for (g, u) in &parts {
            gradient.iter_mut().zip(g).for_each(|(a, b)| *a = a.add(*b));
            upper.iter_mut().zip(u).for_each(|(a, b)| *a = a.add(*b));
        }
        (gradient.iter().map(|g| g.value()).collect(), upper)
    }

    fn precise_chunk(
        &self,
        parameters: &[f64],
        nuisance: f64,
        first: usize,
        rows: usize,
        information: bool,
        scratch: &mut Scratch,
    ) -> (Vec<Double>, Vec<Double>) {
        let n = self.free.len();
        let mut gradient = vec![Double::default(); n];
        let mut upper = vec![Double::default(); if information { n * (n + 1) / 2 } else { 0 }];
        let mut ignored =
            Evaluation { value: 0.0, gradient: vec![0.0; self.size()], hessian: Matrix::zeros(self.size()) };
        self.chunk(parameters, nuisance, Order::GaussNewton, first, rows, scratch, &mut ignored);
        let mut at: Vec<(usize, f64)> = Vec::new();
        for i in 0..rows {
            if self.weights[first + i] == 0.0 {
                continue;
            }
            at.clear();
            for (s, slot) in self.expressions.slots.iter().enumerate() {
                let p = slot.parameter(first + i);
                let Some(k) = self.coordinate[p] else { continue };
                let factor = if self.log[k] { parameters[p] } else { 1.0 };
                let derivative = factor * scratch.outputs[1 + s][i];
                match at.iter_mut().find(|(other, _)| *other == k) {
                    Some((_, sum)) => *sum += derivative,
                    None => at.push((k, derivative)),
                }
            }
            for (a, &(ka, va)) in at.iter().enumerate() {
                gradient[ka] = gradient[ka].add(Double::product(scratch.first[i], va));
                if !information {
                    continue;
                }
                for &(kb, vb) in &at[a..] {
                    let (i1, i2) = (ka.min(kb), ka.max(kb));
                    let both = Double::product(va, vb).multiply(Double::new(scratch.second[i]));
                    let to = &mut upper[i1 * n - i1 * (i1 + 1) / 2 + i2];
                    *to = to.add(both);
                }
            }
        }
        (gradient, upper)
    }
}

struct Accumulate<'a, 'b> {
    objective: &'a Objective<'b>,
    scratch: &'a mut Scratch,
    rows: usize,
    first: usize,
    order: Order,
    total: &'a mut Evaluation,
}

impl Kernel for Accumulate<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Accumulate { objective, scratch, rows, first, order, total } = self;
        let slots = &objective.expressions.slots;
        let n = objective.free.len();
        let d1 = &scratch.first[..rows];
        let d2 = &scratch.second[..rows];
        let cross = &scratch.cross[..rows];
        let nuisance = objective.loss.nuisances() > 0;
        let scalar = |s: &Slot| match s {
            Slot::Parameter(p) => objective.coordinate[*p as usize],
            Slot::Group(_) => None,
        };
        let weighted = &mut scratch.weighted[..rows];
        for (s, slot) in slots.iter().enumerate() {
            let js = &scratch.outputs[1 + s][..rows];
            for i in 0..rows {
                weighted[i] = d2[i] * js[i];
            }
            match scalar(slot) {
                Some(k) => {
                    total.gradient[k] += dot::<FMA>(d1, js);
                    if nuisance {
                        total.hessian[(k, n)] += dot::<FMA>(cross, js);
                    }
                }
                None => {
                    for i in 0..rows {
                        if let Some(k) = objective.coordinate[slot.parameter(first + i)] {
                            total.gradient[k] += d1[i] * js[i];
                            if nuisance {
                                total.hessian[(k, n)] += cross[i] * js[i];
                            }
                        }
                    }
                }
            }
            for (t, other) in slots.iter().enumerate().skip(s) {
                let jt = &scratch.outputs[1 + t][..rows];
                match (scalar(slot), scalar(other)) {
                    (Some(a), Some(b)) => total.hessian[(a.min(b), a.max(b))] += dot::<FMA>(weighted, jt),
                    _ => scatter(objective, slot, other, first, total, s == t, weighted, jt),
                }
            }
        }
        if order == Order::Newton {
            for (e, &(s, t)) in objective.expressions.pairs.iter().enumerate() {
                let second = &scratch.outputs[1 + slots.len() + e][..rows];
                match (scalar(&slots[s]), scalar(&slots[t])) {
                    (Some(a), Some(b)) => total.hessian[(a.min(b), a.max(b))] += dot::<FMA>(d1, second),
                    _ => scatter(objective, &slots[s], &slots[t], first, total, s == t, d1, second),
                }
            }
        }
    }
}

/// Adds a product of two slots to the Hessian where at least one of them is a group.
#[inline(always)]
fn scatter(
    objective: &Objective,
    s: &Slot,
    t: &Slot,
    first: usize,
    total: &mut Evaluation,
    same: bool,
    left: &[f64],
    right: &[f64],
) {
    for i in 0..left.len() {
        let (a, b) = (s.parameter(first + i), t.parameter(first + i));
        if let (Some(a), Some(b)) = (objective.coordinate[a], objective.coordinate[b]) {
            // Two different slots on one coordinate stand for two off-diagonal entries.
            let twice = if a == b && !same { 2.0 } else { 1.0 };
            total.hessian[(a.min(b), a.max(b))] += twice * left[i] * right[i];
        }
    }
}
