//! From a [`Figure`] to a picture: margins, panels, axes, notes.

mod axes;
mod colour_bar;
mod extent;
mod frame;
mod legend;
mod marks;
mod png;
mod scene;
mod svg;
mod terminal;
mod thin;
mod ticks;
mod words;

pub(crate) use svg::{escape, style_sheet};

use crate::Result;
use crate::figure::{Arrangement, Axis, Colour, Figure, Mark, Panel, Role, Scale, Theme};
use crate::font::Weight;
use colour_bar::ColourBar;
use extent::{Extent, drawable};
use frame::{Frame, occupied};
use legend::Legend;
use marks::Left;
use scene::{Item, Paint, Point, Rect, Scene, Text};
use ticks::Ticks;

pub(crate) const TICK_SIZE: f64 = 11.0;
pub(crate) const LABEL_SIZE: f64 = 12.5;
const TITLE_SIZE: f64 = 16.0;
const SUBTITLE_SIZE: f64 = 12.0;
const PANEL_TITLE_SIZE: f64 = 13.0;
const NOTE_SIZE: f64 = 10.5;

/// Empty space round the figure.
const BORDER: f64 = 16.0;
/// Between stacked panels on one horizontal axis.
const BETWEEN_SHARED: f64 = 14.0;
/// Between other panels.
const BETWEEN: f64 = 22.0;
/// The least width and height of a panel, even if it then leaves the figure.
const LEAST: f64 = 30.0;
/// Figures are at least and at most this wide and high.
const SIDES: (f64, f64) = (160.0, 4000.0);
/// More remarks than this are not printed.
const MOST_NOTES: usize = 6;

/// A figure laid out once, to be written in any theme and form: what takes time with a million points is done.
///
/// ```
/// use lawful_report::{Axis, Figure, Panel, Series, Theme};
/// let panel = Panel::new(Axis::linear("x"), Axis::linear("y")).series(Series::points(&[1.0], &[2.0]));
/// let drawing = Figure::new("").panel(panel).draw();
/// assert_ne!(drawing.to_svg(Theme::Light), drawing.to_svg(Theme::Dark));
/// ```
pub struct Drawing {
    scene: Scene,
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Drawing").field("title", &self.scene.title).finish_non_exhaustive()
    }
}

impl Drawing {
    /// As a self-contained SVG document.
    pub fn to_svg(&self, theme: Theme) -> String {
        svg::write(&self.scene, svg::Colours::Of(theme))
    }

    /// As a PNG file's bytes with `scale` dots per pixel.
    ///
    /// # Errors
    /// [`Error::PictureSize`](crate::Error::PictureSize) if a side would have less than 1 or more than 16,384 dots.
    pub fn to_png(&self, theme: Theme, scale: f64) -> Result<Vec<u8>> {
        png::write(&self.scene, theme, scale)
    }

    /// SVG for a page whose style sheet has the colours of both themes.
    pub(crate) fn to_page_svg(&self) -> String {
        svg::write(&self.scene, svg::Colours::OfPage)
    }
}

impl Figure {
    /// Lays the figure out.
    pub fn draw(&self) -> Drawing {
        Drawing { scene: compose(self) }
    }
}

/// A panel with the scales of its axes.
struct Prepared<'a> {
    panel: &'a Panel,
    x: Extent,
    y: Extent,
    /// Whether the horizontal axis has numbers and a label.
    has_x_labels: bool,
}

fn compose(figure: &Figure) -> Scene {
    let side = |length: f64| match length.is_nan() {
        true => SIDES.0,
        false => length.clamp(SIDES.0, SIDES.1),
    };
    let (width, height) = (side(figure.width), side(figure.height));
    let mut items = Vec::new();
    let page = Rect { left: 0.0, top: 0.0, width, height };
    Scene::rect(&mut items, page, Paint::solid(Role::Paper));

    let mut area = page.grown(-BORDER);
    headings(figure, &mut area, &mut items);

    let panels = prepare(figure);
    let colours = colour_extent(figure);
    let notes = notes(&panels);
    let note_lines: Vec<String> = notes
        .iter()
        .flat_map(|note| words::wrap(note, NOTE_SIZE, Weight::Regular, area.width, 2))
        .take(MOST_NOTES)
        .collect();
    let note_height = 1.4 * NOTE_SIZE * note_lines.len() as f64;
    for (i, line) in note_lines.into_iter().enumerate() {
        let y = area.bottom() - note_height + 1.4 * NOTE_SIZE * (i as f64 + 1.0);
        let text = Text::new(area.left, y, line, NOTE_SIZE, Role::Muted);
        items.push(Item::Text(text));
    }
    if note_height > 0.0 {
        area.height -= note_height + 4.0;
    }

    arrange(figure, &panels, colours, area, &mut items);
    Scene { width, height, items, title: figure.title.clone() }
}

