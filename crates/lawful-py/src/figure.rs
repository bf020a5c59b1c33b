//! Figures that notebooks show.

use crate::error::raise;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;

/// A drawn figure.
#[pyclass(frozen, module = "lawful")]
pub struct Figure {
    inner: lawful::Figure,
}

impl From<lawful::Figure> for Figure {
    fn from(inner: lawful::Figure) -> Figure {
        Figure { inner }
    }
}

#[pymethods]
impl Figure {
    /// The figure as the text of an SVG file.
    fn to_svg(&self) -> String {
        self.inner.to_svg()
    }

    /// The figure as the bytes of a PNG file; `scale` is dots per pixel.
    #[pyo3(signature = (scale = 2.0))]
    fn to_png<'py>(&self, py: Python<'py>, scale: f64) -> PyResult<Bound<'py, PyBytes>> {
        let png = py.detach(|| self.inner.to_png(scale)).map_err(|e| raise(py, e))?;
        Ok(PyBytes::new(py, &png))
    }

    /// What the figure draws, as CSV: panel, series, mark, x, y, lo, hi, value.
    fn to_csv(&self) -> String {
        self.inner.to_csv()
    }

    /// Writes the figure as `.svg` or `.png`, by the ending of the name.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.inner.save(path)).map_err(|e| raise(py, e))
    }

    fn _repr_svg_(&self) -> String {
        self.inner.to_svg()
    }

    fn __repr__(&self) -> String {
        match self.inner.title.as_str() {
            "" => "<lawful.Figure>".to_string(),
            title => format!("<lawful.Figure '{title}'>"),
        }
    }
}
