//! The parsed text of a law: expressions and clauses, each with its place in the text.
//!
//! Nothing here is resolved: whether a name is a column or a parameter is decided when the law meets a table.
//! A tree is never deeper than [`MAX_DEPTH`], so that code may walk it by recursion.

mod functions;
mod names;
mod print;
mod replace;

pub use functions::{FUNCTIONS, Function, function};

/// Deepest tree, and deepest nesting of brackets, that the parser makes. A sum of n terms is a tree n deep.
pub const MAX_DEPTH: usize = 256;

/// Byte range in the source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

impl Expr {
    /// Whether it is `log(…)` as a whole: left of `~` it says that residuals are log residuals already.
    pub fn is_log(&self) -> bool {
        matches!(&self.kind, ExprKind::Call(f, _) if f == "log")
    }
}

/// Expressions of the law language and of the predicates.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A number.
    Number(f64),
    /// A quoted text, in predicates and as a category.
    Text(String),
    /// A bare name: a column if the table has one, else a parameter, a `sum` index, a `root` variable or a constant.
    Name(String),
    /// A name in backquotes or in `col(...)`: a column.
    Column(String),
    /// `par(name)`: a parameter, whatever columns there are.
    Parameter(String),
    /// `p[...]`: one parameter per category, or one of them.
    Indexed(String, Vec<Key>),
    /// Prefix operator.
    Unary(UnaryOp, Box<Expr>),
    /// Infix operator.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// A function or a law of the catalogue, with arguments by place or by name.
    Call(String, Vec<Arg>),
    /// `sum(i in [1, 2, 3], body)`.
    Sum {
        /// The running name.
        index: String,
        /// Its values.
        values: Vec<f64>,
        /// The summand.
        body: Box<Expr>,
    },
    /// `root(equation, y, lo, hi)`: the `y` between `lo` and `hi` where `equation` (left minus right side) is 0.
    Root {
        /// Left minus right side of the equation.
        equation: Box<Expr>,
        /// The unknown's name, which hides a column within `equation`.
        unknown: String,
        /// Lower end of the bracket.
        lo: Box<Expr>,
        /// Upper end.
        hi: Box<Expr>,
    },
}

/// One key of `p[...]`.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// A bare or backquoted name: the column that groups (or, inside `sum`, its index).
    Name(String, Span),
    /// A category.
    Text(String),
    /// A category of a numeric column.
    Number(f64),
}

/// An argument, `value` or `name=value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// Its name, if given.
    pub name: Option<String>,
    /// The expression.
    pub value: Expr,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x`
    Negate,
    /// `!x`
    Not,
}

/// Infix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

/// A parameter as a clause or flag names it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterName {
    /// `beta` of `beta["muon"]`.
    pub name: String,
    /// Its keys; empty for all of a group or for a plain parameter. Only `Key::Text` and `Key::Number`.
    pub keys: Vec<Key>,
    /// Where it stands.
    pub span: Span,
}

/// One end of a domain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Its value, maybe infinite.
    pub value: f64,
    /// Whether the value itself belongs to the domain.
    pub closed: bool,
}

/// A clause after the law.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// `alpha in (0, 2)`, `E >= 0`.
    Domain {
        /// Whose.
        parameter: ParameterName,
        /// Lower end, `-inf` open when none.
        lo: Bound,
        /// Upper end.
        hi: Bound,
    },
    /// `E start 1.7`.
    Start {
        /// Whose.
        parameter: ParameterName,
        /// A constant expression.
        value: f64,
    },
    /// `gamma = 0.5`.
    Fixed {
        /// Whose.
        parameter: ParameterName,
        /// A constant expression.
        value: f64,
    },
    /// `beta ~ normal(0.3, 0.1)`.
    Prior {
        /// Whose.
        parameter: ParameterName,
        /// The distribution's name: `normal`, `lognormal`, `uniform`, `loguniform`, `halfnormal`, `gamma`, `beta`, …
        distribution: String,
        /// Its numbers.
        arguments: Vec<f64>,
    },
    /// `let a = beta/(alpha+beta)`.
    Let {
        /// The derived quantity's name.
        name: String,
        /// Its expression in parameters.
        value: Expr,
        /// Where it stands.
        span: Span,
    },
}

/// A law's text, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct LawText {
    /// Left of `~`.
    pub response: Expr,
    /// Right of `~`.
    pub law: Expr,
    /// What follows.
    pub clauses: Vec<Clause>,
    /// The text itself.
    pub text: String,
}
