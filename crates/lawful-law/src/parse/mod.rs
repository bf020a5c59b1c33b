//! Text to syntax tree: laws with their clauses, expressions, and the small texts of command-line flags.
//!
//! ```text
//! law        = expression "~" expression { separator clause }
//! clause     = "let" name "=" expression
//!            | parameter ( "in" interval | "start" constant | "=" constant | "~" name "(" constants ")" )
//!            | bounds                                              e.g. E >= 0, 0 < alpha < 2
//! expression = any of || && == != < <= > >= + - * / ! ^ over values, loosest first; ^ binds to the right
//! value      = number | text | name | `name` | name "[" keys "]" | name "(" arguments ")" | "(" expression ")"
//! ```
//!
//! A separator is `;` or a new line; a new line within brackets or after an operator goes on. `#` starts a comment.
//! A text is at most [`MAX_TEXT`] bytes, a tree at most [`MAX_DEPTH`](crate::ast::MAX_DEPTH) deep.

mod bounds;
mod call;
mod clause;
mod constant;
mod cursor;
mod expression;
mod flags;
mod grid;
mod lexer;
mod reduce;

pub use flags::{parse_assignment, parse_clause, parse_expression, parse_parameter_value};
pub use grid::{MAX_GRID, parse_grid};
pub use lexer::is_identifier;
pub use reduce::{Reduce, Statistic, parse_reduce};

/// Longest text that is parsed, in bytes.
pub const MAX_TEXT: usize = 100_000;
