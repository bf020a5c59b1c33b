//! Laws typed as formulas.

pub mod ast;
mod error;
pub mod parse;
pub mod query;
pub mod suggest;

pub use error::Error;
pub mod catalogue;
mod functions;
pub mod graph;
mod law;
pub mod model;
pub mod tape;

pub use law::Law;
pub use model::Model;
pub mod lanes;
pub use functions::{digamma, trigamma};
