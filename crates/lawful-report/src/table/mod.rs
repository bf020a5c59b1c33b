//! One table, four ways to print it.

mod latex;
mod markdown;
mod terminal;

pub use terminal::TerminalStyle;

/// How a document or table is printed (`--format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns for a terminal.
    #[default]
    Table,
    /// A pipe table of Markdown.
    Md,
    /// A LaTeX `tabular` with rules of the package `booktabs`.
    Latex,
    /// Comma-separated values (RFC 4180) with a header line.
    Csv,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Format, String> {
        match name {
            "table" => Ok(Format::Table),
            "md" => Ok(Format::Md),
            "latex" => Ok(Format::Latex),
            "csv" => Ok(Format::Csv),
            _ => Err(format!("unknown format '{name}': use table, md, latex or csv")),
        }
    }
}

/// The side of a column to which its cells are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// For words; may be wrapped in a narrow terminal.
    #[default]
    Left,
    /// For numbers; never wrapped.
    Right,
}

/// A column's heading and alignment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// Where the cells stand.
    pub align: Align,
}

impl Column {
    /// A column of words, set to the left.
    pub fn words(heading: impl Into<String>) -> Column {
        Column { heading: heading.into(), align: Align::Left }
    }

    /// A column of numbers, set to the right.
    pub fn numbers(heading: impl Into<String>) -> Column {
        Column { heading: heading.into(), align: Align::Right }
    }
}

/// A table of text cells: rows of as many cells as there are columns.
///
/// A row that is too short is filled with empty cells, one that is too long is cut.
///
/// ```
/// use lawful_report::{Column, Format, TextTable, with_error};
///
/// let mut table = TextTable::new([Column::words("parameter"), Column::numbers("value")]);
/// table.row(["alpha".into(), with_error(0.34731, 0.0151)]);
/// assert_eq!(
///     table.render(Format::Csv),
///     "parameter,value\nalpha,0.347 ± 0.015\n"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextTable {
    /// A line above the table; empty for none.
    pub title: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> TextTable {
        TextTable { columns: columns.into_iter().collect(), ..TextTable::default() }
    }

    /// The same table under a title.
    pub fn titled(mut self, title: impl Into<String>) -> TextTable {
        self.title = title.into();
        self
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as text that ends with a new line. [`Format::Table`] is plain and as wide as it
    /// needs; [`to_terminal`](TextTable::to_terminal) fits it to a terminal.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Table => self.to_terminal(&TerminalStyle::default()),
            Format::Md => markdown::render(self),
            Format::Latex => latex::render(self),
            Format::Csv => self.to_csv(),
        }
    }

    fn to_csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let headings = self.columns.iter().map(|c| c.heading.as_str()).collect();
        let rows = self.rows.iter().map(|row| self.cells(row).collect());
        for record in std::iter::once(headings).chain(rows) {
            let record: Vec<&str> = record;
            // A Vec takes every byte: writing to it has no way to fail.
            let _ = writer.write_record(record);
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Exactly as many cells as columns.
    pub(crate) fn cells<'a>(&self, row: &'a [String]) -> impl Iterator<Item = &'a str> + use<'a> {
        row.iter().map(String::as_str).chain(std::iter::repeat("")).take(self.columns.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_and_fills() {
        let mut table = TextTable::new([Column::words("a,b"), Column::numbers("n")]);
        table.row(["say \"hi\"", "1", "too many"]);
        table.row(["short"]);
        assert_eq!(table.render(Format::Csv), "\"a,b\",n\n\"say \"\"hi\"\"\",1\nshort,\n");
    }

    #[test]
    fn no_columns_is_no_trouble() {
        let mut table = TextTable::default();
        table.row(["x"]);
        for format in [Format::Table, Format::Md, Format::Latex, Format::Csv] {
            let _ = table.render(format);
        }
    }
}
