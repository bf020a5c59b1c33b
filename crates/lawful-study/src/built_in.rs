//! Tables that come with the crate, so that their studies run without any download. Sources and licences stand in
//! `data/README.md`.

use crate::Error;
use lawful_io::{Format, ReadOptions, Table};

/// Study, file, content.
const TABLES: &[(&str, &str, &str)] = &[
    ("chinchilla", "hoffmann_fig4_245.csv", include_str!("../data/hoffmann_fig4_245.csv")),
    ("chinchilla", "porian_isoflops_refinedweb.csv", include_str!("../data/porian_isoflops_refinedweb.csv")),
    ("chinchilla", "gemstones_checkpoints.csv", include_str!("../data/gemstones_checkpoints.csv")),
    ("broken-laws", "nmt_loss_vs_pairs.csv", include_str!("../data/nmt_loss_vs_pairs.csv")),
    ("overtraining", "openlm_testbed.csv", include_str!("../data/openlm_testbed.csv")),
    ("optimizer-spectra", "rank_points_160m.csv", include_str!("../data/rank_points_160m.csv")),
    ("optimizer-spectra", "paper_beta_160m.csv", include_str!("../data/paper_beta_160m.csv")),
    ("time-series", "tsfm_digitised.csv", include_str!("../data/tsfm_digitised.csv")),
];

/// A table that is built in; `None` if there is none of this name.
pub(crate) fn table(study: &str, file: &str) -> Option<Result<Table, Error>> {
    let (_, _, text) = TABLES.iter().find(|t| t.0 == study && t.1 == file)?;
    let name = format!("built in: {study}/{file}");
    let read = Table::from_bytes(&name, text.as_bytes().to_vec(), Format::Csv, &ReadOptions::default());
    Some(read.map_err(Error::from))
}

/// Whether a table is built in.
pub fn is_built_in(study: &str, file: &str) -> bool {
    TABLES.iter().any(|t| t.0 == study && t.1 == file)
}

/// Study and file of every table that is built in.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().map(|(study, file, _)| (*study, *file))
}
