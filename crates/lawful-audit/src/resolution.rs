//! How finely the numbers of a column are written.

/// Half a unit of the last digit of every value of a column.
///
/// A value is as precise as its shortest decimal that reads back as the same f64, but trailing zeros leave no trace
/// in a number. So the finest of the column tells: a column has a fixed number of decimals or of significant digits,
/// whichever is coarser at the value.
pub(crate) fn half_units(values: &[f64]) -> Vec<f64> {
    let shapes: Vec<Option<(i32, i32)>> = values.iter().map(|&x| shape(x)).collect();
    let significant = shapes.iter().flatten().map(|(_, digits)| *digits).max().unwrap_or(17);
    let last = shapes.iter().flatten().map(|(top, digits)| top - digits + 1).min().unwrap_or(-300);
    let unit = |shape: &Option<(i32, i32)>| match shape {
        Some((top, _)) => 0.5 * libm::exp10(f64::from(last.max(top - significant + 1))),
        None => 0.5 * libm::exp10(f64::from(last)),
    };
    shapes.iter().map(unit).collect()
}

/// Power of ten of the first digit, and how many digits there are.
pub(crate) fn shape(x: f64) -> Option<(i32, i32)> {
    if x == 0.0 || !x.is_finite() {
        return None;
    }
    let text = format!("{x:e}");
    let (mantissa, power) = text.split_once('e')?;
    let digits = mantissa.chars().filter(char::is_ascii_digit).count();
    Some((power.parse().ok()?, i32::try_from(digits).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_or_significant_digits() {
        assert_eq!(half_units(&[0.3, 12.31, 1.5]), [0.005, 0.005, 0.005]);
        assert_eq!(half_units(&[1.2e24, 3e21]), [0.5e23, 0.5e21]);
        assert_eq!(shape(1250.0), Some((3, 3)));
    }
}
