//! The keys that every document starts with.

use serde::{Deserialize, Serialize};

/// The first keys of every document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Head {
    /// What the document is: `lawful.fit/1`.
    pub schema: String,
    /// The version of lawful that wrote it.
    pub version: String,
    /// The command that made it, as it can be typed again; empty if it was made by a program.
    pub command: String,
    /// The seed of what was random.
    pub seed: u64,
}

impl Head {
    /// For a document of this schema.
    pub fn new(schema: &str, command: &str, seed: u64) -> Head {
        Head { schema: schema.into(), version: env!("CARGO_PKG_VERSION").into(), command: command.into(), seed }
    }
}

/// Something worth saying that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningDocument {
    /// A stable word: `at-bound`, `not-identified`.
    pub code: String,
    /// One sentence.
    pub message: String,
}
