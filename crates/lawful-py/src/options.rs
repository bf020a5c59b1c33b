//! Options as the Python side hands them over: dicts whose keys are all there.

use crate::error::{raise, refuse};
use crate::table::Data;
use lawful::document::Provenance;
use lawful::parse::parse_parameter_value;
use lawful::query::Dropped;
use lawful::{Error, Law, Noise, Steps, Table, Trials};
use lawful_fit::Recipe;
use lawful_law::ast::Clause;
use pyo3::prelude::*;

/// What happens to the table before a law meets it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Selection {
    without: Vec<usize>,
    #[pyo3(item("let"))]
    derive: Vec<String>,
    #[pyo3(item("where"))]
    keep: Vec<String>,
    reduce: Option<String>,
    by: Vec<String>,
    unit: Vec<(String, String)>,
}

/// A table after its steps.
pub struct Selected {
    pub table: Table,
    pub dropped: Vec<Dropped>,
    pub steps: Steps,
}

impl Selected {
    /// What was done to the table.
    pub fn provenance(&self, command: &str) -> Provenance {
        let (steps, dropped) = (self.steps.clone(), self.dropped.clone());
        Provenance { command: command.into(), steps, dropped, ..Provenance::default() }
    }
}

impl Selection {
    /// The steps.
    pub fn steps(&self) -> Steps {
        Steps {
            without: self.without.clone(),
            derive: self.derive.clone(),
            keep: self.keep.clone(),
            reduce: self.reduce.clone(),
            by: self.by.clone(),
            ..Steps::default()
        }
    }

    /// Reads what `laws`, the steps and `others` may use, and takes the steps.
    pub fn load(&self, py: Python<'_>, data: &Data, laws: &[&Law], others: &[&str]) -> PyResult<Selected> {
        let mut named = others.to_vec();
        named.extend(self.unit.iter().map(|(column, _)| column.as_str()));
        let table = data.read(py, laws, &self.steps(), &named)?;
        self.apply(py, table)
    }

    /// Takes the steps.
    pub fn apply(&self, py: Python<'_>, table: Table) -> PyResult<Selected> {
        let steps = self.steps();
        let selected = py.detach(|| steps.apply(table)).map_err(|e| raise(py, e))?;
        let mut table = selected.table;
        for (column, unit) in &self.unit {
            table.set_unit(column, unit).map_err(|e| raise(py, e))?;
        }
        Ok(Selected { table, dropped: selected.dropped, steps })
    }
}

/// Where the search begins, the seed, the level of intervals, threads.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Search {
    start: Vec<String>,
    fix: Vec<String>,
    starts: Option<usize>,
    pub seed: u64,
    pub level: f64,
    pub threads: Option<usize>,
}

impl Search {
    /// The clauses of starts and fixed values.
    pub fn clauses(&self, py: Python<'_>) -> PyResult<Vec<Clause>> {
        let parse = |typed: &'static str, text: &String| {
            parse_parameter_value(text).map_err(|source| raise(py, Error::Text { typed, source }))
        };
        let mut clauses = Vec::new();
        for text in &self.start {
            let (parameter, value) = parse("--start", text)?;
            clauses.push(Clause::Start { parameter, value });
        }
        for text in &self.fix {
            let (parameter, value) = parse("--fix", text)?;
            clauses.push(Clause::Fixed { parameter, value });
        }
        Ok(clauses)
    }

    /// How fits are made.
    pub fn recipe(&self, scatter: &Scatter) -> Recipe {
        Recipe {
            weights: scatter.weights.clone(),
            sigma: scatter.sigma.clone(),
            starts: self.starts,
            level: self.level,
            seed: self.seed,
        }
    }
}

/// How data scatter.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Scatter {
    pub noise: Vec<String>,
    pub sigma: Option<String>,
    pub weights: Option<String>,
    pub cluster: Option<String>,
}

impl Scatter {
    /// The noises.
    pub fn noises(&self) -> PyResult<Vec<Noise>> {
        self.noise.iter().map(|text| text.parse::<Noise>().map_err(refuse)).collect()
    }

    /// The only noise.
    pub fn one(&self) -> PyResult<Noise> {
        match &self.noises()?[..] {
            [noise] => Ok(noise.clone()),
            list => Err(refuse(format!("one noise is needed here, not {}", list.len()))),
        }
    }

    /// The columns that are named.
    pub fn columns(&self) -> PyResult<Vec<String>> {
        let mut names: Vec<String> =
            [&self.sigma, &self.weights, &self.cluster].into_iter().flatten().cloned().collect();
        for noise in self.noises()? {
            if let Noise::Binomial(Trials::Column(trials)) = noise {
                names.push(trials);
            }
        }
        Ok(names)
    }
}

/// Parses a law.
pub fn law(py: Python<'_>, text: &str) -> PyResult<Law> {
    Law::parse(text).map_err(|source| raise(py, Error::Text { typed: "the law", source }))
}

/// The columns that a condition names.
pub fn condition_columns(py: Python<'_>, typed: &'static str, text: &str) -> PyResult<Vec<String>> {
    let parsed = lawful::parse::parse_expression(text).map_err(|source| raise(py, Error::Text { typed, source }))?;
    Ok(parsed.names().map(String::from).collect())
}

/// Column values that are given, `N=7e9`.
pub fn fixed(py: Python<'_>, texts: &[String]) -> PyResult<Vec<(String, lawful_plan::Fixed)>> {
    lawful::fixed(texts).map_err(|e| raise(py, e))
}
