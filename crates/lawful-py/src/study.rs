//! `lawful.study` and `lawful.studies`: papers recomputed, claim by claim.

use crate::answer::Answer;
use crate::error::{raise, refuse};
use crate::work;
use lawful::document::StudiesDocument;
use lawful::{ChosenStudy, Error};
use lawful_study::{Outcome, Settings, StudyDocument, all, listing};
use pyo3::prelude::*;
use std::path::PathBuf;

fn chosen(py: Python<'_>, names: &[String]) -> PyResult<Vec<ChosenStudy>> {
    names.iter().map(|name| ChosenStudy::find(name).map_err(|e| raise(py, e))).collect()
}

/// What all studies, or those of these names, are about.
#[pyfunction]
pub fn studies(py: Python<'_>, names: Vec<String>, command: &str) -> PyResult<Answer> {
    let chosen = match names.is_empty() {
        true => all().iter().map(ChosenStudy::BuiltIn).collect(),
        false => chosen(py, &names)?,
    };
    let (mut documents, mut tables) = (Vec::new(), Vec::new());
    for study in chosen {
        let statement = study.statement().map_err(|e| raise(py, e))?;
        tables.push((statement.title.clone(), listing::sources(&statement.claims)));
        documents.push(StudyDocument::stated(&statement));
    }
    let answer = Answer::new(py, &StudiesDocument::of(documents, None, command, 0))?;
    Ok(tables.into_iter().fold(answer, |answer, (title, table)| answer.with_table(&title, table)))
}

/// Options of `study`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct StudyOptions {
    data: Option<PathBuf>,
    quick: bool,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// Runs studies.
#[pyfunction]
pub fn study(
    py: Python<'_>,
    names: Vec<String>,
    options: StudyOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let chosen = chosen(py, &names)?;
    if let Some(folder) = options.data.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(refuse(format!("data: there is no folder {}", folder.display())));
    }
    let settings = Settings { data: options.data.clone(), quick: options.quick, seed: options.seed };
    let outcomes = work::run(py, options.threads, show.as_ref(), move |progress| {
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (done, study) in chosen.iter().enumerate() {
            if !progress(done, chosen.len()) {
                return Err(Error::Document("stopped".into()));
            }
            outcomes.push(study.run(&settings)?);
        }
        Ok(outcomes)
    })?;
    let documents: Vec<StudyDocument> = outcomes.iter().map(StudyDocument::of).collect();
    let document = StudiesDocument::of(documents, options.data.as_deref(), &options.command, options.seed);
    let mut answer = Answer::new(py, &document)?;
    for outcome in &outcomes {
        let name = &outcome.statement.name;
        answer = answer
            .with_words(format!("{name}: {}: {}", outcome.statement.title, outcome.in_words()))
            .with_table(&outcome.statement.title, listing::claims(&outcome.answers));
        if !outcome.forecasts.is_empty() {
            answer = answer.with_table("Predictions", listing::forecasts(&outcome.forecasts));
        }
        let figures = outcome.sections.iter().flat_map(|s| s.figures.clone());
        answer = answer.with_figures(figures.map(|(what, figure)| (format!("{name}-{what}"), figure)));
    }
    Ok(answer)
}
