//! LaTeX tables with the rules of `booktabs` (`\usepackage{booktabs}`).

use super::{Align, TextTable};

pub(super) fn render(table: &TextTable) -> String {
    let spec: String = table
        .columns
        .iter()
        .map(|column| match column.align {
            Align::Left => 'l',
            Align::Right => 'r',
        })
        .collect();
    let line = |cells: Vec<String>| format!("  {} \\\\\n", cells.join(" & "));
    let headings = table.columns.iter().map(|c| escape(&c.heading)).collect();
    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str(&format!("% {}\n", table.title.replace(['\n', '\r'], " ")));
    }
    out.push_str(&format!("\\begin{{tabular}}{{@{{}}{spec}@{{}}}}\n"));
    out.push_str("  \\toprule\n");
    out.push_str(&line(headings));
    out.push_str("  \\midrule\n");
    for row in &table.rows {
        out.push_str(&line(table.cells(row).map(escape).collect()));
    }
    out.push_str("  \\bottomrule\n\\end{tabular}\n");
    out
}

/// Text with LaTeX's special characters escaped and the signs of numbers in mathematics.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("$<$"),
            '>' => out.push_str("$>$"),
            '|' => out.push_str("$|$"),
            '±' => out.push_str("$\\pm$"),
            '×' => out.push_str("$\\times$"),
            '≤' => out.push_str("$\\le$"),
            '≥' => out.push_str("$\\ge$"),
            '∞' => out.push_str("$\\infty$"),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    let looks_negative = text.starts_with('-') && text[1..].starts_with(|c: char| c.is_ascii_digit());
    if looks_negative {
        out.replace_range(..1, "$-$");
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{Column, Format, TextTable};

    #[test]
    fn special_characters_survive_latex() {
        let mut table = TextTable::new([Column::words("law"), Column::numbers("value")]);
        table.row(["A*N^-alpha & 50% of {x_1}", "-0.347 ± 0.015"]);
        let expected = "\\begin{tabular}{@{}lr@{}}\n  \\toprule\n  law & value \\\\\n  \\midrule\n  \
            A*N\\textasciicircum{}-alpha \\& 50\\% of \\{x\\_1\\} & $-$0.347 $\\pm$ 0.015 \\\\\n  \
            \\bottomrule\n\\end{tabular}\n";
        assert_eq!(table.render(Format::Latex), expected);
    }
}
