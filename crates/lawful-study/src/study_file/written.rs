//! A study file as it is written: TOML whose texts remember where they stand.

use crate::{Error, Expected, Relation};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) name: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) question: String,
    #[serde(default)]
    pub(super) papers: Vec<String>,
    #[serde(default)]
    pub(super) caveats: Vec<String>,
    pub(super) table: TablePart,
    pub(super) fit: FitPart,
    #[serde(default, rename = "rival")]
    pub(super) rivals: Vec<RivalPart>,
    #[serde(default, rename = "predict")]
    pub(super) points: Vec<PointPart>,
    #[serde(default, rename = "claim")]
    pub(super) claims: Vec<ClaimPart>,
}

/// `[table]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TablePart {
    pub(super) file: Option<Spanned<String>>,
    pub(super) built_in: Option<Spanned<String>>,
    #[serde(default, rename = "let")]
    pub(super) derive: Vec<Spanned<String>>,
    #[serde(default, rename = "where")]
    pub(super) keep: Vec<Spanned<String>>,
    pub(super) reduce: Option<Spanned<String>>,
}

/// `[fit]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FitPart {
    pub(super) law: Spanned<String>,
    pub(super) noise: Option<Spanned<String>>,
    pub(super) holdout: Option<Spanned<String>>,
    pub(super) bootstrap: Option<Spanned<usize>>,
    pub(super) starts: Option<Spanned<usize>>,
    pub(super) level: Option<Spanned<f64>>,
    pub(super) cluster: Option<Spanned<String>>,
    pub(super) weights: Option<Spanned<String>>,
    pub(super) sigma: Option<Spanned<String>>,
}

/// `[[rival]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RivalPart {
    pub(super) name: Spanned<String>,
    pub(super) law: Spanned<String>,
    pub(super) noise: Option<Spanned<String>>,
}

/// `[[predict]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointPart {
    pub(super) name: Spanned<String>,
    pub(super) at: Spanned<String>,
    pub(super) observed: Option<f64>,
}

/// `[[claim]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimPart {
    pub(super) measure: Spanned<String>,
    pub(super) claim: Option<String>,
    pub(super) expected: Expected,
    #[serde(default)]
    pub(super) relation: Relation,
    pub(super) absolute: Option<f64>,
    pub(super) relative: Option<f64>,
    #[serde(default)]
    pub(super) why: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) published: String,
}

/// A file and its text, to say where in it something is wrong.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: String,
    text: String,
}

impl Place {
    pub(super) fn new(path: &Path, text: String) -> Place {
        Place { path: path.display().to_string(), text }
    }

    /// The file as it is written.
    pub(super) fn read(&self) -> Result<Written, Error> {
        toml::from_str(&self.text).map_err(|e| {
            let line = e.span().map_or(String::new(), |span| format!(" line {}:", self.line(span.start)));
            let words: Vec<&str> = e.message().split_whitespace().collect();
            Error::new(format!("{}:{line} {}", self.path, words.join(" ")))
        })
    }

    /// `runs.toml: line 12, fit.law: what is wrong`
    pub(super) fn wrong<T>(&self, at: &Spanned<T>, key: &str, what: impl std::fmt::Display) -> Error {
        Error::new(format!("{}: line {}, {key}: {what}", self.path, self.line(at.span().start)))
    }

    /// `runs.toml: what is wrong`
    pub(super) fn anywhere(&self, what: impl std::fmt::Display) -> Error {
        Error::new(format!("{}: {what}", self.path))
    }

    fn line(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }
}
