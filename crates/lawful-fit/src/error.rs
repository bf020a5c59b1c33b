//! Why a fit could not be made.

/// Why a fit could not be made: one line with the way out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The law's text, or its meeting with the table.
    #[error("{0}")]
    Law(#[from] lawful_law::Error),
    /// The table.
    #[error("{0}")]
    Table(#[from] lawful_io::Error),
    /// The data can't answer, or an option is wrong.
    #[error("{0}")]
    Fit(String),
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error::Fit(message.into())
    }
}
