//! What a study is about, as text: question, data, claims. Kept beside the recipe as TOML.

use crate::{Claim, Error};
use serde::Deserialize;
use std::collections::HashSet;

/// A table that a study reads.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Its name in the study's folder; `STUDY/FILE` where it lies in another study's.
    pub file: String,
    /// What stands in it, and which columns are read.
    pub what: String,
    /// Where it comes from, with its licence.
    pub from: String,
}

/// What a study is about.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its name, and that of its folder of data.
    pub name: String,
    /// One line.
    pub title: String,
    /// The papers.
    pub papers: Vec<String>,
    /// What is asked, and what is known of the answer.
    pub question: String,
    /// What to know before believing it.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// The tables.
    #[serde(default)]
    pub data: Vec<DataFile>,
    /// The claims.
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// The text is no statement, a claim contradicts itself, two have one key.
    pub fn parse(text: &str) -> Result<Statement, Error> {
        let statement: Statement = toml::from_str(text).map_err(|e| Error::new(e.to_string().trim().to_string()))?;
        let mut keys = HashSet::new();
        for claim in &statement.claims {
            claim.check()?;
            claim.check_reason()?;
            if !keys.insert(&claim.key) {
                return Err(Error::new(format!("claim '{}' is made twice", claim.key)));
            }
        }
        Ok(statement)
    }

    /// The folder below the data folder, and the name in it, of a file of [`DataFile::file`].
    pub fn place<'a>(&'a self, file: &'a str) -> (&'a str, &'a str) {
        file.split_once('/').unwrap_or((&self.name, file))
    }
}
