//! A law's syntax tree evaluated on hyper-dual numbers.

use crate::hyper_dual::{self as dual, Number, constant};
use lawful_law::ast::{BinaryOp, Expr, ExprKind, Key, UnaryOp};
use num_dual::DualNum;

/// What names stand for at one row.
pub struct Row<'a> {
    /// The number of a column of the table, if there is one of this name.
    pub column: &'a dyn Fn(&str) -> Option<f64>,
    /// The number of a parameter: its name without keys, and its keys where the law gives them.
    pub parameter: &'a dyn Fn(&str, &[Key]) -> Number,
}

impl Row<'_> {
    /// The value of `e`.
    pub fn walk(&self, e: &Expr) -> Number {
        self.within(e, &mut Vec::new())
    }

    fn within(&self, e: &Expr, locals: &mut Vec<(String, Number)>) -> Number {
        match &e.kind {
            ExprKind::Number(x) => constant(*x),
            ExprKind::Text(_) => panic!("a text in a law"),
            ExprKind::Name(n) => {
                if let Some((_, x)) = locals.iter().rev().find(|(l, _)| l == n) {
                    return *x;
                }
                match (self.column)(n) {
                    Some(x) => constant(x),
                    None if n == "pi" => constant(std::f64::consts::PI),
                    None => (self.parameter)(n, &[]),
                }
            }
            ExprKind::Column(n) => constant((self.column)(n).expect("a column")),
            ExprKind::Parameter(n) => (self.parameter)(n, &[]),
            ExprKind::Indexed(n, keys) => {
                let keys: Vec<Key> = keys
                    .iter()
                    .map(|k| match k {
                        Key::Name(l, _) => match locals.iter().rev().find(|(name, _)| name == l) {
                            Some((_, x)) => Key::Number(x.re),
                            None => k.clone(),
                        },
                        _ => k.clone(),
                    })
                    .collect();
                (self.parameter)(n, &keys)
            }
            ExprKind::Unary(UnaryOp::Negate, a) => -self.within(a, locals),
            ExprKind::Unary(UnaryOp::Not, a) => truth(self.within(a, locals).re == 0.0),
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.within(a, locals), self.within(b, locals));
                match op {
                    BinaryOp::Add => a + b,
                    BinaryOp::Subtract => a - b,
                    BinaryOp::Multiply => a * b,
                    BinaryOp::Divide => a / b,
                    BinaryOp::Power => dual::power(a, b),
                    BinaryOp::Equal => truth(a.re == b.re),
                    BinaryOp::NotEqual => truth(a.re != b.re),
                    BinaryOp::Less => truth(a.re < b.re),
                    BinaryOp::LessEqual => truth(a.re <= b.re),
                    BinaryOp::Greater => truth(a.re > b.re),
                    BinaryOp::GreaterEqual => truth(a.re >= b.re),
                    BinaryOp::And => truth(a.re != 0.0 && b.re != 0.0),
                    BinaryOp::Or => truth(a.re != 0.0 || b.re != 0.0),
                }
            }
            ExprKind::Call(f, args) => {
                let args: Vec<Number> = args.iter().map(|a| self.within(&a.value, locals)).collect();
                call(f, &args)
            }
            ExprKind::Sum { index, values, body } => values.iter().fold(constant(0.0), |sum, &value| {
                locals.push((index.clone(), constant(value)));
                let term = self.within(body, locals);
                locals.pop();
                sum + term
            }),
            ExprKind::Root { equation, unknown, lo, hi } => {
                let (lo, hi) = (self.within(lo, locals).re, self.within(hi, locals).re);
                let mut at = |y: Number| {
                    locals.push((unknown.clone(), y));
                    let f = self.within(equation, locals);
                    locals.pop();
                    f
                };
                root(&mut at, lo, hi)
            }
        }
    }
}

/// The root of `f` in `[lo, hi]`: bisection for its value, then Newton's steps on hyper-dual numbers. Each step makes
/// one more order right, so three leave value, first and second derivatives; no implicit formula is written down.
fn root(f: &mut dyn FnMut(Number) -> Number, lo: f64, hi: f64) -> Number {
    let (mut a, mut b) = (lo, hi);
    let rising = f(constant(b)).re > 0.0;
    for _ in 0..2000 {
        let middle = a + 0.5 * (b - a);
        if middle <= a || middle >= b {
            break;
        }
        if (f(constant(middle)).re > 0.0) == rising { b = middle } else { a = middle }
    }
    // The slope in the unknown alone: seeded in the first direction, with all else taken from its value.
    let y = 0.5 * (a + b);
    let step = 1.0_f64;
    let seeded = f(Number::new(y, step, 0.0, 0.0)).eps1 - f(constant(y)).eps1;
    let mut y = constant(y);
    for _ in 0..4 {
        y -= f(y) / constant(seeded);
    }
    y
}

fn truth(b: bool) -> Number {
    constant(if b { 1.0 } else { 0.0 })
}

fn call(f: &str, args: &[Number]) -> Number {
    let less = |a: Number, b: Number| if b.re < a.re { b } else { a };
    let more = |a: Number, b: Number| if b.re > a.re { b } else { a };
    match (f, args) {
        ("exp", [x]) => x.exp(),
        ("log", [x]) => x.ln(),
        ("log2", [x]) => x.log2(),
        ("log10", [x]) => x.log10(),
        ("log1p", [x]) => x.ln_1p(),
        ("expm1", [x]) => x.exp_m1(),
        ("sqrt", [x]) => x.sqrt(),
        ("cbrt", [x]) => x.cbrt(),
        ("abs", [x]) => dual::abs(*x),
        ("min", list) => list.iter().copied().reduce(less).expect("min of something"),
        ("max", list) => list.iter().copied().reduce(more).expect("max of something"),
        ("clamp", [x, lo, hi]) => less(more(*x, *lo), *hi),
        ("sin", [x]) => x.sin(),
        ("cos", [x]) => x.cos(),
        ("tan", [x]) => x.tan(),
        ("atan", [x]) => x.atan(),
        ("sinh", [x]) => x.sinh(),
        ("cosh", [x]) => x.cosh(),
        ("tanh", [x]) => dual::tanh(*x),
        ("erf", [x]) => dual::erf(*x),
        ("erfc", [x]) => dual::erfc(*x),
        ("lgamma", [x]) => dual::lgamma(*x),
        ("sigmoid", [x]) => dual::sigmoid(*x),
        ("logit", [x]) => x.ln() - (constant(1.0) - *x).ln(),
        ("softplus", [x]) => dual::softplus(*x),
        ("logsumexp", list) => dual::logsumexp(list),
        ("where", [c, a, b]) => {
            if c.re != 0.0 {
                *a
            } else {
                *b
            }
        }
        _ => panic!("the walk does not know '{f}'"),
    }
}
