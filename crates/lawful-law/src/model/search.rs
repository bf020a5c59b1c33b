//! Where the catalogue says to look for a parameter's start, with the table's figures put in.

use super::lower::{Lowering, binary_of, unary_of};
use super::{Model, Parameter};
use crate::ast::{Arg, Expr, ExprKind, UnaryOp};
use crate::error::Error;
use crate::functions;
use crate::law::Law;
use lawful_io::Table;

/// A range for a parameter's start; its ends may depend on parameters that have a range before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Index of the parameter.
    pub parameter: usize,
    /// Whether to spread starts evenly in the log.
    pub log: bool,
    lo: Expr,
    hi: Expr,
}

impl Search {
    /// The range, given the starts drawn so far; `None` if it is not finite.
    pub fn range(&self, parameters: &[Parameter], values: &[f64]) -> Option<(f64, f64)> {
        let value = |e| number(e, parameters, values).filter(|x| x.is_finite());
        let (lo, hi) = (value(&self.lo)?, value(&self.hi)?);
        (!self.log || lo.min(hi) > 0.0).then(|| (lo.min(hi), lo.max(hi)))
    }
}

/// The catalogue's ranges for the parameters of `model`; those that ask for figures the table can't give are left out.
pub(super) fn ranges(model: &mut Model, law: &Law, table: &Table) -> Result<Vec<Search>, Error> {
    let mut list = Vec::new();
    for range in &law.search {
        let ends = [&range.lo, &range.hi].map(|e| figures(model, law, table, e));
        let [Some(lo), Some(hi)] = ends else { continue };
        for (parameter, p) in model.parameters.iter().enumerate() {
            if p.base == range.parameter && p.fixed.is_none() {
                list.push(Search { parameter, log: range.log, lo: lo.clone(), hi: hi.clone() });
            }
        }
    }
    Ok(list)
}

/// `e` with `lowest`, `highest`, `median` and `mean` of columns put in as numbers.
fn figures(model: &mut Model, law: &Law, table: &Table, e: &Expr) -> Option<Expr> {
    let mut inner = |x: &Expr| figures(model, law, table, x);
    let kind = match &e.kind {
        ExprKind::Unary(op, a) => ExprKind::Unary(*op, Box::new(inner(a)?)),
        ExprKind::Binary(op, a, b) => {
            let a = inner(a)?;
            ExprKind::Binary(*op, Box::new(a), Box::new(inner(b)?))
        }
        ExprKind::Call(f, args) if matches!(f.as_str(), "lowest" | "highest" | "median" | "mean") => {
            ExprKind::Number(summary(model, law, table, f, &args.first()?.value)?)
        }
        ExprKind::Call(f, args) => {
            let mut list = Vec::new();
            for a in args {
                list.push(Arg { name: None, value: inner(&a.value)? });
            }
            ExprKind::Call(f.clone(), list)
        }
        other => other.clone(),
    };
    Some(Expr { kind, span: e.span })
}

fn summary(model: &mut Model, law: &Law, table: &Table, f: &str, of: &Expr) -> Option<f64> {
    let mut values = match &of.kind {
        ExprKind::Parameter(n) | ExprKind::Name(n) if n == "y" => {
            let response = model.response.as_ref()?;
            response.raw.clone().unwrap_or_else(|| response.values.clone())
        }
        _ => {
            let mut lowering = Lowering::new(law, table);
            lowering.use_rows(model.rows.clone());
            let id = lowering.lower(of).ok()?;
            if !lowering.parameters().is_empty() {
                return None;
            }
            lowering.finish(id, vec![], vec![], vec![]).data_values(id)
        }
    };
    values.retain(|v| v.is_finite());
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let last = n.checked_sub(1)?;
    Some(match f {
        "lowest" => values[0],
        "highest" => values[last],
        "median" => 0.5 * (values[last / 2] + values[n / 2]),
        _ => values.iter().sum::<f64>() / n as f64,
    })
}

fn number(e: &Expr, parameters: &[Parameter], values: &[f64]) -> Option<f64> {
    let inner = |x: &Expr| number(x, parameters, values);
    match &e.kind {
        ExprKind::Number(x) => Some(*x),
        ExprKind::Name(n) if n == "pi" => Some(std::f64::consts::PI),
        ExprKind::Name(n) | ExprKind::Parameter(n) => parameters.iter().position(|p| p.base == *n).map(|i| values[i]),
        ExprKind::Unary(UnaryOp::Negate, a) => Some(-inner(a)?),
        ExprKind::Binary(op, a, b) => {
            let (f, swapped) = binary_of(*op)?;
            let (a, b) = (inner(a)?, inner(b)?);
            Some(if swapped { functions::binary(f, b, a) } else { functions::binary(f, a, b) })
        }
        ExprKind::Call(f, args) => match (f.as_str(), args.as_slice()) {
            ("min", [a, b]) => Some(functions::minimum(inner(&a.value)?, inner(&b.value)?)),
            ("max", [a, b]) => Some(functions::maximum(inner(&a.value)?, inner(&b.value)?)),
            (_, [a]) => Some(functions::unary(unary_of(f)?, inner(&a.value)?)),
            _ => None,
        },
        _ => None,
    }
}
