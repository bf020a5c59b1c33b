//! Why a part of a study has no result.

/// Why a part of a study has no result: one line with the way out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A table that is neither given nor built in.
    #[error("{0}")]
    NoData(String),
    /// A table.
    #[error("{0}")]
    Table(#[from] lawful_io::Error),
    /// A formula.
    #[error("{0}")]
    Law(#[from] lawful_law::Error),
    /// A fit.
    #[error("{0}")]
    Fit(#[from] lawful_fit::Error),
    /// A plan, a frontier, slices of equal budget.
    #[error("{0}")]
    Plan(#[from] lawful_plan::Error),
    /// Chances to pass, trends, uncertainties.
    #[error("{0}")]
    Score(#[from] lawful_score::Error),
    /// A spectrum.
    #[error("{0}")]
    Spectrum(#[from] lawful_spectrum::Error),
    /// An audit of what was published.
    #[error("{0}")]
    Audit(#[from] lawful_audit::Error),
    /// A statement or recipe that contradicts itself.
    #[error("{0}")]
    Study(String),
}

impl Error {
    /// A recipe or its data can't be worked with.
    pub fn new(message: impl Into<String>) -> Error {
        Error::Study(message.into())
    }
}
