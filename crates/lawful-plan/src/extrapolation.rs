//! How far beyond the data a plan reaches.

use std::fmt;

/// A column whose value lies outside the range of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Extrapolation {
    /// The column.
    pub column: String,
    /// Its value in the plan.
    pub value: f64,
    /// The end of the data's range that it passes.
    pub end: f64,
    /// By what factor it passes that end, above 1.
    pub factor: f64,
}

/// The extrapolation of a column, if its value lies outside its range in the data.
pub fn beyond(column: &str, value: f64, range: (f64, f64)) -> Option<Extrapolation> {
    let (lo, hi) = range;
    let end = if value > hi {
        hi
    } else if value < lo {
        lo
    } else {
        return None;
    };
    let factor = if value > hi { value / hi } else { lo / value };
    Some(Extrapolation { column: column.to_string(), value, end, factor })
}

impl fmt::Display for Extrapolation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (side, most) = if self.value > self.end { ("above", "largest") } else { ("below", "smallest") };
        let Extrapolation { column, value, end, factor } = self;
        if factor.is_finite() && *factor > 0.0 {
            let digits = usize::from(*factor < 9.95);
            write!(
                f,
                "extrapolation by {factor:.digits$}x in {column}: {value:.3e} lies {side} the {most} of the data, {end:.3e}"
            )
        } else {
            write!(f, "extrapolation in {column}: {value:.3e} lies {side} the {most} of the data, {end:.3e}")
        }
    }
}
