//! The studies, one statement and one recipe each.

mod chinchilla;
mod clip_comparison;
mod crossover;
mod data_filtering;
mod downstream_transfer;
mod fine_line;
mod flp;
mod henighan;
mod hestness;
mod hitchhiker;
mod nmt;
mod optimizer_spectra;
mod overtraining;
mod passuntil;
mod t2i;
mod time_series;
mod uncertainty;
mod unraveling;

use crate::Study;

/// Every study, by name.
pub fn all() -> &'static [Study] {
    const ALL: &[Study] = &[
        chinchilla::STUDY,
        clip_comparison::STUDY,
        crossover::STUDY,
        data_filtering::STUDY,
        downstream_transfer::STUDY,
        fine_line::STUDY,
        flp::STUDY,
        henighan::STUDY,
        hestness::STUDY,
        hitchhiker::STUDY,
        nmt::STUDY,
        optimizer_spectra::STUDY,
        overtraining::STUDY,
        passuntil::STUDY,
        t2i::STUDY,
        time_series::STUDY,
        uncertainty::STUDY,
        unraveling::STUDY,
    ];
    ALL
}

/// The study of a name.
pub fn find(name: &str) -> Option<&'static Study> {
    all().iter().find(|s| s.name == name)
}
