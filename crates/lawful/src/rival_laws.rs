//! Clauses for several laws at once.

use crate::Error;
use lawful_io::Table;
use lawful_law::ast::Clause;
use lawful_law::{Law, Model};

/// Adds each start or fixed value to those of the laws that have its parameter when they meet `table`.
///
/// # Errors
/// A law does not suit the table; no law has the parameter.
pub fn with_clauses(laws: Vec<Law>, clauses: &[Clause], table: &Table) -> Result<Vec<Law>, Error> {
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
            return Err(Error::Document(format!("no law has a parameter '{parameter}', which --start or --fix names")));
        }
    }
    Ok(laws)
}
