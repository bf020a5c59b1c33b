//! Where values lie along an axis.

use crate::figure::{Axis, Scale};

/// Empty space at both ends of a range taken from data, as a share of the range.
const PADDING: f64 = 0.045;

/// A range narrower than this share of its values is that of a constant.
const NARROW: f64 = 1e-12;

/// The part of a scale that an axis shows. `low < high` are values on a linear scale, decimal
/// logarithms on a logarithmic one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    pub scale: Scale,
    pub low: f64,
    pub high: f64,
}

impl Extent {
    /// The given range of the axis, or that of the values with some space at both ends. Values
    /// that cannot be drawn are passed over; without any the extent is 0 to 1 (1 to 10).
    pub(crate) fn of(axis: &Axis, values: impl IntoIterator<Item = f64>) -> Extent {
        let given = axis.range.and_then(|(a, b)| {
            let (a, b) = (coordinate(axis.scale, a)?, coordinate(axis.scale, b)?);
            Some((a.min(b), a.max(b)))
        });
        if let Some((low, high)) = given {
            return match is_narrow(low, high) {
                true => around(axis.scale, low),
                false => Extent { scale: axis.scale, low, high },
            };
        }
        let drawable = values.into_iter().filter_map(|v| coordinate(axis.scale, v));
        let ends = drawable.fold(None, |ends: Option<(f64, f64)>, u| match ends {
            None => Some((u, u)),
            Some((low, high)) => Some((low.min(u), high.max(u))),
        });
        match ends {
            None => Extent { scale: axis.scale, low: 0.0, high: 1.0 },
            Some((low, high)) if is_narrow(low, high) => around(axis.scale, low),
            Some((low, high)) => {
                // Halves, because the difference of two large numbers may overflow.
                let space = 2.0 * PADDING * (0.5 * high - 0.5 * low);
                Extent { scale: axis.scale, low: (low - space).max(f64::MIN), high: (high + space).min(f64::MAX) }
            }
        }
    }

    /// The place of a value: 0 at the low end, 1 at the high end, outside these beyond them.
    /// `None` for a value that the scale does not have.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        coordinate(self.scale, value).map(|u| self.place_of(u))
    }

    /// The place of a coordinate (a value or, on a logarithmic scale, its logarithm).
    pub(crate) fn place_of(&self, u: f64) -> f64 {
        (0.5 * u - 0.5 * self.low) / (0.5 * self.high - 0.5 * self.low)
    }
}

/// Whether a value can be drawn on a scale.
pub(crate) fn drawable(scale: Scale, value: f64) -> bool {
    coordinate(scale, value).is_some()
}

fn coordinate(scale: Scale, value: f64) -> Option<f64> {
    match scale {
        Scale::Linear => value.is_finite().then_some(value),
        Scale::Log10 => (value.is_finite() && value > 0.0).then(|| value.log10()),
    }
}

fn is_narrow(low: f64, high: f64) -> bool {
    0.5 * high - 0.5 * low <= NARROW * (0.5 * low.abs() + 0.5 * high.abs())
}

/// A range about a single value.
fn around(scale: Scale, u: f64) -> Extent {
    let space = match scale {
        Scale::Log10 => 0.35,
        Scale::Linear if u == 0.0 => 1.0,
        Scale::Linear => (0.1 * u.abs()).max(1e-300),
    };
    Extent { scale, low: (u - space).max(f64::MIN), high: (u + space).min(f64::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_leave_some_space() {
        let extent = Extent::of(&Axis::linear(""), [0.0, 100.0, f64::NAN, f64::INFINITY]);
        assert!(extent.low < 0.0 && extent.low > -10.0 && extent.high > 100.0);
        assert!((extent.place(50.0).unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_log_scale_has_no_zero() {
        let extent = Extent::of(&Axis::log10("").range(1.0, 1e4), []);
        assert_eq!(extent.place(0.0), None);
        assert_eq!(extent.place(-1.0), None);
        assert!((extent.place(100.0).unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn any_values_give_an_extent() {
        let hard = [0.0, 5e-324, 1e-300, 1.0, 1.0 + f64::EPSILON, 1e300, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY];
        for axis in [Axis::linear(""), Axis::log10("")] {
            for a in hard {
                for b in hard {
                    for extent in [Extent::of(&axis, [a, b]), Extent::of(&axis.clone().range(a, b), [])] {
                        assert!(extent.low < extent.high, "{a} {b} {extent:?}");
                        let places = [a, b].map(|v| extent.place(v));
                        assert!(places.into_iter().flatten().all(f64::is_finite));
                    }
                }
            }
        }
    }
}
