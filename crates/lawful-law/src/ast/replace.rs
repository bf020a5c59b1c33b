//! A column put in other terms.

use super::{Arg, Expr, ExprKind};

impl Expr {
    /// The expression with every use of the column `name` (bare or in backquotes) replaced by `with`. Within a `sum` or a
    /// `root` whose own name is the same, nothing is replaced: the name is another thing there. Columns that group parameters
    /// stay.
    pub fn replace(&self, name: &str, with: &Expr) -> Expr {
        let inner = |e: &Expr| Box::new(e.replace(name, with));
        let hidden = |e: &Expr, own: &str| Box::new(if own == name { e.clone() } else { e.replace(name, with) });
        let kind = match &self.kind {
            ExprKind::Name(n) | ExprKind::Column(n) if n == name => return with.clone(),
            ExprKind::Unary(op, a) => ExprKind::Unary(*op, inner(a)),
            ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, inner(a), inner(b)),
            ExprKind::Call(f, args) => {
                let arg = |a: &Arg| Arg { name: a.name.clone(), value: a.value.replace(name, with) };
                ExprKind::Call(f.clone(), args.iter().map(arg).collect())
            }
            ExprKind::Sum { index, values, body } => {
                ExprKind::Sum { index: index.clone(), values: values.clone(), body: hidden(body, index) }
            }
            ExprKind::Root { equation, unknown, lo, hi } => ExprKind::Root {
                equation: hidden(equation, unknown),
                unknown: unknown.clone(),
                lo: inner(lo),
                hi: inner(hi),
            },
            other => other.clone(),
        };
        Expr { kind, span: self.span }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::parse_expression;

    #[test]
    fn columns_and_what_hides_them() {
        let with = parse_expression("x/10").unwrap();
        let replaced = |text: &str| parse_expression(text).unwrap().replace("x", &with).to_string();
        let same = |text: &str, expected: &str| {
            assert_eq!(replaced(text), parse_expression(expected).unwrap().to_string());
        };
        same("E + A*x^-alpha", "E + A*(x/10)^-alpha");
        same("henighan(x) + b[x]", "henighan(x/10) + b[x]");
        same("sum(x in [1, 2], x) + `x`", "sum(x in [1, 2], x) + x/10");
        same("root(y^2 = x, y, 0, x)", "root(y^2 = x/10, y, 0, x/10)");
    }
}
