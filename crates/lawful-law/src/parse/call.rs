//! What stands before a round bracket: functions, laws of the catalogue, and the forms with a syntax of their own.

use super::cursor::Cursor;
use super::expression::Tree;
use super::lexer::TokenKind;
use crate::Error;
use crate::ast::{self, Arg, BinaryOp, ExprKind, Span};

/// Names of functions elsewhere, and what to write here.
const FOREIGN: &[(&str, &str)] = &[
    ("ln", "the natural logarithm is log(x)"),
    ("loge", "the natural logarithm is log(x)"),
    ("lg", "write log10(x) or log2(x)"),
    ("log_2", "write log2(x)"),
    ("log_10", "write log10(x)"),
    ("pow", "write x^y"),
    ("sqr", "write x^2"),
    ("square", "write x^2"),
    ("fabs", "write abs(x)"),
    ("arctan", "write atan(x)"),
    ("expit", "write sigmoid(x)"),
    ("logistic", "write sigmoid(x)"),
    ("gammaln", "write lgamma(x)"),
    ("loggamma", "write lgamma(x)"),
    ("lse", "write logsumexp(a, b)"),
    ("if", "write where(condition, a, b)"),
    ("ifelse", "write where(condition, a, b)"),
    ("clip", "write clamp(x, lo, hi)"),
    ("isnan", "write missing(column)"),
    ("isna", "write missing(column)"),
    ("isnull", "write missing(column)"),
];

