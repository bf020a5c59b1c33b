//! A scene as PNG, drawn with `tiny-skia`.

use super::scene::{Item, Outline, Paint, Point, Rect, Scene, Shape, Text};
use crate::figure::{Role, Theme};
use crate::font::{self, Step};
use crate::{Error, Result};
use tiny_skia::{Color, FillRule, LineJoin, Mask, Path, PathBuilder, Pixmap, StrokeDash, Transform};

const MOST_DOTS: u32 = 16_384;

pub(crate) fn write(scene: &Scene, theme: Theme, scale: f64) -> Result<Vec<u8>> {
    let (width, height) = (scene.width * scale, scene.height * scale);
    let size = Error::PictureSize { width, height, max: MOST_DOTS };
    let dots = 1.0..=f64::from(MOST_DOTS);
    if !dots.contains(&width) || !dots.contains(&height) {
        return Err(size);
    }
    let Some(mut pixels) = Pixmap::new(width.round() as u32, height.round() as u32) else {
        return Err(size);
    };
    let [r, g, b] = Role::Paper.rgb(theme);
    pixels.fill(Color::from_rgba8(r, g, b, 255));
    let mut painter = Painter { pixels, theme, transform: Transform::from_scale(scale as f32, scale as f32) };
    painter.items(&scene.items, None);
    painter.pixels.encode_png().map_err(|e| Error::Png(e.to_string()))
}

struct Painter {
    pixels: Pixmap,
    theme: Theme,
    transform: Transform,
}

impl Painter {
    fn items(&mut self, items: &[Item], mask: Option<&Mask>) {
        for item in items {
            match item {
                Item::Shape(shape) => self.shape(shape, mask),
                Item::Text(text) => self.text(text, mask),
                Item::Clipped(rect, items) => {
                    let mask = self.mask(rect);
                    self.items(items, mask.as_ref());
                }
            }
        }
    }

    fn mask(&self, rect: &Rect) -> Option<Mask> {
        let mut mask = Mask::new(self.pixels.width(), self.pixels.height())?;
        let rect =
            tiny_skia::Rect::from_xywh(rect.left as f32, rect.top as f32, rect.width as f32, rect.height as f32)?;
        let path = PathBuilder::from_rect(rect);
        mask.fill_path(&path, FillRule::Winding, true, self.transform);
        Some(mask)
    }

    fn shape(&mut self, shape: &Shape, mask: Option<&Mask>) {
        let Some(path) = path(&shape.outline) else {
            return;
        };
        if let Some(fill) = &shape.fill {
            let paint = self.paint(fill);
            self.pixels.fill_path(&path, &paint, FillRule::Winding, self.transform, mask);
        }
        if let Some(stroke) = &shape.stroke {
            let paint = self.paint(&stroke.paint);
            let pattern = stroke.pattern().into_iter().map(|l| l as f32).collect();
            let how = tiny_skia::Stroke {
                width: stroke.width as f32,
                line_join: LineJoin::Round,
                dash: StrokeDash::new(pattern, 0.0),
                ..tiny_skia::Stroke::default()
            };
            self.pixels.stroke_path(&path, &paint, &how, self.transform, mask);
        }
    }

    fn text(&mut self, text: &Text, mask: Option<&Mask>) {
        let (glyphs, before) = text.glyphs();
        let em = font::units_per_em(text.weight);
        let mut builder = PathBuilder::new();
        for glyph in glyphs {
            let unit = glyph.size * text.size / em;
            let (x0, y0) = (glyph.x * text.size - before, -glyph.rise * text.size);
            let at = |x: f32, y: f32| {
                let (x, y) = (x0 + unit * f64::from(x), y0 - unit * f64::from(y));
                (x as f32, y as f32)
            };
            for step in font::outline(text.weight, glyph.id) {
                match step {
                    Step::Move(x, y) => {
                        let (x, y) = at(x, y);
                        builder.move_to(x, y);
                    }
                    Step::Line(x, y) => {
                        let (x, y) = at(x, y);
                        builder.line_to(x, y);
                    }
                    Step::Quad(a, b, x, y) => {
                        let ((a, b), (x, y)) = (at(a, b), at(x, y));
                        builder.quad_to(a, b, x, y);
                    }
                    Step::Cubic(a, b, c, d, x, y) => {
                        let ((a, b), (c, d), (x, y)) = (at(a, b), at(c, d), at(x, y));
                        builder.cubic_to(a, b, c, d, x, y);
                    }
                    Step::Close => builder.close(),
                }
            }
        }
        let Some(path) = builder.finish() else {
            return;
        };
        let turn = if text.upwards { -90.0 } else { 0.0 };
        let transform =
            self.transform.pre_translate(text.x as f32, text.y as f32).pre_concat(Transform::from_rotate(turn));
        let paint = self.paint(&Paint::solid(text.role));
        self.pixels.fill_path(&path, &paint, FillRule::Winding, transform, mask);
    }

    fn paint(&self, paint: &Paint) -> tiny_skia::Paint<'static> {
        let [r, g, b] = paint.role.rgb(self.theme);
        let opacity = (paint.opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        let mut out = tiny_skia::Paint::default();
        out.set_color_rgba8(r, g, b, opacity);
        out.anti_alias = true;
        out
    }
}

/// `None` for an outline without area and length, which nothing is drawn of.
fn path(outline: &Outline) -> Option<Path> {
    match outline {
        Outline::Circle { x, y, radius } => PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32),
        Outline::Dots { at, radius } => {
            let mut builder = PathBuilder::new();
            at.iter().for_each(|(x, y)| builder.push_circle(*x as f32, *y as f32, *radius as f32));
            builder.finish()
        }
        Outline::Lines(runs) => joined(runs, false),
        Outline::Polygons(runs) => joined(runs, true),
    }
}

fn joined(runs: &[Vec<Point>], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for run in runs {
        for (i, &(x, y)) in run.iter().enumerate() {
            match i {
                0 => builder.move_to(x as f32, y as f32),
                _ => builder.line_to(x as f32, y as f32),
            }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}
