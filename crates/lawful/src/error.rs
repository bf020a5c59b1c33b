//! What can go wrong between a file and a result.

/// Why there is no result: one line that names the file, row, column or character, and the way out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file.
    #[error("{0}")]
    Table(#[from] lawful_io::Error),
    /// A typed text: the law, or that of an option.
    #[error("{}", placed(.typed, .source))]
    Text {
        /// What was typed: `the law`, `--where`.
        typed: &'static str,
        /// What is wrong with it.
        source: lawful_law::Error,
    },
    /// The fit.
    #[error("{0}")]
    Fit(lawful_fit::Error),
    /// A plan.
    #[error("{0}")]
    Plan(String),
    /// A heavy tail.
    #[error("{0}")]
    Tail(String),
    /// The weights of a model.
    #[error("{0}")]
    Weights(String),
    /// The spectrum of a matrix.
    #[error("{0}")]
    Spectrum(#[from] lawful_spectrum::Error),
    /// An audit.
    #[error("{0}")]
    Audit(String),
    /// A document.
    #[error("{0}")]
    Document(String),
    /// A figure.
    #[error("{0}")]
    Figure(String),
}

impl Error {
    /// An error in the text of `typed`.
    pub(crate) fn text(typed: &'static str) -> impl Fn(lawful_law::Error) -> Error {
        move |source| Error::Text { typed, source }
    }

    /// Where the mistake stands: the line of the text and carets under it, if it has such a place.
    pub fn drawing(&self) -> Option<String> {
        let source = match self {
            Error::Text { source, .. } => source,
            _ => return None,
        };
        let drawn = source.render();
        drawn.split_once('\n').map(|(_, picture)| picture.to_string())
    }
}

impl From<lawful_law::Error> for Error {
    fn from(source: lawful_law::Error) -> Error {
        Error::Text { typed: "the law", source }
    }
}

impl From<lawful_fit::Error> for Error {
    fn from(error: lawful_fit::Error) -> Error {
        match error {
            lawful_fit::Error::Law(source) => source.into(),
            lawful_fit::Error::Table(source) => source.into(),
            other => Error::Fit(other),
        }
    }
}

impl From<lawful_plan::Error> for Error {
    fn from(error: lawful_plan::Error) -> Error {
        match error {
            lawful_plan::Error::Law(source) => source.into(),
            lawful_plan::Error::Table(source) => source.into(),
            lawful_plan::Error::Fit(source) => source.into(),
            lawful_plan::Error::Plan(message) => Error::Plan(message),
        }
    }
}

impl From<lawful_audit::Error> for Error {
    fn from(error: lawful_audit::Error) -> Error {
        match error {
            lawful_audit::Error::Law(source) => source.into(),
            lawful_audit::Error::Table(source) => source.into(),
            lawful_audit::Error::Fit(source) => source.into(),
            lawful_audit::Error::Plan(source) => source.into(),
            other => Error::Audit(other.to_string()),
        }
    }
}

impl From<lawful_report::Error> for Error {
    fn from(error: lawful_report::Error) -> Error {
        Error::Figure(error.to_string())
    }
}

/// A mistake that has no place in a text speaks of a file or column already.
fn placed(typed: &str, source: &lawful_law::Error) -> String {
    match source.text.is_empty() {
        true => source.to_string(),
        false => format!("{typed}, {source}"),
    }
}