impl Cursor<'_> {
    /// The call of `name`, whose place is `place`; its bracket comes next.
    pub(super) fn call(&mut self, name: String, place: Span) -> Result<Tree, Error> {
        match name.as_str() {
            "sum" => self.sum(place),
            "root" => self.root(place),
            "col" | "par" => self.settled_name(&name, place),
            _ => match FOREIGN.iter().find(|(foreign, _)| *foreign == name) {
                Some((_, advice)) => Err(self.error(place, format!("there is no function '{name}'; {advice}"))),
                None => self.function(name, place),
            },
        }
    }

    fn function(&mut self, name: String, place: Span) -> Result<Tree, Error> {
        let known = ast::function(&name);
        self.advance();
        let mut args: Vec<Arg> = Vec::new();
        let mut below = 0;
        while !(args.is_empty() && self.is(")")) {
            let start = self.span();
            let label = match (self.peek(), self.peek_after(1)) {
                (TokenKind::Name(label) | TokenKind::Quoted(label), TokenKind::Symbol("=")) => Some(label.clone()),
                _ => None,
            };
            if let Some(label) = &label {
                if known.is_some() {
                    let message =
                        format!("{name} takes its arguments by place, without '{label}='; for a comparison write '=='");
                    return Err(self.error(start, message));
                }
                if args.iter().any(|arg| arg.name.as_ref() == Some(label)) {
                    return Err(self.error(start, format!("'{label}' is given twice; delete one of them")));
                }
                self.advance();
                self.advance();
            } else if args.iter().any(|arg| arg.name.is_some()) {
                return Err(self.error(start, "arguments by place stand before those by name; name this one too"));
            }
            let value = self.tree()?;
            below = below.max(value.depth);
            args.push(Arg { name: label, value: value.expr });
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")", "')' or ','")?;
        let span = Span { start: place.start, end: self.end() };
        if let Some(known) = known.filter(|f| !f.accepts(args.len())) {
            return Err(self.error(span, wrong_count(known, args.len())));
        }
        self.grow(ExprKind::Call(name, args), span, below)
    }

    /// `sum(i in [1, 2, 3], body)`
    fn sum(&mut self, place: Span) -> Result<Tree, Error> {
        const FORM: &str = "a sum is written sum(i in [1, 2, 3], expression)";
        self.advance();
        let (TokenKind::Name(index), TokenKind::Name(word)) = (self.peek().clone(), self.peek_after(1)) else {
            return Err(self.error(place, FORM));
        };
        if word != "in" {
            return Err(self.error(place, FORM));
        }
        self.advance();
        self.advance();
        let list = self.span();
        if !self.eat("[") {
            return Err(self
                .error_here(format!("the values of a sum stand in square brackets: sum({index} in [1, 2, 3], ...)")));
        }
        if self.is("]") {
            return Err(self
                .error(Span { start: list.start, end: self.span().end }, "the sum has no values; list at least one"));
        }
        let mut values = vec![self.constant()?];
        while self.eat(",") {
            values.push(self.constant()?);
        }
        self.expect("]", "']' or ','")?;
        self.expect(",", "',' and the expression to sum")?;
        let body = self.tree()?;
        self.expect(")", "')'")?;
        let span = Span { start: place.start, end: self.end() };
        self.grow(ExprKind::Sum { index, values, body: Box::new(body.expr) }, span, body.depth)
    }

    /// `root(lhs = rhs, y, lo, hi)` or `root(expression, y, lo, hi)`
    fn root(&mut self, place: Span) -> Result<Tree, Error> {
        self.advance();
        let mut equation = self.tree()?;
        if self.is("=") {
            self.advance();
            let right = self.tree()?;
            let span = Span { start: equation.expr.span.start, end: right.expr.span.end };
            let below = equation.depth.max(right.depth);
            let kind = ExprKind::Binary(BinaryOp::Subtract, Box::new(equation.expr), Box::new(right.expr));
            equation = self.grow(kind, span, below)?;
        } else if let ExprKind::Binary(BinaryOp::Equal, ..) = equation.expr.kind {
            return Err(self.error(equation.expr.span, "the equation of a root is written with one '='"));
        }
        self.expect(",", "',' and the unknown, as in root(equation, y, lo, hi),")?;
        let unknown = self.bare_name("the unknown's name, as in root(equation, y, lo, hi),")?;
        self.expect(",", "',' and the lower end, as in root(equation, y, lo, hi),")?;
        let lo = self.tree()?;
        self.expect(",", "',' and the upper end, as in root(equation, y, lo, hi),")?;
        let hi = self.tree()?;
        self.expect(")", "')'")?;
        let span = Span { start: place.start, end: self.end() };
        let below = equation.depth.max(lo.depth).max(hi.depth);
        let kind =
            ExprKind::Root { equation: Box::new(equation.expr), unknown, lo: Box::new(lo.expr), hi: Box::new(hi.expr) };
        self.grow(kind, span, below)
    }

    /// `col(E)`, `par(E)`
    fn settled_name(&mut self, form: &str, place: Span) -> Result<Tree, Error> {
        self.advance();
        let (name, _) = self.name(&format!("one name, as in {form}(E),"))?;
        self.expect(")", "')'")?;
        let span = Span { start: place.start, end: self.end() };
        if self.is("[") {
            return Err(self.error(span, format!("a name before [...] is a parameter already; write {name}[...]")));
        }
        Ok(Tree::leaf(if form == "col" { ExprKind::Column(name) } else { ExprKind::Parameter(name) }, span))
    }
}

fn wrong_count(function: &ast::Function, given: usize) -> String {
    let arguments = |n: usize| format!("{n} argument{}", if n == 1 { "" } else { "s" });
    let takes = match function.most {
        Some(most) if most == function.least => arguments(most),
        Some(most) => format!("{} to {}", function.least, arguments(most)),
        None => format!("at least {}", arguments(function.least)),
    };
    let advice = match (function.name, given) {
        ("log", 2) => "; for other bases write log10(x), log2(x) or log(x)/log(b)",
        ("atan", 2) => "; write atan(y/x)",
        ("clamp", _) => ": clamp(x, lo, hi)",
        ("where", _) => ": where(condition, a, b)",
        ("min" | "max", 1) => ": they are compared row by row; for one row per group use --reduce",
        _ => "",
    };
    format!("{} takes {takes}, here are {given}{advice}", function.name)
}
