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

    /// One step. What it calls in loops are macros and functions that are always inlined: a closure or function that
    /// is not would be compiled without the vector instructions that [`lanes::dispatch`] chose.
    #[inline(always)]
    pub(super) fn step<const FMA: bool>(&mut self, step: &Step) {
        let register = match step {
            Step::Unary(_, to, _)
            | Step::Binary(_, to, ..)
            | Step::PowerOfData(to, ..)
            | Step::LogSumExp(to, _)
            | Step::Select(to, ..)
            | Step::Gather(to, _) => *to as usize,
            Step::Root(to, body) => return root::solve(self, *to, body),
            Step::Store(..) => return,
        };
        // The register is taken out while the step reads the others.
        let mut memory = std::mem::take(&mut self.registers[register]);
        let to = &mut memory[..self.len];
        match step {
            Step::Unary(f, _, a) => unary::<FMA>(*f, to, self.source(*a)),
            Step::Binary(f, _, a, b) => binary::<FMA>(*f, to, self.source(*a), self.source(*b)),
            Step::PowerOfData(_, log, exponent) => {
                let hi = &self.tape.data[log[0] as usize][self.rows.clone()];
                let lo = &self.tape.data[log[1] as usize][self.rows.clone()];
                power_of_data::<FMA>(to, hi, lo, self.source(*exponent));
            }
            Step::LogSumExp(_, list) => log_sum_exp::<FMA>(to, list, self),
            Step::Select(_, c, a, b) => {
                let (c, a, b) = (self.source(*c), self.source(*a), self.source(*b));
                for i in 0..to.len() {
                    to[i] = if c.get(i) != 0.0 { a.get(i) } else { b.get(i) };
                }
            }
            Step::Gather(_, group) => {
                let index = &self.tape.groups[*group as usize][self.rows.clone()];
                for (to, &p) in to.iter_mut().zip(index) {
                    *to = self.parameters[p as usize];
                }
            }
            Step::Root(..) | Step::Store(..) => {}
        }
        self.registers[register] = memory;
    }
}

/// Loops over one operand.
macro_rules! map {
    ($to:ident, $a:ident, |$x:ident| $value:expr) => {
        match $a {
            Source::Slice(a) => {
                let a = &a[..$to.len()];
                for i in 0..$to.len() {
                    let $x = a[i];
                    $to[i] = $value;
                }
            }
            Source::Scalar($x) => $to.fill($value),
        }
    };
}

/// Loops over two operands.
macro_rules! map2 {
    ($to:ident, $a:ident, $b:ident, |$x:ident, $y:ident| $value:expr) => {
        match ($a, $b) {
            (Source::Slice(a), Source::Slice(b)) => {
                let (a, b) = (&a[..$to.len()], &b[..$to.len()]);
                for i in 0..$to.len() {
                    let ($x, $y) = (a[i], b[i]);
                    $to[i] = $value;
                }
            }
            (Source::Slice(a), Source::Scalar($y)) => {
                let a = &a[..$to.len()];
                for i in 0..$to.len() {
                    let $x = a[i];
                    $to[i] = $value;
                }
            }
            (Source::Scalar($x), Source::Slice(b)) => {
                let b = &b[..$to.len()];
                for i in 0..$to.len() {
                    let $y = b[i];
                    $to[i] = $value;
                }
            }
            (Source::Scalar($x), Source::Scalar($y)) => $to.fill($value),
        }
    };
}