/// Title and subtitle; takes their height off the area.
fn headings(figure: &Figure, area: &mut Rect, items: &mut Vec<Item>) {
    let mut top = area.top;
    let mut line = |text: String, size: f64, role, bold: bool| {
        let text = Text::new(area.left, top + 0.8 * size, text, size, role);
        items.push(Item::Text(if bold { text.bold() } else { text }));
        top += 1.3 * size;
    };
    for title in words::wrap(&figure.title, TITLE_SIZE, Weight::SemiBold, area.width, 2) {
        line(title, TITLE_SIZE, Role::Ink, true);
    }
    let subtitle = &figure.subtitle;
    for subtitle in words::wrap(subtitle, SUBTITLE_SIZE, Weight::Regular, area.width, 2) {
        line(subtitle, SUBTITLE_SIZE, Role::Muted, false);
    }
    if top > area.top {
        top += 8.0;
    }
    area.height -= top - area.top;
    area.top = top;
}

fn prepare(figure: &Figure) -> Vec<Prepared<'_>> {
    let shares_x = figure.share_x && figure.arrangement == Arrangement::Stacked;
    let joint = figure.panels.first().filter(|_| shares_x).map(|first| {
        let values = figure.panels.iter().flat_map(x_values);
        Extent::of(&first.x, values)
    });
    let last = figure.panels.len().saturating_sub(1);
    let panels = figure.panels.iter().enumerate();
    panels
        .map(|(i, panel)| Prepared {
            panel,
            x: joint.unwrap_or_else(|| Extent::of(&panel.x, x_values(panel))),
            y: Extent::of(&panel.y, y_values(panel)),
            has_x_labels: joint.is_none() || i == last,
        })
        .collect()
}

/// Horizontal values of rows that can be drawn.
fn x_values(panel: &Panel) -> impl Iterator<Item = f64> + '_ {
    rows(panel).filter_map(|(x, _)| x)
}

/// Vertical values of rows that can be drawn.
fn y_values(panel: &Panel) -> impl Iterator<Item = f64> + '_ {
    rows(panel).filter_map(|(_, y)| y)
}

fn rows(panel: &Panel) -> impl Iterator<Item = (Option<f64>, Option<f64>)> + '_ {
    let fits = |scale: Scale, value: Option<f64>| value.is_none_or(|v| drawable(scale, v));
    let rows = panel.series.iter().flat_map(|series| occupied(&series.mark));
    rows.filter(move |&(x, y)| fits(panel.x.scale, x) && fits(panel.y.scale, y))
}

/// The scale of colours by value, if any series uses it.
fn colour_extent(figure: &Figure) -> Option<Extent> {
    let mut values = Vec::new();
    for series in figure.panels.iter().flat_map(|panel| &panel.series) {
        if let Colour::Value(value) = series.colour {
            values.push(value);
        }
        if let Mark::Points { values: by, .. } = &series.mark {
            values.extend(by);
        }
    }
    // The ends of the ramp are the ends of the data: no space beyond them.
    let axis = &figure.colours.axis;
    let fitting = values.iter().copied().filter(|&v| drawable(axis.scale, v));
    let ends = fitting.fold(None, |ends: Option<(f64, f64)>, v| match ends {
        None => Some((v, v)),
        Some((low, high)) => Some((low.min(v), high.max(v))),
    });
    let tight = Axis { range: axis.range.or(ends), ..axis.clone() };
    (!values.is_empty()).then(|| Extent::of(&tight, values))
}

