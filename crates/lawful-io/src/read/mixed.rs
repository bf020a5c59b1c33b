//! The second pass over columns that hold numbers and then text.

use std::collections::BTreeSet;

use super::Contents;
use crate::infer::ColumnBuilder;
use crate::input::Input;
use crate::{Error, ReadOptions};

/// What one pass over a file gives.
pub(super) struct Pass {
    pub columns: Vec<ColumnBuilder>,
    pub rows: usize,
    pub sha256: String,
    /// What program's layout the file has, in words.
    pub layout: Option<&'static str>,
}

/// Reads a file with `pass` and, if columns turn out mixed, those once more for the texts of their numbers.
pub(super) fn read(
    input: &Input,
    options: &ReadOptions,
    pass: impl Fn(&Input, &ReadOptions) -> Result<Pass, Error>,
) -> Result<Contents, Error> {
    let Pass { columns, rows, sha256, layout } = pass(input, options)?;
    let mixed: BTreeSet<String> = columns.iter().filter(|c| c.is_mixed()).map(|c| c.name.clone()).collect();
    let mut texts = Vec::new();
    if !mixed.is_empty() {
        let again = pass(input, &ReadOptions { columns: Some(mixed.clone()), text: mixed, ..options.clone() })?;
        if again.sha256 != sha256 {
            return Err(input.error("the file changed while it was read; read it again"));
        }
        texts = again.columns;
    }
    let columns = columns
        .into_iter()
        .map(|column| match texts.iter().position(|t| t.name == column.name) {
            Some(i) => column.finish_mixed(texts.swap_remove(i)),
            None => column.finish(),
        })
        .collect();
    Ok(Contents { layout, ..Contents::new(columns, rows, sha256) })
}
