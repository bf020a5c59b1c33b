//! Laws, a table and how they are fitted: what `fit`, `compare`, `backtest` and `audit` are asked.

use crate::error::raise;
use crate::options::{Scatter, Search, Selection, law};
use crate::table::Data;
use lawful::document::Provenance;
use lawful::{Law, Table};
use pyo3::prelude::*;

/// The question as the Python side hands it over.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Question<'py> {
    data: Data<'py>,
    laws: Vec<String>,
    selection: Selection,
    pub scatter: Scatter,
    pub search: Search,
}

/// The table of a question after its steps, and what was done to it.
pub struct Asked {
    pub table: Table,
    pub provenance: Provenance,
}

impl Question<'_> {
    /// The laws.
    pub fn laws(&self, py: Python<'_>) -> PyResult<Vec<Law>> {
        self.laws.iter().map(|text| law(py, text)).collect()
    }

    /// The first law.
    pub fn law(&self, py: Python<'_>) -> PyResult<Law> {
        law(py, self.laws.first().map_or("", String::as_str))
    }

    /// Reads what the laws, the options and `others` may use, and takes the steps.
    pub fn load(&self, py: Python<'_>, laws: &[&Law], others: Vec<String>, command: &str) -> PyResult<Asked> {
        let mut named = self.scatter.columns()?;
        named.extend(others);
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let selected = self.selection.load(py, &self.data, laws, &named)?;
        let provenance = Provenance {
            sigma: self.scatter.sigma.clone(),
            weights: self.scatter.weights.clone(),
            cluster: self.scatter.cluster.clone(),
            ..selected.provenance(command)
        };
        Ok(Asked { table: selected.table, provenance })
    }

    /// The laws with the starts and fixed values of the options, each where it has the parameter.
    pub fn with_clauses(&self, py: Python<'_>, laws: Vec<Law>, table: &Table) -> PyResult<Vec<Law>> {
        lawful::with_clauses(laws, &self.search.clauses(py)?, table).map_err(|e| raise(py, e))
    }
}
