//! Series as shapes.

use super::frame::Frame;
use super::scene::{Item, Outline, Paint, Point, Rect, Scene, Stroke, Text};
use super::{thin, words};
use crate::figure::{Colour, Dash, Mark, Marker, Role, Series};
use crate::font::Weight;
use std::collections::BTreeMap;

/// More points than this are drawn as plain dots.
const MARKERS: usize = 800;
/// Markers of at most this many pixels show no shape: more than a few are drawn as plain dots too.
const TINY: f64 = 3.0;
const FEW: usize = 50;
const BAND_OPACITY: f64 = 0.18;
const POINT_OPACITY: f64 = 0.88;
/// The rim in the paper's colour that keeps overlapping points apart.
const RIM: f64 = 0.6;
const REFERENCE_WIDTH: f64 = 1.1;
const TEXT_SIZE: f64 = 11.0;

/// Corners further than this outside the panel are brought nearer: drawing libraries count in 32
/// bits.
const FAR: f64 = 4.0;

/// What happened to the rows of a series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Left {
    /// Rows with a value that the scale does not have.
    pub undrawable: usize,
    /// Points beyond the ends of the axes.
    pub outside: usize,
}

/// Draws a series and adds the pixels that a legend should not cover to `taken`.
pub(crate) fn draw(
    series: &Series,
    frame: &Frame,
    role_of: &dyn Fn(Colour) -> Role,
    items: &mut Vec<Item>,
    taken: &mut Vec<Point>,
) -> Left {
    let role = role_of(series.colour);
    match &series.mark {
        Mark::Points { .. } => points(series, frame, role_of, items, taken),
        Mark::Line { x, y, dash, width } => {
            let (runs, left) = runs(x, y, frame);
            runs.iter().for_each(|run| cover(run, taken));
            let runs: Vec<Vec<Point>> = runs.into_iter().flat_map(|r| clip(&r, frame)).collect();
            let runs = runs.into_iter().map(thin::line).collect();
            let stroke = Stroke { paint: Paint::solid(role), width: width.clamp(0.1, 50.0), dash: *dash };
            Scene::shape(items, Outline::Lines(runs), None, Some(stroke));
            left
        }
        Mark::Band { x, lo, hi } => band(x, lo, hi, frame, role, items, taken),
        Mark::HLine { y, dash } => match frame.up(*y) {
            Some(at) => {
                let ends = ((frame.rect.left, at), (frame.rect.right(), at));
                reference(ends, role, *dash, frame, items, taken)
            }
            None => Left::one(),
        },
        Mark::VLine { x, dash } => match frame.across(*x) {
            Some(at) => {
                let ends = ((at, frame.rect.top), (at, frame.rect.bottom()));
                reference(ends, role, *dash, frame, items, taken)
            }
            None => Left::one(),
        },
        Mark::Text { x, y, text } => match frame.pixel(*x, *y) {
            Some(at) if frame.rect.contains(at) => {
                let room = frame.rect.right() - at.0;
                let text = words::shorten(text, TEXT_SIZE, Weight::Regular, room);
                let width = crate::font::width(&text, Weight::Regular) * TEXT_SIZE;
                cover(&[at, (at.0 + width, at.1)], taken);
                let text = Text::new(at.0, at.1, text, TEXT_SIZE, role);
                items.push(Item::Text(text));
                Left::default()
            }
            Some(_) => Left { outside: 1, ..Left::default() },
            None => Left::one(),
        },
    }
}

impl Left {
    fn one() -> Left {
        Left { undrawable: 1, outside: 0 }
    }
}

fn points(
    series: &Series,
    frame: &Frame,
    role_of: &dyn Fn(Colour) -> Role,
    items: &mut Vec<Item>,
    taken: &mut Vec<Point>,
) -> Left {
    let Mark::Points { x, y, error, values, marker, size } = &series.mark else {
        return Left::default();
    };
    let marker = marker.unwrap_or_else(|| default_marker(series.colour));
    let mut left = Left { undrawable: x.len().abs_diff(y.len()), outside: 0 };
    let seen = frame.rect.grown(1.0);
    let mut drawn = Vec::new();
    for (i, (&x, &y)) in x.iter().zip(y).enumerate() {
        let role = match values.get(i) {
            Some(&value) => role_of(Colour::Value(value)),
            None => role_of(series.colour),
        };
        match frame.pixel(x, y) {
            None => left.undrawable += 1,
            Some(at) if !seen.contains(at) => left.outside += 1,
            Some(at) => {
                if let Some(&(lo, hi)) = error.get(i) {
                    error_bar(at, (lo, hi), role, frame, items);
                }
                drawn.push((at, role));
            }
        }
    }
    let radius = 0.5 * size.clamp(0.5, 50.0);
    let shown = thin::points(&drawn);
    taken.extend(shown.iter().map(|&i| drawn[i].0));
    if shown.len() > MARKERS || (size <= &TINY && shown.len() > FEW) {
        dots(shown.iter().map(|&i| drawn[i]), radius, items);
    } else {
        shown.iter().for_each(|&i| draw_marker(marker, drawn[i].0, radius, drawn[i].1, items));
    }
    left
}

