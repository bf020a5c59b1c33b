//! The functions of the language and how many arguments each takes.

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Fewest arguments.
    pub least: usize,
    /// Most arguments; `None` for any number.
    pub most: Option<usize>,
}

impl Function {
    /// Whether it may be called with `n` arguments.
    pub fn accepts(&self, n: usize) -> bool {
        n >= self.least && self.most.is_none_or(|most| n <= most)
    }
}

const fn exactly(name: &'static str, n: usize) -> Function {
    Function { name, least: n, most: Some(n) }
}

const fn at_least(name: &'static str, n: usize) -> Function {
    Function { name, least: n, most: None }
}

/// Every function. `sum`, `root`, `col` and `par` are syntax, not functions; `missing` exists for tables only; any
/// other call is a law of the catalogue.
pub const FUNCTIONS: &[Function] = &[
    exactly("exp", 1),
    exactly("log", 1),
    exactly("log2", 1),
    exactly("log10", 1),
    exactly("log1p", 1),
    exactly("expm1", 1),
    exactly("sqrt", 1),
    exactly("cbrt", 1),
    exactly("abs", 1),
    at_least("min", 2),
    at_least("max", 2),
    exactly("clamp", 3),
    exactly("sin", 1),
    exactly("cos", 1),
    exactly("tan", 1),
    exactly("atan", 1),
    exactly("sinh", 1),
    exactly("cosh", 1),
    exactly("tanh", 1),
    exactly("erf", 1),
    exactly("erfc", 1),
    exactly("lgamma", 1),
    exactly("sigmoid", 1),
    exactly("logit", 1),
    exactly("softplus", 1),
    at_least("logsumexp", 1),
    exactly("where", 3),
];

/// The function of this name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}
