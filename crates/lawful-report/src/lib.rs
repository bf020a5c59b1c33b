//! Figures and tables of results: plain values in, text and pictures out.
//!
//! This crate knows nothing of laws or fits. A caller describes a [`Figure`] or a [`TextTable`]
//! with numbers and words, and asks for the form that it needs:
//!
//! | value | forms |
//! |---|---|
//! | [`Figure`] | [`to_svg`](Figure::to_svg), [`to_png`](Figure::to_png), [`to_csv`](Figure::to_csv), [`to_terminal`](Figure::to_terminal), [`save`](Figure::save); [`draw`](Figure::draw) for several at once |
//! | [`TextTable`] | [`render`](TextTable::render) as [`Format::Table`], [`Format::Md`], [`Format::Latex`], [`Format::Csv`] |
//! | [`Html`] | one self-contained page of both |
//! | a number | [`number()`], [`with_error`], [`parentheses`], [`suffixed`] |
//!
//! ```
//! use lawful_report::{Axis, Figure, Panel, Series};
//!
//! let width = vec![64.0, 128.0, 256.0, 512.0];
//! let rank = vec![9.1, 14.2, 22.5, 35.0];
//! let figure = Figure::new("Rank grows as a power of width").panel(
//!     Panel::new(Axis::log10("width"), Axis::log10("stable rank"))
//!         .series(Series::points(&width, &rank).label("measured"))
//!         .series(Series::line(&[64.0, 512.0], &[9.0, 35.6]).label("width^0.66")),
//! );
//! assert!(figure.to_svg().starts_with("<svg"));
//! ```
//!
//! Conventions: lengths are CSS pixels (1/96 inch) from the top left corner; nothing here panics
//! on any number, and whatever cannot be drawn is counted in a note under the figure; the same
//! value gives the same bytes. Text is drawn with an embedded font, so no system font is needed.

mod draw;
mod error;
mod figure;
mod font;
mod html;
mod number;
mod table;

pub use draw::Drawing;
pub use error::{Error, Result};
pub use figure::{
    Arrangement, Axis, Colour, ColourScale, Dash, Figure, Mark, Marker, Panel, Scale, Series, Theme, TickStyle,
    contour_lines,
};
pub use html::Html;
pub use number::{number, parentheses, rounded, suffixed, with_error};
pub use table::{Align, Column, Format, TerminalStyle, TextTable};
