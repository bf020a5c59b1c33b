//! Expressions as text, with no more parentheses than needed: what is printed parses to the same tree.

use super::{Arg, BinaryOp, Expr, ExprKind, Key, ParameterName, UnaryOp};
use std::fmt::{self, Display, Formatter};

/// How tightly an expression holds together; an operand that holds less tightly than its place needs parentheses.
mod tightness {
    pub const COMPARE: u8 = 3;
    pub const UNARY: u8 = 6;
    pub const POWER: u8 = 7;
    pub const VALUE: u8 = 8;
}
use tightness::*;

impl BinaryOp {
    /// The operator as written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Power => "^",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::And => "&&",
            BinaryOp::Or => "||",
        }
    }

    /// How tightly it binds its operands: `||` 1, `&&` 2, comparisons 3, sums 4, products 5, powers 7 (a prefix
    /// operator 6).
    pub fn tightness(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Add | BinaryOp::Subtract => 4,
            BinaryOp::Multiply | BinaryOp::Divide => 5,
            BinaryOp::Power => POWER,
            _ => COMPARE,
        }
    }

    /// Whether it is one of `== != < <= > >=`.
    pub fn is_comparison(self) -> bool {
        self.tightness() == COMPARE
    }
}

impl Expr {
    fn tightness(&self) -> u8 {
        match &self.kind {
            ExprKind::Number(x) if x.is_sign_negative() => UNARY,
            ExprKind::Unary(..) => UNARY,
            ExprKind::Binary(op, ..) => op.tightness(),
            _ => VALUE,
        }
    }

    fn print(&self, f: &mut Formatter, least: u8) -> fmt::Result {
        if self.tightness() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(x) => number(f, *x),
            ExprKind::Text(text) => quoted_text(f, text),
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Column(name) => backquoted(f, name),
            ExprKind::Parameter(name) => {
                f.write_str("par(")?;
                identifier(f, name)?;
                f.write_str(")")
            }
            ExprKind::Indexed(name, keys) => indexed(f, name, keys),
            ExprKind::Unary(op, operand) => {
                f.write_str(if *op == UnaryOp::Negate { "-" } else { "!" })?;
                operand.print(f, UNARY)
            }
            ExprKind::Binary(op, left, right) => {
                let own = op.tightness();
                let (for_left, for_right) = match op {
                    BinaryOp::Power => (VALUE, UNARY),
                    _ if op.is_comparison() => (own + 1, own + 1),
                    _ => (own, own + 1),
                };
                left.print(f, for_left)?;
                match own {
                    5.. => f.write_str(op.symbol())?,
                    _ => write!(f, " {} ", op.symbol())?,
                }
                right.print(f, for_right)
            }
            ExprKind::Call(name, args) => {
                write!(f, "{name}(")?;
                separated(f, args, ", ")?;
                f.write_str(")")
            }
            ExprKind::Sum { index, values, body } => {
                write!(f, "sum({index} in [")?;
                for (i, value) in values.iter().enumerate() {
                    f.write_str(if i > 0 { ", " } else { "" })?;
                    number(f, *value)?;
                }
                write!(f, "], {body})")
            }
            ExprKind::Root { equation, unknown, lo, hi } => {
                f.write_str("root(")?;
                match &equation.kind {
                    ExprKind::Binary(BinaryOp::Subtract, left, right) => write!(f, "{left} = {right}")?,
                    _ => write!(f, "{equation}")?,
                }
                write!(f, ", {unknown}, {lo}, {hi})")
            }
        }
    }
}

impl Display for Arg {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if let Some(name) = &self.name {
            identifier(f, name)?;
            f.write_str("=")?;
        }
        write!(f, "{}", self.value)
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Key::Name(name, _) => identifier(f, name),
            Key::Text(text) => quoted_text(f, text),
            Key::Number(x) => number(f, *x),
        }
    }
}

/// As flags and JSON keys write it: `E`, `beta["muon"]`, `c[512]`, `p["a","b"]`.
impl Display for ParameterName {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if self.keys.is_empty() { identifier(f, &self.name) } else { indexed(f, &self.name, &self.keys) }
    }
}

fn indexed(f: &mut Formatter, name: &str, keys: &[Key]) -> fmt::Result {
    identifier(f, name)?;
    f.write_str("[")?;
    separated(f, keys, ",")?;
    f.write_str("]")
}

fn separated<T: Display>(f: &mut Formatter, items: &[T], separator: &str) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        f.write_str(if i > 0 { separator } else { "" })?;
        write!(f, "{item}")?;
    }
    Ok(())
}

/// The shortest digits that read back as the same number.
fn number(f: &mut Formatter, x: f64) -> fmt::Result {
    let digits = format!("{x:?}");
    f.write_str(digits.strip_suffix(".0").unwrap_or(&digits))
}

fn identifier(f: &mut Formatter, name: &str) -> fmt::Result {
    if crate::parse::is_identifier(name) { f.write_str(name) } else { backquoted(f, name) }
}

fn backquoted(f: &mut Formatter, name: &str) -> fmt::Result {
    write!(f, "`{}`", name.replace('`', "``"))
}

fn quoted_text(f: &mut Formatter, text: &str) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
