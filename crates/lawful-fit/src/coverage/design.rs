//! Where simulated data are observed.

use crate::Error;
use lawful_io::{Column, Table};

/// A design of `n` rows on a grid that is even in the log of each of `columns` (name, least, greatest).
///
/// One column gets `n` values from end to end. Several get the first `n` points of the smallest full grid with as many
/// values per column that has `n` points or more, taken evenly, so that every column spans its range.
///
/// # Errors
/// No column, fewer than two rows, ends that are not positive, finite and in order, a column named twice.
pub fn log_grid(columns: &[(&str, f64, f64)], n: usize) -> Result<Table, Error> {
    if columns.is_empty() || n < 2 {
        return Err(Error::new("a grid needs at least one column and two rows"));
    }
    if let Some((name, lo, hi)) = columns.iter().find(|(_, lo, hi)| !(*lo > 0.0 && lo < hi && hi.is_finite())) {
        return Err(Error::new(format!("grid of '{name}': ends must be positive and in order, not {lo} and {hi}")));
    }
    let d = columns.len();
    let mut side = 2_usize;
    while (side as f64).powi(d as i32) < n as f64 {
        side += 1;
    }
    let points = (side as f64).powi(d as i32);
    if points >= 2_f64.powi(53) {
        return Err(Error::new(format!("a grid of {d} columns has too many points; use fewer columns")));
    }
    let points = points as usize;
    let places: Vec<usize> = (0..n).map(|i| (i as u128 * (points - 1) as u128 / (n - 1) as u128) as usize).collect();
    let mut stride = 1;
    let mut made = Vec::new();
    for (name, lo, hi) in columns {
        let value = |place: usize| {
            let share = (place / stride % side) as f64 / (side - 1) as f64;
            libm::exp(libm::log(*lo) + share * (libm::log(*hi) - libm::log(*lo)))
        };
        made.push(Column::number(*name, places.iter().map(|&p| value(p)).collect()));
        stride *= side;
    }
    Ok(Table::from_columns(made)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_column_is_even_in_the_log() {
        let t = log_grid(&[("x", 1.0, 1000.0)], 4).unwrap();
        let x = t.numbers("x").unwrap();
        [1.0, 10.0, 100.0, 1000.0].iter().zip(x).for_each(|(a, b)| assert!((a / b - 1.0).abs() < 1e-12));
    }

    #[test]
    fn columns_span_their_ranges_and_cross() {
        let t = log_grid(&[("a", 1.0, 4.0), ("b", 1.0, 9.0)], 9).unwrap();
        let pairs: std::collections::HashSet<(u64, u64)> =
            (0..9).map(|i| (t.numbers("a").unwrap()[i].to_bits(), t.numbers("b").unwrap()[i].to_bits())).collect();
        assert_eq!(pairs.len(), 9);
        assert!(log_grid(&[("a", 2.0, 1.0)], 5).is_err());
        assert!(log_grid(&[("a", 1.0, 2.0)], 1).is_err());
    }
}
