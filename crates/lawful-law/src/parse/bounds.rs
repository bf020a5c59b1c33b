//! Domains written as comparisons: `E >= 0`, `0 < alpha < 2`.

use super::cursor::Cursor;
use crate::Error;
use crate::ast::{BinaryOp, Bound, Clause, ParameterName, Span};

const FREE: (Bound, Bound) =
    (Bound { value: f64::NEG_INFINITY, closed: false }, Bound { value: f64::INFINITY, closed: false });

impl Cursor<'_> {
    /// `0 < alpha`, `0 < alpha < 2`, `2 > alpha > 0`: a domain that starts with a number.
    pub(super) fn bounds(&mut self) -> Result<Clause, Error> {
        let start = self.span().start;
        let first = self.limit()?;
        let Some(op) = self.order() else {
            return Err(self.unexpected("'<', '<=', '>' or '>=' and a parameter"));
        };
        let parameter = self.parameter()?;
        // `0 < alpha` says of alpha that it is greater.
        let (mut lo, mut hi) = side(op, first, true);
        let rising = matches!(op, BinaryOp::Less | BinaryOp::LessEqual);
        let next_at = self.span();
        if let Some(next) = self.order() {
            if rising != matches!(next, BinaryOp::Less | BinaryOp::LessEqual) {
                return Err(self.error(next_at, "both signs of a domain point the same way: 0 < alpha < 2"));
            }
            let last = self.limit()?;
            let (second_lo, second_hi) = side(next, last, false);
            if rising { hi = second_hi } else { lo = second_lo }
        }
        self.check_domain(lo, hi, Span { start, end: self.end() })?;
        Ok(Clause::Domain { parameter, lo, hi })
    }

    /// `>= 0` after the parameter.
    pub(super) fn bounds_after(&mut self, parameter: ParameterName) -> Result<Clause, Error> {
        let start = parameter.span.start;
        let Some(op) = self.order() else {
            return Err(self.unexpected("'<', '<=', '>' or '>='"));
        };
        let (lo, hi) = side(op, self.limit()?, false);
        self.check_domain(lo, hi, Span { start, end: self.end() })?;
        if self.infix().is_some_and(|op| op.is_comparison()) {
            return Err(self.error_here("a domain with two ends has the parameter between them: 0 < alpha < 2"));
        }
        Ok(Clause::Domain { parameter, lo, hi })
    }

    /// Reads `<`, `<=`, `>` or `>=`.
    fn order(&mut self) -> Option<BinaryOp> {
        let op = self.infix().filter(|op| op.is_comparison() && !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual))?;
        self.advance();
        Some(op)
    }

    /// Fails if no number lies between the ends.
    pub(super) fn check_domain(&self, lo: Bound, hi: Bound, span: Span) -> Result<(), Error> {
        let point = lo.value == hi.value && lo.closed && hi.closed && lo.value.is_finite();
        if lo.value < hi.value || point {
            return Ok(());
        }
        let advice = match lo.value == hi.value {
            true => format!("to fix the parameter write '= {}'", lo.value),
            false => "the lower end stands first".into(),
        };
        let message = format!("no number lies above {} and below {}; {advice}", lo.value, hi.value);
        Err(self.error(span, message))
    }
}

/// The domain that `x op value` gives, or, if `flipped`, `value op x`.
fn side(op: BinaryOp, value: f64, flipped: bool) -> (Bound, Bound) {
    let bound = Bound { value, closed: matches!(op, BinaryOp::LessEqual | BinaryOp::GreaterEqual) };
    let upper = matches!(op, BinaryOp::Less | BinaryOp::LessEqual) != flipped;
    if upper { (FREE.0, bound) } else { (bound, FREE.1) }
}
