//! `lawful.audit`: does a published law hold on its own data?

use crate::answer::Answer;
use crate::error::raise;
use crate::options::{Scatter, Search, Selection, law};
use crate::table::Data;
use crate::work;
use lawful::document::Provenance;
use lawful::{Auditing, Error, summary};
use lawful_audit::Publication;
use pyo3::prelude::*;

/// What was printed, as texts: digits matter.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Printed {
    parameters: Vec<String>,
    interval: Vec<String>,
    derived: Vec<String>,
    objective: Option<String>,
    x_range: Vec<String>,
    y_range: Option<String>,
    relation: Vec<String>,
    command: String,
}

impl Printed {
    fn publication(&self) -> Result<Publication, Error> {
        let mut printed = Publication::default();
        printed.parameters(self.parameters.iter().map(String::as_str))?;
        self.interval.iter().try_for_each(|text| printed.interval(text))?;
        self.derived.iter().try_for_each(|text| printed.derived(text))?;
        self.x_range.iter().try_for_each(|text| printed.x_range(text))?;
        self.relation.iter().try_for_each(|text| printed.relation(text))?;
        self.y_range.iter().try_for_each(|text| printed.y_range(text))?;
        self.objective.iter().try_for_each(|text| printed.objective(text))?;
        Ok(printed)
    }
}

/// Audits a publication on its table, or on paper alone.
#[pyfunction]
pub fn audit(
    py: Python<'_>,
    data: Option<Data<'_>>,
    law_text: &str,
    selection: Selection,
    scatter: Scatter,
    search: Search,
    printed: Printed,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let mut law = law(py, law_text)?;
    for clause in search.clauses(py)? {
        law = law.with_clause(clause);
    }
    let auditing = Auditing {
        law,
        printed: printed.publication().map_err(|e| raise(py, e))?,
        noise: scatter.noises()?.into_iter().next(),
        recipe: search.recipe(&scatter),
        cluster: scatter.cluster.clone(),
    };
    let (table, provenance) = match data {
        None => (None, Provenance { command: printed.command.clone(), ..Provenance::default() }),
        Some(data) => {
            let others = auditing.columns();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let selected = selection.load(py, &data, &[&auditing.law], &others)?;
            let provenance = selected.provenance(&printed.command);
            (Some(selected.table), provenance)
        }
    };
    let provenance = Provenance {
        sigma: scatter.sigma.clone(),
        weights: scatter.weights.clone(),
        cluster: scatter.cluster.clone(),
        ..provenance
    };
    let document =
        work::run(py, search.threads, show.as_ref(), move |_| auditing.document(table.as_ref(), provenance))?;
    Ok(Answer::new(py, &document)?
        .with_words(summary::audited(&document))
        .with_words(summary::verdict(&document))
        .with_table("Findings", summary::findings(&document)))
}
