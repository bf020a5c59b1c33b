//! Solving `root(equation, y, lo, hi)` for a block of rows at once.

use super::compile::{Operand, Step};
use super::run::Block;
use crate::lanes::{self, Kernel};

/// The compiled equation of a root.
#[derive(Debug, Clone)]
pub(super) struct RootLoop {
    /// Register of the unknown.
    pub(super) unknown: u32,
    pub(super) lo: Operand,
    pub(super) hi: Operand,
    /// The equation's value and its derivative in the unknown, after `steps` ran.
    pub(super) value: Operand,
    pub(super) slope: Operand,
    pub(super) steps: Vec<Step>,
    pub(super) scratch: [u32; 6],
}

/// Steps of Newton's method and halving; few equations need more than ten.
const NEWTON_STEPS: usize = 64;

/// Further steps that halve the count of f64 between the ends: no bracket holds more than 2^64.
const HALVINGS: usize = 66;

/// Newton's method kept inside a shrinking bracket, halving it where a Newton step would leave it or gains too little.
/// Rows whose equation has the same sign at both ends, or is NaN there, get NaN.
pub(super) fn solve(block: &mut Block, to: u32, body: &RootLoop) {
    let [neg, pos, last, y, done, _] = body.scratch.map(|r| r as usize);
    let len = block.len;
    let unknown = body.unknown as usize;

    let ends = [body.lo, body.hi].map(|o| {
        let source = block.source(o);
        (0..len).map(|i| source.get(i)).collect::<Vec<f64>>()
    });
    block.registers[unknown][..len].copy_from_slice(&ends[0]);
    run_body(block, body);
    let at_lo: Vec<f64> = (0..len).map(|i| block.source(body.value).get(i)).collect();
    block.registers[unknown][..len].copy_from_slice(&ends[1]);
    run_body(block, body);
    for i in 0..len {
        let (lo, hi, f_lo, f_hi) = (ends[0][i], ends[1][i], at_lo[i], block.source(body.value).get(i));
        let rising = f_lo <= 0.0 && f_hi >= 0.0;
        let falling = f_lo >= 0.0 && f_hi <= 0.0;
        let bracketed = (rising || falling) && (hi - lo).is_finite();
        // `neg` is the end where the equation is negative.
        let (n, p) = if rising { (lo, hi) } else { (hi, lo) };
        block.registers[neg][i] = n;
        block.registers[pos][i] = p;
        block.registers[last][i] = (hi - lo).abs();
        block.registers[done][i] = if bracketed { 0.0 } else { 1.0 };
        block.registers[y][i] = if !bracketed {
            f64::NAN
        } else if f_lo == 0.0 {
            lo
        } else if f_hi == 0.0 {
            hi
        } else {
            lo + 0.5 * (hi - lo)
        };
    }
    for step in 0..NEWTON_STEPS + HALVINGS {
        if block.registers[done][..len].iter().all(|&d| d != 0.0) {
            break;
        }
        let (from, into) = (block.registers[y][..len].to_vec(), &mut block.registers[unknown][..len]);
        into.copy_from_slice(&from);
        run_body(block, body);
        for i in 0..len {
            if block.registers[done][i] != 0.0 {
                continue;
            }
            let (f, slope) = (block.source(body.value).get(i), block.source(body.slope).get(i));
            let at = from[i];
            if f == 0.0 || f.is_nan() {
                block.registers[done][i] = 1.0;
                if f.is_nan() {
                    block.registers[y][i] = f64::NAN;
                }
                continue;
            }
            block.registers[if f < 0.0 { neg } else { pos }][i] = at;
            let (a, b) = (block.registers[neg][i], block.registers[pos][i]);
            let newton = at - f / slope;
            let inside = newton > a.min(b) && newton < a.max(b);
            // A Newton step is kept while it is at most half the step before.
            let next = if step >= NEWTON_STEPS {
                middle_number(a, b)
            } else if inside && 2.0 * (newton - at).abs() <= block.registers[last][i] {
                newton
            } else {
                a + 0.5 * (b - a)
            };
            block.registers[last][i] = (next - at).abs();
            block.registers[y][i] = next;
            if (next - at).abs() <= 0.5 * f64::EPSILON * at.abs() || next == a || next == b {
                block.registers[done][i] = 1.0;
            }
        }
    }
    let solution = block.registers[y][..len].to_vec();
    block.registers[to as usize][..len].copy_from_slice(&solution);
}

/// The number with as many f64 between it and `a` as between it and `b`: near the geometric mean for ends of one sign.
fn middle_number(a: f64, b: f64) -> f64 {
    // The bits of f64 in the order of their values.
    let place =
        |x: f64| if x.is_sign_negative() { -((x.to_bits() & (i64::MAX as u64)) as i64) } else { x.to_bits() as i64 };
    // Sums of places of finite numbers can overflow 64 bits, halves can't.
    let middle = ((place(a) as i128 + place(b) as i128) >> 1) as i64;
    if middle < 0 { -f64::from_bits(middle.unsigned_abs()) } else { f64::from_bits(middle as u64) }
}

/// The body runs as a kernel of its own: the solver round it is plain scalar code.
fn run_body(block: &mut Block, body: &RootLoop) {
    lanes::dispatch(Body { block, steps: &body.steps });
}

struct Body<'a, 'b> {
    block: &'a mut Block<'b>,
    steps: &'a [Step],
}

impl Kernel for Body<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for step in self.steps {
            self.block.step::<FMA>(step);
        }
    }
}
