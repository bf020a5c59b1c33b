//! `lawful.compare`: rival laws on the same rows.

use crate::answer::Answer;
use crate::options::condition_columns;
use crate::question::{Asked, Question};
use crate::work;
use lawful::document::{ComparisonDocument, Provenance};
use lawful::query::Dropped;
use lawful::{figure, summary};
use lawful_fit::compare::{Candidate, Comparison, HoldOut, Rolling};
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
    question: Question<'_>,
    options: CompareOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let laws = question.laws(py)?;
    let mut others: Vec<String> = options.rolling.clone().into_iter().collect();
    if let Some(condition) = &options.holdout {
        others.extend(condition_columns(py, "--holdout", condition)?);
    }
    let Asked { table, provenance } = question.load(py, &laws.iter().collect::<Vec<_>>(), others, &options.command)?;
    let mut provenance = Provenance { holdout: options.holdout.clone(), ..provenance };
    let laws = question.with_clauses(py, laws, &table)?;
    let Question { scatter, search, .. } = question;
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
