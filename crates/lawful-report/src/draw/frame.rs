//! A panel's rectangle with its scales: values in, pixels out.

use super::extent::Extent;
use super::scene::{Point, Rect};
use crate::figure::Mark;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub rect: Rect,
    pub x: Extent,
    pub y: Extent,
}

impl Frame {
    /// The pixel of a pair of values; `None` if one of them has no place on its scale. It may lie
    /// far outside the rectangle.
    pub(crate) fn pixel(&self, x: f64, y: f64) -> Option<Point> {
        Some((self.across(x)?, self.up(y)?))
    }

    pub(crate) fn across(&self, x: f64) -> Option<f64> {
        let place = self.x.place(x)?;
        Some(self.rect.left + place * self.rect.width)
    }

    pub(crate) fn up(&self, y: f64) -> Option<f64> {
        let place = self.y.place(y)?;
        Some(self.rect.bottom() - place * self.rect.height)
    }
}

/// The pairs of values that a mark occupies, from which automatic ranges are taken. A line across
/// the panel has no value on the other axis.
pub(crate) fn occupied(mark: &Mark) -> Vec<(Option<f64>, Option<f64>)> {
    let pair = |(&x, &y): (&f64, &f64)| (Some(x), Some(y));
    match mark {
        Mark::Points { x, y, error, .. } => {
            let bars = x.iter().zip(error);
            let ends = bars.flat_map(|(&x, &(lo, hi))| [lo, hi].map(|y| (Some(x), Some(y))));
            x.iter().zip(y).map(pair).chain(ends).collect()
        }
        Mark::Line { x, y, .. } => x.iter().zip(y).map(pair).collect(),
        Mark::Band { x, lo, hi } => {
            let low = x.iter().zip(lo).map(pair);
            low.chain(x.iter().zip(hi).map(pair)).collect()
        }
        Mark::HLine { y, .. } => vec![(None, Some(*y))],
        Mark::VLine { x, .. } => vec![(Some(*x), None)],
        Mark::Text { x, y, .. } => vec![(Some(*x), Some(*y))],
    }
}
