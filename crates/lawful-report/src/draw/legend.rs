//! The legend: inside the panel where no data are, above it where there is no such place.

use super::marks::{default_marker, draw_marker};
use super::scene::{Item, Outline, Paint, Point, Rect, Scene, Stroke, Text};
use super::words;
use crate::figure::{Colour, Mark, Role, Series};
use crate::font::{self, Weight};

const SIZE: f64 = 11.0;
const LINE: f64 = 17.0;
const SWATCH: f64 = 22.0;
const GAP: f64 = 7.0;
const PADDING: f64 = 7.0;
/// Entries beyond this many are only counted.
const MOST_ENTRIES: usize = 18;
/// A legend inside takes at most this share of the panel's width and height.
const LARGEST: (f64, f64) = (0.5, 0.6);

/// The series that share a label.
struct Entry<'a> {
    label: String,
    series: Vec<&'a Series>,
}

pub(crate) struct Legend<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Legend<'a> {
    pub(crate) fn of(series: &'a [Series]) -> Legend<'a> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut more = std::collections::HashSet::new();
        for series in series.iter().filter(|series| !series.label.is_empty()) {
            let known = entries.iter().position(|entry| entry.label == series.label);
            match known {
                Some(i) => entries[i].series.push(series),
                None if entries.len() < MOST_ENTRIES => {
                    entries.push(Entry { label: series.label.clone(), series: vec![series] })
                }
                None => {
                    more.insert(series.label.as_str());
                }
            }
        }
        if !more.is_empty() {
            entries.push(Entry { label: format!("and {} more", more.len()), series: Vec::new() });
        }
        Legend { entries }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The corner or side of the panel where the legend covers no taken pixel, if there is one.
    pub(crate) fn place_inside(&self, panel: &Rect, taken: &[Point]) -> Option<Rect> {
        let widest = self.entries.iter().map(|entry| label_width(&entry.label));
        let width = SWATCH + GAP + widest.fold(0.0, f64::max) + 2.0 * PADDING;
        let height = LINE * self.entries.len() as f64 + 2.0 * PADDING - 3.0;
        if width > LARGEST.0 * panel.width || height > LARGEST.1 * panel.height {
            return None;
        }
        const FROM_EDGE: f64 = 5.0;
        let (left, right) = (panel.left + FROM_EDGE, panel.right() - width - FROM_EDGE);
        let (top, bottom) = (panel.top + FROM_EDGE, panel.bottom() - height - FROM_EDGE);
        let (middle, centre) = (0.5 * (top + bottom), 0.5 * (left + right));
        let places = [
            (right, top),
            (left, bottom),
            (left, top),
            (right, bottom),
            (right, middle),
            (left, middle),
            (centre, top),
            (centre, bottom),
        ];
        let rects = places.into_iter().map(|(left, top)| Rect { left, top, width, height });
        let mut free = rects.filter(|rect| {
            let rect = rect.grown(4.0);
            !taken.iter().any(|&at| rect.contains(at))
        });
        free.next()
    }

    pub(crate) fn draw_inside(&self, rect: &Rect, role_of: &dyn Fn(Colour) -> Role, items: &mut Vec<Item>) {
        // Grid lines behind the words would disturb the reading.
        let paper = Paint { role: Role::Paper, opacity: 0.85 };
        Scene::rect(items, *rect, paper);
        for (i, entry) in self.entries.iter().enumerate() {
            let at = (rect.left + PADDING, rect.top + PADDING + LINE * (i as f64 + 0.5) - 1.5);
            draw_entry(entry, at, f64::INFINITY, role_of, items);
        }
    }

    /// The rows of a legend above a panel of this width, as entries and their offsets.
    fn rows(&self, width: f64) -> Vec<Vec<(usize, f64)>> {
        const BETWEEN: f64 = 18.0;
        let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
        let mut x = 0.0;
        for (i, entry) in self.entries.iter().enumerate() {
            let needs = SWATCH + GAP + label_width(&entry.label);
            if x > 0.0 && x + needs > width {
                rows.push(Vec::new());
                x = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((i, x));
            }
            x += needs + BETWEEN;
        }
        rows
    }

    /// The height that a legend above a panel of this width needs.
    pub(crate) fn height_above(&self, width: f64) -> f64 {
        LINE * self.rows(width).len() as f64 + 6.0
    }

    pub(crate) fn draw_above(
        &self,
        left: f64,
        top: f64,
        width: f64,
        role_of: &dyn Fn(Colour) -> Role,
        items: &mut Vec<Item>,
    ) {
        for (line, row) in self.rows(width).into_iter().enumerate() {
            for (i, x) in row {
                let at = (left + x, top + LINE * (line as f64 + 0.5));
                draw_entry(&self.entries[i], at, width - x, role_of, items);
            }
        }
    }
}

/// Draws an entry from its left end at half its height.
fn draw_entry(entry: &Entry, (x, y): Point, width: f64, role_of: &dyn Fn(Colour) -> Role, items: &mut Vec<Item>) {
    for series in &entry.series {
        swatch(series, (x, y), role_of, items);
    }
    let start = match entry.series.is_empty() {
        true => 0.0,
        false => SWATCH + GAP,
    };
    let label = words::shorten(&entry.label, SIZE, Weight::Regular, width - start);
    let baseline = y + 0.5 * font::CAP_HEIGHT * SIZE;
    let text = Text::new(x + start, baseline, label, SIZE, Role::Ink);
    items.push(Item::Text(text));
}

fn swatch(series: &Series, (x, y): Point, role_of: &dyn Fn(Colour) -> Role, items: &mut Vec<Item>) {
    let role = role_of(series.colour);
    let across = |dash, width| Stroke { paint: Paint::solid(role), width, dash };
    match &series.mark {
        Mark::Points { marker, size, values, error, .. } => {
            let marker = marker.unwrap_or_else(|| default_marker(series.colour));
            // Points coloured by value have no one colour: that of the middle stands for all.
            let role = match values.is_empty() {
                true => role,
                false => Role::ramp(0.5),
            };
            let middle = (x + 0.5 * SWATCH, y);
            if !error.is_empty() {
                let stroke = Stroke::solid(role, 1.0);
                Scene::line(items, (middle.0, y - 6.0), (middle.0, y + 6.0), stroke);
            }
            draw_marker(marker, middle, 0.5 * size.clamp(3.0, 10.0), role, items);
        }
        Mark::Line { dash, width, .. } => {
            let stroke = across(*dash, width.clamp(0.5, 4.0));
            Scene::line(items, (x, y), (x + SWATCH, y), stroke);
        }
        Mark::Band { .. } => {
            let rect = Rect { left: x, top: y - 5.0, width: SWATCH, height: 10.0 };
            let paint = Paint { role, opacity: 0.22 };
            Scene::rect(items, rect, paint);
        }
        Mark::HLine { dash, .. } | Mark::VLine { dash, .. } => {
            Scene::line(items, (x, y), (x + SWATCH, y), across(*dash, 1.1));
        }
        Mark::Text { .. } => {
            let dot = Outline::Circle { x: x + 0.5 * SWATCH, y, radius: 1.5 };
            Scene::shape(items, dot, Some(Paint::solid(role)), None);
        }
    }
}

fn label_width(label: &str) -> f64 {
    // No label wider than a figure matters.
    let start: String = label.chars().take(400).collect();
    font::width(&start, Weight::Regular) * SIZE
}
