//! Intervals from draws.

/// A value with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it is: a column's name, or a ratio of two.
    pub name: String,
    /// At the best parameters.
    pub value: f64,
    /// Lower end of the interval; `None` if that side is open or there are no draws.
    pub lo: Option<f64>,
    /// Upper end of the interval.
    pub hi: Option<f64>,
}

impl Quantity {
    /// A value that is known without error, or whose error is not known.
    pub(crate) fn plain(name: impl Into<String>, value: f64) -> Quantity {
        Quantity { name: name.into(), value, lo: None, hi: None }
    }

    /// A value with the percentile interval of its draws; see [`percentiles`].
    pub(crate) fn from_draws(name: impl Into<String>, value: f64, draws: Vec<f64>, level: f64, widen: f64) -> Quantity {
        let (lo, hi) = percentiles(value, draws, level, widen);
        Quantity { name: name.into(), value, lo, hi }
    }
}

/// Fewest draws that give an interval.
const FEWEST: usize = 20;

/// The percentile interval of draws about `value`, its ends moved away from `value` by the factor `widen`, in the log if
/// all are positive. Draws may be infinite: an end that falls among them is open (`None`). NaN draws are left out.
pub(crate) fn percentiles(value: f64, draws: Vec<f64>, level: f64, widen: f64) -> (Option<f64>, Option<f64>) {
    let positive = value > 0.0 && draws.iter().all(|d| d.is_nan() || *d > 0.0);
    if !positive {
        return ends(value, draws, level, widen);
    }
    log_percentiles(libm::log(value), draws.into_iter().map(libm::log).collect(), level, widen)
}

/// The same for a positive quantity from the logs of its value and of its draws: a draw of minus infinity is one below
/// every number, and the interval's ends are positive.
pub(crate) fn log_percentiles(
    log_value: f64,
    log_draws: Vec<f64>,
    level: f64,
    widen: f64,
) -> (Option<f64>, Option<f64>) {
    let (lo, hi) = ends(log_value, log_draws, level, widen);
    (lo.map(libm::exp), hi.map(libm::exp).filter(|x| x.is_finite()))
}

fn ends(value: f64, mut draws: Vec<f64>, level: f64, widen: f64) -> (Option<f64>, Option<f64>) {
    draws.retain(|d| !d.is_nan());
    if draws.len() < FEWEST || value.is_nan() {
        return (None, None);
    }
    draws.sort_by(f64::total_cmp);
    let end = |p: f64| {
        let q = quantile(&draws, p);
        let outward = (p < 0.5) == (q < value);
        q.is_finite().then(|| if outward && value.is_finite() { value + widen * (q - value) } else { q })
    };
    (end(0.5 * (1.0 - level)), end(0.5 * (1.0 + level)))
}

/// The quantile of sorted values, linearly interpolated (Hyndman & Fan 1996, type 7); infinite if a neighbour is.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let (i, part) = (place.floor() as usize, place.fract());
    let (a, b) = (sorted[i], sorted[(i + 1).min(last)]);
    if part == 0.0 || a == b { a } else { a + part * (b - a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_among_infinite_draws_is_open() {
        let mut draws: Vec<f64> = (1..=100).map(f64::from).collect();
        let (lo, hi) = percentiles(50.0, draws.clone(), 0.9, 1.0);
        // Between the 5th and 6th and the 95th and 96th draw, in the log.
        assert!((lo.unwrap() - 5.0 * 1.2f64.powf(0.95)).abs() < 1e-12);
        assert!((hi.unwrap() - 95.0 * (96.0f64 / 95.0).powf(0.05)).abs() < 1e-12);
        draws[80..].iter_mut().for_each(|d| *d = f64::INFINITY);
        assert!(percentiles(50.0, draws, 0.9, 1.0).1.is_none());
    }

    /// A crossing that is positive has positive ends, however wide; one that some draws put below every scale is open.
    #[test]
    fn logs_keep_a_positive_quantity_positive() {
        let logs: Vec<f64> = (-100..=100).map(|i| f64::from(i) / 50.0).collect();
        let (lo, hi) = log_percentiles(0.0, logs.clone(), 0.95, 3.0);
        assert!((lo.unwrap() * hi.unwrap() - 1.0).abs() < 1e-12 && lo.unwrap() > 0.0);
        let mut open = logs;
        open[..20].iter_mut().for_each(|d| *d = f64::NEG_INFINITY);
        assert!(log_percentiles(0.0, open, 0.95, 3.0).0.is_none());
    }

    #[test]
    fn widening_moves_ends_away_from_the_value() {
        let draws: Vec<f64> = (-100..=100).map(f64::from).collect();
        let (lo, hi) = percentiles(0.0, draws, 0.5, 2.0);
        assert_eq!((lo, hi), (Some(-100.0), Some(100.0)));
    }
}
