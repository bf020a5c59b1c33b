//! Columns of several tables, one below the other.

use indexmap::IndexSet;

use crate::column::{MISSING, MISSING_CODE, TEXT_CELL, is_missing, is_text_cell};
use crate::error::excerpt;
use crate::number::{parse_number, shortest};
use crate::{Categories, Column, ColumnData, Error, MAX_DISTINCT, Source, Table};

/// Names for the column that says where a row came from; the first that no table has is taken.
const SOURCE: [&str; 3] = ["source", "file", "lawful.source"];

/// Rows of several columns (`None`: missing cells), one part below the other. Numbers and texts together make a column of
/// text whose first text is noted ([`Column::flaw`]), as in a file that holds both.
pub(crate) fn column<'a>(name: &str, parts: impl Iterator<Item = (Option<&'a Column>, &'a [usize])>) -> Column {
    let parts: Vec<_> = parts.collect();
    let there = || parts.iter().filter_map(|(column, _)| *column);
    let has_text = there().any(|c| matches!(c.data, ColumnData::Category(_)));
    let mut made = if has_text { texts(name, &parts) } else { numbers(name, &parts) };
    let mut units = there().map(|c| &c.unit).filter(|unit| unit.is_some());
    made.unit = units.next().cloned().flatten();
    made
}

type Part<'a> = (Option<&'a Column>, &'a [usize]);

fn numbers(name: &str, parts: &[Part]) -> Column {
    let (mut values, mut flaw): (Vec<f64>, Option<(usize, String)>) = (Vec::new(), None);
    for (column, rows) in parts {
        let start = values.len();
        match column.map(|c| (&c.data, &c.flaw)) {
            Some((ColumnData::Number(cells), was)) => {
                values.extend(rows.iter().map(|&row| cells[row]));
                if flaw.is_none()
                    && let Some((row, text)) = was
                {
                    // The first cell of text may be in a row that is not taken.
                    let first = values[start..].iter().position(|&x| is_text_cell(x));
                    let text = |first: usize| if rows[first] == *row { text.clone() } else { "text".to_string() };
                    flaw = first.map(|first| (start + first, text(first)));
                }
            }
            _ => values.resize(start + rows.len(), MISSING),
        }
    }
    let some = || parts.iter().filter_map(|(c, _)| *c);
    let boolean = some().next().is_some() && some().all(|c| c.boolean);
    Column { flaw, boolean, ..Column::number(name, values) }
}

fn texts(name: &str, parts: &[Part]) -> Column {
    let (mut codes, mut names, mut any_number) = (Vec::new(), IndexSet::<String>::new(), false);
    for (column, rows) in parts {
        match column.map(|c| &c.data) {
            Some(ColumnData::Category(c)) => {
                any_number |= column.is_some_and(|c| c.flaw.is_some());
                let code = |text: &String| names.insert_full(text.clone()).0 as u32;
                let map: Vec<u32> = c.names.iter().map(code).collect();
                codes.extend(rows.iter().map(|&row| map.get(c.codes[row] as usize).copied().unwrap_or(MISSING_CODE)));
            }
            Some(ColumnData::Number(values)) => {
                for x in rows.iter().map(|&row| values[row]) {
                    any_number |= !is_missing(x);
                    let text = if is_text_cell(x) { "text".to_string() } else { shortest(x) };
                    codes.push(if is_missing(x) { MISSING_CODE } else { names.insert_full(text).0 as u32 });
                }
            }
            None => codes.resize(codes.len() + rows.len(), MISSING_CODE),
        }
    }
    let numbers: Vec<Option<f64>> = names.iter().map(|text| parse_number(text)).collect();
    let is_text = |code: &u32| numbers.get(*code as usize).is_some_and(Option::is_none);
    let first = codes.iter().position(is_text).filter(|_| any_number || names.len() > MAX_DISTINCT);
    let flaw = first.and_then(|row| Some((row, excerpt(names.get_index(codes[row] as usize)?))));
    if names.len() > MAX_DISTINCT {
        let cell = |code: &u32| numbers.get(*code as usize).map_or(MISSING, |number| number.unwrap_or(TEXT_CELL));
        return Column { flaw, ..Column::number(name, codes.iter().map(cell).collect()) };
    }
    let data = ColumnData::Category(Categories { codes, names: names.into_iter().collect() });
    Column { flaw, ..Column::new(name, data) }
}

impl Table {
    /// Tables one below the other, each with a text that says where its rows came from, in a new column `source`
    /// (`file` if a table has a `source` of its own). A column that a table lacks is missing in its rows. Rows are
    /// counted on from table to table.
    ///
    /// # Errors
    /// Two tables give a column different units.
    pub fn concatenate(parts: Vec<(String, Table)>) -> Result<Table, Error> {
        let mut names: IndexSet<&str> = IndexSet::new();
        parts.iter().for_each(|(_, table)| names.extend(table.columns().iter().map(|c| c.name.as_str())));
        let rows: Vec<Vec<usize>> = parts.iter().map(|(_, table)| (0..table.rows()).collect()).collect();
        let source = SOURCE.iter().find(|name| !names.contains(**name)).unwrap_or(&SOURCE[0]);
        let (mut codes, mut sources) = (Vec::new(), IndexSet::new());
        for (source, table) in &parts {
            let code = sources.insert_full(source.clone()).0 as u32;
            codes.resize(codes.len() + table.rows(), code);
        }
        let sources = ColumnData::Category(Categories { codes, names: sources.into_iter().collect() });
        let mut columns = vec![Column::new(*source, sources)];
        for name in &names {
            same_unit(name, &parts)?;
            columns.push(column(name, parts.iter().zip(&rows).map(|((_, t), rows)| (t.column(name), rows.as_slice()))));
        }
        let mut table = Table::from_columns(columns)?;
        table.source = Source { files: parts.iter().map(|(_, t)| t.source.clone()).collect(), ..table.source };
        Ok(table)
    }
}

/// An error if a column has one unit in one table and another in another.
fn same_unit(name: &str, parts: &[(String, Table)]) -> Result<(), Error> {
    let units = parts.iter().filter_map(|(source, table)| Some((source, table.column(name)?.unit.as_ref()?)));
    let mut first = None;
    for (source, unit) in units {
        match first {
            None => first = Some((source, unit)),
            Some((there, other)) if other != unit => {
                return Err(Error::new(format!(
                    "column '{name}' is in {other} in {there} and in {unit} in {source}; read them apart"
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
