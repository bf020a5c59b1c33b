//! The texts of command-line flags that are one expression, assignment or clause.

use super::cursor::Cursor;
use crate::Error;
use crate::ast::{Clause, Expr, ParameterName};

/// Parses an expression or predicate: `C/(6*N)`, `outlier == 0 && N > 1e8`.
pub fn parse_expression(text: &str) -> Result<Expr, Error> {
    let mut cursor = Cursor::new(text, "'N > 1e9'")?;
    let expr = cursor.expression()?;
    cursor.expect_end()?;
    Ok(expr)
}

/// Parses `D = C/(6*N)` (`--let`) to the new column's name, which may be backquoted, and its expression.
pub fn parse_assignment(text: &str) -> Result<(String, Expr), Error> {
    let mut cursor = Cursor::new(text, "'D = C/(6*N)'")?;
    let (name, _) = cursor.name("a new column's name, as in D = C/(6*N),")?;
    if cursor.is("==") {
        return Err(cursor.error_here("a new column is written with one '=': D = C/(6*N)"));
    }
    cursor.expect("=", "'=', as in D = C/(6*N),")?;
    let expr = cursor.expression()?;
    cursor.expect_end()?;
    Ok((name, expr))
}

/// Parses one clause: `alpha in (0, 2)`, `E start 1.7`, `let a = beta/(alpha+beta)`.
pub fn parse_clause(text: &str) -> Result<Clause, Error> {
    let mut cursor = Cursor::new(text, "'alpha in (0, 2)'")?;
    let clause = cursor.clause()?;
    cursor.expect_end()?;
    Ok(clause)
}

/// Parses `beta["muon"]=0.3` (`--start`, `--fix`) to the parameter and the number.
pub fn parse_parameter_value(text: &str) -> Result<(ParameterName, f64), Error> {
    let mut cursor = Cursor::new(text, "'E=1.7'")?;
    let parameter = cursor.parameter()?;
    if !cursor.eat("=") {
        return Err(cursor.error_here(format!("after the name stands '=' and a number, as in {parameter}=1.7")));
    }
    let value = cursor.constant()?;
    cursor.expect_end()?;
    Ok((parameter, value))
}
