//! What can go wrong while reading and writing.

/// An error of this crate: one line that names the file, row and column and the way out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The line, without a leading `error:`.
    pub message: String,
}

impl Error {
    /// An error with this message. Line breaks and other control characters are replaced, so that text from a file
    /// cannot make it more than one line.
    pub fn new(message: impl Into<String>) -> Self {
        let message: String = message.into();
        if message.contains(char::is_control) {
            return Error { message: message.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect() };
        }
        Error { message }
    }
}

/// Text from a file, cut so that it fits into a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
