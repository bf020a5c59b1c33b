//! Laws and the clauses that flags add to them.

use super::Failure;
use super::arguments::SearchArguments;
use lawful::parse::parse_parameter_value;
use lawful::{Error, Law};
use lawful_law::ast::Clause;

/// Parses a law.
pub(super) fn law(text: &str) -> Result<Law, Failure> {
    Ok(Law::parse(text).map_err(typed("the law"))?)
}

/// The clauses of `--start` and `--fix`.
pub(super) fn clauses(arguments: &SearchArguments) -> Result<Vec<Clause>, Failure> {
    let mut clauses = Vec::new();
    for text in &arguments.start {
        let (parameter, value) = parse_parameter_value(text).map_err(typed("--start"))?;
        clauses.push(Clause::Start { parameter, value });
    }
    for text in &arguments.fix {
        let (parameter, value) = parse_parameter_value(text).map_err(typed("--fix"))?;
        clauses.push(Clause::Fixed { parameter, value });
    }
    Ok(clauses)
}

/// An error in the text of `typed`.
pub(super) fn typed(typed: &'static str) -> impl Fn(lawful_law::Error) -> Error {
    move |source| Error::Text { typed, source }
}
