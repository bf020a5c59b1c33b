//! Laws typed as formulas: text in, values with exact derivatives over the rows of a table out.
//!
//! ```
//! use lawful_io::{Column, Table};
//! use lawful_law::{Law, Model};
//!
//! let table = Table::from_columns(vec![
//!     Column::number("N", vec![1e6, 1e7, 1e8]),
//!     Column::number("loss", vec![4.0, 3.1, 2.6]),
//! ])?;
//! let law = Law::parse("loss ~ E + A*N^-alpha; alpha in (0, 2)")?;
//! let mut model = Model::resolve(&law, &table, &Default::default())?;
//! let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
//! assert_eq!(names, ["E", "A", "alpha"]);
//! let loss = model.predict(&[2.0, 100.0, 0.25]);
//! assert!((loss[2] - 3.0).abs() < 1e-14);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way from text to numbers
//!
//! | step | module | what it does |
//! |---|---|---|
//! | text → tree | [`parse`], [`ast`] | the grammar; errors that point at the character ([`Error`]) |
//! | names of laws → formulas | [`catalogue`], [`Law`] | a catalogue law is put in for its name, with domains and starts |
//! | tree + table → graph | [`model`], [`Model`] | a name that is a column is data, any other a parameter; rows are chosen |
//! | graph → derivatives | [`graph`] | reverse mode for gradients, forward over it for Hessians, as further nodes |
//! | graph → tape | [`tape`] | data-only parts once per data set, parameter-only parts once per call, the rest over blocks of rows |
//! | tape → values | [`lanes`] | exp, ln, pow and their kin for vectors, picked for the machine at run time |
//!
//! Beside laws the language serves tables: conditions, new columns, groups ([`query`]).
//!
//! # Conventions
//!
//! `log` is the natural logarithm. Parameters are numbered in order of appearance, one per category for `p[group]`.
//! Derivatives are taken in *slots*: a scalar parameter, or the parameter that each row picks from a group. A value has
//! the same bits whatever block or thread computed it, on machines of one class.

pub mod ast;
pub mod catalogue;
mod error;
mod functions;
pub mod graph;
pub mod lanes;
mod law;
pub mod model;
pub mod parse;
pub mod query;
pub use lawful_io::suggest;
pub mod tape;

pub use error::Error;
pub use functions::{digamma, trigamma};
pub use law::Law;
pub use model::Model;