/// The remarks of all panels and what could not be drawn.
fn notes(panels: &[Prepared]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let (mut left, mut many) = (Left::default(), 0);
    for prepared in panels {
        notes.extend(prepared.panel.notes.iter().cloned());
        let frame =
            Frame { rect: Rect { left: 0.0, top: 0.0, width: 1000.0, height: 1000.0 }, x: prepared.x, y: prepared.y };
        for series in &prepared.panel.series {
            let one = marks::left(series, &frame);
            left.undrawable += one.undrawable;
            left.outside += one.outside;
            if let Mark::Points { x, .. } = &series.mark
                && x.len() > thin::ENOUGH
            {
                many = many.max(x.len());
            }
        }
    }
    if many > 0 {
        notes.push(format!("Of {} points those that share a place are drawn once.", grouped(many)));
    }
    if let Some(values) = count(left.undrawable) {
        notes.push(format!("{values} not drawn: not finite, or not positive on a logarithmic axis."));
    }
    if let Some(values) = count(left.outside) {
        notes.push(format!("{values} outside the axes."));
    }
    notes
}

/// `1,000,000`
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn count(rows: usize) -> Option<String> {
    match rows {
        0 => None,
        1 => Some("1 value is".into()),
        n => Some(format!("{n} values are")),
    }
}

/// Divides the area among the panels and draws them.
fn arrange(figure: &Figure, panels: &[Prepared], colours: Option<Extent>, area: Rect, items: &mut Vec<Item>) {
    if let Arrangement::Grid(columns) = figure.arrangement {
        return in_grid(panels, columns.max(1), &|c| role_in(colours, c), area, items);
    }
    let shares: Vec<f64> = panels
        .iter()
        .map(|p| p.panel.share)
        .map(|share| match share.is_finite() && share > 0.0 {
            true => share.clamp(1e-3, 1e3),
            false => 1.0,
        })
        .collect();
    let total: f64 = shares.iter().sum();
    let bar = |height: f64| colours.map(|e| ColourBar::new(&figure.colours.axis, e, height));
    let stacked = figure.arrangement == Arrangement::Stacked;

    // Heights first: the numbers at the vertical axes depend on them, and the left margin on those.
    let over: Vec<f64> = panels.iter().map(|p| axes::height_over(p.panel)).collect();
    let under: Vec<f64> = panels.iter().map(|p| axes::height_under(p.panel, p.has_x_labels)).collect();
    let heights: Vec<f64> = match stacked {
        true => {
            let gap = match figure.share_x {
                true => BETWEEN_SHARED,
                false => BETWEEN,
            };
            let gaps = gap * panels.len().saturating_sub(1) as f64;
            let taken = over.iter().chain(&under).sum::<f64>() + gaps;
            let room = area.height - taken;
            let heights = shares.iter().map(|share| room * share / total);
            heights.map(|height| height.max(LEAST)).collect()
        }
        false => {
            let most = |lengths: &[f64]| lengths.iter().fold(0.0f64, |a, &b| a.max(b));
            let height = (area.height - most(&over) - most(&under)).max(LEAST);
            vec![height; panels.len()]
        }
    };
    let y_ticks: Vec<Ticks> =
        panels.iter().zip(&heights).map(|(p, height)| Ticks::of(&p.y, &p.panel.y, (height / 30.0) as usize)).collect();
    let margins: Vec<f64> = panels.iter().zip(&y_ticks).map(|(p, ticks)| axes::width_beside(p.panel, ticks)).collect();
    let bar_width = heights.first().and_then(|&height| bar(height)).map_or(0.0, |bar| bar.width());
    let role_of = |colour| role_in(colours, colour);

    let mut rects: Vec<Rect> = Vec::new();
    if stacked {
        let margin = margins.iter().fold(0.0f64, |a, &b| a.max(b));
        let mut top = area.top;
        for i in 0..panels.len() {
            top += over[i];
            rects.push(Rect {
                left: area.left + margin,
                top,
                width: (area.width - margin - bar_width).max(LEAST),
                height: heights[i],
            });
            let gap = match figure.share_x {
                true => BETWEEN_SHARED,
                false => BETWEEN,
            };
            top += heights[i] + under[i] + gap;
        }
    } else {
        let gaps = BETWEEN * panels.len().saturating_sub(1) as f64;
        let room = area.width - margins.iter().sum::<f64>() - gaps - bar_width;
        let top = area.top + over.iter().fold(0.0f64, |a, &b| a.max(b));
        let mut left = area.left;
        for i in 0..panels.len() {
            left += margins[i];
            let width = (room * shares[i] / total).max(LEAST);
            rects.push(Rect { left, top, width, height: heights[i] });
            left += width + BETWEEN;
        }
    }
    for ((prepared, rect), ticks) in panels.iter().zip(&mut rects).zip(&y_ticks) {
        draw_panel(prepared, rect, ticks, &role_of, items);
    }
    // The bar stands beside the first of stacked panels, the last of those side by side.
    let beside = if stacked { rects.first() } else { rects.last() };
    if let Some(rect) = beside
        && let Some(bar) = bar(rect.height)
    {
        bar.draw(rect, items);
    }
}

