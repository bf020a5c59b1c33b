//! Values of an expression, row by row.

use super::scalar;
use super::typed::{Number, Text, Truth, Typed, Typer};
use crate::Error;
use crate::ast::{BinaryOp, Expr};
use lawful_io::{MISSING, Table, is_missing};
use std::cmp::Ordering;
use std::ops::Range;

/// Rows evaluated at once: the intermediate results of a block stay in the processor's cache, and memory does not grow
/// with the table.
const BLOCK: usize = 1024;

/// The values of an expression, one per row of the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; [`lawful_io::MISSING`] where one that it needs is missing.
    Numbers(Vec<f64>),
    /// Texts; `None` where missing.
    Texts(Vec<Option<String>>),
    /// Truth values.
    Truths(Vec<bool>),
}

/// Evaluates `expr`, which was parsed from `text`, for each row of `table`.
///
/// # Errors
/// An unknown column or function, a parameter, or operands of the wrong kind, with the place in `text`.
pub fn evaluate(expr: &Expr, text: &str, table: &Table) -> Result<Values, Error> {
    let rows = table.rows();
    Ok(match Typer::new(text, table).typed(expr)? {
        Typed::Number(number) => Values::Numbers(by_blocks(rows, |block| number.values(block))),
        Typed::Text(text) => Values::Texts(by_blocks(rows, |block| {
            text.values(block).into_iter().map(|t| t.map(str::to_string)).collect()
        })),
        Typed::Truth(truth) => Values::Truths(by_blocks(rows, |block| truth.values(block))),
    })
}

/// Evaluates a condition.
pub(super) fn condition(expr: &Expr, text: &str, table: &Table) -> Result<Vec<bool>, Error> {
    let truth = Typer::new(text, table).truth(expr)?;
    Ok(by_blocks(table.rows(), |block| truth.values(block)))
}

fn by_blocks<T>(rows: usize, values: impl Fn(Range<usize>) -> Vec<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(rows);
    for start in (0..rows).step_by(BLOCK) {
        all.append(&mut values(start..(start + BLOCK).min(rows)));
    }
    all
}

/// `value`, unless one of the numbers that it was made of is missing.
fn unless_missing(any_missing: bool, value: f64) -> f64 {
    if any_missing { MISSING } else { value }
}

impl Number<'_> {
    fn values(&self, block: Range<usize>) -> Vec<f64> {
        match self {
            Number::Constant(x) => vec![*x; block.len()],
            Number::Column(column) => column[block].to_vec(),
            Number::Negate(operand) => map(operand.values(block), |x| -x),
            Number::Function(function, operand) => map(operand.values(block), function),
            Number::Arithmetic(op, left, right) => {
                let (mut left, right) = (left.values(block.clone()), right.values(block));
                for (a, b) in left.iter_mut().zip(right) {
                    *a = unless_missing(is_missing(*a) || is_missing(b), op(*a, b));
                }
                left
            }
            Number::Variadic(name, args) => {
                let columns: Vec<_> = args.iter().map(|arg| arg.values(block.clone())).collect();
                let mut row = vec![0.0; args.len()];
                (0..block.len())
                    .map(|i| {
                        row.iter_mut().zip(&columns).for_each(|(x, column)| *x = column[i]);
                        // The typer lets only functions of this many arguments through.
                        let value = scalar::call(name, &row).unwrap_or(f64::NAN);
                        unless_missing(row.iter().any(|&x| is_missing(x)), value)
                    })
                    .collect()
            }
            Number::Sum(terms) => {
                let mut sum = vec![0.0; block.len()];
                for term in terms {
                    for (a, b) in sum.iter_mut().zip(term.values(block.clone())) {
                        *a = unless_missing(is_missing(*a) || is_missing(b), *a + b);
                    }
                }
                sum
            }
            Number::Where(condition, yes, no) => {
                choose(condition.values(block.clone()), yes.values(block.clone()), no.values(block))
            }
        }
    }
}

fn map(mut values: Vec<f64>, function: impl Fn(f64) -> f64) -> Vec<f64> {
    for x in &mut values {
        *x = unless_missing(is_missing(*x), function(*x));
    }
    values
}

fn choose<T>(condition: Vec<bool>, yes: Vec<T>, no: Vec<T>) -> Vec<T> {
    condition.into_iter().zip(yes.into_iter().zip(no)).map(|(c, (a, b))| if c { a } else { b }).collect()
}

impl Text<'_> {
    fn values(&self, block: Range<usize>) -> Vec<Option<&str>> {
        match self {
            Text::Constant(text) => vec![Some(text); block.len()],
            // A missing cell's code lies beyond every name.
            Text::Column(c) => {
                c.codes[block].iter().map(|&code| c.names.get(code as usize).map(String::as_str)).collect()
            }
            Text::Where(condition, yes, no) => {
                choose(condition.values(block.clone()), yes.values(block.clone()), no.values(block))
            }
        }
    }
}

impl Truth<'_> {
    fn values(&self, block: Range<usize>) -> Vec<bool> {
        match self {
            Truth::Constant(truth) => vec![*truth; block.len()],
            Truth::Column(column) => column[block].iter().map(|&x| x == 1.0).collect(),
            Truth::CompareNumbers(op, left, right) => {
                let (left, right) = (left.values(block.clone()), right.values(block));
                let compare = |(a, b): (f64, f64)| !is_missing(a) && !is_missing(b) && holds(*op, a.partial_cmp(&b));
                left.into_iter().zip(right).map(compare).collect()
            }
            Truth::CompareTexts(op, left, right) => {
                let (left, right) = (left.values(block.clone()), right.values(block));
                let compare = |(a, b): (Option<&str>, Option<&str>)| match (a, b) {
                    (Some(a), Some(b)) => holds(*op, Some(a.cmp(b))),
                    _ => false,
                };
                left.into_iter().zip(right).map(compare).collect()
            }
            Truth::NumberMissing(number) => number.values(block).into_iter().map(is_missing).collect(),
            Truth::TextMissing(text) => text.values(block).iter().map(Option::is_none).collect(),
            Truth::Not(operand) => operand.values(block).into_iter().map(|truth| !truth).collect(),
            Truth::And(left, right) => join(left.values(block.clone()), right.values(block), |a, b| a && b),
            Truth::Or(left, right) => join(left.values(block.clone()), right.values(block), |a, b| a || b),
        }
    }
}

fn join(left: Vec<bool>, right: Vec<bool>, op: impl Fn(bool, bool) -> bool) -> Vec<bool> {
    left.into_iter().zip(right).map(|(a, b)| op(a, b)).collect()
}

/// Whether a comparison holds for operands in this order; `None`, a NaN among them, is unequal and nothing else.
fn holds(op: BinaryOp, order: Option<Ordering>) -> bool {
    match op {
        BinaryOp::Equal => order == Some(Ordering::Equal),
        BinaryOp::NotEqual => order != Some(Ordering::Equal),
        BinaryOp::Less => order == Some(Ordering::Less),
        BinaryOp::LessEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        BinaryOp::Greater => order == Some(Ordering::Greater),
        BinaryOp::GreaterEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        // The typer makes comparisons of no other operator.
        _ => false,
    }
}
