//! Running a [`Tape`].

use super::compile::{Operand, ScalarStep, Step, Tape};
use super::{BLOCK, root};
use crate::functions;
use crate::graph::{Binary, Unary};
use crate::lanes::{self, Kernel};
use std::ops::Range;

/// Memory that a tape works in; keep one per thread and reuse it.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub(super) scalars: Vec<f64>,
    pub(super) registers: Vec<Vec<f64>>,
}

impl Tape {
    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Evaluates rows `first .. first + rows` (padded rows count) at these parameters: output `k` of row
    /// `first + i` goes to `outputs[k][i]`.
    ///
    /// # Panics
    /// If the rows are outside the (padded) data set, a parameter is missing or an output is too short.
    pub fn run(
        &self,
        parameters: &[f64],
        first: usize,
        rows: usize,
        workspace: &mut Workspace,
        outputs: &mut [Vec<f64>],
    ) {
        lanes::dispatch(Run { tape: self, parameters, first, rows, workspace, outputs });
    }
}

struct Run<'a> {
    tape: &'a Tape,
    parameters: &'a [f64],
    first: usize,
    rows: usize,
    workspace: &'a mut Workspace,
    outputs: &'a mut [Vec<f64>],
}

impl Kernel for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Run { tape, parameters, first, rows, workspace, outputs } = self;
        workspace.scalars.clear();
        workspace.scalars.extend_from_slice(&tape.scalars);
        for step in &tape.scalar_steps {
            scalar_step(step, parameters, &mut workspace.scalars);
        }
        if workspace.registers.len() < tape.registers {
            workspace.registers.resize(tape.registers, vec![0.0; BLOCK]);
        }
        let mut done = 0;
        while done < rows {
            let len = (rows - done).min(BLOCK);
            let mut block = Block {
                tape,
                parameters,
                scalars: &workspace.scalars,
                registers: &mut workspace.registers,
                rows: first + done..first + done + len,
                len,
            };
            for step in &tape.steps {
                if let Step::Store(k, source) = step {
                    let to = &mut outputs[*k as usize][done..done + len];
                    match block.source(*source) {
                        Source::Slice(s) => to.copy_from_slice(s),
                        Source::Scalar(x) => to.fill(x),
                    }
                } else {
                    block.step::<FMA>(step);
                }
            }
            done += len;
        }
    }
}

fn scalar_step(step: &ScalarStep, parameters: &[f64], scalars: &mut [f64]) {
    match step {
        ScalarStep::Parameter(to, p) => scalars[*to as usize] = parameters[*p as usize],
        ScalarStep::Unary(f, to, a) => scalars[*to as usize] = functions::unary(*f, scalars[*a as usize]),
        ScalarStep::Binary(f, to, a, b) => {
            scalars[*to as usize] = functions::binary(*f, scalars[*a as usize], scalars[*b as usize]);
        }
        ScalarStep::LogSumExp(to, list) => {
            let values: Vec<f64> = list.iter().map(|&s| scalars[s as usize]).collect();
            scalars[*to as usize] = functions::log_sum_exp(&values);
        }
        ScalarStep::Select(to, c, a, b) => {
            let chosen = if scalars[*c as usize] != 0.0 { a } else { b };
            scalars[*to as usize] = scalars[*chosen as usize];
        }
    }
}

/// An operand's values for one block.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Slice(&'a [f64]),
    Scalar(f64),
}

impl Source<'_> {
    #[inline(always)]
    pub(super) fn get(&self, i: usize) -> f64 {
        match self {
            Source::Slice(s) => s[i],
            Source::Scalar(x) => *x,
        }
    }
}

/// One block of rows being evaluated.
pub(super) struct Block<'a> {
    tape: &'a Tape,
    parameters: &'a [f64],
    scalars: &'a [f64],
    pub(super) registers: &'a mut [Vec<f64>],
    rows: Range<usize>,
    pub(super) len: usize,
}

