//! A scene as SVG 1.1. Glyph outlines are defined once and used by reference; clipping is done by
//! nested `svg` elements, which need no names that could clash in a page with several figures.

use super::scene::{Item, Outline, Paint, Point, Rect, Scene, Shape, Text};
use crate::figure::{Role, Theme};
use crate::font::{self, Step, Weight};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where colours come from.
#[derive(Clone, Copy)]
pub(crate) enum Colours {
    /// Written out.
    Of(Theme),
    /// Variables of the page's style sheet ([`style_sheet`]).
    OfPage,
}

pub(crate) fn write(scene: &Scene, colours: Colours) -> String {
    let mut out = String::new();
    let (w, h) = (px(scene.width), px(scene.height));
    out.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\">\n<title>{}</title>\n",
        escape(&scene.title)
    ));
    let mut used = BTreeSet::new();
    collect_glyphs(&scene.items, &mut used);
    out.push_str("<defs>\n");
    for (weight, id) in used {
        let d = glyph_path(weight, id);
        if !d.is_empty() {
            out.push_str(&format!("<path id=\"{}\" d=\"{d}\"/>\n", name(weight, id)));
        }
    }
    out.push_str("</defs>\n");
    let mut writer = Writer { out, colours };
    writer.items(&scene.items);
    writer.out.push_str("</svg>\n");
    writer.out
}

/// The variables that [`Colours::OfPage`] refers to, for one theme.
pub(crate) fn style_sheet(theme: Theme) -> String {
    Role::all().map(|role| format!("{}:{};", variable(role), hex(role, theme))).collect()
}

/// Text as XML character data or attribute value; characters that XML forbids become spaces.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

struct Writer {
    out: String,
    colours: Colours,
}

impl Writer {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Shape(shape) => self.shape(shape),
                Item::Text(text) => self.text(text),
                Item::Clipped(rect, items) => self.clipped(rect, items),
            }
        }
    }

    fn clipped(&mut self, rect: &Rect, items: &[Item]) {
        let [x, y, w, h] = [rect.left, rect.top, rect.width, rect.height].map(px);
        self.out.push_str(&format!(
            "<svg x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" \
             overflow=\"hidden\">\n"
        ));
        self.items(items);
        self.out.push_str("</svg>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        let geometry = match &shape.outline {
            Outline::Circle { x, y, radius } => {
                format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", px(*x), px(*y), px(*radius))
            }
            Outline::Dots { at, radius } => return self.dots(at, *radius, shape.fill.as_ref()),
            Outline::Lines(runs) => format!("<path d=\"{}\"", lines(runs, false)),
            Outline::Polygons(runs) => format!("<path d=\"{}\"", lines(runs, true)),
        };
        self.out.push_str(&geometry);
        self.paints(shape.fill.as_ref(), shape.stroke.as_ref().map(|s| &s.paint));
        if let Some(stroke) = &shape.stroke {
            let width = px(stroke.width);
            self.out.push_str(&format!(" stroke-width=\"{width}\" stroke-linejoin=\"round\""));
            let pattern: Vec<String> = stroke.pattern().into_iter().map(px).collect();
            if !pattern.is_empty() {
                let pattern = pattern.join(" ");
                self.out.push_str(&format!(" stroke-dasharray=\"{pattern}\""));
            }
        }
        self.out.push_str("/>\n");
    }

    /// Dots as strokes of no length with round ends: a few bytes each.
    fn dots(&mut self, at: &[Point], radius: f64, paint: Option<&Paint>) {
        let tenth = |v: f64| (10.0 * v).round() / 10.0;
        self.out.push_str("<path d=\"");
        for &(x, y) in at {
            // Writing to a String has no way to fail.
            let _ = write!(self.out, "M{} {}h0", tenth(x), tenth(y));
        }
        self.out.push('"');
        self.paints(None, paint);
        let width = px(2.0 * radius);
        self.out.push_str(&format!(" stroke-width=\"{width}\" stroke-linecap=\"round\"/>\n"));
    }

    /// The attributes that colour a shape. Variables are allowed in style declarations only.
    fn paints(&mut self, fill: Option<&Paint>, stroke: Option<&Paint>) {
        let mut style = String::new();
        for (property, paint) in [("fill", fill), ("stroke", stroke)] {
            match (paint, self.colours) {
                (Some(paint), Colours::Of(theme)) => {
                    let colour = hex(paint.role, theme);
                    self.out.push_str(&format!(" {property}=\"{colour}\""));
                }
                (Some(paint), Colours::OfPage) => {
                    style.push_str(&format!("{property}:var({});", variable(paint.role)));
                }
                (None, _) if property == "fill" => self.out.push_str(" fill=\"none\""),
                (None, _) => {}
            }
            if let Some(paint) = paint.filter(|paint| paint.opacity < 1.0) {
                let opacity = px(paint.opacity);
                self.out.push_str(&format!(" {property}-opacity=\"{opacity}\""));
            }
        }
        if !style.is_empty() {
            self.out.push_str(&format!(" style=\"{style}\""));
        }
    }

    fn text(&mut self, text: &Text) {
        let (glyphs, before) = text.glyphs();
        let em = font::units_per_em(text.weight);
        let turn = if text.upwards { " rotate(-90)" } else { "" };
        let scale = text.size / em;
        self.out.push_str(&format!(
            "<g aria-label=\"{}\" transform=\"translate({} {}){turn} translate({} 0) scale({scale:.5} \
             -{scale:.5})\"",
            escape(&text.text),
            px(text.x),
            px(text.y),
            px(-before),
        ));
        self.paints(Some(&Paint::solid(text.role)), None);
        self.out.push_str(">\n");
        for glyph in glyphs {
            if font::outline(text.weight, glyph.id).is_empty() {
                continue;
            }
            let id = name(text.weight, glyph.id);
            let x = (glyph.x * em).round();
            let place = match glyph.size == 1.0 {
                true => format!("x=\"{x}\""),
                false => format!("transform=\"translate({x} {}) scale({})\"", (glyph.rise * em).round(), glyph.size),
            };
            self.out.push_str(&format!("<use xlink:href=\"#{id}\" {place}/>"));
        }
        self.out.push_str("\n</g>\n");
    }
}

