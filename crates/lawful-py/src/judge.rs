//! Laws and intervals put to the test: comparisons, back-tests, coverage.

use crate::answer::Answer;
use crate::error::raise;
use crate::options::{Scatter, Search, Selection, condition_columns, law};
use crate::table::Data;
use crate::work;
use lawful::document::{BacktestDocument, ComparisonDocument, CoverageDocument, Provenance};
use lawful::parse::{parse_parameter_value, parse_reduce};
use lawful::query::Dropped;
use lawful::{Error, Law, Noise, figure, summary};
use lawful_fit::backtest::{Backtest, Selection as Rows};
use lawful_fit::compare::{Candidate, Comparison, HoldOut, Rolling};
use lawful_fit::coverage::{Coverage, log_grid};
use pyo3::prelude::*;

/// Options of a comparison.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct CompareOptions {
    holdout: Option<String>,
    rolling: Option<String>,
    command: String,
}

/// Ranks rival laws on the same rows.
#[pyfunction]
pub fn compare(
    py: Python<'_>,
    data: Data<'_>,
    laws: Vec<String>,
    selection: Selection,
    scatter: Scatter,
    search: Search,
    options: CompareOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let laws = laws.iter().map(|text| law(py, text)).collect::<PyResult<Vec<Law>>>()?;
    let mut others = scatter.columns()?;
    others.extend(options.rolling.clone());
    if let Some(condition) = &options.holdout {
        others.extend(condition_columns(py, "holdout", condition)?);
    }
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let selected = selection.load(py, &data, &laws.iter().collect::<Vec<_>>(), &others)?;
    let mut provenance = Provenance {
        command: options.command,
        steps: selected.steps,
        dropped: selected.dropped,
        sigma: scatter.sigma.clone(),
        weights: scatter.weights.clone(),
        cluster: scatter.cluster.clone(),
        holdout: options.holdout.clone(),
        units: Vec::new(),
    };
    let table = selected.table;
    let laws = lawful::with_clauses(laws, &search.clauses(py)?, &table).map_err(|e| raise(py, e))?;
    let (noise, recipe, seed) = (scatter.one()?, search.recipe(&scatter), search.seed);
    let candidates: Vec<Candidate> = laws.into_iter().map(|law| Candidate::new(law, noise.clone())).collect();
    let (holdout, rolling, cluster) = (options.holdout, options.rolling, scatter.cluster.clone());
    let (document, comparison, rolled, figure) = work::run(py, search.threads, show.as_ref(), move |progress| {
        let mut comparing =
            Comparison::of(&table, candidates.clone()).recipe(recipe.clone()).progress(progress.clone());
        let mut shown = None;
        if let Some(condition) = &holdout {
            // A mistake in the condition is told as one.
            shown = Some(lawful::hold_out(&table, condition)?.tested);
            comparing = comparing.holdout(HoldOut::Where(condition.clone()));
        }
        if let Some(column) = &cluster {
            comparing = comparing.cluster(column);
        }
        let comparison = comparing.run()?;
        let rolled = match &rolling {
            Some(column) => Some(Rolling::of(&table, candidates, column).recipe(recipe).progress(progress).run()?),
            None => None,
        };
        if let Some(condition) = &holdout {
            let reason = format!("--holdout '{condition}'");
            provenance.dropped.push(Dropped { reason, rows: comparison.n_heldout });
        }
        let document = ComparisonDocument::of(&comparison, rolled.as_ref(), &table.source, &provenance, seed);
        let figure = match &shown {
            Some(tested) => figure::comparison(&comparison, tested, true)?,
            None => figure::comparison(&comparison, &table.take(&comparison.rows), false)?,
        };
        Ok((document, comparison, rolled, figure))
    })?;
    let words = format!("{} laws: {}", comparison.models.len(), summary::criterion(&comparison));
    let mut answer = Answer::new(py, &document)?.with_words(words);
    for test in summary::tests(&comparison) {
        answer = answer.with_words(test);
    }
    answer = answer.with_table("Laws", summary::ranking(&comparison));
    if let Some(fits) = &rolled {
        let mut models: Vec<_> = comparison.models.iter().collect();
        models.sort_by_key(|m| m.index);
        let laws: Vec<String> = models.iter().map(|m| m.fit.law.clone()).collect();
        answer = answer.with_table("Fitted up to a value, predicted beyond", summary::rolling(fits, &laws));
    }
    Ok(answer.with_figures([("comparison", figure)]))
}

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
            names.extend(condition_columns(py, "cost", cost)?);
        }
        for rows in selections {
            if let Some(condition) = &rows.keep {
                names.extend(condition_columns(py, "select", condition)?);
            }
            if let Some(reduction) = &rows.reduce {
                let typed = |source| raise(py, Error::Text { typed: "select", source });
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
    data: Data<'_>,
    laws: Vec<String>,
    selection: Selection,
    scatter: Scatter,
    search: Search,
    options: BacktestOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let laws = laws.iter().map(|text| law(py, text)).collect::<PyResult<Vec<Law>>>()?;
    let selections: Result<Vec<Rows>, Error> =
        options.select.iter().map(|text| lawful::backtest_selection(text)).collect();
    let selections = selections.map_err(|e| raise(py, e))?;
    let mut others = scatter.columns()?;
    others.extend(options.columns(py, &selections)?);
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let selected = selection.load(py, &data, &laws.iter().collect::<Vec<_>>(), &others)?;
    let mut table = selected.table;
    let scale = lawful::backtest_scale(options.cost.as_deref(), &laws, &mut table).map_err(|e| raise(py, e))?;
    let laws = lawful::with_clauses(laws, &search.clauses(py)?, &table).map_err(|e| raise(py, e))?;
    let provenance = Provenance {
        command: options.command,
        steps: selected.steps,
        dropped: selected.dropped,
        sigma: scatter.sigma.clone(),
        weights: scatter.weights.clone(),
        cluster: scatter.cluster.clone(),
        ..Provenance::default()
    }
    .with_units_of(&table);
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

/// Options of a simulation of coverage.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct CoverageOptions {
    truth: Vec<String>,
    design: Vec<(String, f64, f64)>,
    rows: usize,
    noise: String,
    draw: Option<String>,
    scale: Option<f64>,
    sims: usize,
    level: f64,
    bootstrap: Option<usize>,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// Says how often intervals hold the truth.
#[pyfunction]
pub fn coverage(
    py: Python<'_>,
    law_text: &str,
    table: Option<Data<'_>>,
    options: CoverageOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let law = law(py, law_text)?;
    let design = match &table {
        Some(data) => data.read_all(py)?,
        None => {
            let ends: Vec<(&str, f64, f64)> = options.design.iter().map(|(n, lo, hi)| (n.as_str(), *lo, *hi)).collect();
            log_grid(&ends, options.rows).map_err(|e| raise(py, e))?
        }
    };
    let noise = |text: &str| text.parse::<Noise>().map_err(crate::error::refuse);
    let (fitted, drawn) = (noise(&options.noise)?, options.draw.as_deref().map(noise).transpose()?);
    let mut truth = Vec::new();
    for text in &options.truth {
        let typed = |source| raise(py, Error::Text { typed: "truth", source });
        let (parameter, value) = parse_parameter_value(text).map_err(typed)?;
        truth.push((parameter.to_string(), value));
    }
    let command = options.command.clone();
    let coverage = work::run(py, options.threads, show.as_ref(), move |progress| {
        let mut simulation = Coverage::of(&law, &design)
            .noise(fitted)
            .sims(options.sims)
            .level(options.level)
            .seed(options.seed)
            .progress(progress);
        for (parameter, value) in truth {
            simulation = simulation.truth(parameter, value);
        }
        if let Some(noise) = drawn {
            simulation = simulation.drawn(noise);
        }
        if let Some(scale) = options.scale {
            simulation = simulation.scale(scale);
        }
        if let Some(resamples) = options.bootstrap {
            simulation = simulation.bootstrap(resamples);
        }
        Ok(simulation.run()?)
    })?;
    let words = format!("{}: {} data sets of {} rows", coverage.law, coverage.sims, coverage.rows);
    let document = CoverageDocument::of(&coverage, &command);
    Ok(Answer::new(py, &document)?.with_words(words).with_table("Coverage", summary::coverage(&coverage)))
}
