//! The studies, one statement and one recipe each.

mod chinchilla;
mod optimizer_spectra;
mod overtraining;
mod time_series;

use crate::Study;

/// Every study, by name.
pub fn all() -> &'static [Study] {
    const ALL: &[Study] = &[chinchilla::STUDY, optimizer_spectra::STUDY, overtraining::STUDY, time_series::STUDY];
    ALL
}

/// The study of a name.
pub fn find(name: &str) -> Option<&'static Study> {
    all().iter().find(|s| s.name == name)
}