/// Many points: plain dots, all of one colour one shape, smaller the more there are.
fn dots(points: impl Iterator<Item = (Point, Role)>, radius: f64, items: &mut Vec<Item>) {
    let mut by_role: BTreeMap<Role, Vec<Point>> = BTreeMap::new();
    points.for_each(|(at, role)| by_role.entry(role).or_default().push(at));
    let count: usize = by_role.values().map(Vec::len).sum();
    let radius = radius * (MARKERS as f64 / count as f64).sqrt().clamp(0.4, 1.0);
    for (role, at) in by_role {
        Scene::shape(items, Outline::Dots { at, radius }, Some(Paint { role, opacity: POINT_OPACITY }), None);
    }
}

/// What cannot be drawn of a series, without drawing it.
pub(crate) fn left(series: &Series, frame: &Frame) -> Left {
    match &series.mark {
        Mark::Points { x, y, .. } => {
            let mut left = Left { undrawable: x.len().abs_diff(y.len()), outside: 0 };
            let seen = frame.rect.grown(1.0);
            for (&x, &y) in x.iter().zip(y) {
                match frame.pixel(x, y) {
                    None => left.undrawable += 1,
                    Some(at) if !seen.contains(at) => left.outside += 1,
                    Some(_) => {}
                }
            }
            left
        }
        _ => draw(series, frame, &|_| Role::Ink, &mut Vec::new(), &mut Vec::new()),
    }
}

/// The marker of a series that names none.
pub(crate) fn default_marker(colour: Colour) -> Marker {
    match colour {
        Colour::Category(n) => Marker::of_category(n),
        _ => Marker::Circle,
    }
}

