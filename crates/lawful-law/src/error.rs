//! What can be wrong with a formula, and the picture of where.

use crate::ast::Span;
use std::fmt;
use unicode_width::UnicodeWidthChar;

/// Widest source line that [`Error::render`] draws, in terminal columns.
const WINDOW: usize = 100;

/// What is wrong with a formula, where, and what to write instead.
///
/// `Display` is one line, `character 12: …` (`line 2, character 5: …` in a text of several lines; characters and lines
/// count from 1). [`Error::render`] adds the source line and a caret under the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// What is wrong and the way out, without a place.
    pub message: String,
    /// The place, in bytes of `text`.
    pub span: Span,
    /// The formula; empty if the error has no place in one.
    pub text: String,
}

impl std::error::Error for Error {}

impl Error {
    /// An error at `span` of `text`.
    pub fn at(text: &str, span: Span, message: impl Into<String>) -> Self {
        Error { message: message.into(), span, text: text.to_string() }
    }

    /// An error that has no place in a formula.
    pub fn plain(message: impl Into<String>) -> Self {
        Error { message: message.into(), span: Span::default(), text: String::new() }
    }

    /// A call of `name`, which is neither a function nor one of `others` (laws of a catalogue, say).
    pub fn unknown_function<'a>(text: &str, span: Span, name: &str, others: impl IntoIterator<Item = &'a str>) -> Self {
        let functions = crate::ast::FUNCTIONS.iter().map(|f| f.name);
        let advice = match crate::suggest::nearest(name, functions.chain(["sum", "root"]).chain(others)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("for a product write {name}*(...)"),
        };
        Error::at(text, span, format!("there is no function '{name}'; {advice}"))
    }

    /// The one-line message, the source line, and carets under the characters in question.
    ///
    /// A tab is drawn as four spaces, a control character as `�`, and a line wider than 100 columns is cut to the part
    /// round the place, `…` marking the cuts.
    pub fn render(&self) -> String {
        if self.text.is_empty() {
            return self.to_string();
        }
        let (line, start, end) = self.place();
        let cells: Vec<Cell> = line.char_indices().map(|(at, c)| Cell::draw(at, c)).collect();
        let width = |part: &[Cell]| part.iter().map(|cell| cell.width).sum::<usize>();
        let first = cells.iter().position(|cell| cell.at >= start).unwrap_or(cells.len());
        let last = cells.iter().position(|cell| cell.at >= end).unwrap_or(cells.len()).max(first);

        // Grow a window from the caret: to the left up to half the width, then right, then left with what remains.
        let (mut from, mut to) = (first, first);
        let mut used = 0;
        for (target, forward) in [(WINDOW / 2, false), (WINDOW, true), (WINDOW, false)] {
            loop {
                let next = if forward { cells.get(to) } else { from.checked_sub(1).map(|i| &cells[i]) };
                match next {
                    Some(cell) if used + cell.width <= target => used += cell.width,
                    _ => break,
                }
                if forward { to += 1 } else { from -= 1 }
            }
        }
        let (cut_left, cut_right) = (if from > 0 { "…" } else { "" }, if to < cells.len() { "…" } else { "" });
        let shown: String = cells[from..to].iter().map(|cell| cell.shown.as_str()).collect();
        let indent = " ".repeat(cut_left.chars().count() + width(&cells[from..first]));
        let carets = "^".repeat(width(&cells[first..last.min(to)]).max(1));
        format!("{self}\n  {cut_left}{shown}{cut_right}\n  {indent}{carets}")
    }

    /// The line of the place and the place within it, in bytes; never outside the line, always on character borders.
    fn place(&self) -> (&str, usize, usize) {
        let border = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (border(self.span.start), border(self.span.end));
        let line_start = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |i| start + i);
        let line = &self.text[line_start..line_end];
        (line.strip_suffix('\r').unwrap_or(line), start - line_start, end.clamp(start, line_end) - line_start)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.text.is_empty() {
            let (line, start, _) = self.place();
            if self.text.contains('\n') {
                let before = self.text.get(..self.span.start).unwrap_or(&self.text);
                write!(f, "line {}, ", before.matches('\n').count() + 1)?;
            }
            let before = line.get(..start).unwrap_or(line);
            write!(f, "character {}: ", before.chars().count() + 1)?;
        }
        // A quoted name may hold a line break; the message stays one line.
        for c in self.message.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}

/// One character as a terminal shows it.
struct Cell {
    at: usize,
    shown: String,
    width: usize,
}

impl Cell {
    fn draw(at: usize, c: char) -> Cell {
        match c {
            '\t' => Cell { at, shown: "    ".into(), width: 4 },
            c => match c.width() {
                Some(width) => Cell { at, shown: c.into(), width },
                None => Cell { at, shown: '\u{fffd}'.into(), width: 1 },
            },
        }
    }
}
