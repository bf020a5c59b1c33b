//! The type of a column, found while its cells stream past.
//!
//! A column starts as numbers and costs 8 bytes a row. A first cell of text makes it a category, at 4 bytes a row and
//! a dictionary. Text *after* numbers makes it mixed: the texts of the numbers before are gone by then, so the reader
//! passes over that one column once more ([`ColumnBuilder::is_mixed`], [`ColumnBuilder::text`]).

use indexmap::IndexSet;

use crate::cell::{BadByte, Cell, CellReader};
use crate::column::{Categories, MISSING, MISSING_CODE, TEXT_CELL};
use crate::error::excerpt;
use crate::number::parse_number;
use crate::{Column, ColumnData, shortest};

/// The most distinct texts that a category keeps; a column with more stays one of numbers, see
/// [`Column::flaw`](crate::Column::flaw).
pub const MAX_DISTINCT: usize = 1_000_000;

/// The most bytes that the distinct texts of one column may take together.
const MAX_DICTIONARY_BYTES: usize = 1 << 28;

/// A column in the making.
#[derive(Debug)]
pub(crate) struct ColumnBuilder {
    pub name: String,
    data: Data,
    /// First cell of text.
    flaw: Option<(usize, String)>,
    /// Numbers stay texts.
    verbatim: bool,
    max_distinct: usize,
}

#[derive(Debug)]
enum Data {
    Number(Vec<f64>),
    Category(Dictionary),
}

#[derive(Debug, Default)]
struct Dictionary {
    codes: Vec<u32>,
    names: IndexSet<Box<str>>,
    bytes: usize,
}

impl ColumnBuilder {
    /// A column whose type is to be found.
    pub fn new(name: impl Into<String>) -> Self {
        ColumnBuilder {
            name: name.into(),
            data: Data::Number(Vec::new()),
            flaw: None,
            verbatim: false,
            max_distinct: MAX_DISTINCT,
        }
    }

    /// A column of text, whatever the text looks like.
    pub fn text(name: impl Into<String>) -> Self {
        ColumnBuilder { data: Data::Category(Dictionary::default()), verbatim: true, ..ColumnBuilder::new(name) }
    }

