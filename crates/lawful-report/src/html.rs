//! One self-contained page: no script, no font, no other file is needed to read it.

use crate::draw::{Drawing, escape, style_sheet};
use crate::figure::{Figure, Theme};
use crate::table::{Align, TextTable};

/// A page that is built from top to bottom. It is light or dark as the reader's system is, figures
/// included.
///
/// ```
/// use lawful_report::{Column, Html, TextTable};
///
/// let mut table = TextTable::new([Column::words("parameter"), Column::numbers("value")]);
/// table.row(["alpha", "0.347(15)"]);
/// let page = Html::new("Fit").section("Parameters").table(&table).finish();
/// assert!(page.starts_with("<!doctype html>"));
/// ```
#[derive(Debug, Clone)]
pub struct Html {
    title: String,
    body: String,
}

impl Html {
    /// A page under a title.
    pub fn new(title: impl Into<String>) -> Html {
        Html { title: title.into(), body: String::new() }
    }

    /// Starts a section.
    pub fn section(mut self, heading: &str) -> Html {
        self.body.push_str(&format!("<h2>{}</h2>\n", escape(heading)));
        self
    }

    /// A paragraph of plain text.
    pub fn text(mut self, text: &str) -> Html {
        self.body.push_str(&format!("<p>{}</p>\n", escape(text)));
        self
    }

    /// Text set as it is, such as a formula or a command.
    pub fn code(mut self, text: &str) -> Html {
        let lines: Vec<String> = text.lines().map(escape).collect();
        let lines = lines.join("\n");
        self.body.push_str(&format!("<pre><code>{lines}</code></pre>\n"));
        self
    }

    /// A table.
    pub fn table(mut self, table: &TextTable) -> Html {
        let row = |tag: &str, cells: Vec<&str>| {
            let cells: String = cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| {
                    let class = match column.align {
                        Align::Left => "",
                        Align::Right => " class=\"n\"",
                    };
                    format!("<{tag}{class}>{}</{tag}>", escape(cell))
                })
                .collect();
            format!("<tr>{cells}</tr>\n")
        };
        let out = &mut self.body;
        out.push_str("<div class=\"wide\"><table>\n");
        if !table.title.is_empty() {
            out.push_str(&format!("<caption>{}</caption>\n", escape(&table.title)));
        }
        let headings = table.columns.iter().map(|c| c.heading.as_str()).collect();
        out.push_str(&format!("<thead>\n{}</thead>\n<tbody>\n", row("th", headings)));
        for cells in &table.rows {
            out.push_str(&row("td", table.cells(cells).collect()));
        }
        out.push_str("</tbody>\n</table></div>\n");
        self
    }

    /// A figure, drawn in the page's colours whatever its theme is.
    pub fn figure(self, figure: &Figure) -> Html {
        self.drawing(&figure.draw())
    }

    /// A figure that is laid out already, drawn in the page's colours.
    pub fn drawing(mut self, drawing: &Drawing) -> Html {
        self.body.push_str("<figure>\n");
        self.body.push_str(&drawing.to_page_svg());
        self.body.push_str("</figure>\n");
        self
    }

    /// Bytes so far.
    pub fn weight(&self) -> usize {
        self.body.len() + STYLE.len()
    }

    /// A list of remarks.
    pub fn remarks<S: AsRef<str>>(mut self, remarks: &[S]) -> Html {
        if !remarks.is_empty() {
            let items: String = remarks.iter().map(|r| format!("<li>{}</li>\n", escape(r.as_ref()))).collect();
            self.body.push_str(&format!("<ul class=\"remarks\">\n{items}</ul>\n"));
        }
        self
    }

    /// The page.
    pub fn finish(self) -> String {
        let title = escape(&self.title);
        let (light, dark) = (style_sheet(Theme::Light), style_sheet(Theme::Dark));
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>\n:root{{{light}}}\n\
             @media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n{STYLE}</style>\n</head>\n\
             <body>\n<h1>{title}</h1>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

const STYLE: &str = "\
body{max-width:52rem;margin:2.5rem auto;padding:0 1rem;background:var(--paper);color:var(--ink);\
font:16px/1.55 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25}
h2{font-size:1.15rem;margin-top:2.2rem}
.wide,figure{overflow-x:auto;margin:1.2rem 0}
figure svg{max-width:100%;height:auto}
table{border-collapse:collapse;border-block:1.5px solid var(--axis);font-size:.92rem}
caption{text-align:left;font-weight:600;padding-bottom:.4rem}
th,td{padding:.28rem .8rem;text-align:left}
th{font-weight:600;border-bottom:1px solid var(--axis)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.remarks{padding:.6rem .9rem .6rem 2rem;border-left:3px solid var(--category-1);background:var(--minor-grid)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.7rem .9rem;background:var(--minor-grid);border-radius:6px}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Column, Panel, Series};

    #[test]
    fn the_page_needs_nothing_else() {
        let panel = Panel::new(Axis::linear("x & y"), Axis::linear("<y>"))
            .series(Series::points(&[1.0], &[2.0]).label("\"a\""));
        let mut table = TextTable::new([Column::words("<law>"), Column::numbers("n")]);
        table.row(["a < b", "1"]);
        let page = Html::new("A & B")
            .section("S")
            .text("a < b")
            .code("x\n  y")
            .table(&table)
            .figure(&Figure::new("f").panel(panel))
            .finish();
        let doctype = "<!doctype html>\n";
        let xml = page.strip_prefix(doctype).unwrap();
        // The void elements are the only part that is not XML.
        let xml = xml.replace("<meta ", "<meta/><!--").replace(">\n<title", "-->\n<title");
        assert!(!xml.contains("src=") && !xml.contains("<script"));
        assert!(xml.contains("<td>a &lt; b</td><td class=\"n\">1</td>"));
        assert!(xml.contains("prefers-color-scheme:dark") && xml.contains("var(--category-0)"));
        let links = xml.matches("href=\"").count();
        assert_eq!(links, xml.matches("href=\"#inter-").count());
    }
}
