//! Expressions, by precedence climbing.

use super::cursor::Cursor;
use super::lexer::TokenKind;
use crate::Error;
use crate::ast::{BinaryOp, Expr, ExprKind, Key, MAX_DEPTH, Span, UnaryOp};

/// An expression and how deep its tree is. Depth is counted while building, since a chain `a + b + c + …` grows a deep
/// tree without any nesting in the text.
pub(super) struct Tree {
    pub expr: Expr,
    pub depth: usize,
}

impl Tree {
    pub fn leaf(kind: ExprKind, span: Span) -> Tree {
        Tree { expr: Expr { kind, span }, depth: 1 }
    }
}

/// Tightness of the loosest operator that a number of a clause may hold: comparisons end it.
const ARITHMETIC: u8 = 4;

impl Cursor<'_> {
    /// A whole expression.
    pub(super) fn expression(&mut self) -> Result<Expr, Error> {
        Ok(self.tree()?.expr)
    }

    /// An expression without comparisons, `&&` and `||`.
    pub(super) fn arithmetic(&mut self) -> Result<Expr, Error> {
        Ok(self.operators(ARITHMETIC)?.expr)
    }

    pub(super) fn tree(&mut self) -> Result<Tree, Error> {
        self.operators(0)
    }

    /// A tree of this kind over parts of which the deepest has depth `below`.
    pub(super) fn grow(&self, kind: ExprKind, span: Span, below: usize) -> Result<Tree, Error> {
        if below >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        Ok(Tree { expr: Expr { kind, span }, depth: below + 1 })
    }

    /// Operators that bind at least as tightly as `least`.
    fn operators(&mut self, least: u8) -> Result<Tree, Error> {
        let mut left = self.prefixed()?;
        let mut compared = false;
        while let Some(op) = self.infix().filter(|op| op.tightness() >= least) {
            if op.is_comparison() && compared {
                return Err(self.error_here("comparisons do not chain here; write 0 < x && x < 2"));
            }
            compared = op.is_comparison();
            self.advance();
            let right = self.operators(op.tightness() + 1)?;
            let span = Span { start: left.expr.span.start, end: right.expr.span.end };
            let below = left.depth.max(right.depth);
            left = self.grow(ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)), span, below)?;
        }
        Ok(left)
    }

    /// The left-binding operator that comes next.
    pub(super) fn infix(&self) -> Option<BinaryOp> {
        let TokenKind::Symbol(symbol) = self.peek() else { return None };
        Some(match *symbol {
            "||" => BinaryOp::Or,
            "&&" => BinaryOp::And,
            "==" => BinaryOp::Equal,
            "!=" => BinaryOp::NotEqual,
            "<" => BinaryOp::Less,
            "<=" => BinaryOp::LessEqual,
            ">" => BinaryOp::Greater,
            ">=" => BinaryOp::GreaterEqual,
            "+" => BinaryOp::Add,
            "-" => BinaryOp::Subtract,
            "*" => BinaryOp::Multiply,
            "/" => BinaryOp::Divide,
            _ => return None,
        })
    }

    /// `-x`, `!x`, `+x` (which is `x`), or a power.
    fn prefixed(&mut self) -> Result<Tree, Error> {
        self.nested(|cursor| {
            let start = cursor.span().start;
            let op = match cursor.peek() {
                TokenKind::Symbol("-") => UnaryOp::Negate,
                TokenKind::Symbol("!") => UnaryOp::Not,
                TokenKind::Symbol("+") => {
                    cursor.advance();
                    return cursor.prefixed();
                }
                _ => return cursor.power(),
            };
            cursor.advance();
            let operand = cursor.prefixed()?;
            let span = Span { start, end: operand.expr.span.end };
            cursor.grow(ExprKind::Unary(op, Box::new(operand.expr)), span, operand.depth)
        })
    }

    /// `a^b`, which binds to the right and takes a sign there: `N^-alpha`.
    fn power(&mut self) -> Result<Tree, Error> {
        let base = self.value()?;
        if !self.eat("^") {
            return Ok(base);
        }
        let exponent = self.prefixed()?;
        let span = Span { start: base.expr.span.start, end: exponent.expr.span.end };
        let below = base.depth.max(exponent.depth);
        self.grow(ExprKind::Binary(BinaryOp::Power, Box::new(base.expr), Box::new(exponent.expr)), span, below)
    }

    fn value(&mut self) -> Result<Tree, Error> {
        let span = self.span();
        match self.peek().clone() {
            TokenKind::Number(x) => {
                self.advance();
                Ok(Tree::leaf(ExprKind::Number(x), span))
            }
            TokenKind::Text(text) => {
                self.advance();
                Ok(Tree::leaf(ExprKind::Text(text), span))
            }
            TokenKind::Quoted(name) => {
                self.advance();
                if self.is("[") {
                    return Err(self.unexpected("an operator"));
                }
                Ok(Tree::leaf(ExprKind::Column(name), span))
            }
            TokenKind::Name(name) => {
                self.advance();
                match self.peek() {
                    TokenKind::Symbol("(") => self.call(name, span),
                    TokenKind::Symbol("[") => {
                        let keys = self.keys(&name)?;
                        Ok(Tree::leaf(ExprKind::Indexed(name, keys), Span { start: span.start, end: self.end() }))
                    }
                    _ => Ok(Tree::leaf(ExprKind::Name(name), span)),
                }
            }
            TokenKind::Symbol("(") => {
                self.advance();
                let mut inside = self.tree()?;
                self.expect(")", "')'")?;
                // The brackets belong to the place, so that a caret covers the whole of an operand.
                inside.expr.span = Span { start: span.start, end: self.end() };
                Ok(inside)
            }
            TokenKind::Symbol("[") => {
                Err(self.error_here("a list stands only in sum(i in [1, 2, 3], ...); for brackets write '('"))
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    /// `[group]`, `["muon"]`, `[512]`, `[g1,g2]` after the parameter `name`.
    pub(super) fn keys(&mut self, name: &str) -> Result<Vec<Key>, Error> {
        let start = self.span().start;
        self.expect("[", "'['")?;
        if self.is("]") {
            let span = Span { start, end: self.span().end };
            let message =
                format!("'{name}[]' needs a column to group by, {name}[optimizer], or a category, {name}[\"muon\"]");
            return Err(self.error(span, message));
        }
        let mut keys = vec![self.key()?];
        while self.eat(",") {
            keys.push(self.key()?);
        }
        self.expect("]", "']' or ','")?;
        Ok(keys)
    }

    fn key(&mut self) -> Result<Key, Error> {
        let span = self.span();
        let negative = self.eat("-");
        match self.peek().clone() {
            TokenKind::Number(x) => {
                self.advance();
                Ok(Key::Number(if negative { -x } else { x }))
            }
            TokenKind::Text(text) if !negative => {
                self.advance();
                Ok(Key::Text(text))
            }
            TokenKind::Name(name) | TokenKind::Quoted(name) if !negative => {
                self.advance();
                Ok(Key::Name(name, span))
            }
            _ => Err(self.unexpected("a column's name, a number, or a \"category\"")),
        }
    }
}
