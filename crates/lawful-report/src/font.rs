//! Text set in the embedded font (Inter): widths and glyph outlines.
//!
//! Unicode superscripts and subscripts (`10²¹`, `x₀`) are set as small raised or lowered figures,
//! so that all of them match.

use std::sync::OnceLock;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId};

/// Height of capitals and figures, in units of the font size.
pub(crate) const CAP_HEIGHT: f64 = 0.727;

const SCRIPT_SIZE: f64 = 0.68;
const SUPERSCRIPT_RISE: f64 = 0.36;
const SUBSCRIPT_RISE: f64 = -0.16;

/// The two weights that are embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// A glyph at its place on the line, in units of the font size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub id: u16,
    pub x: f64,
    pub rise: f64,
    pub size: f64,
}

/// A step of a glyph's outline, in font units with y upwards.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Quad(f32, f32, f32, f32),
    Cubic(f32, f32, f32, f32, f32, f32),
    Close,
}

/// Glyphs of a line of text and its width in units of the font size.
pub(crate) fn typeset(text: &str, weight: Weight) -> (Vec<Glyph>, f64) {
    let face = face(weight);
    let em = units_per_em(weight);
    let mut glyphs = Vec::new();
    let mut width = 0.0;
    let mut before: Option<GlyphId> = None;
    for c in text.chars() {
        let (c, size, rise) = script(if c.is_control() { ' ' } else { c });
        let id = face.glyph_index(c).unwrap_or_default();
        if let Some(before) = before.filter(|_| size == 1.0) {
            width += f64::from(kerning(face, before, id)) / em;
        }
        before = (size == 1.0).then_some(id);
        glyphs.push(Glyph { id: id.0, x: width, rise, size });
        width += size * f64::from(face.glyph_hor_advance(id).unwrap_or(0)) / em;
    }
    (glyphs, width)
}

/// Width of a line of text in units of the font size.
pub(crate) fn width(text: &str, weight: Weight) -> f64 {
    typeset(text, weight).1
}

/// Font units per font size.
pub(crate) fn units_per_em(weight: Weight) -> f64 {
    f64::from(face(weight).units_per_em())
}

/// The outline of a glyph; empty for a space.
pub(crate) fn outline(weight: Weight, id: u16) -> Vec<Step> {
    let mut steps = Outline(Vec::new());
    face(weight).outline_glyph(GlyphId(id), &mut steps);
    steps.0
}

fn face(weight: Weight) -> &'static Face<'static> {
    static REGULAR: OnceLock<Face> = OnceLock::new();
    static SEMI_BOLD: OnceLock<Face> = OnceLock::new();
    let (cell, bytes): (_, &'static [u8]) = match weight {
        Weight::Regular => (&REGULAR, include_bytes!("../fonts/Inter-Regular.ttf")),
        Weight::SemiBold => (&SEMI_BOLD, include_bytes!("../fonts/Inter-SemiBold.ttf")),
    };
    // The bytes are part of the program, and a test reads both.
    cell.get_or_init(|| Face::parse(bytes, 0).expect("the embedded font is a font"))
}

/// The character to draw, its size and its rise.
fn script(c: char) -> (char, f64, f64) {
    const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
    const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉₋₊";
    let plain = |scripts: &str| {
        let place = scripts.chars().position(|s| s == c)?;
        "0123456789−+".chars().nth(place)
    };
    if let Some(c) = plain(SUPERSCRIPTS) {
        (c, SCRIPT_SIZE, SUPERSCRIPT_RISE)
    } else if let Some(c) = plain(SUBSCRIPTS) {
        (c, SCRIPT_SIZE, SUBSCRIPT_RISE)
    } else {
        (c, 1.0, 0.0)
    }
}

/// How much closer (negative) or further apart two neighbours are set, in font units.
fn kerning(face: &Face, left: GlyphId, right: GlyphId) -> i16 {
    let Some(gpos) = face.tables().gpos else {
        return 0;
    };
    let pairs = gpos.lookups.into_iter().flat_map(|lookup| {
        let subtables = lookup.subtables.into_iter::<PositioningSubtable>();
        subtables.filter_map(|subtable| match subtable {
            PositioningSubtable::Pair(pair) => Some(pair),
            _ => None,
        })
    });
    for pair in pairs {
        // The first subtable that knows the pair decides.
        match pair {
            PairAdjustment::Format1 { coverage, sets } => {
                let set = coverage.get(left).and_then(|i| sets.get(i));
                if let Some((first, _)) = set.and_then(|set| set.get(right)) {
                    return first.x_advance;
                }
            }
            PairAdjustment::Format2 { coverage, classes, matrix } if coverage.contains(left) => {
                let cell = (classes.0.get(left), classes.1.get(right));
                if let Some((first, _)) = matrix.get(cell) {
                    return first.x_advance;
                }
            }
            PairAdjustment::Format2 { .. } => {}
        }
    }
    0
}

struct Outline(Vec<Step>);

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Move(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Line(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push(Step::Quad(x1, y1, x, y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(Step::Cubic(x1, y1, x2, y2, x, y));
    }

    fn close(&mut self) {
        self.0.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_the_signs_that_figures_use() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            for c in "AZaz09 −×±≤≥∞αβγσ√".chars() {
                let (glyphs, width) = typeset(&c.to_string(), weight);
                assert!(glyphs[0].id != 0 && width > 0.0, "{c} in {weight:?}");
            }
        }
    }

    #[test]
    fn superscripts_are_raised_and_small() {
        let (glyphs, _) = typeset("10²₀", Weight::Regular);
        assert!(glyphs[1].rise == 0.0 && glyphs[2].rise > 0.0 && glyphs[3].rise < 0.0);
        assert!(glyphs[2].size < 1.0);
    }

    #[test]
    fn pairs_are_kerned() {
        let apart = width("A", Weight::Regular) + width("V", Weight::Regular);
        assert!(width("AV", Weight::Regular) < apart);
    }
}
