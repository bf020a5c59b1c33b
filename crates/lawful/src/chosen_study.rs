//! A study to be run or shown: one of those built in, or a user's own file.

use crate::{Error, Report, suggest};
use lawful_study::{Outcome, Settings, Statement, Study, StudyFile, all, find};
use std::path::Path;

/// A study by name, or from a file.
#[derive(Clone)]
pub enum ChosenStudy {
    /// Built in.
    BuiltIn(&'static Study),
    /// A user's own, in TOML.
    Own(Box<StudyFile>),
}

impl ChosenStudy {
    /// What ends in `.toml` is a file, anything else a name.
    ///
    /// # Errors
    /// There is no such study: what is nearest, or how to list them; the file is none.
    pub fn find(name: &str) -> Result<ChosenStudy, Error> {
        if Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            return Ok(ChosenStudy::Own(Box::new(StudyFile::read(name).map_err(|e| Error::Document(e.to_string()))?)));
        }
        find(name).map(ChosenStudy::BuiltIn).ok_or_else(|| {
            let advice = match suggest::nearest(name, all().iter().map(|s| s.name)) {
                Some(near) => format!("did you mean '{near}'?"),
                None if Path::new(name).exists() => "the file of a study ends in .toml".to_string(),
                None => "'lawful study list' lists them".to_string(),
            };
            Error::Document(format!("there is no study '{name}'; {advice}"))
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            ChosenStudy::BuiltIn(study) => study.name,
            ChosenStudy::Own(file) => &file.statement().name,
        }
    }

    /// What it is about.
    ///
    /// # Errors
    /// A built-in statement that can't be read, which tests rule out.
    pub fn statement(&self) -> Result<Statement, Error> {
        match self {
            ChosenStudy::BuiltIn(study) => study.statement().map_err(|e| self.failed(&e)),
            ChosenStudy::Own(file) => Ok(file.statement().clone()),
        }
    }

    /// Does the work.
    ///
    /// # Errors
    /// Data of a user's study that can't be read, a broken `targets.csv`.
    pub fn run(&self, settings: &Settings) -> Result<Outcome, Error> {
        match self {
            ChosenStudy::BuiltIn(study) => study.run(settings).map_err(|e| self.failed(&e)),
            ChosenStudy::Own(file) => {
                file.run(settings, |fit, table| fit.figure(table)).map_err(|e| Error::Document(e.to_string()))
            }
        }
    }

    fn failed(&self, error: &lawful_study::Error) -> Error {
        Error::Document(format!("study '{}': {error}", self.name()))
    }
}