impl Block<'_> {
    #[inline(always)]
    pub(super) fn source(&self, operand: Operand) -> Source<'_> {
        match operand {
            Operand::Register(r) => Source::Slice(&self.registers[r as usize][..self.len]),
            Operand::Scalar(s) => Source::Scalar(self.scalars[s as usize]),
            Operand::Data(d) => Source::Slice(&self.tape.data[d as usize][self.rows.clone()]),
        }
    }

    /// Computes into a register: it is taken out while the step reads the others.
    #[inline(always)]
    pub(super) fn write(&mut self, register: u32, compute: impl FnOnce(&Self, &mut [f64])) {
        let mut to = std::mem::take(&mut self.registers[register as usize]);
        compute(self, &mut to[..self.len]);
        self.registers[register as usize] = to;
    }

    #[inline(always)]
    pub(super) fn step<const FMA: bool>(&mut self, step: &Step) {
        match step {
            Step::Unary(f, to, a) => self.write(*to, |b, to| unary::<FMA>(*f, to, b.source(*a))),
            Step::Binary(f, to, x, y) => self.write(*to, |b, to| binary::<FMA>(*f, to, b.source(*x), b.source(*y))),
            Step::PowerOfData(to, log, exponent) => self.write(*to, |b, to| {
                let hi = &b.tape.data[log[0] as usize][b.rows.clone()];
                let lo = &b.tape.data[log[1] as usize][b.rows.clone()];
                power_of_data::<FMA>(to, hi, lo, b.source(*exponent));
            }),
            Step::LogSumExp(to, list) => self.write(*to, |b, to| {
                log_sum_exp::<FMA>(to, list, b);
            }),
            Step::Select(to, c, x, y) => self.write(*to, |b, to| {
                let (c, x, y) = (b.source(*c), b.source(*x), b.source(*y));
                for i in 0..to.len() {
                    to[i] = if c.get(i) != 0.0 { x.get(i) } else { y.get(i) };
                }
            }),
            Step::Gather(to, group) => self.write(*to, |b, to| {
                let index = &b.tape.groups[*group as usize][b.rows.clone()];
                for (to, &p) in to.iter_mut().zip(index) {
                    *to = b.parameters[p as usize];
                }
            }),
            Step::Root(to, body) => root::solve::<FMA>(self, *to, body),
            Step::Store(..) => {}
        }
    }
}

#[inline(always)]
fn map(to: &mut [f64], a: Source, f: impl Fn(f64) -> f64) {
    match a {
        Source::Slice(a) => {
            let a = &a[..to.len()];
            for i in 0..to.len() {
                to[i] = f(a[i]);
            }
        }
        Source::Scalar(a) => to.fill(f(a)),
    }
}

#[inline(always)]
fn map2(to: &mut [f64], a: Source, b: Source, f: impl Fn(f64, f64) -> f64) {
    let n = to.len();
    match (a, b) {
        (Source::Slice(a), Source::Slice(b)) => {
            let (a, b) = (&a[..n], &b[..n]);
            for i in 0..n {
                to[i] = f(a[i], b[i]);
            }
        }
        (Source::Slice(a), Source::Scalar(b)) => {
            let a = &a[..n];
            for i in 0..n {
                to[i] = f(a[i], b);
            }
        }
        (Source::Scalar(a), Source::Slice(b)) => {
            let b = &b[..n];
            for i in 0..n {
                to[i] = f(a, b[i]);
            }
        }
        (Source::Scalar(a), Source::Scalar(b)) => to.fill(f(a, b)),
    }
}

