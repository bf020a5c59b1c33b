//! A picture as a list of shapes and words, before it becomes SVG or PNG.

use crate::figure::{Dash, Role};
use crate::font::{self, Weight};

/// A picture; lengths in pixels from the top left corner.
pub(crate) struct Scene {
    pub width: f64,
    pub height: f64,
    pub items: Vec<Item>,
    /// What the picture shows, for those who cannot see it.
    pub title: String,
}

pub(crate) enum Item {
    Shape(Shape),
    Text(Text),
    /// Items of which only the part within the rectangle is seen.
    Clipped(Rect, Vec<Item>),
}

/// An outline, filled, stroked, or both.
pub(crate) struct Shape {
    pub outline: Outline,
    pub fill: Option<Paint>,
    pub stroke: Option<Stroke>,
}

pub(crate) enum Outline {
    Circle {
        x: f64,
        y: f64,
        radius: f64,
    },
    /// Many discs of one size; where they overlap the area is filled once.
    Dots {
        at: Vec<Point>,
        radius: f64,
    },
    /// Runs of points joined by straight lines.
    Lines(Vec<Vec<Point>>),
    /// As lines, each run closed.
    Polygons(Vec<Vec<Point>>),
}

pub(crate) type Point = (f64, f64);

#[derive(Clone, Copy)]
pub(crate) struct Paint {
    pub role: Role,
    /// 0 is invisible, 1 covers.
    pub opacity: f64,
}

#[derive(Clone, Copy)]
pub(crate) struct Stroke {
    pub paint: Paint,
    pub width: f64,
    pub dash: Dash,
}

/// A line of words. `x, y` is on the baseline, at the side or middle that the anchor says.
pub(crate) struct Text {
    pub x: f64,
    pub y: f64,
    pub text: String,
    pub size: f64,
    pub weight: Weight,
    pub role: Role,
    pub anchor: Anchor,
    /// Whether the line runs upwards instead of to the right.
    pub upwards: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Paint {
    pub(crate) fn solid(role: Role) -> Paint {
        Paint { role, opacity: 1.0 }
    }
}

impl Stroke {
    pub(crate) fn solid(role: Role, width: f64) -> Stroke {
        Stroke { paint: Paint::solid(role), width, dash: Dash::Solid }
    }

    /// Lengths of strokes and gaps in pixels; empty for an unbroken line.
    pub(crate) fn pattern(&self) -> Vec<f64> {
        let w = self.width.max(1.0);
        match self.dash {
            Dash::Solid => vec![],
            Dash::Dashed => vec![4.5 * w, 3.0 * w],
            Dash::Dotted => vec![1.2 * w, 2.2 * w],
        }
    }
}

impl Rect {
    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The same rectangle with its sides moved out by `by` pixels.
    pub(crate) fn grown(&self, by: f64) -> Rect {
        Rect { left: self.left - by, top: self.top - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    pub(crate) fn contains(&self, (x, y): Point) -> bool {
        (self.left..=self.right()).contains(&x) && (self.top..=self.bottom()).contains(&y)
    }
}

impl Text {
    pub(crate) fn new(x: f64, y: f64, text: impl Into<String>, size: f64, role: Role) -> Text {
        Text { x, y, text: text.into(), size, weight: Weight::Regular, role, anchor: Anchor::Start, upwards: false }
    }

    pub(crate) fn anchored(mut self, anchor: Anchor) -> Text {
        self.anchor = anchor;
        self
    }

    pub(crate) fn bold(mut self) -> Text {
        self.weight = Weight::SemiBold;
        self
    }

    pub(crate) fn upwards(mut self) -> Text {
        self.upwards = true;
        self
    }

    /// Glyphs, and the pixels by which the line starts before `x`.
    pub(crate) fn glyphs(&self) -> (Vec<font::Glyph>, f64) {
        let (glyphs, width) = font::typeset(&self.text, self.weight);
        let before = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * width * self.size,
            Anchor::End => width * self.size,
        };
        (glyphs, before)
    }
}

impl Scene {
    pub(crate) fn shape(items: &mut Vec<Item>, outline: Outline, fill: Option<Paint>, stroke: Option<Stroke>) {
        items.push(Item::Shape(Shape { outline, fill, stroke }));
    }

    /// A straight line.
    pub(crate) fn line(items: &mut Vec<Item>, from: Point, to: Point, stroke: Stroke) {
        Scene::shape(items, Outline::Lines(vec![vec![from, to]]), None, Some(stroke));
    }

    /// A filled rectangle.
    pub(crate) fn rect(items: &mut Vec<Item>, rect: Rect, fill: Paint) {
        let (left, top, right, bottom) = (rect.left, rect.top, rect.right(), rect.bottom());
        let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        Scene::shape(items, Outline::Polygons(vec![corners]), Some(fill), None);
    }
}
