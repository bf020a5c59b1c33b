//! Graphs compiled for a data set: a flat list of operations run over blocks of rows.
//!
//! * Sub-expressions of data alone are evaluated once, when the tape is compiled ([`DataSet`] keeps them).
//! * Sub-expressions of parameters alone are evaluated once per call.
//! * The rest runs over blocks of [`BLOCK`] rows, each operation a loop that the compiler turns into vector
//!   instructions, picked at run time for the machine.
//!
//! A row's results depend on that row and the parameters only, never on the block or thread that it was run in.

mod compile;
mod data;
mod root;
mod run;
mod take;

pub use compile::Tape;
pub use data::DataSet;
pub use run::Workspace;
pub use take::RowTaker;

/// Rows that one pass of the tape handles: small enough that all registers of a usual law stay in the first-level
/// cache, large enough that decoding an operation costs little beside running it.
pub const BLOCK: usize = 256;

/// Rows are padded to a multiple of this (with copies of the last row), so that vector loops have no remainder.
pub const LANES: usize = 8;
