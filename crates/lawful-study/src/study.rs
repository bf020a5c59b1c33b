//! A study: a statement and a recipe, run part by part.

use crate::{Answer, Claim, Error, Notebook, Outcome, Section, Settings, Statement, Verdict};
use std::collections::HashMap;
use std::time::Instant;

/// One part of a recipe.
#[derive(Clone, Copy)]
pub struct Part {
    /// What the keys of its claims begin with.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The work.
    pub run: fn(&mut Notebook) -> Result<(), Error>,
}

/// A statement with its recipe.
#[derive(Clone, Copy)]
pub struct Study {
    /// Its name.
    pub name: &'static str,
    /// The statement as TOML.
    pub statement: &'static str,
    /// The recipe.
    pub parts: &'static [Part],
}

impl Study {
    /// The statement.
    ///
    /// # Errors
    /// The text is no statement; tests read that of every study.
    pub fn statement(&self) -> Result<Statement, Error> {
        Statement::parse(self.statement)
    }

    /// Does the work. A part that lacks its data leaves its claims unanswerable; one that breaks down fails them.
    ///
    /// # Errors
    /// `targets.csv` can't be read, the statement is none.
    pub fn run(&self, settings: &Settings) -> Result<Outcome, Error> {
        let begun = Instant::now();
        let statement = self.statement()?;
        let mut notebook = Notebook::new(&statement, settings)?;
        let mut sections = Vec::new();
        let mut lacks: HashMap<&str, (Verdict, String)> = HashMap::new();
        for part in self.parts {
            notebook.section.title = part.title.to_string();
            if let Err(error) = (part.run)(&mut notebook) {
                let verdict = if matches!(error, Error::NoData(_)) { Verdict::Unanswerable } else { Verdict::Fail };
                notebook.section.lack = error.to_string();
                lacks.insert(part.key, (verdict, error.to_string()));
            }
            sections.push(std::mem::take(&mut notebook.section));
        }
        Ok(conclude(&statement, notebook, sections, &lacks, settings, begun))
    }
}

/// The verdict on every claim. `lacks` says for parts that were not done why.
pub(crate) fn conclude(
    statement: &Statement,
    notebook: Notebook,
    sections: Vec<Section>,
    lacks: &HashMap<&str, (Verdict, String)>,
    settings: &Settings,
    begun: Instant,
) -> Outcome {
    let Notebook { measured, reasons, forecasts, data, .. } = notebook;
    let answer = |claim: &Claim| {
        let (verdict, reason) = match (measured.get(&claim.key), reasons.get(&claim.key), lacks.get(claim.part())) {
            (Some(x), ..) if claim.holds(*x) => (Verdict::Pass, String::new()),
            (Some(_), reason, _) => (Verdict::Fail, reason.cloned().unwrap_or_default()),
            (None, Some(reason), _) => (Verdict::Unanswerable, reason.clone()),
            (None, None, Some(lack)) => lack.clone(),
            (None, None, None) if settings.quick && claim.slow => {
                (Verdict::Unanswerable, "takes longer: run without --quick".to_string())
            }
            (None, None, None) => (Verdict::Fail, "the recipe does not measure it".to_string()),
        };
        Answer { claim: claim.clone(), measured: measured.get(&claim.key).copied(), verdict, reason }
    };
    let answers = statement.claims.iter().map(answer).collect();
    let seconds = begun.elapsed().as_secs_f64();
    Outcome { statement: statement.clone(), answers, forecasts, sections, data, seconds }
}
