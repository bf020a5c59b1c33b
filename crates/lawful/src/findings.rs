//! What a command found, as a folder of files: document, table, figures, page.

use crate::document::WarningDocument;
use crate::{Error, Figure, Format, Table, TextTable, write_atomically};
use lawful_report::{Html, Theme};
use std::path::Path;

/// Dots per pixel of a PNG: sharp on screens of high density.
const SCALE: f64 = 2.0;

/// Bytes of a page: it opens at once and goes with a message.
const HEAVIEST: usize = 490_000;

/// A result with all that is shown of it.
///
/// ```
/// use lawful::{Findings, TextTable};
/// use lawful_report::Column;
/// let mut table = TextTable::new([Column::words("run"), Column::numbers("loss")]);
/// table.row(["a", "2.5"]);
/// let page = Findings::new("runs", "Two runs").words("All of them.").table("Runs", table).page();
/// assert!(page.contains("<h1>Two runs</h1>") && page.contains("<td>a</td>"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Findings {
    name: String,
    title: String,
    command: String,
    words: Vec<String>,
    tables: Vec<(String, TextTable)>,
    figures: Vec<(String, Figure)>,
    warnings: Vec<String>,
    data: Option<Table>,
    document: String,
}

impl Findings {
    /// Nothing yet; files are called after `name`.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Findings {
        Findings { name: name.into(), title: title.into(), ..Findings::default() }
    }

    /// The same with the command that found it.
    pub fn command(mut self, command: impl Into<String>) -> Findings {
        self.command = command.into();
        self
    }

    /// The same with one more paragraph.
    pub fn words(mut self, words: impl Into<String>) -> Findings {
        self.words.push(words.into());
        self
    }

    /// The same with one more table; the first one is also written as `NAME.csv`.
    pub fn table(mut self, heading: impl Into<String>, table: TextTable) -> Findings {
        self.tables.push((heading.into(), table));
        self
    }

    /// The same with figures: `NAME-WHAT.svg` and so on, `NAME.svg` if `WHAT` is empty.
    pub fn figures<S: Into<String>>(mut self, figures: impl IntoIterator<Item = (S, Figure)>) -> Findings {
        self.figures.extend(figures.into_iter().map(|(what, figure)| (what.into(), figure)));
        self
    }

    /// The same with its warnings.
    pub fn warnings(mut self, warnings: &[WarningDocument]) -> Findings {
        self.warnings.extend(warnings.iter().map(|w| format!("{} [{}]", w.message, w.code)));
        self
    }

    /// The same with its numbers in full, for other programs: `NAME.csv` and `NAME.parquet`. The first table is then only
    /// shown.
    pub fn data(mut self, table: Table) -> Findings {
        self.data = Some(table);
        self
    }

    /// The same with the document, as JSON text.
    pub fn document(mut self, json: impl Into<String>) -> Findings {
        self.document = json.into();
        self
    }

    /// One self-contained page, light or dark as its reader prefers.
    pub fn page(&self) -> String {
        self.page_with(&self.figures.iter().map(|(_, figure)| figure.draw()).collect::<Vec<_>>())
    }

    /// The name of a figure's files.
    fn file(&self, what: &str) -> String {
        if what.is_empty() { self.name.clone() } else { format!("{}-{what}", self.name) }
    }

    fn page_with(&self, drawings: &[lawful_report::Drawing]) -> String {
        let mut page = Html::new(&self.title);
        if !self.command.is_empty() {
            page = page.code(&self.command);
        }
        page = self.words.iter().fold(page, |page, words| page.text(words));
        page = page.remarks(&self.warnings);
        for (heading, table) in &self.tables {
            page = page.section(heading).table(table);
        }
        let mut beside = Vec::new();
        for ((what, _), drawing) in self.figures.iter().zip(drawings) {
            let longer = page.clone().drawing(drawing);
            if longer.weight() <= HEAVIEST {
                page = longer;
            } else {
                beside.push(format!("{}.svg", self.file(what)));
            }
        }
        if !beside.is_empty() {
            page = page.text(&format!("Figures that would make this page heavy, beside it: {}.", beside.join(", ")));
        }
        page.text(&format!("lawful {}", env!("CARGO_PKG_VERSION"))).finish()
    }

    /// Writes `NAME.json`, `NAME.csv` (the first table), the page `NAME.html`, and of every figure SVG and PNG for light
    /// and dark paper and a CSV of what it draws. Every file is there whole or not at all.
    ///
    /// # Errors
    /// The folder can't be made, a file can't be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder)
            .map_err(|e| Error::Document(format!("cannot make the folder {}: {e}", folder.display())))?;
        let write = |file: String, bytes: &[u8]| write_atomically(folder.join(file), |out| out.write_all(bytes));
        let drawings: Vec<_> = self.figures.iter().map(|(_, figure)| figure.draw()).collect();
        for ((what, figure), drawing) in self.figures.iter().zip(&drawings) {
            let name = self.file(what);
            for (theme, suffix) in [(Theme::Light, ""), (Theme::Dark, "-dark")] {
                write(format!("{name}{suffix}.svg"), drawing.to_svg(theme).as_bytes())?;
                write(format!("{name}{suffix}.png"), &drawing.to_png(theme, SCALE)?)?;
            }
            write(format!("{name}.csv"), figure.to_csv().as_bytes())?;
        }
        let taken = self.figures.iter().any(|(what, _)| what.is_empty());
        if let Some(data) = &self.data {
            data.write(folder.join(format!("{}.csv", self.name)))?;
            data.write(folder.join(format!("{}.parquet", self.name)))?;
        } else if let Some((_, table)) = self.tables.first().filter(|_| !taken) {
            write(format!("{}.csv", self.name), table.render(Format::Csv).as_bytes())?;
        }
        if !self.document.is_empty() {
            write(format!("{}.json", self.name), self.document.as_bytes())?;
        }
        write(format!("{}.html", self.name), self.page_with(&drawings).as_bytes())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawful_report::{Axis, Panel, Series};

    #[test]
    fn a_page_stays_light() {
        let x: Vec<f64> = (0..400).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| (0.7 * x).sin()).collect();
        let panel = Panel::new(Axis::linear("x"), Axis::linear("y")).series(Series::points(&x, &y));
        let figures = (0..60).map(|i| (format!("{i}"), Figure::new("many").panel(panel.clone())));
        let page = Findings::new("waves", "Waves").figures(figures).page();
        assert!(page.len() < 500_000, "{} bytes", page.len());
        assert!(page.matches("<svg").count() >= 2 && page.contains("waves-59.svg"));
    }
}
