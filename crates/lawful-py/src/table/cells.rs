//! Columns of texts, and of numbers and texts mixed, cell by cell.

use lawful::Column;
use lawful_io::{Categories, ColumnData, MAX_DISTINCT, MISSING, MISSING_CODE, shortest};
use std::collections::HashMap;

/// Texts as codes.
#[derive(Default)]
pub struct Texts {
    codes: Vec<u32>,
    names: Vec<String>,
    seen: HashMap<String, u32>,
}

impl Texts {
    /// Adds a missing cell.
    pub fn missing(&mut self) {
        self.codes.push(MISSING_CODE);
    }

    /// Adds a text; an error in words if there are too many distinct ones.
    pub fn push(&mut self, text: &str) -> Result<(), String> {
        let code = match self.seen.get(text) {
            Some(code) => *code,
            None if self.names.len() >= MAX_DISTINCT => {
                return Err(format!("holds more than {MAX_DISTINCT} distinct texts, too many for categories"));
            }
            None => {
                let code = self.names.len() as u32;
                self.names.push(text.to_string());
                self.seen.insert(text.to_string(), code);
                code
            }
        };
        self.codes.push(code);
        Ok(())
    }

    /// The column.
    pub fn finish(self, name: &str) -> Column {
        Column::new(name, ColumnData::Category(Categories { codes: self.codes, names: self.names }))
    }
}

/// One cell.
pub enum Cell {
    Missing,
    Number(f64),
    Truth(bool),
    Text(String),
}

/// A column of such cells: numbers if no cell is a text, else categories, in which the first text among numbers is
/// marked. Truths alone are 1 and 0.
pub fn column(name: &str, cells: &[Cell]) -> Result<Column, String> {
    let texts = cells.iter().any(|c| matches!(c, Cell::Text(_)));
    if !texts {
        let number = |cell: &Cell| match cell {
            Cell::Number(x) => *x,
            Cell::Truth(t) => f64::from(u8::from(*t)),
            _ => MISSING,
        };
        let mut column = Column::number(name, cells.iter().map(number).collect());
        column.boolean = cells.iter().any(|c| matches!(c, Cell::Truth(_)))
            && cells.iter().all(|c| matches!(c, Cell::Truth(_) | Cell::Missing));
        return Ok(column);
    }
    let mut list = Texts::default();
    let (mut first, mut numbers) = (None, false);
    for (row, cell) in cells.iter().enumerate() {
        match cell {
            Cell::Missing => list.missing(),
            Cell::Text(text) => {
                first.get_or_insert_with(|| (row, text.chars().take(40).collect::<String>()));
                list.push(text)?;
            }
            Cell::Number(x) => {
                numbers = true;
                list.push(&shortest(*x))?;
            }
            Cell::Truth(t) => list.push(if *t { "true" } else { "false" })?,
        }
    }
    let mut column = list.finish(name);
    column.flaw = first.filter(|_| numbers);
    Ok(column)
}
