//! A series: data and how they are drawn.

/// A colour by meaning; the theme says what it looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Colour {
    /// That of text and axes.
    Ink,
    /// Quieter than ink: reference lines, remarks.
    Muted,
    /// The n-th of the colours for categories, which repeat after eight.
    Category(usize),
    /// The place of a value on the figure's colour scale.
    Value(f64),
}

/// The shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle that points down.
    Wedge,
    /// An upright cross.
    Cross,
}

impl Marker {
    /// The marker of the n-th category; six differ, so that colour is never the only sign.
    pub fn of_category(n: usize) -> Marker {
        use Marker::*;
        [Circle, Square, Triangle, Diamond, Wedge, Cross][n % 6]
    }
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// In dashes.
    Dashed,
    /// In dots.
    Dotted,
}

/// What is drawn. Vectors of one mark belong together row by row; rows that not all of them have
/// are left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// One marker per row.
    Points {
        /// Horizontal positions.
        x: Vec<f64>,
        /// Vertical positions.
        y: Vec<f64>,
        /// Lower and upper ends of error bars (values, not lengths); empty for none. A row whose
        /// ends cannot be drawn is drawn without its bar.
        error: Vec<(f64, f64)>,
        /// A value per row for the colour scale; empty for the series' one colour. A row whose
        /// value has no place on the scale is drawn in [`Colour::Muted`].
        values: Vec<f64>,
        /// The marker's shape; `None` takes that of the category, or a disc.
        marker: Option<Marker>,
        /// The marker's width in pixels.
        size: f64,
    },
    /// A line through the rows in order, broken at rows that cannot be drawn.
    Line {
        /// Horizontal positions.
        x: Vec<f64>,
        /// Vertical positions.
        y: Vec<f64>,
        /// How it is broken.
        dash: Dash,
        /// Its width in pixels.
        width: f64,
    },
    /// The area between two lines.
    Band {
        /// Horizontal positions.
        x: Vec<f64>,
        /// The lower line.
        lo: Vec<f64>,
        /// The upper line.
        hi: Vec<f64>,
    },
    /// A thin line across the panel.
    HLine {
        /// Its height.
        y: f64,
        /// How it is broken.
        dash: Dash,
    },
    /// A thin line from bottom to top.
    VLine {
        /// Its place.
        x: f64,
        /// How it is broken.
        dash: Dash,
    },
    /// Words at a place, starting there.
    Text {
        /// Horizontal position.
        x: f64,
        /// Vertical position.
        y: f64,
        /// The words.
        text: String,
    },
}

/// A mark with its colour and its line in the legend. Series with the same label share one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The words in the legend; empty for no entry.
    pub label: String,
    /// The colour of all of it, unless points have values.
    pub colour: Colour,
    /// What is drawn.
    pub mark: Mark,
}

impl Series {
    /// Points in the first category's colour.
    pub fn points(x: &[f64], y: &[f64]) -> Series {
        Series::of(
            Colour::Category(0),
            Mark::Points {
                x: x.to_vec(),
                y: y.to_vec(),
                error: Vec::new(),
                values: Vec::new(),
                marker: None,
                size: 5.5,
            },
        )
    }

    /// A solid line in the ink's colour.
    pub fn line(x: &[f64], y: &[f64]) -> Series {
        Series::of(Colour::Ink, Mark::Line { x: x.to_vec(), y: y.to_vec(), dash: Dash::Solid, width: 1.6 })
    }

    /// A band in the first category's colour.
    pub fn band(x: &[f64], lo: &[f64], hi: &[f64]) -> Series {
        Series::of(Colour::Category(0), Mark::Band { x: x.to_vec(), lo: lo.to_vec(), hi: hi.to_vec() })
    }

    /// A muted dashed line across the panel.
    pub fn hline(y: f64) -> Series {
        let dash = Dash::Dashed;
        Series::of(Colour::Muted, Mark::HLine { y, dash })
    }

    /// A muted dashed line from bottom to top.
    pub fn vline(x: f64) -> Series {
        let dash = Dash::Dashed;
        Series::of(Colour::Muted, Mark::VLine { x, dash })
    }

    /// Words that start at a place of the panel.
    pub fn text(x: f64, y: f64, text: impl Into<String>) -> Series {
        let text = text.into();
        Series::of(Colour::Ink, Mark::Text { x, y, text })
    }

    fn of(colour: Colour, mark: Mark) -> Series {
        Series { label: String::new(), colour, mark }
    }

    /// The same series with a line in the legend.
    pub fn label(mut self, label: impl Into<String>) -> Series {
        self.label = label.into();
        self
    }

    /// The same series in another colour.
    pub fn colour(mut self, colour: Colour) -> Series {
        self.colour = colour;
        self
    }

    /// The same points with another marker; no effect on other marks.
    pub fn marker(mut self, shape: Marker) -> Series {
        if let Mark::Points { marker, .. } = &mut self.mark {
            *marker = Some(shape);
        }
        self
    }

    /// The same points coloured by value; no effect on other marks.
    pub fn valued(mut self, by: &[f64]) -> Series {
        if let Mark::Points { values, .. } = &mut self.mark {
            *values = by.to_vec();
        }
        self
    }

    /// The same points with error bars from `lo` to `hi`; no effect on other marks.
    pub fn errors(mut self, lo: &[f64], hi: &[f64]) -> Series {
        if let Mark::Points { error, .. } = &mut self.mark {
            *error = lo.iter().copied().zip(hi.iter().copied()).collect();
        }
        self
    }

    /// The same line broken as `style` says; no effect on other marks.
    pub fn dashed(mut self, style: Dash) -> Series {
        if let Mark::Line { dash, .. } | Mark::HLine { dash, .. } | Mark::VLine { dash, .. } = &mut self.mark {
            *dash = style;
        }
        self
    }

    /// The same points or line with another size of marker or width of line, in pixels; no effect
    /// on other marks.
    pub fn sized(mut self, pixels: f64) -> Series {
        if let Mark::Points { size: s, .. } | Mark::Line { width: s, .. } = &mut self.mark {
            *s = pixels;
        }
        self
    }
}
