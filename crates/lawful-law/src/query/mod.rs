//! Expressions over the columns of a table.

pub mod scalar;
