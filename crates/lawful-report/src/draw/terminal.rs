//! The first panel of a figure in characters, for a terminal.

use super::extent::Extent;
use super::frame::Frame;
use super::scene::{Point, Rect};
use super::ticks::Ticks;
use super::{x_values, y_values};
use crate::figure::{Figure, Mark, Panel};
use unicode_width::UnicodeWidthStr;

/// A character is two dots wide and four high (Unicode braille patterns).
const DOTS: (usize, usize) = (2, 4);

const SIDES: (usize, usize) = (20, 400);
const HEIGHTS: (usize, usize) = (6, 200);

impl Figure {
    /// The first panel in characters: points as `•`, lines in braille dots, round numbers at the
    /// axes. `width` and `height` count characters and are brought to 20..=400 and 6..=200. Bands,
    /// words and colours are left out. The text ends with a new line; without panels it is empty.
    pub fn to_terminal(&self, width: usize, height: usize) -> String {
        let width = width.clamp(SIDES.0, SIDES.1);
        let height = height.clamp(HEIGHTS.0, HEIGHTS.1);
        match self.panels.first() {
            Some(panel) => plot(panel, width, height),
            None => String::new(),
        }
    }
}

fn plot(panel: &Panel, width: usize, height: usize) -> String {
    let x = Extent::of(&panel.x, x_values(panel));
    let y = Extent::of(&panel.y, y_values(panel));
    let heading = format!("{} against {}", panel.y.label, panel.x.label);
    let has_heading = !panel.y.label.is_empty() && !panel.x.label.is_empty();
    // One line for the axis, one for its numbers.
    let rows = height - 2 - usize::from(has_heading);
    let y_ticks = Ticks::of(&y, &panel.y, (rows / 3).max(2));
    let widths = y_ticks.major.iter().map(|tick| tick.label.width());
    let margin = widths.max().unwrap_or(0).min(width / 2) + 1;
    let columns = width - margin - 1;
    let x_ticks = Ticks::of(&x, &panel.x, (columns / 9).max(2));

    let canvas = Canvas::of(panel, x, y, columns, rows);
    let mut numbers = vec![String::new(); rows];
    for tick in &y_ticks.major {
        numbers[row_of(tick.place, rows)] = tick.label.clone();
    }
    let mut out = String::new();
    if has_heading {
        out.push_str(&cut(&heading, width));
        out.push('\n');
    }
    for (row, number) in numbers.iter().enumerate() {
        let space = " ".repeat((margin - 1).saturating_sub(number.width()));
        let side = if number.is_empty() { '│' } else { '┤' };
        let line = format!("{space}{} {side}{}", cut(number, margin - 1), canvas.row(row));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let mut axis = vec!['─'; columns];
    let mut labels = vec![' '; width];
    for tick in &x_ticks.major {
        let column = column_of(tick.place, columns);
        axis[column] = '┬';
        let label: Vec<char> = tick.label.chars().collect();
        let start = (margin + 1 + column).saturating_sub(label.len() / 2);
        let start = start.min(width.saturating_sub(label.len()));
        let end = start + label.len();
        // A number that would touch the one before is left out.
        let before = start.saturating_sub(1);
        if end <= labels.len() && labels[before..end].iter().all(|&c| c == ' ') {
            labels[start..end].copy_from_slice(&label);
        }
    }
    let axis: String = axis.into_iter().collect();
    out.push_str(&format!("{}└{axis}\n", " ".repeat(margin)));
    let labels: String = labels.into_iter().collect();
    out.push_str(labels.trim_end());
    out.push('\n');
    out
}

fn row_of(place: f64, rows: usize) -> usize {
    (((1.0 - place) * rows as f64) as usize).min(rows - 1)
}

fn column_of(place: f64, columns: usize) -> usize {
    ((place * columns as f64) as usize).min(columns - 1)
}

fn cut(text: &str, width: usize) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        out.push(c);
        if out.width() > width {
            out.pop();
            break;
        }
    }
    out
}

struct Canvas {
    columns: usize,
    /// Eight dots of each character, row by row.
    dots: Vec<u8>,
    points: Vec<bool>,
    frame: Frame,
}

