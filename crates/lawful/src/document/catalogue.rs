//! Laws of the catalogue as a document (`lawful laws`).

use super::{Head, WarningDocument, ordered};
use crate::catalogue::{Entry, PublishedFit};
use serde::{Deserialize, Serialize};

/// A published fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedFitEntry {
    /// Its name after the `@`.
    pub source: String,
    /// The publication and the place in it.
    pub place: String,
    /// The parameters as printed.
    #[serde(with = "ordered")]
    pub params: Vec<(String, f64)>,
    /// What its numbers count.
    pub units: String,
    /// What to know before using it.
    pub note: String,
}

/// A law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LawEntry {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// One line.
    pub title: String,
    /// The columns that it is bound to.
    pub arguments: Vec<String>,
    /// The formula.
    pub formula: String,
    /// Where the parameters may lie.
    pub domains: Vec<String>,
    /// Where a search begins.
    pub starts: Vec<String>,
    /// What the data can't determine.
    pub gauge: String,
    /// What it does beyond the data.
    pub extrapolation: String,
    /// Units and counting conventions.
    pub units: String,
    /// Published fits.
    pub fits: Vec<PublishedFitEntry>,
    /// Paper and equation.
    pub source: String,
}

/// Laws of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CatalogueDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// A catalogue has no data: `null`.
    pub data: Option<()>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The laws.
    pub laws: Vec<LawEntry>,
}

impl CatalogueDocument {
    /// The document of these laws.
    pub fn of<'a>(laws: impl IntoIterator<Item = &'a Entry>, command: &str, seed: u64) -> CatalogueDocument {
        CatalogueDocument {
            head: Head::new("lawful.laws/1", command, seed),
            data: None,
            warnings: Vec::new(),
            laws: laws.into_iter().map(LawEntry::of).collect(),
        }
    }
}

impl LawEntry {
    /// A law with all its published fits.
    pub fn of(law: &Entry) -> LawEntry {
        LawEntry {
            name: law.name.clone(),
            aliases: law.aliases.clone(),
            title: law.title.clone(),
            arguments: law.arguments.clone(),
            formula: law.formula.clone(),
            domains: law.domains.clone(),
            starts: law.starts.clone(),
            gauge: law.gauge.clone(),
            extrapolation: law.extrapolation.clone(),
            units: law.units.clone(),
            fits: law.fits.iter().map(PublishedFitEntry::of).collect(),
            source: law.source.clone(),
        }
    }
}

impl PublishedFitEntry {
    fn of(fit: &PublishedFit) -> PublishedFitEntry {
        PublishedFitEntry {
            source: fit.source.clone(),
            place: fit.place.clone(),
            params: fit.params.iter().map(|(name, x)| (name.clone(), *x)).collect(),
            units: fit.units.clone(),
            note: fit.note.clone(),
        }
    }
}
