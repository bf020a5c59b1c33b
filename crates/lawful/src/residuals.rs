//! The fit row by row.

use crate::{Column, Error, Fit, Table};

/// One row per used row of `table`, which was fitted: `row` (the file's, from 1), the columns that the law reads, then
/// `observed` (the response as typed), `fitted` (the law, on the same scale) and `residual`
/// ([`Fit::residuals`]). A column with one of these names keeps it and the new one is left out.
///
/// # Errors
/// If `table` is another one than that which was fitted.
pub fn residuals(fit: &Fit, table: &Table) -> Result<Table, Error> {
    if fit.rows.iter().any(|&i| i >= table.rows()) {
        return Err(Error::Document("the table has fewer rows than the one that was fitted".into()));
    }
    let used = table.take(&fit.rows);
    let mut columns = vec![Column::number("row", fit.rows.iter().map(|&i| table.file_row(i) as f64).collect())];
    columns.extend(fit.columns.iter().filter_map(|name| used.column(name)).cloned());
    for (name, values) in [("observed", &fit.observed), ("fitted", &fit.fitted), ("residual", &fit.residuals())] {
        if columns.iter().all(|c| c.name != name) {
            columns.push(Column::number(name, values.clone()));
        }
    }
    // A column called `row` comes first then.
    let mut seen = std::collections::HashSet::new();
    columns.retain(|c| seen.insert(c.name.clone()));
    Ok(Table::from_columns(columns)?)
}
