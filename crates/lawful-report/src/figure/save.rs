//! A figure as SVG, PNG, or a file.

use super::Figure;
use crate::{Error, Result};
use std::path::Path;

/// Dots per pixel of a saved PNG: sharp on screens of high density, 192 dots per inch in print.
const SAVED_SCALE: f64 = 2.0;

impl Figure {
    /// The figure as a self-contained SVG document: text is drawn with glyph outlines, so that it
    /// looks the same everywhere and needs no font.
    pub fn to_svg(&self) -> String {
        self.draw().to_svg(self.theme)
    }

    /// The figure as a PNG file's bytes with `scale` dots per pixel.
    ///
    /// # Errors
    /// [`Error::PictureSize`] if a side would have less than 1 or more than 16,384 dots.
    pub fn to_png(&self, scale: f64) -> Result<Vec<u8>> {
        self.draw().to_png(self.theme, scale)
    }

    /// Writes the figure as its file's extension says: `.svg`, `.png` (two dots per pixel) or
    /// `.csv`.
    ///
    /// # Errors
    /// [`Error::Extension`] for any other extension, [`Error::Write`] if the file cannot be
    /// written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let bytes = match extension.to_ascii_lowercase().as_str() {
            "svg" => self.to_svg().into_bytes(),
            "png" => self.to_png(SAVED_SCALE)?,
            "csv" => self.to_csv().into_bytes(),
            _ => {
                return Err(Error::Extension { path: path.into() });
            }
        };
        std::fs::write(path, bytes).map_err(|source| Error::Write { path: path.into(), source })
    }
}