/// The role of a colour on this scale of values.
fn role_in(colours: Option<Extent>, colour: Colour) -> Role {
    match colour {
        Colour::Ink => Role::Ink,
        Colour::Muted => Role::Muted,
        Colour::Category(n) => Role::category(n),
        Colour::Value(v) => colours.map_or(Role::Muted, |extent| colour_bar::role(&extent, v)),
    }
}

/// Panels of one size in rows; there is no colour bar.
fn in_grid(panels: &[Prepared], columns: usize, role_of: &dyn Fn(Colour) -> Role, area: Rect, items: &mut Vec<Item>) {
    let rows = panels.len().div_ceil(columns).max(1);
    let (wide, high) = (area.width / columns as f64, area.height / rows as f64);
    let most = |lengths: &mut dyn Iterator<Item = f64>| lengths.fold(0.0f64, f64::max);
    let over = most(&mut panels.iter().map(|p| axes::height_over(p.panel)));
    let under = most(&mut panels.iter().map(|p| axes::height_under(p.panel, p.has_x_labels)));
    let height = (high - over - under - BETWEEN_SHARED).max(LEAST);
    let ticks: Vec<Ticks> =
        panels.iter().map(|p| Ticks::of(&p.y, &p.panel.y, ((height / 30.0) as usize).max(2))).collect();
    let beside = most(&mut panels.iter().zip(&ticks).map(|(p, t)| axes::width_beside(p.panel, t)));
    for (i, (prepared, ticks)) in panels.iter().zip(&ticks).enumerate() {
        if prepared.panel.is_blank() {
            continue;
        }
        let (row, column) = (i / columns, i % columns);
        let mut rect = Rect {
            left: area.left + column as f64 * wide + beside,
            top: area.top + row as f64 * high + over,
            width: (wide - beside - BETWEEN_SHARED).max(LEAST),
            height,
        };
        draw_panel(prepared, &mut rect, ticks, role_of, items);
    }
}

/// Draws a panel; a legend that has no place inside takes some height off the rectangle.
fn draw_panel(
    prepared: &Prepared,
    rect: &mut Rect,
    y_ticks: &Ticks,
    role_of: &dyn Fn(Colour) -> Role,
    items: &mut Vec<Item>,
) {
    let panel = prepared.panel;
    let title_top = rect.top;
    let marks = |rect: Rect| {
        let frame = Frame { rect, x: prepared.x, y: prepared.y };
        let (mut drawn, mut taken): (Vec<Item>, Vec<Point>) = Default::default();
        for series in &panel.series {
            marks::draw(series, &frame, role_of, &mut drawn, &mut taken);
        }
        (drawn, taken)
    };
    let legend = Legend::of(&panel.series);
    let (mut drawn, taken) = marks(*rect);
    let inside = match legend.is_empty() {
        true => None,
        false => legend.place_inside(rect, &taken),
    };
    let above = !legend.is_empty() && inside.is_none();
    if above {
        let height = legend.height_above(rect.width).min(rect.height - LEAST);
        let height = height.max(0.0);
        rect.top += height;
        rect.height -= height;
        drawn = marks(*rect).0;
    }
    let x_ticks = axes::x_ticks(prepared.x, panel, rect.width);
    axes::grid(rect, &x_ticks, y_ticks, items);
    items.push(Item::Clipped(*rect, drawn));
    axes::draw(panel, rect, &x_ticks, y_ticks, prepared.has_x_labels, items);
    if let Some(place) = inside {
        legend.draw_inside(&place, role_of, items);
    }
    if above {
        legend.draw_above(rect.left, title_top, rect.width, role_of, items);
    }
    if !panel.title.is_empty() {
        let weight = Weight::SemiBold;
        let title = words::shorten(&panel.title, PANEL_TITLE_SIZE, weight, rect.width);
        let y = title_top - 8.0;
        let text = Text::new(rect.left, y, title, PANEL_TITLE_SIZE, Role::Ink);
        items.push(Item::Text(text.bold()));
    }
}
