//! What a study found.

use crate::{Answer, Forecast, Statement, Verdict};
use lawful_report::{Figure, TextTable};

/// What one part of a study has to show.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Paragraphs.
    pub words: Vec<String>,
    /// Tables with their headings.
    pub tables: Vec<(String, TextTable)>,
    /// Figures with the names of their files.
    pub figures: Vec<(String, Figure)>,
    /// Why the part was not done, or broke off; empty if it was.
    pub lack: String,
}

/// A table that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRead {
    /// Its path, or `built in: NAME`.
    pub path: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Rows.
    pub rows: usize,
}

/// What a study found.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What it is about.
    pub statement: Statement,
    /// Every claim, in the statement's order.
    pub answers: Vec<Answer>,
    /// Predictions, scored where targets were given.
    pub forecasts: Vec<Forecast>,
    /// What the parts have to show.
    pub sections: Vec<Section>,
    /// The tables that were read.
    pub data: Vec<DataRead>,
    /// Seconds that it took.
    pub seconds: f64,
}

impl Outcome {
    /// How many claims have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.answers.iter().filter(|a| a.verdict == verdict).count()
    }

    /// `34 of 37 claims pass, 1 fails, 2 unanswerable`
    pub fn in_words(&self) -> String {
        let (all, pass) = (self.answers.len(), self.count(Verdict::Pass));
        let mut words = format!("{pass} of {all} claims pass");
        match self.count(Verdict::Fail) {
            0 => {}
            1 => words += ", 1 fails",
            n => words += &format!(", {n} fail"),
        }
        match self.count(Verdict::Unanswerable) {
            0 => {}
            n => words += &format!(", {n} unanswerable"),
        }
        words
    }
}
