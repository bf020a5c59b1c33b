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
        out.push_str(&line(
            table.cells(row).zip(&table.columns).map(|(cell, column)| set(cell, column.align)).collect(),
        ));
    }
    out.push_str("  \\bottomrule\n\\end{tabular}\n");
    out
}

/// A cell; in a column of numbers `1.0183(12)e-3` becomes `1.0183(12)$\\times10^{-3}$`.
fn set(cell: &str, align: Align) -> String {
    match cell.rsplit_once('e').filter(|_| align == Align::Right) {
        Some((mantissa, power)) if is_number(mantissa) && power.parse::<i32>().is_ok() => {
            format!("{}$\\times10^{{{power}}}$", escape(mantissa))
        }
        _ => escape(cell),
    }
}

/// Digits, a point, signs and an error in parentheses or after `±`.
fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || "+-.() ±".contains(c))
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
            '–' => out.push_str("--"),
            '…' => out.push_str("\\dots{}"),
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

    #[test]
    fn powers_of_ten_are_set_in_mathematics() {
        let mut table = TextTable::new([Column::words("law"), Column::numbers("value")]);
        table.row(["2e3", "-1.0183(12)e-3"]);
        table.row(["e", "(1.02 ± 0.12)e21"]);
        table.row(["", "NaN"]);
        let latex = table.render(Format::Latex);
        assert!(latex.contains("2e3 & $-$1.0183(12)$\\times10^{-3}$ \\\\"), "{latex}");
        assert!(latex.contains("(1.02 $\\pm$ 0.12)$\\times10^{21}$"), "{latex}");
        assert!(latex.contains("& NaN"), "{latex}");
    }
}
