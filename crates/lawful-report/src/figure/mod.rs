//! What a figure holds: panels of series on axes, all plain values.

mod axis;
mod contour;
mod csv;
mod panel;
mod save;
mod series;
mod theme;

pub use axis::{Axis, Scale, TickStyle};
pub use contour::contour_lines;
pub use panel::Panel;
pub use series::{Colour, Dash, Mark, Marker, Series};
pub use theme::Theme;
pub(crate) use theme::{RAMP_STEPS, Role};

/// How the panels of a figure are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// One above the other.
    #[default]
    Stacked,
    /// From left to right.
    SideBySide,
    /// In rows of this many (0 counts as 1), from left to right and from top to bottom. A panel without series, title
    /// and labels is left blank.
    Grid(usize),
}

/// How values become colours: all series coloured by value share it, and a colour bar shows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColourScale {
    /// The quantity and its scale; its range is that of all values if not given.
    pub axis: Axis,
}

/// A figure: one or more panels under a title.
///
/// Sizes are CSS pixels; a width or height that is not between 160 and 4000 is brought there.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The title; empty for none.
    pub title: String,
    /// A line under the title, such as the fitted law; empty for none.
    pub subtitle: String,
    /// The panels in order.
    pub panels: Vec<Panel>,
    /// Whether they are stacked or side by side.
    pub arrangement: Arrangement,
    /// Stacked panels show one horizontal axis, at the bottom, over their joint range.
    pub share_x: bool,
    /// The scale of series that are coloured by value.
    pub colours: ColourScale,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Dark on light or light on dark.
    pub theme: Theme,
}

impl Figure {
    /// An empty figure of 720 x 480 pixels in the light theme.
    pub fn new(title: impl Into<String>) -> Figure {
        Figure {
            title: title.into(),
            subtitle: String::new(),
            panels: Vec::new(),
            arrangement: Arrangement::Stacked,
            share_x: false,
            colours: ColourScale::default(),
            width: 720.0,
            height: 480.0,
            theme: Theme::Light,
        }
    }

    /// The same figure with a line under its title.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Figure {
        self.subtitle = subtitle.into();
        self
    }

    /// The same figure with another panel.
    pub fn panel(mut self, panel: Panel) -> Figure {
        self.panels.push(panel);
        self
    }

    /// The same figure with its panels stacked over one horizontal axis.
    pub fn sharing_x(mut self) -> Figure {
        self.arrangement = Arrangement::Stacked;
        self.share_x = true;
        self
    }

    /// The same figure with its panels from left to right.
    pub fn side_by_side(mut self) -> Figure {
        self.arrangement = Arrangement::SideBySide;
        self
    }

    /// The same figure with its panels in rows of `columns`.
    pub fn in_rows_of(mut self, columns: usize) -> Figure {
        self.arrangement = Arrangement::Grid(columns);
        self
    }

    /// The same figure with a scale for colours by value.
    pub fn coloured_by(mut self, axis: Axis) -> Figure {
        self.colours = ColourScale { axis };
        self
    }

    /// The same figure in another size (pixels).
    pub fn sized(mut self, width: f64, height: f64) -> Figure {
        (self.width, self.height) = (width, height);
        self
    }

    /// The same figure in another theme.
    pub fn themed(mut self, theme: Theme) -> Figure {
        self.theme = theme;
        self
    }
}