impl Canvas {
    fn of(panel: &Panel, x: Extent, y: Extent, columns: usize, rows: usize) -> Canvas {
        let frame = Frame {
            rect: Rect { left: 0.0, top: 0.0, width: (columns * DOTS.0) as f64, height: (rows * DOTS.1) as f64 },
            x,
            y,
        };
        let mut canvas = Canvas { columns, dots: vec![0; columns * rows], points: vec![false; columns * rows], frame };
        for series in &panel.series {
            match &series.mark {
                Mark::Points { x, y, .. } => {
                    let pixels = x.iter().zip(y).filter_map(|(&x, &y)| frame.pixel(x, y));
                    pixels.for_each(|at| canvas.point(at));
                }
                Mark::Line { x, y, .. } => {
                    let pixels: Vec<Option<Point>> = x.iter().zip(y).map(|(&x, &y)| frame.pixel(x, y)).collect();
                    for pair in pixels.windows(2) {
                        if let [Some(from), Some(to)] = pair {
                            canvas.line(*from, *to);
                        }
                    }
                }
                Mark::HLine { y, .. } => {
                    if let Some(y) = frame.up(*y) {
                        canvas.line((0.0, y), (frame.rect.width, y));
                    }
                }
                Mark::VLine { x, .. } => {
                    if let Some(x) = frame.across(*x) {
                        canvas.line((x, 0.0), (x, frame.rect.height));
                    }
                }
                Mark::Band { .. } | Mark::Text { .. } => {}
            }
        }
        canvas
    }

    /// The character that holds a dot and the dot's place in it.
    fn cell(&self, (x, y): Point) -> Option<(usize, usize, usize)> {
        let inside = x >= 0.0 && y >= 0.0 && x < self.frame.rect.width && y < self.frame.rect.height;
        inside.then(|| {
            let (x, y) = (x as usize, y as usize);
            let cell = y / DOTS.1 * self.columns + x / DOTS.0;
            (cell, x % DOTS.0, y % DOTS.1)
        })
    }

    fn point(&mut self, at: Point) {
        if let Some((cell, _, _)) = self.cell(at) {
            self.points[cell] = true;
        }
    }

    fn line(&mut self, from: Point, to: Point) {
        let Some((from, to)) = super::marks::clip_segment(from, to, &self.frame.rect) else {
            return;
        };
        // Bits of a braille pattern from top to bottom, left and right.
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0);
        for i in 0..=steps as usize {
            let t = i as f64 / steps;
            let at = (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
            if let Some((cell, x, y)) = self.cell(at) {
                self.dots[cell] |= BITS[y][x];
            }
        }
    }

    fn row(&self, row: usize) -> String {
        let cells = row * self.columns..(row + 1) * self.columns;
        cells
            .map(|cell| match (self.points[cell], self.dots[cell]) {
                (true, _) => '•',
                (false, 0) => ' ',
                (false, dots) => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Axis, Figure, Panel, Series};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_power_law_is_a_diagonal() {
        let x = [1.0, 10.0, 100.0, 1000.0];
        let panel = Panel::new(Axis::log10("x").range(1.0, 1000.0), Axis::log10("y").range(1.0, 1000.0))
            .series(Series::line(&x, &x));
        let text = Figure::new("").panel(panel).to_terminal(44, 12);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 12);
        assert!(lines.iter().all(|line| line.width() <= 44), "{text}");
        assert_eq!(lines[0], "y against x");
        assert!(lines[11].contains("1") && lines[11].contains("1000"), "{text}");
        // From the lower left to the upper right corner.
        let first = |line: &str| line.chars().position(|c| ('\u{2801}'..'\u{28ff}').contains(&c));
        let starts: Vec<usize> = lines[1..10].iter().filter_map(|line| first(line)).collect();
        assert!(starts.len() == 9 && starts.windows(2).all(|w| w[0] > w[1]), "{text}");
    }

    #[test]
    fn nothing_to_draw_is_no_trouble() {
        assert_eq!(Figure::new("t").to_terminal(0, 0), "");
        let panel = Panel::new(Axis::log10(""), Axis::log10(""))
            .series(Series::points(&[f64::NAN, -1.0, 1e300, 1e-300], &[1.0, 1.0, f64::INFINITY, 1e-300]));
        let figure = Figure::new("").panel(panel);
        for (width, height) in [(0, 0), (60, 16), (1_000_000, 1_000_000)] {
            assert!(figure.to_terminal(width, height).contains('└'));
        }
    }
}