#[inline(always)]
fn unary<const FMA: bool>(f: Unary, to: &mut [f64], a: Source) {
    match f {
        Unary::Negate => map(to, a, |x| -x),
        Unary::Exp => map(to, a, lanes::exp::<FMA>),
        Unary::Ln => map(to, a, lanes::ln::<FMA>),
        Unary::Log2 => map(to, a, lanes::log2::<FMA>),
        Unary::Log10 => map(to, a, lanes::log10::<FMA>),
        Unary::Log1p => map(to, a, lanes::log1p::<FMA>),
        Unary::Expm1 => map(to, a, lanes::expm1::<FMA>),
        Unary::Sqrt => map(to, a, f64::sqrt),
        Unary::Abs => map(to, a, f64::abs),
        Unary::Sign => map(to, a, functions::sign),
        Unary::Sigmoid => map(to, a, lanes::sigmoid::<FMA>),
        Unary::Tanh => map(to, a, lanes::tanh::<FMA>),
        Unary::Softplus => map(to, a, lanes::softplus::<FMA>),
        Unary::Logit => map(to, a, |x| lanes::ln::<FMA>(x / (1.0 - x))),
        Unary::Not => map(to, a, |x| functions::truth(x == 0.0)),
        // No vector kernels: one number at a time.
        _ => map(to, a, |x| functions::unary(f, x)),
    }
}

#[inline(always)]
fn binary<const FMA: bool>(f: Binary, to: &mut [f64], a: Source, b: Source) {
    match f {
        Binary::Add => map2(to, a, b, |x, y| x + y),
        Binary::Subtract => map2(to, a, b, |x, y| x - y),
        Binary::Multiply => map2(to, a, b, |x, y| x * y),
        Binary::Divide => map2(to, a, b, |x, y| x / y),
        Binary::Power => map2(to, a, b, lanes::pow::<FMA>),
        Binary::Min => map2(to, a, b, functions::minimum),
        Binary::Max => map2(to, a, b, functions::maximum),
        Binary::MaskedMultiply => map2(to, a, b, functions::masked_multiply),
        Binary::MaskedDivide => map2(to, a, b, functions::masked_divide),
        Binary::Equal => map2(to, a, b, |x, y| functions::truth(x == y)),
        Binary::NotEqual => map2(to, a, b, |x, y| functions::truth(x != y)),
        Binary::Less => map2(to, a, b, |x, y| functions::truth(x < y)),
        Binary::LessEqual => map2(to, a, b, |x, y| functions::truth(x <= y)),
        Binary::And => map2(to, a, b, |x, y| functions::truth(x != 0.0 && y != 0.0)),
        Binary::Or => map2(to, a, b, |x, y| functions::truth(x != 0.0 || y != 0.0)),
    }
}

/// `exp(e * (hi + lo))`, the product to twice the precision.
#[inline(always)]
fn power_of_data<const FMA: bool>(to: &mut [f64], hi: &[f64], lo: &[f64], exponent: Source) {
    let n = to.len();
    let (hi, lo) = (&hi[..n], &lo[..n]);
    match exponent {
        Source::Scalar(e) => {
            for i in 0..n {
                to[i] = lanes::pow_from_ln::<FMA>((hi[i], lo[i]), e);
            }
        }
        Source::Slice(e) => {
            let e = &e[..n];
            for i in 0..n {
                to[i] = lanes::pow_from_ln::<FMA>((hi[i], lo[i]), e[i]);
            }
        }
    }
}

#[inline(always)]
fn log_sum_exp<const FMA: bool>(to: &mut [f64], list: &[Operand], block: &Block) {
    to.fill(f64::NEG_INFINITY);
    for operand in list {
        let a = block.source(*operand);
        for i in 0..to.len() {
            to[i] = functions::maximum(to[i], a.get(i));
        }
    }
    let mut sum = [0.0; BLOCK];
    let sum = &mut sum[..to.len()];
    for operand in list {
        let a = block.source(*operand);
        for i in 0..to.len() {
            // Equal infinities (all terms -inf, or one +inf) would give NaN.
            let difference = if a.get(i) == to[i] { 0.0 } else { a.get(i) - to[i] };
            sum[i] += lanes::exp::<FMA>(difference);
        }
    }
    for i in 0..to.len() {
        to[i] += lanes::ln::<FMA>(sum[i]);
    }
}
