//! Aligned text for a terminal, fitted to its width.

use super::{Align, TextTable};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};
use std::io::IsTerminal;
use unicode_width::UnicodeWidthStr;

/// The rules of a printed table: above, under the headings, below; none between columns.
const RULES: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// The narrowest column of words that is still readable when wrapped.
const NARROWEST_WORDS: usize = 8;

/// Spaces between two columns.
const GAP: usize = 2;

/// Wider cells are not set in columns (the layout counts in 16 bits).
const WIDEST_CELL: usize = 10_000;

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TerminalStyle {
    /// Columns of characters; `None` for no limit.
    pub width: Option<usize>,
    /// Whether bold and dim escape codes may be written.
    pub ansi: bool,
}

impl TerminalStyle {
    /// Asks standard output: its width and styles if it is a terminal, neither if it is a file or
    /// a pipe. A non-empty `NO_COLOR` turns the styles off (no-color.org).
    pub fn of_stdout() -> TerminalStyle {
        if !std::io::stdout().is_terminal() {
            return TerminalStyle::default();
        }
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        TerminalStyle { width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)), ansi: !no_color }
    }

    /// Bold text, where styles may be written.
    pub fn bold(&self, text: &str) -> String {
        self.escape(text, 1)
    }

    /// Dim text, where styles may be written.
    pub fn dim(&self, text: &str) -> String {
        self.escape(text, 2)
    }

    fn escape(&self, text: &str, code: u8) -> String {
        match self.ansi && !text.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.into(),
        }
    }
}

impl TextTable {
    /// The table as aligned text with rules. In a terminal too narrow for it columns of words are
    /// wrapped; where even that is not enough each row becomes a block of `heading  cell` lines.
    /// Numbers are never wrapped.
    pub fn to_terminal(&self, style: &TerminalStyle) -> String {
        let mut out = String::new();
        if !self.title.is_empty() {
            out.push_str(&style.bold(&self.title));
            out.push('\n');
        }
        if self.columns.is_empty() {
            return out;
        }
        match self.narrowest() <= style.width.unwrap_or(usize::MAX) {
            true => self.in_columns(style, &mut out),
            false => self.in_blocks(style, &mut out),
        }
        out
    }

    /// The width of each column if nothing is wrapped.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| c.heading.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        widths
    }

    /// The least width at which the columns fit side by side.
    fn narrowest(&self) -> usize {
        let widths = self.widths();
        if widths.iter().any(|&width| width > WIDEST_CELL) {
            return usize::MAX;
        }
        let columns = self.columns.iter().zip(&widths);
        let least = columns.map(|(column, &width)| match column.align {
            Align::Left => width.min(NARROWEST_WORDS),
            Align::Right => width,
        });
        least.sum::<usize>() + GAP * (self.columns.len() - 1)
    }

    fn in_columns(&self, style: &TerminalStyle, out: &mut String) {
        let mut table = Table::new();
        table.load_style(RULES);
        table.set_header(self.columns.iter().map(|c| c.heading.as_str()));
        for row in &self.rows {
            table.add_row(self.cells(row));
        }
        table.set_content_arrangement(match style.width {
            Some(_) => ContentArrangement::Dynamic,
            None => ContentArrangement::Disabled,
        });
        if let Some(width) = style.width {
            table.set_width(width.min(usize::from(u16::MAX)) as u16);
        }
        let last = self.columns.len() - 1;
        for (i, (set, column)) in table.column_iter_mut().zip(&self.columns).enumerate() {
            // The rules join between columns, which takes one of the spaces.
            set.set_padding((0, if i == last { 0 } else { GAP as u16 - 1 }));
            if column.align == Align::Right {
                set.set_cell_alignment(CellAlignment::Right);
                set.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let mut rules = 0;
        for line in table.lines() {
            let line = line.trim_end();
            let is_rule = !line.is_empty() && line.chars().all(|c| c == '─');
            rules += usize::from(is_rule);
            out.push_str(&match (is_rule, rules) {
                (true, _) => style.dim(line),
                (false, 1) => style.bold(line),
                (false, _) => line.to_string(),
            });
            out.push('\n');
        }
    }

    fn in_blocks(&self, style: &TerminalStyle, out: &mut String) {
        let indent = self.columns.iter().map(|c| c.heading.width()).max();
        let indent = indent.unwrap_or(0) + GAP;
        for (i, row) in self.rows.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            for (column, cell) in self.columns.iter().zip(self.cells(row)) {
                let room = style.width.unwrap_or(usize::MAX).saturating_sub(indent);
                let lines = match column.align {
                    Align::Left => wrapped(cell, room),
                    Align::Right => cell.to_string(),
                };
                let hanging = format!("\n{}", " ".repeat(indent));
                let space = " ".repeat(indent - column.heading.width());
                let heading = style.bold(&column.heading);
                let block = format!("{heading}{space}{}", lines.replace('\n', &hanging));
                out.push_str(block.trim_end());
                out.push('\n');
            }
        }
    }
}

/// Words in lines of at most `width` characters; a longer word has a line of its own.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = 0;
    for word in text.split_whitespace() {
        let needs = word.width();
        if line > 0 && line + 1 + needs > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += needs;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Column;

    fn parameters() -> TextTable {
        let mut table =
            TextTable::new([Column::words("parameter"), Column::numbers("value"), Column::words("what it is")]);
        table.row(["alpha", "0.34731", "exponent of the number of parameters"]);
        table.row(["A", "477.82", "scale"]);
        table
    }

    #[test]
    fn columns_are_aligned() {
        let expected = "\
────────────────────────────────────────────────────────
parameter    value  what it is
────────────────────────────────────────────────────────
alpha      0.34731  exponent of the number of parameters
A           477.82  scale
────────────────────────────────────────────────────────
";
        assert_eq!(parameters().to_terminal(&TerminalStyle::default()), expected);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 26..60 {
            let style = TerminalStyle { width: Some(width), ansi: false };
            let text = parameters().to_terminal(&style);
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            assert!(text.contains("0.34731") && text.contains("477.82"));
        }
    }

    #[test]
    fn a_very_narrow_terminal_gets_blocks() {
        let style = TerminalStyle { width: Some(12), ansi: false };
        let text = parameters().to_terminal(&style);
        let alpha = "parameter   alpha\nvalue       0.34731\nwhat it is  exponent\n            of\n";
        assert!(text.starts_with(alpha), "{text}");
    }

    #[test]
    fn headings_are_bold_only_where_asked() {
        let style = TerminalStyle { width: None, ansi: true };
        let text = parameters().to_terminal(&style);
        assert!(text.contains("\x1b[1mparameter    value  what it is\x1b[0m"), "{text}");
    }
}
