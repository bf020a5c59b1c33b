//! Laws typed as formulas.

pub mod ast;
