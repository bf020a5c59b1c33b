//! How to read a table.

use std::collections::BTreeSet;

/// How to read a table; the default reads everything.
///
/// ```
/// # use lawful_io::{Format, ReadOptions, Table};
/// let options = ReadOptions { missing: vec!["-999".into()], ..ReadOptions::default() };
/// let table = Table::from_bytes("runs.csv", b"loss\n2.5\n-999\n".to_vec(), Format::Csv, &options)?;
/// assert!(lawful_io::is_missing(table.numbers("loss")?[1]));
/// # Ok::<(), lawful_io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadOptions {
    /// Names of the columns to keep, all if `None`. Other columns are neither stored nor checked; a name that the
    /// file lacks is left out without an error.
    pub columns: Option<BTreeSet<String>>,
    /// Texts that mean a missing cell, beside the empty cell, `NA`, `N/A`, `null`, `None` and their like. One that is
    /// a number (`-999`) stands for that number in every format.
    pub missing: Vec<String>,
    /// Names of columns that hold text even where it looks like numbers (`001`).
    pub text: BTreeSet<String>,
    /// The delimiter of a CSV file; `None`: tab for `.tsv`, else whichever of `,` `;` tab `|` is most frequent in
    /// the header.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook; `None`: the first that holds cells.
    pub sheet: Option<String>,
}

impl ReadOptions {
    /// Everything, but only these columns.
    pub fn only<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        ReadOptions { columns: Some(columns.into_iter().map(Into::into).collect()), ..ReadOptions::default() }
    }

    pub(crate) fn keeps(&self, name: &str) -> bool {
        self.columns.as_ref().is_none_or(|columns| columns.contains(name))
    }
}
