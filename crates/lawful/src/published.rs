//! Laws and published fits by name.

use crate::Error;
use crate::document::{LawEntry, PublishedFitEntry};
use lawful_law::catalogue::{self, Entry};
use lawful_law::suggest;

/// The law of the catalogue of this name or alias.
///
/// # Errors
/// There is none; the message suggests one.
pub fn find_law(name: &str) -> Result<&'static Entry, Error> {
    catalogue::find(name).ok_or_else(|| {
        let names = catalogue::entries().iter().flat_map(|e| std::iter::once(&e.name).chain(&e.aliases));
        let advice = match suggest::nearest(name, names.map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "'lawful laws' lists them".to_string(),
        };
        Error::Document(format!("there is no law '{name}' in the catalogue; {advice}"))
    })
}

/// The published fit of `law` from this source.
///
/// # Errors
/// There is none; the message lists those there are.
pub fn published_fit(law: &LawEntry, source: &str) -> Result<PublishedFitEntry, Error> {
    law.fits.iter().find(|f| f.source == source).cloned().ok_or_else(|| {
        let sources: Vec<&str> = law.fits.iter().map(|f| f.source.as_str()).collect();
        let advice = match (suggest::nearest(source, sources.iter().copied()), sources.is_empty()) {
            (Some(near), _) => format!("did you mean '{}@{near}'?", law.name),
            (None, true) => "it has none".to_string(),
            (None, false) => format!("there are {}", sources.join(", ")),
        };
        Error::Document(format!("law '{}' has no published fit '{source}'; {advice}", law.name))
    })
}
