//! Grid, axis lines, ticks and their numbers, and the labels of axes.

use super::extent::Extent;
use super::scene::{Anchor, Item, Rect, Scene, Stroke, Text};
use super::ticks::Ticks;
use super::{LABEL_SIZE, PANEL_TITLE_SIZE, TICK_SIZE, words};
use crate::figure::{Panel, Role};
use crate::font::{self, Weight};

const TICK: f64 = 4.5;
const MINOR_TICK: f64 = 2.5;
const TICK_TO_NUMBER: f64 = 4.0;
const NUMBER_TO_LABEL: f64 = 7.0;

/// Space over a panel for its title.
pub(super) fn height_over(panel: &Panel) -> f64 {
    match panel.title.is_empty() {
        // Half of the topmost number may stick out.
        true => 0.4 * TICK_SIZE,
        false => PANEL_TITLE_SIZE + 9.0,
    }
}

/// Space under a panel for ticks, numbers and the label.
pub(super) fn height_under(panel: &Panel, has_labels: bool) -> f64 {
    match (has_labels, panel.x.label.is_empty()) {
        (false, _) => TICK,
        (true, true) => TICK + TICK_TO_NUMBER + TICK_SIZE,
        (true, false) => TICK + TICK_TO_NUMBER + TICK_SIZE + NUMBER_TO_LABEL + LABEL_SIZE,
    }
}

/// Space to the left of a panel.
pub(super) fn width_beside(panel: &Panel, ticks: &Ticks) -> f64 {
    let label = match panel.y.label.is_empty() {
        true => 0.0,
        false => NUMBER_TO_LABEL + LABEL_SIZE,
    };
    TICK + TICK_TO_NUMBER + widest(ticks) + label
}

/// As many numbers along the horizontal axis as fit without touching.
pub(super) fn x_ticks(extent: Extent, panel: &Panel, width: f64) -> Ticks {
    const APART: f64 = 14.0;
    if !panel.x.names.is_empty() {
        let mut ticks = Ticks::of(&extent, &panel.x, panel.x.names.len());
        let room = width / panel.x.names.len() as f64 - 0.5 * APART;
        for tick in &mut ticks.major {
            tick.label = words::shorten(&tick.label, TICK_SIZE, Weight::Regular, room);
        }
        return ticks;
    }
    let most = ((width / 60.0) as usize).clamp(2, 12);
    let fits = |ticks: &Ticks| {
        ticks.major.windows(2).all(|pair| {
            let room = (pair[1].place - pair[0].place) * width;
            let half = |label: &str| 0.5 * font::width(label, Weight::Regular) * TICK_SIZE;
            half(&pair[0].label) + half(&pair[1].label) + APART <= room
        })
    };
    let tries = (2..=most).rev();
    let mut fitting = tries.map(|most| Ticks::of(&extent, &panel.x, most)).filter(fits);
    fitting.next().unwrap_or_else(|| Ticks::of(&extent, &panel.x, 2))
}

pub(super) fn grid(rect: &Rect, x: &Ticks, y: &Ticks, items: &mut Vec<Item>) {
    // Fine lines closer than this would be a grey area.
    const LEAST_APART: f64 = 4.0;
    let mut lines = |places: &[f64], upright: bool, stroke: Stroke| {
        for &place in places {
            let (from, to) = match upright {
                true => {
                    let x = rect.left + place * rect.width;
                    ((x, rect.top), (x, rect.bottom()))
                }
                false => {
                    let y = rect.bottom() - place * rect.height;
                    ((rect.left, y), (rect.right(), y))
                }
            };
            Scene::line(items, from, to, stroke);
        }
    };
    for (ticks, upright, length) in [(x, true, rect.width), (y, false, rect.height)] {
        if apart(&ticks.minor) * length >= LEAST_APART {
            lines(&ticks.minor, upright, Stroke::solid(Role::MinorGrid, 0.7));
        }
    }
    for (ticks, upright) in [(x, true), (y, false)] {
        let places: Vec<f64> = ticks.major.iter().map(|tick| tick.place).collect();
        lines(&places, upright, Stroke::solid(Role::Grid, 0.9));
    }
}

pub(super) fn draw(panel: &Panel, rect: &Rect, x: &Ticks, y: &Ticks, has_x_labels: bool, items: &mut Vec<Item>) {
    let (left, bottom) = (rect.left, rect.bottom());
    let line = Stroke::solid(Role::Axis, 1.0);
    let fine = Stroke::solid(Role::Axis, 0.7);
    Scene::line(items, (left, rect.top), (left, bottom), line);
    Scene::line(items, (left, bottom), (rect.right(), bottom), line);

    let across = |place: f64| left + place * rect.width;
    let up = |place: f64| bottom - place * rect.height;
    let minor = |ticks: &Ticks, length: f64| -> Vec<f64> {
        // Closer ones would grow together into a thick line.
        const LEAST_APART: f64 = 2.2;
        match apart(&ticks.minor) * length >= LEAST_APART {
            true => ticks.minor.clone(),
            false => Vec::new(),
        }
    };
    for place in minor(x, rect.width) {
        let x = across(place);
        Scene::line(items, (x, bottom), (x, bottom + MINOR_TICK), fine);
    }
    for place in minor(y, rect.height) {
        Scene::line(items, (left, up(place)), (left - MINOR_TICK, up(place)), fine);
    }
    for tick in &x.major {
        let x = across(tick.place);
        Scene::line(items, (x, bottom), (x, bottom + TICK), line);
        if has_x_labels {
            let y = bottom + TICK + TICK_TO_NUMBER + font::CAP_HEIGHT * TICK_SIZE + 1.5;
            let text = Text::new(x, y, tick.label.clone(), TICK_SIZE, Role::Muted);
            items.push(Item::Text(text.anchored(Anchor::Middle)));
        }
    }
    for tick in &y.major {
        let at = up(tick.place);
        Scene::line(items, (left, at), (left - TICK, at), line);
        let x = left - TICK - TICK_TO_NUMBER;
        let baseline = at + 0.5 * font::CAP_HEIGHT * TICK_SIZE;
        let text = Text::new(x, baseline, tick.label.clone(), TICK_SIZE, Role::Muted);
        items.push(Item::Text(text.anchored(Anchor::End)));
    }

    let label = |text: &str, room: f64| words::shorten(text, LABEL_SIZE, Weight::Regular, room);
    if has_x_labels && !panel.x.label.is_empty() {
        let x = left + 0.5 * rect.width;
        let y = bottom + height_under(panel, true) - 2.0;
        let text = Text::new(x, y, label(&panel.x.label, rect.width), LABEL_SIZE, Role::Ink);
        items.push(Item::Text(text.anchored(Anchor::Middle)));
    }
    if !panel.y.label.is_empty() {
        let x = left - TICK - TICK_TO_NUMBER - widest(y) - NUMBER_TO_LABEL;
        let middle = rect.top + 0.5 * rect.height;
        let text = label(&panel.y.label, rect.height + 20.0);
        let text = Text::new(x, middle, text, LABEL_SIZE, Role::Ink);
        items.push(Item::Text(text.anchored(Anchor::Middle).upwards()));
    }
}

/// The least distance between neighbours, as a share of the axis.
fn apart(places: &[f64]) -> f64 {
    let distances = places.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    distances.fold(f64::INFINITY, f64::min)
}

fn widest(ticks: &Ticks) -> f64 {
    let labels = ticks.major.iter();
    let widths = labels.map(|tick| font::width(&tick.label, Weight::Regular) * TICK_SIZE);
    widths.fold(0.0, f64::max)
}