fn collect_glyphs(items: &[Item], used: &mut BTreeSet<(Weight, u16)>) {
    for item in items {
        match item {
            Item::Text(text) => {
                used.extend(text.glyphs().0.iter().map(|glyph| (text.weight, glyph.id)));
            }
            Item::Clipped(_, items) => collect_glyphs(items, used),
            Item::Shape(_) => {}
        }
    }
}

/// The same name always means the same outline, so several figures may share a page.
fn name(weight: Weight, id: u16) -> String {
    match weight {
        Weight::Regular => format!("inter-{id}"),
        Weight::SemiBold => format!("inter-semibold-{id}"),
    }
}

fn glyph_path(weight: Weight, id: u16) -> String {
    let mut d = String::new();
    for step in font::outline(weight, id) {
        // Writing to a String has no way to fail.
        let _ = match step {
            Step::Move(x, y) => write!(d, "M{x} {y}"),
            Step::Line(x, y) => write!(d, "L{x} {y}"),
            Step::Quad(a, b, x, y) => write!(d, "Q{a} {b} {x} {y}"),
            Step::Cubic(a, b, c, e, x, y) => write!(d, "C{a} {b} {c} {e} {x} {y}"),
            Step::Close => write!(d, "Z"),
        };
    }
    d
}

fn lines(runs: &[Vec<Point>], closed: bool) -> String {
    let mut d = String::new();
    for run in runs {
        for (i, &(x, y)) in run.iter().enumerate() {
            d.push(if i == 0 { 'M' } else { 'L' });
            d.push_str(&px(x));
            d.push(' ');
            d.push_str(&px(y));
        }
        if closed {
            d.push('Z');
        }
    }
    d
}

/// A length to a hundredth of a pixel, without trailing zeros.
fn px(length: f64) -> String {
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".into(),
        _ => text.into(),
    }
}

fn hex(role: Role, theme: Theme) -> String {
    let [r, g, b] = role.rgb(theme);
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn variable(role: Role) -> String {
    match role {
        Role::Paper => "--paper".into(),
        Role::Ink => "--ink".into(),
        Role::Muted => "--muted".into(),
        Role::Axis => "--axis".into(),
        Role::Grid => "--grid".into(),
        Role::MinorGrid => "--minor-grid".into(),
        Role::Category(n) => format!("--category-{n}"),
        Role::Ramp(n) => format!("--ramp-{n}"),
    }
}
