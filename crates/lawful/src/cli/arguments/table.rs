//! Flags that cut a table to size.

use clap::Args;

/// What happens to the table before a law meets it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Table, in this order")]
pub(in crate::cli) struct TableArguments {
    /// Make rows of columns: 'loss_* as loss by set' (repeatable; without 'as' and 'by' the new columns are 'value' and
    /// 'name', which holds what '*' stands for)
    #[arg(long, value_name = "COLUMNS")]
    pub(in crate::cli) stack: Vec<String>,
    /// Leave out rows by number, from 1: '141' or '3,7-9'
    #[arg(long, value_name = "ROWS", value_parser = row_numbers)]
    pub(in crate::cli) without: Option<RowNumbers>,
    /// Add a column: 'D = C/(6*N)' (repeatable)
    #[arg(long = "let", value_name = "COL = EXPR")]
    pub(in crate::cli) derive: Vec<String>,
    /// Keep the rows that meet a condition: 'outlier == 0' (repeatable)
    #[arg(long = "where", value_name = "PRED")]
    pub(in crate::cli) keep: Vec<String>,
    /// Keep one row per group: 'min(loss) by N,D'
    #[arg(long, value_name = "REDUCTION")]
    pub(in crate::cli) reduce: Option<String>,
    /// Unit or counting convention of a column: 'params=non-embedding' (repeatable)
    #[arg(long, value_name = "COL=UNIT")]
    pub(in crate::cli) unit: Vec<String>,
}

/// Rows as `--without` gives them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct RowNumbers(pub(in crate::cli) Vec<usize>);

/// Parses `3,7-9`.
fn row_numbers(text: &str) -> Result<RowNumbers, String> {
    /// More than anybody types on purpose.
    const MOST: usize = 1_000_000;
    let mut rows = std::collections::BTreeSet::new();
    for part in text.split(',').map(str::trim) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last && last - first < MOST => rows.extend(first..=last),
            _ => return Err(format!("'{part}' is no row or range of rows, counted from 1, as in 3,7-9")),
        }
    }
    Ok(RowNumbers(rows.into_iter().collect()))
}