/// A marker about `at` with the area of a disc of the given radius.
pub(crate) fn draw_marker(marker: Marker, at: Point, radius: f64, role: Role, items: &mut Vec<Item>) {
    let (x, y) = at;
    let paint = Paint { role, opacity: POINT_OPACITY };
    let corner = |(dx, dy): (f64, f64)| (x + radius * dx, y + radius * dy);
    let corners: &[(f64, f64)] = match marker {
        Marker::Circle => {
            let outline = Outline::Circle { x, y, radius };
            let rim = Stroke::solid(Role::Paper, RIM);
            return Scene::shape(items, outline, Some(paint), Some(rim));
        }
        Marker::Cross => {
            let arms =
                vec![vec![corner((-1.1, 0.0)), corner((1.1, 0.0))], vec![corner((0.0, -1.1)), corner((0.0, 1.1))]];
            let stroke = Stroke::solid(role, 1.6);
            return Scene::shape(items, Outline::Lines(arms), None, Some(stroke));
        }
        Marker::Square => &[(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        Marker::Triangle => &[(0.0, -1.4), (1.25, 0.75), (-1.25, 0.75)],
        Marker::Diamond => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        Marker::Wedge => &[(0.0, 1.4), (1.25, -0.75), (-1.25, -0.75)],
    };
    let corners = corners.iter().copied().map(corner).collect();
    let rim = Stroke::solid(Role::Paper, RIM);
    Scene::shape(items, Outline::Polygons(vec![corners]), Some(paint), Some(rim));
}

fn error_bar(at: Point, ends: (f64, f64), role: Role, frame: &Frame, items: &mut Vec<Item>) {
    let (Some(low), Some(high)) = (frame.up(ends.0), frame.up(ends.1)) else {
        return;
    };
    let (low, high) = (nearer(low, frame), nearer(high, frame));
    let stroke = Stroke { paint: Paint { role, opacity: 0.7 }, width: 1.0, dash: Dash::Solid };
    Scene::line(items, (at.0, low), (at.0, high), stroke);
}

fn band(
    x: &[f64],
    lo: &[f64],
    hi: &[f64],
    frame: &Frame,
    role: Role,
    items: &mut Vec<Item>,
    taken: &mut Vec<Point>,
) -> Left {
    let rows = x.len().min(lo.len()).min(hi.len());
    let mut left = Left { undrawable: x.len().max(lo.len()).max(hi.len()) - rows, outside: 0 };
    let mut areas = Vec::new();
    let mut run: Vec<(Point, Point)> = Vec::new();
    let mut finish = |run: &mut Vec<(Point, Point)>| {
        let low: Vec<Point> = run.iter().map(|pair| pair.0).collect();
        let high: Vec<Point> = run.iter().map(|pair| pair.1).collect();
        run.clear();
        cover(&low, taken);
        cover(&high, taken);
        let (low, high) = (thin::line(low), thin::line(high));
        areas.push(low.into_iter().chain(high.into_iter().rev()).collect());
    };
    for i in 0..rows {
        let inside = |y: f64| {
            let (x, y) = frame.pixel(x[i], y)?;
            let reach = FAR * (frame.rect.width + frame.rect.height);
            let beside = (frame.rect.left - reach, frame.rect.right() + reach);
            Some((x.clamp(beside.0, beside.1), nearer(y, frame)))
        };
        match (inside(lo[i]), inside(hi[i])) {
            (Some(low), Some(high)) => run.push((low, high)),
            _ => {
                left.undrawable += 1;
                finish(&mut run);
            }
        }
    }
    finish(&mut run);
    let paint = Paint { role, opacity: BAND_OPACITY };
    Scene::shape(items, Outline::Polygons(areas), Some(paint), None);
    left
}

fn reference(
    ends: (Point, Point),
    role: Role,
    dash: Dash,
    frame: &Frame,
    items: &mut Vec<Item>,
    taken: &mut Vec<Point>,
) -> Left {
    let seen = frame.rect.grown(1.0);
    if !seen.contains(ends.0) || !seen.contains(ends.1) {
        return Left { undrawable: 0, outside: 1 };
    }
    cover(&[ends.0, ends.1], taken);
    let stroke = Stroke { paint: Paint::solid(role), width: REFERENCE_WIDTH, dash };
    Scene::line(items, ends.0, ends.1, stroke);
    Left::default()
}

/// Unbroken runs of pixels.
fn runs(x: &[f64], y: &[f64], frame: &Frame) -> (Vec<Vec<Point>>, Left) {
    let mut left = Left { undrawable: x.len().abs_diff(y.len()), outside: 0 };
    let mut runs = vec![Vec::new()];
    for (&x, &y) in x.iter().zip(y) {
        match (frame.pixel(x, y), runs.last_mut()) {
            (Some(at), Some(run)) => run.push(at),
            _ => {
                left.undrawable += 1;
                runs.push(Vec::new());
            }
        }
    }
    runs.retain(|run| !run.is_empty());
    (runs, left)
}

/// The parts of a run inside the panel and a little beyond.
fn clip(run: &[Point], frame: &Frame) -> Vec<Vec<Point>> {
    let reach = frame.rect.grown(20.0);
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in run.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], &reach) else {
            continue;
        };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// The part of a segment in a rectangle (Liang and Barsky 1984).
pub(super) fn clip_segment(from: Point, to: Point, rect: &Rect) -> Option<(Point, Point)> {
    // Beyond this the arithmetic would lose the pixels that are seen, or overflow.
    const HORIZON: f64 = 1e9;
    let near = |(x, y): Point| (x.clamp(-HORIZON, HORIZON), y.clamp(-HORIZON, HORIZON));
    let (from, to) = (near(from), near(to));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut start, mut end) = (0.0f64, 1.0f64);
    let sides = [
        (-dx, from.0 - rect.left),
        (dx, rect.right() - from.0),
        (-dy, from.1 - rect.top),
        (dy, rect.bottom() - from.1),
    ];
    for (outward, distance) in sides {
        match outward {
            0.0 if distance < 0.0 => return None,
            0.0 => {}
            o if o < 0.0 => start = start.max(distance / o),
            o => end = end.min(distance / o),
        }
    }
    let at = |t: f64| match t {
        0.0 => from,
        1.0 => to,
        t => (from.0 + t * dx, from.1 + t * dy),
    };
    (start <= end).then(|| (at(start), at(end)))
}

/// A height brought to at most a few panels away.
fn nearer(y: f64, frame: &Frame) -> f64 {
    let reach = FAR * (frame.rect.width + frame.rect.height);
    y.clamp(frame.rect.top - reach, frame.rect.bottom() + reach)
}

/// Points every few pixels along a line.
fn cover(corners: &[Point], taken: &mut Vec<Point>) {
    const EVERY: f64 = 5.0;
    const MOST: f64 = 400.0;
    taken.extend(corners.iter().copied());
    for pair in corners.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let steps = ((x1 - x0).hypot(y1 - y0) / EVERY).ceil().min(MOST) as usize;
        for i in 1..steps {
            let t = i as f64 / steps as f64;
            taken.push((x0 + t * (x1 - x0), y0 + t * (y1 - y0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_end_at_the_rectangle() {
        let rect = Rect { left: 0.0, top: 0.0, width: 10.0, height: 10.0 };
        let clipped = clip_segment((-5.0, 5.0), (1e12, 5.0), &rect).unwrap();
        assert!(clipped.0.0.abs() < 1e-3 && (clipped.1.0 - 10.0).abs() < 1e-3);
        assert_eq!(clip_segment((-5.0, -5.0), (-1.0, 20.0), &rect), None);
        for far in [1e300, f64::MAX, f64::INFINITY] {
            let (from, to) = clip_segment((-far, 5.0), (far, 5.0), &rect).unwrap();
            assert!(from.0.abs() < 1e-6 && (to.0 - 10.0).abs() < 1e-6, "{from:?} {to:?}");
        }
        let inside = ((1.0, 1.0), (2.0, 3.0));
        assert_eq!(clip_segment(inside.0, inside.1, &rect), Some(inside));
    }
}