    /// Number of cells so far.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Number(values) => values.len(),
            Data::Category(d) => d.codes.len(),
        }
    }

    /// Whether text came after numbers, so that another pass with [`ColumnBuilder::text`] is needed.
    pub fn is_mixed(&self) -> bool {
        matches!(self.data, Data::Number(_)) && self.flaw.is_some() && self.max_distinct > 0
    }

    /// Adds a cell given as text.
    pub fn push_text(&mut self, text: &str, cells: &CellReader) {
        match cells.text(text) {
            Cell::Number(_) if self.verbatim => self.push(Cell::Text(text.trim())),
            Cell::Number(x) => self.push_spelled(x, text.trim()),
            cell => self.push(cell),
        }
    }

    /// Adds a cell given as the bytes of a text file.
    pub fn push_bytes(&mut self, bytes: &[u8], cells: &CellReader) -> Result<(), BadByte> {
        match cells.bytes(bytes)? {
            // The common case: a plain number in a column of numbers.
            Cell::Number(x) if matches!(self.data, Data::Number(_)) => self.push(Cell::Number(x)),
            Cell::Number(_) => match std::str::from_utf8(bytes) {
                Ok(text) => self.push_text(text, cells),
                Err(e) => return Err(BadByte(bytes[e.valid_up_to()])),
            },
            cell => self.push(cell),
        }
        Ok(())
    }

    /// Adds a number that the file spelled as `text`.
    pub fn push_spelled(&mut self, x: f64, text: &str) {
        match &self.data {
            Data::Number(_) => self.push(Cell::Number(x)),
            Data::Category(_) => self.push_name(text),
        }
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: Cell) {
        match (cell, &mut self.data) {
            (Cell::Missing, Data::Number(values)) => values.push(MISSING),
            (Cell::Missing, Data::Category(d)) => d.codes.push(MISSING_CODE),
            (Cell::Number(x), Data::Number(values)) => values.push(x),
            (Cell::Number(x), Data::Category(_)) => self.push_name(&shortest(x)),
            (Cell::Text(text), Data::Category(d)) => {
                if self.flaw.is_none() {
                    self.flaw = Some((d.codes.len(), excerpt(text)));
                }
                self.push_name(text);
            }
            (Cell::Text(text), Data::Number(values)) => {
                if self.flaw.is_none() {
                    self.flaw = Some((values.len(), excerpt(text)));
                    if self.max_distinct > 0 && values.iter().all(|&x| crate::is_missing(x)) {
                        let codes = vec![MISSING_CODE; values.len()];
                        self.data = Data::Category(Dictionary { codes, ..Dictionary::default() });
                        return self.push_name(text);
                    }
                }
                values.push(TEXT_CELL);
            }
        }
    }

    /// Adds missing cells until there are `rows`.
    pub fn pad(&mut self, rows: usize) {
        match &mut self.data {
            Data::Number(values) => values.resize(rows.max(values.len()), MISSING),
            Data::Category(d) => d.codes.resize(rows.max(d.codes.len()), MISSING_CODE),
        }
    }

    fn push_name(&mut self, text: &str) {
        let Data::Category(d) = &mut self.data else {
            return;
        };
        if let Some(&last) = d.codes.last()
            && last != MISSING_CODE
            && *d.names[last as usize] == *text
        {
            d.codes.push(last);
            return;
        }
        let code = match d.names.get_index_of(text) {
            Some(code) => code,
            None => {
                d.bytes += text.len();
                d.names.insert_full(text.into()).0
            }
        };
        d.codes.push(code as u32);
        if d.names.len() > self.max_distinct || d.bytes > MAX_DICTIONARY_BYTES {
            self.give_up_texts();
        }
    }

    /// Too many distinct texts: keeps the numbers among them and notes the first text.
    fn give_up_texts(&mut self) {
        let Data::Category(d) = std::mem::replace(&mut self.data, Data::Number(Vec::new())) else {
            return;
        };
        let values: Vec<f64> = d.names.iter().map(|t| parse_number(t).unwrap_or(TEXT_CELL)).collect();
        let cell = |code: u32| {
            if code == MISSING_CODE { MISSING } else { values[code as usize] }
        };
        self.data = Data::Number(d.codes.iter().map(|&code| cell(code)).collect());
        if self.verbatim || self.flaw.is_none() {
            let first = |(row, &code): (usize, &u32)| {
                let text = d.names.get_index(code as usize)?;
                (self.verbatim || parse_number(text).is_none()).then(|| (row, excerpt(text)))
            };
            self.flaw = d.codes.iter().enumerate().find_map(first);
        }
        self.max_distinct = 0;
    }

    /// The column, with its type.
    pub fn finish(self) -> Column {
        match self.data {
            Data::Number(mut values) => {
                values.shrink_to_fit();
                Column { flaw: self.flaw, ..Column::new(self.name, ColumnData::Number(values)) }
            }
            Data::Category(d)
                if !self.verbatim && !d.names.is_empty() && d.names.iter().all(|t| truth(t).is_some()) =>
            {
                let values: Vec<f64> = d.names.iter().map(|t| f64::from(u8::from(truth(t) == Some(true)))).collect();
                let cell = |code: u32| {
                    if code == MISSING_CODE { MISSING } else { values[code as usize] }
                };
                let data = ColumnData::Number(d.codes.iter().map(|&code| cell(code)).collect());
                Column { boolean: true, ..Column::new(self.name, data) }
            }
            Data::Category(mut d) => {
                d.codes.shrink_to_fit();
                let mixed = !self.verbatim && d.names.iter().any(|t| parse_number(t).is_some());
                let names = d.names.into_iter().map(String::from).collect();
                let data = ColumnData::Category(Categories { codes: d.codes, names });
                Column { flaw: self.flaw.filter(|_| mixed), ..Column::new(self.name, data) }
            }
        }
    }

    /// The mixed column, its texts taken from a second pass unless those were too many as well.
    pub fn finish_mixed(self, texts: ColumnBuilder) -> Column {
        match texts.data {
            Data::Category(_) => Column { flaw: self.flaw, ..texts.finish() },
            Data::Number(_) => self.finish(),
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_missing;

    fn column(texts: &[&str], max_distinct: usize) -> Column {
        let cells = CellReader::default();
        let mut builder = ColumnBuilder { max_distinct, ..ColumnBuilder::new("x") };
        let mut again = ColumnBuilder { max_distinct, ..ColumnBuilder::text("x") };
        for text in texts {
            builder.push_text(text, &cells);
            again.push_text(text, &cells);
        }
        if builder.is_mixed() { builder.finish_mixed(again) } else { builder.finish() }
    }

    fn names(column: &Column) -> Vec<&str> {
        match &column.data {
            ColumnData::Category(c) => c.names.iter().map(String::as_str).collect(),
            ColumnData::Number(_) => panic!("numbers"),
        }
    }

    #[test]
    fn numbers_with_missing_cells() {
        let x = column(&["", "1", "NA", "2.5", "nan"], 9);
        let ColumnData::Number(v) = &x.data else { panic!("not numbers") };
        assert!(is_missing(v[0]) && is_missing(v[2]) && v[4].is_nan() && !is_missing(v[4]));
        assert_eq!((v[1], v[3], x.flaw), (1.0, 2.5, None));
    }

    #[test]
    fn nothing_but_missing_cells_are_numbers() {
        assert!(matches!(column(&["", "NA"], 9).data, ColumnData::Number(v) if v.iter().all(|&x| is_missing(x))));
    }

    #[test]
    fn booleans_in_any_case() {
        let x = column(&["TRUE", "false", "", "True"], 9);
        assert!(x.boolean);
        assert!(
            matches!(&x.data, ColumnData::Number(v) if v[0] == 1.0 && v[1] == 0.0 && is_missing(v[2]) && v[3] == 1.0)
        );
        let y = column(&["True", "maybe"], 9);
        assert_eq!((names(&y), y.boolean), (vec!["True", "maybe"], false));
    }

    #[test]
    fn mixed_columns_keep_every_text_and_name_the_first() {
        let x = column(&["1.50", "", "abc", "2", "def", "1.50"], 9);
        assert_eq!(names(&x), ["1.50", "abc", "2", "def"]);
        assert_eq!(x.flaw, Some((2, "abc".into())));
        let y = column(&["abc", "1.50"], 9);
        assert_eq!((names(&y), y.flaw.clone()), (vec!["abc", "1.50"], Some((0, "abc".into()))));
        assert_eq!(column(&["abc", "def"], 9).flaw, None);
    }

    #[test]
    fn too_many_texts_leave_the_numbers() {
        for texts in [["1", "2", "3", "bad", "4"], ["bad", "1", "2", "3", "4"]] {
            let x = column(&texts, 2);
            let ColumnData::Number(v) = &x.data else { panic!("not numbers") };
            let bad = texts.iter().position(|t| *t == "bad").unwrap();
            assert_eq!(x.flaw, Some((bad, "bad".into())));
            assert_eq!(v.iter().filter(|x| x.is_finite()).sum::<f64>(), 10.0);
            assert_eq!(v[bad].to_bits(), TEXT_CELL.to_bits());
        }
    }
}
