//! A fit that Python holds.

use super::Made;
use crate::answer::columns;
use crate::error::{raise, refuse};
use crate::figure::Figure;
use crate::spelling::keywords;
use lawful::document::{FitDocument, Provenance, to_json};
use lawful::query::Dropped;
use lawful::summary::{heldout, parameters};
use lawful::{Error, Fit, Report, Table, TerminalStyle, figure};
use lawful_plan::FittedLaw;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A fit, with its table if it was made here and not read from a document.
#[pyclass(frozen)]
pub struct FitCore {
    fit: Fit,
    table: Option<Table>,
    document: FitDocument,
    dropped: Vec<Dropped>,
    heldout: Option<String>,
}

impl FitCore {
    pub(super) fn new(made: Made, provenance: &Provenance) -> FitCore {
        let mut provenance = provenance.clone();
        provenance.dropped.extend(made.held);
        let document = made
            .fit
            .document(&provenance)
            .with_ranges(&made.fit, &made.table)
            .with_heldout(made.heldout.as_ref())
            .with_drift(made.drift);
        FitCore {
            fit: made.fit,
            table: Some(made.table),
            document,
            dropped: provenance.dropped,
            heldout: made.heldout.as_ref().map(heldout),
        }
    }

    /// The document that the program prints.
    pub fn document(&self) -> &FitDocument {
        &self.document
    }

    /// What was observed in the rows used; `None` if they are not there.
    pub fn observed(&self) -> Option<Vec<f64>> {
        let residuals = lawful::residuals(&self.fit, self.table.as_ref()?).ok()?;
        residuals.numbers("observed").ok().map(<[f64]>::to_vec)
    }

    fn fitted_table(&self) -> PyResult<&Table> {
        self.table
            .as_ref()
            .ok_or_else(|| refuse("this fit was read from a document, which holds no rows; fit the table again"))
    }
}

#[pymethods]
impl FitCore {
    /// A fit from the text of a document.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<FitCore> {
        let document: FitDocument = serde_json::from_str(text)
            .map_err(|e| refuse(format!("this is no document of a fit, as Fit.to_json gives it: {e}")))?;
        let fit = document.to_fit().map_err(|e| raise(py, e))?;
        let dropped = document.data.dropped.iter();
        let dropped = dropped.map(|d| Dropped { reason: d.reason.clone(), rows: d.rows }).collect();
        Ok(FitCore { fit, table: None, dropped, heldout: None, document })
    }

    /// A fit from the file of a document.
    #[staticmethod]
    fn read(py: Python<'_>, path: std::path::PathBuf) -> PyResult<FitCore> {
        let document = FitDocument::read(path).map_err(|e| raise(py, e))?;
        FitCore::from_json(py, &to_json(&document).map_err(|e| raise(py, e))?)
    }

    /// The document that the program prints with `--json`.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        to_json(&self.document).map_err(|e| raise(py, e))
    }

    /// What the program prints.
    #[pyo3(signature = (width = None))]
    fn summary(&self, width: Option<usize>) -> String {
        let style = TerminalStyle { width, ansi: false };
        let text = self.fit.summary().after(&self.dropped).to_terminal(&style);
        keywords(&self.heldout.iter().fold(text, |text, line| text + line + "\n"))
    }

    /// The words of the summary beside law and parameters.
    fn paragraphs(&self) -> Vec<String> {
        let mut words = self.fit.summary().after(&self.dropped).paragraphs();
        words.extend(self.heldout.clone());
        words.iter().map(|line| keywords(line)).collect()
    }

    /// The table of parameters as CSV, cells as they are printed.
    fn parameters(&self) -> String {
        parameters(&self.fit).render(lawful::Format::Csv)
    }

    /// Row, columns of the law, observed, fitted and residual at every used row.
    fn residuals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let table = self.fitted_table()?;
        let residuals = py.detach(|| lawful::residuals(&self.fit, table)).map_err(|e| raise(py, e))?;
        columns(py, &residuals)
    }

    /// A figure by name: `fit`, `cloud`, `profiles`; `None` if the fit has none of that kind.
    fn figure(&self, py: Python<'_>, name: &str) -> PyResult<Option<Figure>> {
        let table = self.fitted_table()?;
        let figure = py.detach(|| -> Result<Option<lawful::Figure>, Error> {
            Ok(match name {
                "fit" => Some(self.fit.figure(table)),
                "cloud" => figure::cloud(&self.fit, &FittedLaw::of_fit(&self.fit, table)?),
                "profiles" => figure::profiles(&self.fit),
                _ => None,
            })
        });
        Ok(figure.map_err(|e| raise(py, e))?.map(Figure::from))
    }

    /// The draws of the bootstrap, one list per parameter; `None` without one.
    fn draws<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(bootstrap) = &self.fit.bootstrap else { return Ok(None) };
        let drawn = self.fit.params.iter().enumerate().map(|(i, p)| {
            lawful::Column::number(p.name.as_str(), bootstrap.draws.iter().map(|draw| draw[i]).collect())
        });
        let table = Table::from_columns(drawn.collect()).map_err(|e| raise(py, e))?;
        columns(py, &table).map(Some)
    }
}
