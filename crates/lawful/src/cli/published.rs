//! Laws and published fits by name.

use super::Failure;
use lawful::catalogue::{self, Entry};
use lawful::document::{LawEntry, PublishedFitEntry};
use lawful::suggest;

/// The law of this name or alias.
pub(super) fn find(name: &str) -> Result<&'static Entry, Failure> {
    catalogue::find(name).ok_or_else(|| {
        let names = catalogue::entries().iter().flat_map(|e| std::iter::once(&e.name).chain(&e.aliases));
        let advice = match suggest::nearest(name, names.map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "'lawful laws' lists them".to_string(),
        };
        Failure::new(format!("there is no law '{name}' in the catalogue; {advice}"))
    })
}

/// The published fit of `law` from this source.
pub(super) fn published(law: &LawEntry, source: &str) -> Result<PublishedFitEntry, Failure> {
    law.fits.iter().find(|f| f.source == source).cloned().ok_or_else(|| {
        let sources: Vec<&str> = law.fits.iter().map(|f| f.source.as_str()).collect();
        let advice = match (suggest::nearest(source, sources.iter().copied()), sources.is_empty()) {
            (Some(near), _) => format!("did you mean '{}@{near}'?", law.name),
            (None, true) => "it has none".to_string(),
            (None, false) => format!("there are {}", sources.join(", ")),
        };
        Failure::new(format!("law '{}' has no published fit '{source}'; {advice}", law.name))
    })
}
