//! A panel: two axes and the series drawn on them.

use super::{Axis, Series};

/// One plot of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// A heading over the panel; empty for none.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, the first at the bottom.
    pub series: Vec<Series>,
    /// The panel's share of the figure's height (stacked) or width (side by side) relative to the
    /// other panels. Anything but a positive number counts as 1.
    pub share: f64,
    /// Remarks printed under the figure.
    pub notes: Vec<String>,
}

impl Panel {
    /// An empty panel.
    pub fn new(x: Axis, y: Axis) -> Panel {
        Panel { title: String::new(), x, y, series: Vec::new(), share: 1.0, notes: Vec::new() }
    }

    /// A panel of which nothing is drawn, to leave a place in a grid.
    pub fn blank() -> Panel {
        Panel::new(Axis::default(), Axis::default())
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.series.is_empty() && [&self.title, &self.x.label, &self.y.label].iter().all(|s| s.is_empty())
    }

    /// The same panel with a heading.
    pub fn titled(mut self, title: impl Into<String>) -> Panel {
        self.title = title.into();
        self
    }

    /// The same panel with another series on top.
    pub fn series(mut self, series: Series) -> Panel {
        self.series.push(series);
        self
    }

    /// The same panel with another share of the figure.
    pub fn share(mut self, share: f64) -> Panel {
        self.share = share;
        self
    }

    /// The same panel with a remark under the figure.
    pub fn note(mut self, note: impl Into<String>) -> Panel {
        self.notes.push(note.into());
        self
    }
}
