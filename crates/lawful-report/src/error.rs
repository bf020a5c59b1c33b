//! What can go wrong when a figure is written.

use std::path::PathBuf;

/// The result of writing a figure.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a figure could not be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file's extension names no format that a figure has.
    #[error("{}: a figure is saved as .svg, .png or .csv; give the file one of these endings", path.display())]
    Extension {
        /// The file.
        path: PathBuf,
    },
    /// The picture would have more pixels than the encoder takes.
    #[error(
        "a picture of {width} x {height} pixels is too large; ask for a smaller scale (at most {max} pixels a side)"
    )]
    PictureSize {
        /// Pixels from left to right.
        width: f64,
        /// Pixels from top to bottom.
        height: f64,
        /// The most pixels on a side.
        max: u32,
    },
    /// The PNG encoder failed.
    #[error("cannot encode the picture as PNG: {0}")]
    Png(String),
}
