//! Why a plan could not be made.

/// Why a plan could not be made: one line with the way out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The text of a law or a cost.
    #[error("{0}")]
    Law(#[from] lawful_law::Error),
    /// The table.
    #[error("{0}")]
    Table(#[from] lawful_io::Error),
    /// A fit inside the work.
    #[error("{0}")]
    Fit(#[from] lawful_fit::Error),
    /// The question has no answer, or an option is wrong.
    #[error("{0}")]
    Plan(String),
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error::Plan(message.into())
    }
}