#[inline(always)]
fn unary<const FMA: bool>(f: Unary, to: &mut [f64], a: Source) {
    match f {
        Unary::Negate => map!(to, a, |x| -x),
        Unary::Exp => map!(to, a, |x| lanes::exp::<FMA>(x)),
        Unary::Ln => map!(to, a, |x| lanes::ln::<FMA>(x)),
        Unary::Log2 => map!(to, a, |x| lanes::log2::<FMA>(x)),
        Unary::Log10 => map!(to, a, |x| lanes::log10::<FMA>(x)),
        Unary::Log1p => map!(to, a, |x| lanes::log1p::<FMA>(x)),
        Unary::Expm1 => map!(to, a, |x| lanes::expm1::<FMA>(x)),
        Unary::Sqrt => map!(to, a, |x| x.sqrt()),
        Unary::Abs => map!(to, a, |x| x.abs()),
        Unary::Sign => map!(to, a, |x| functions::sign(x)),
        Unary::Sigmoid => map!(to, a, |x| lanes::sigmoid::<FMA>(x)),
        Unary::Tanh => map!(to, a, |x| lanes::tanh::<FMA>(x)),
        Unary::Softplus => map!(to, a, |x| lanes::softplus::<FMA>(x)),
        Unary::Logit => map!(to, a, |x| lanes::ln::<FMA>(x / (1.0 - x))),
        Unary::Not => map!(to, a, |x| functions::truth(x == 0.0)),
        // No vector kernels: one number at a time.
        _ => map!(to, a, |x| functions::unary(f, x)),
    }
}

#[inline(always)]
fn binary<const FMA: bool>(f: Binary, to: &mut [f64], a: Source, b: Source) {
    match f {
        Binary::Add => map2!(to, a, b, |x, y| x + y),
        Binary::Subtract => map2!(to, a, b, |x, y| x - y),
        Binary::Multiply => map2!(to, a, b, |x, y| x * y),
        Binary::Divide => map2!(to, a, b, |x, y| x / y),
        Binary::Power => map2!(to, a, b, |x, y| lanes::pow::<FMA>(x, y)),
        Binary::Min => map2!(to, a, b, |x, y| functions::minimum(x, y)),
        Binary::Max => map2!(to, a, b, |x, y| functions::maximum(x, y)),
        Binary::MaskedMultiply => map2!(to, a, b, |x, y| functions::masked_multiply(x, y)),
        Binary::MaskedDivide => map2!(to, a, b, |x, y| functions::masked_divide(x, y)),
        Binary::Equal => map2!(to, a, b, |x, y| functions::truth(x == y)),
        Binary::NotEqual => map2!(to, a, b, |x, y| functions::truth(x != y)),
        Binary::Less => map2!(to, a, b, |x, y| functions::truth(x < y)),
        Binary::LessEqual => map2!(to, a, b, |x, y| functions::truth(x <= y)),
        Binary::And => map2!(to, a, b, |x, y| functions::truth(x != 0.0 && y != 0.0)),
        Binary::Or => map2!(to, a, b, |x, y| functions::truth(x != 0.0 || y != 0.0)),
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
    let mut largest = [f64::NEG_INFINITY; BLOCK];
    let largest = &mut largest[..to.len()];
    for operand in list {
        match block.source(*operand) {
            Source::Slice(a) => largest.iter_mut().zip(a).for_each(|(m, &x)| *m = functions::maximum(*m, x)),
            Source::Scalar(x) => largest.iter_mut().for_each(|m| *m = functions::maximum(*m, x)),
        }
    }
    let largest = &*largest;
    to.fill(0.0);
    for operand in list {
        let a = block.source(*operand);
        match a {
            Source::Slice(a) => {
                let a = &a[..to.len()];
                for i in 0..to.len() {
                    to[i] += lanes::exp::<FMA>(below(a[i], largest[i]));
                }
            }
            Source::Scalar(x) => {
                for i in 0..to.len() {
                    to[i] += lanes::exp::<FMA>(below(x, largest[i]));
                }
            }
        }
    }
    for i in 0..to.len() {
        to[i] = largest[i] + lanes::ln::<FMA>(to[i]);
    }
}

/// `x - largest`, and 0 where they are equal: equal infinities would give NaN.
#[inline(always)]
fn below(x: f64, largest: f64) -> f64 {
    if x == largest { 0.0 } else { x - largest }
}
