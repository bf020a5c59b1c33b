//! Laws and the clauses that flags add to them.

use super::Failure;
use super::arguments::SearchArguments;
use lawful::parse::parse_parameter_value;
use lawful::{Error, Law, Table};
use lawful_law::Model;
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

/// Adds each clause to the laws that have its parameter.
pub(super) fn with_clauses(laws: Vec<Law>, clauses: &[Clause], table: &Table) -> Result<Vec<Law>, Failure> {
    let mut laws = laws;
    for clause in clauses {
        let (Clause::Start { parameter, .. } | Clause::Fixed { parameter, .. }) = clause else { continue };
        let mut used = false;
        for law in &mut laws {
            let model = Model::resolve(law, table, &Default::default())?;
            if model.parameters.iter().any(|p| p.base == parameter.name) {
                used = true;
                *law = law.clone().with_clause(clause.clone());
            }
        }
        if !used {
            return Err(Failure::new(format!("no law has a parameter '{parameter}', which --start or --fix names")));
        }
    }
    Ok(laws)
}

/// An error in the text of `typed`.
pub(super) fn typed(typed: &'static str) -> impl Fn(lawful_law::Error) -> Error {
    move |source| Error::Text { typed, source }
}
