//! A published law against its own numbers, figure and data → [`Finding`]s.
//!
//! ```
//! use lawful_audit::{Audit, Publication};
//! use lawful_law::Law;
//!
//! let law = Law::parse("loss ~ E + A*N^-alpha + B*D^-beta; let a = beta/(alpha+beta)")?;
//! let mut printed = Publication::default();
//! printed.parameters(["E=1.69", "A=406.4", "alpha=.34", "B=410.7", "beta=.28"])?;
//! printed.derived("a=.50")?;
//! let audited = Audit::of(&law, &printed).run()?;
//! assert_eq!(audited.findings[0].code.to_string(), "derived-disagrees");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | needs | finds |
//! |---|---|
//! | printed parameters and a table | [`Code::RoundedParameters`], [`Code::AboveMinimum`], [`Code::OtherEstimator`], [`Code::LocalOptimum`], [`Code::UnitOrExponent`] |
//! | a table | [`Code::NotIdentified`], [`Code::RepeatedValues`] |
//! | an interval, alone or with a table | [`Code::ImpossibleInterval`] |
//! | a relation between columns and a table | [`Code::RelationBroken`] |
//! | the ranges of a figure's axes | [`Code::UnitOrExponent`] |
//! | derived numbers, exponents of the best allocation of a budget | [`Code::DerivedDisagrees`] |
//!
//! # Conventions
//!
//! A printed number stands for all numbers that are rounded to it: `.34` for `[.335, .345]`. A finding is made only if
//! no number within the rounding would do; the damage done by the rounding itself is a finding of its own.
//!
//! How far a printed fit is from the optimum is told in *standard errors*: the root of the rise of the objective, as a
//! likelihood ratio (for a loss divided by `mean psi^2 / mean psi'`, which makes its rise one: Ronchetti 1982).

mod audit;
mod axis;
mod derived;
mod design;
mod error;
mod finding;
mod fitter;
mod growth;
mod identified;
mod interval;
mod optimum;
mod printed;
mod publication;
mod relation;
mod repeated;
mod resolution;
mod rounding;
mod unit;
mod yardstick;

pub use audit::{Audit, Audited};
pub use error::Error;
pub use finding::{Code, Evidence, Finding};
pub use printed::Printed;
pub use publication::{AxisRange, PrintedInterval, Publication};
pub use relation::Relation;
