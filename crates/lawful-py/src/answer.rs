//! What a command has to say: a document, tables and lines of text, figures.

use crate::error::raise;
use crate::figure::Figure;
use crate::spelling::keywords;
use lawful::document::to_json;
use lawful::{Format, Table, TerminalStyle, TextTable};
use lawful_io::{ColumnData, is_missing};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

/// The result of a command.
#[pyclass(frozen)]
pub struct Answer {
    json: String,
    words: Vec<String>,
    tables: Vec<(String, TextTable)>,
    figures: Vec<(String, lawful::Figure)>,
}

impl Answer {
    /// With a document.
    pub fn new(py: Python<'_>, document: &impl serde::Serialize) -> PyResult<Answer> {
        let json = to_json(document).map_err(|e| raise(py, e))?;
        Ok(Answer { json, words: vec![], tables: vec![], figures: vec![] })
    }

    /// With a line of text.
    pub fn with_words(mut self, words: impl Into<String>) -> Answer {
        self.words.push(words.into());
        self
    }

    /// With a table under a heading.
    pub fn with_table(mut self, heading: &str, table: TextTable) -> Answer {
        self.tables.push((heading.into(), table));
        self
    }

    /// With figures.
    pub fn with_figures(mut self, figures: impl IntoIterator<Item = (impl Into<String>, lawful::Figure)>) -> Answer {
        self.figures.extend(figures.into_iter().map(|(name, figure)| (name.into(), figure)));
        self
    }
}

#[pymethods]
impl Answer {
    /// The document that the program prints with `--json`.
    #[getter]
    fn json(&self) -> &str {
        &self.json
    }

    /// Lines and tables as text, no wider than `width`.
    #[pyo3(signature = (width = None))]
    fn text(&self, width: Option<usize>) -> String {
        let style = TerminalStyle { width, ansi: false };
        let mut parts: Vec<String> = Vec::new();
        if !self.words.is_empty() {
            parts.push(self.words.join("\n") + "\n");
        }
        parts.extend(self.tables.iter().map(|(_, table)| table.to_terminal(&style)));
        keywords(&parts.join("\n"))
    }

    /// The lines.
    #[getter]
    fn lines(&self) -> Vec<String> {
        self.words.iter().map(|line| keywords(line)).collect()
    }

    /// `(heading, CSV)` of every table, cells as they are printed.
    #[getter]
    fn tables(&self) -> Vec<(String, String)> {
        self.tables.iter().map(|(heading, table)| (heading.clone(), keywords(&table.render(Format::Csv)))).collect()
    }

    /// The figures by name.
    #[getter]
    fn figures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let figures = PyDict::new(py);
        for (name, figure) in &self.figures {
            figures.set_item(name, Figure::from(figure.clone()))?;
        }
        Ok(figures)
    }
}

/// A table as `{name: values}`: numbers as the bytes of f64 (missing cells are NaN), texts as a list.
pub fn columns<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyDict>> {
    let columns = PyDict::new(py);
    for column in table.columns() {
        match &column.data {
            ColumnData::Number(values) => {
                let plain = |x: &f64| if is_missing(*x) { f64::NAN } else { *x };
                let bytes: Vec<u8> = values.iter().flat_map(|x| plain(x).to_ne_bytes()).collect();
                columns.set_item(&column.name, PyBytes::new(py, &bytes))?;
            }
            ColumnData::Category(texts) => {
                let cells = texts.codes.iter().map(|code| texts.names.get(*code as usize).map(String::as_str));
                columns.set_item(&column.name, PyList::new(py, cells.collect::<Vec<_>>())?)?;
            }
        }
    }
    Ok(columns)
}
