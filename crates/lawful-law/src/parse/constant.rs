//! Numbers of clauses and flags: expressions without names, such as `2/3` or `log(10)`.

use super::cursor::Cursor;
use crate::Error;
use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::query::scalar;

impl Cursor<'_> {
    /// An arithmetic expression of numbers, `pi`, `inf` and functions: its value, which is finite.
    pub(super) fn constant(&mut self) -> Result<f64, Error> {
        let start = self.span();
        let value = self.limit()?;
        if value.is_finite() {
            return Ok(value);
        }
        let span = crate::ast::Span { start: start.start, end: self.end() };
        Err(self.error(span, format!("'{}' is not a finite number", self.excerpt(span))))
    }

    /// As [`Cursor::constant`], but may be infinite.
    pub(super) fn limit(&mut self) -> Result<f64, Error> {
        let expr = self.arithmetic()?;
        let value = self.value_of(&expr)?;
        if value.is_nan() {
            return Err(self.error(expr.span, format!("'{}' has no value", self.excerpt(expr.span))));
        }
        Ok(value)
    }

    /// The value of an expression without names.
    pub(super) fn value_of(&self, expr: &Expr) -> Result<f64, Error> {
        match &expr.kind {
            ExprKind::Number(x) => Ok(*x),
            ExprKind::Name(name) if name == "pi" => Ok(std::f64::consts::PI),
            ExprKind::Name(name) if name == "inf" => Ok(f64::INFINITY),
            ExprKind::Unary(UnaryOp::Negate, operand) => Ok(-self.value_of(operand)?),
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.value_of(left)?, self.value_of(right)?);
                match op {
                    BinaryOp::Add => Ok(left + right),
                    BinaryOp::Subtract => Ok(left - right),
                    BinaryOp::Multiply => Ok(left * right),
                    BinaryOp::Divide => Ok(left / right),
                    BinaryOp::Power => Ok(scalar::power(left, right)),
                    _ => Err(self.not_constant(expr)),
                }
            }
            ExprKind::Call(name, args) => {
                let values = args.iter().map(|arg| self.value_of(&arg.value)).collect::<Result<Vec<_>, _>>()?;
                scalar::call(name, &values).ok_or_else(|| self.not_constant(expr))
            }
            _ => Err(self.not_constant(expr)),
        }
    }

    fn not_constant(&self, expr: &Expr) -> Error {
        let message = format!("a number belongs here, such as 0.5, 1e9 or 2/3; '{}' is none", self.excerpt(expr.span));
        self.error(expr.span, message)
    }
}
