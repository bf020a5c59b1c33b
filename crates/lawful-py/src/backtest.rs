//! `lawful.backtest`: forecasts beyond a cut against what lay there.

use crate::answer::Answer;
use crate::error::raise;
use crate::options::condition_columns;
use crate::question::{Asked, Question};
use crate::work;
use lawful::document::BacktestDocument;
use lawful::parse::parse_reduce;
use lawful::{Error, figure, summary};
use lawful_fit::backtest::{Backtest, Selection as Rows};
use lawful_fit::compare::Candidate;
use pyo3::prelude::*;

/// Options of a back-test.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct BacktestOptions {
    cost: Option<String>,
    select: Vec<String>,
    cuts: Vec<f64>,
    distances: Vec<f64>,
    command: String,
}

impl BacktestOptions {
    /// The columns that cost and selections name.
    fn columns(&self, py: Python<'_>, selections: &[Rows]) -> PyResult<Vec<String>> {
        let mut names = Vec::new();
        if let Some(cost) = &self.cost {
            names.extend(condition_columns(py, "--cost", cost)?);
        }
        for rows in selections {
            if let Some(condition) = &rows.keep {
                names.extend(condition_columns(py, "--select", condition)?);
            }
            if let Some(reduction) = &rows.reduce {
                let typed = |source| raise(py, Error::Text { typed: "--select", source });
                let reduction = parse_reduce(reduction).map_err(typed)?;
                names.push(reduction.column.0);
                names.extend(reduction.by.into_iter().map(|(name, _)| name));
            }
        }
        Ok(names)
    }
}

/// Says how good forecasts beyond the data would have been.
#[pyfunction]
pub fn backtest(
    py: Python<'_>,
    question: Question<'_>,
    options: BacktestOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let laws = question.laws(py)?;
    let selections: Result<Vec<Rows>, Error> =
        options.select.iter().map(|text| lawful::backtest_selection(text)).collect();
    let selections = selections.map_err(|e| raise(py, e))?;
    let others = options.columns(py, &selections)?;
    let Asked { mut table, provenance } =
        question.load(py, &laws.iter().collect::<Vec<_>>(), others, &options.command)?;
    let scale = lawful::backtest_scale(options.cost.as_deref(), &laws, &mut table).map_err(|e| raise(py, e))?;
    let laws = question.with_clauses(py, laws, &table)?;
    let provenance = provenance.with_units_of(&table);
    let Question { scatter, search, .. } = question;
    let noises = scatter.noises()?;
    let (recipe, seed, cluster) = (search.recipe(&scatter), search.seed, scatter.cluster.clone());
    let (cuts, distances) = (options.cuts, options.distances);
    let (document, result, figure) = work::run(py, search.threads, show.as_ref(), move |progress| {
        let mut test = Backtest::of(&table, &scale.column).recipe(recipe).progress(progress);
        for law in &laws {
            for noise in &noises {
                test = test.candidate(Candidate::new(law.clone(), noise.clone()));
            }
        }
        test = selections.into_iter().fold(test, |test, rows| test.selection(rows));
        if !cuts.is_empty() {
            test = test.cuts(cuts);
        }
        if !distances.is_empty() {
            test = test.distances(distances);
        }
        if let Some(column) = &cluster {
            test = test.cluster(column);
        }
        let result = test.run()?;
        let document = BacktestDocument::of(&result, &scale.text, &table, &provenance, seed);
        let figure = figure::backtest(&result, &scale.text);
        Ok((document, result, figure))
    })?;
    let words = format!("fitted up to a value of {}, predicted beyond", document.scale);
    let answer =
        Answer::new(py, &document)?.with_words(words).with_table("Forecasts", summary::backtest(&result, false));
    Ok(answer.with_figures([("backtest", figure)]))
}
