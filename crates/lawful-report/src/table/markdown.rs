//! Pipe tables of GitHub-flavoured Markdown, padded so that the source reads well too.

use super::{Align, TextTable};
use unicode_width::UnicodeWidthStr;

pub(super) fn render(table: &TextTable) -> String {
    let headings: Vec<String> = table.columns.iter().map(|c| escape(&c.heading)).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| table.cells(row).map(escape).collect()).collect();
    let widths: Vec<usize> = (0..headings.len())
        .map(|i| {
            let cells = rows.iter().map(|row| row[i].width());
            cells.chain([headings[i].width(), 3]).max().unwrap_or(3)
        })
        .collect();

    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str(&format!("**{}**\n\n", escape(&table.title)));
    }
    let mut line = |cells: &[String]| {
        out.push('|');
        for ((cell, column), &width) in cells.iter().zip(&table.columns).zip(&widths) {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            match column.align {
                Align::Left => out.push_str(&format!(" {cell}{space} |")),
                Align::Right => out.push_str(&format!(" {space}{cell} |")),
            }
        }
        out.push('\n');
    };
    line(&headings);
    let rules: Vec<String> = table
        .columns
        .iter()
        .zip(&widths)
        .map(|(column, &width)| match column.align {
            Align::Left => "-".repeat(width),
            Align::Right => format!("{}:", "-".repeat(width - 1)),
        })
        .collect();
    line(&rules);
    rows.iter().for_each(|row| line(row));
    out
}

/// Characters that would end a cell or start markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '<' | '\\' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{Column, Format, TextTable};

    #[test]
    fn pipes_are_escaped_and_columns_aligned() {
        let mut table = TextTable::new([Column::words("law"), Column::numbers("AIC")]);
        table.row(["a|b", "-12.3"]);
        assert_eq!(table.render(Format::Md), "| law  |   AIC |\n| ---- | ----: |\n| a\\|b | -12.3 |\n");
    }
}
