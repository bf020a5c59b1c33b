//! A fit as words, figure and document.

use crate::document::{FitDocument, Provenance};
use crate::summary::Summary;
use crate::{Figure, Fit, Table, figure};

/// A fit as words, figure and document.
pub trait Report {
    /// The text that `lawful fit` prints; has `Display`.
    fn summary(&self) -> Summary<'_>;

    /// Data, law and residuals. `table` is the one that was fitted.
    fn figure(&self, table: &Table) -> Figure;

    /// The document that `lawful fit --json` prints.
    fn document(&self, provenance: &Provenance) -> FitDocument;
}

impl Report for Fit {
    fn summary(&self) -> Summary<'_> {
        Summary::of(self)
    }

    fn figure(&self, table: &Table) -> Figure {
        figure::of_fit(self, table)
    }

    fn document(&self, provenance: &Provenance) -> FitDocument {
        FitDocument::of(self, provenance)
    }
}
