//! Why there is no audit.

/// Why there is no audit: one line with the way out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The text of a law or a relation.
    #[error("{0}")]
    Law(#[from] lawful_law::Error),
    /// The table.
    #[error("{0}")]
    Table(#[from] lawful_io::Error),
    /// A fit inside the work.
    #[error("{0}")]
    Fit(#[from] lawful_fit::Error),
    /// The best allocation of a budget.
    #[error("{0}")]
    Plan(#[from] lawful_plan::Error),
    /// What was printed can't be read, or does not suit the law.
    #[error("{0}")]
    Audit(String),
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error::Audit(message.into())
    }
}
