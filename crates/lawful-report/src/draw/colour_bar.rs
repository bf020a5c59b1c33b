//! The bar that says which colour is which value.

use super::extent::Extent;
use super::scene::{Anchor, Item, Paint, Rect, Scene, Stroke, Text};
use super::ticks::Ticks;
use super::{LABEL_SIZE, TICK_SIZE, words};
use crate::figure::{Axis, RAMP_STEPS, Role};
use crate::font::{self, Weight};

const FROM_PANEL: f64 = 16.0;
const WIDTH: f64 = 11.0;
const TICK: f64 = 4.0;

pub(crate) struct ColourBar<'a> {
    axis: &'a Axis,
    ticks: Ticks,
}

impl<'a> ColourBar<'a> {
    pub(crate) fn new(axis: &'a Axis, extent: Extent, height: f64) -> ColourBar<'a> {
        let most = (height / 42.0) as usize;
        ColourBar { axis, ticks: Ticks::of(&extent, axis, most) }
    }

    /// The space that it takes to the right of a panel.
    pub(crate) fn width(&self) -> f64 {
        let label = match self.axis.label.is_empty() {
            true => 0.0,
            false => LABEL_SIZE + 8.0,
        };
        FROM_PANEL + WIDTH + TICK + 3.0 + self.widest() + label
    }

    fn widest(&self) -> f64 {
        let widths = self.ticks.major.iter();
        let widths = widths.map(|tick| font::width(&tick.label, Weight::Regular) * TICK_SIZE);
        widths.fold(0.0, f64::max)
    }

    /// Draws it beside the panel.
    pub(crate) fn draw(&self, panel: &Rect, items: &mut Vec<Item>) {
        let left = panel.right() + FROM_PANEL;
        let step = panel.height / f64::from(RAMP_STEPS);
        for i in 0..RAMP_STEPS {
            let rect = Rect {
                left,
                top: panel.bottom() - step * f64::from(i + 1),
                width: WIDTH,
                // A little overlap hides the seams.
                height: step + if i == 0 { 0.0 } else { 0.6 },
            };
            Scene::rect(items, rect, Paint::solid(Role::Ramp(i)));
        }
        let right = left + WIDTH;
        let up = |place: f64| panel.bottom() - place * panel.height;
        for &place in &self.ticks.minor {
            let stroke = Stroke::solid(Role::Axis, 0.6);
            let y = up(place);
            Scene::line(items, (right, y), (right + 0.5 * TICK, y), stroke);
        }
        for tick in &self.ticks.major {
            let y = up(tick.place);
            let stroke = Stroke::solid(Role::Axis, 0.9);
            Scene::line(items, (right, y), (right + TICK, y), stroke);
            let baseline = y + 0.5 * font::CAP_HEIGHT * TICK_SIZE;
            let x = right + TICK + 3.0;
            let text = Text::new(x, baseline, tick.label.clone(), TICK_SIZE, Role::Muted);
            items.push(Item::Text(text));
        }
        if !self.axis.label.is_empty() {
            let x = right + TICK + 3.0 + self.widest() + 6.0 + font::CAP_HEIGHT * LABEL_SIZE;
            let middle = panel.top + 0.5 * panel.height;
            let label = words::shorten(&self.axis.label, LABEL_SIZE, Weight::Regular, panel.height);
            let text = Text::new(x, middle, label, LABEL_SIZE, Role::Ink);
            items.push(Item::Text(text.anchored(Anchor::Middle).upwards()));
        }
    }
}

/// The colour of a value on a scale.
pub(crate) fn role(extent: &Extent, value: f64) -> Role {
    extent.place(value).map_or(Role::Muted, Role::ramp)
}
