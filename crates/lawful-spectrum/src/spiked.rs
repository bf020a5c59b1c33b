//! Where signal shows above noise, and where it does not: the transition of Baik, Ben Arous and Peche (2005).

use crate::Error;

/// A signal direction seen through noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    /// Where its value appears: an eigenvalue of the sample covariance, or a singular value.
    pub position: f64,
    /// Squared overlap of the sample direction with the true one; of right vectors for an additive signal.
    pub overlap: f64,
}

/// Where a population eigenvalue `t*variance` among equal ones appears in the sample covariance of `n` rows of `p`
/// columns, `y = p/n`: at `t (1 + y/(t-1)) variance`, with squared overlap `(1 - y/(t-1)^2)/(1 + y/(t-1))`.
/// `None` for `t <= 1 + sqrt y`: it hides in the bulk.
///
/// # Errors
/// If `t`, `y` or the variance is not positive.
pub fn covariance_spike(t: f64, y: f64, variance: f64) -> Result<Option<Spike>, Error> {
    positive(&[("a spike", t), ("the ratio y", y), ("the variance", variance)])?;
    if t <= 1.0 + y.sqrt() {
        return Ok(None);
    }
    let lift = y / (t - 1.0);
    Ok(Some(Spike { position: variance * t * (1.0 + lift), overlap: (1.0 - lift / (t - 1.0)) / (1.0 + lift) }))
}

/// The population eigenvalue, in units of the variance, that appears at `position`: the inverse of
/// [`covariance_spike`]. `None` within the bulk, at or below `variance (1 + sqrt y)^2`.
///
/// # Errors
/// If an argument is not positive.
pub fn population_spike(position: f64, y: f64, variance: f64) -> Result<Option<f64>, Error> {
    positive(&[("a position", position), ("the ratio y", y), ("the variance", variance)])?;
    let x = position / variance;
    if x <= (1.0 + y.sqrt()).powi(2) {
        return Ok(None);
    }
    // t^2 - (x + 1 - y) t + x = 0, the larger root.
    let b = x + 1.0 - y;
    Ok(Some(0.5 * (b + (b * b - 4.0 * x).max(0.0).sqrt())))
}

/// Where a rank-one signal of singular value `theta` added to `rows x cols` noise of standard deviation `s` appears:
/// `sqrt((theta^2 + rows s^2)(theta^2 + cols s^2))/theta`, for `theta > s (rows*cols)^(1/4)` (Benaych-Georges and
/// Nadakuditi 2012). `None` below: it hides in the bulk, whose edge is `s (sqrt rows + sqrt cols)`.
///
/// # Errors
/// If an argument is not positive.
pub fn additive_spike(theta: f64, rows: usize, cols: usize, s: f64) -> Result<Option<Spike>, Error> {
    let (m, n) = (rows as f64, cols as f64);
    positive(&[("a singular value", theta), ("the deviation", s), ("rows", m), ("columns", n)])?;
    let (t2, m, n) = (theta / s * (theta / s), m, n);
    if t2 * t2 <= m * n {
        return Ok(None);
    }
    let position = s * ((t2 + m) / t2 * (t2 + n)).sqrt();
    Ok(Some(Spike { position, overlap: (t2 * t2 - m * n) / (t2 * (t2 + n)) }))
}

/// The singular value of the signal that appears at `position` in `rows x cols` noise of standard deviation `s`: the
/// inverse of [`additive_spike`]. `None` within the bulk.
///
/// # Errors
/// If an argument is not positive.
pub fn additive_signal(position: f64, rows: usize, cols: usize, s: f64) -> Result<Option<f64>, Error> {
    let (m, n) = (rows as f64, cols as f64);
    positive(&[("a position", position), ("the deviation", s), ("rows", m), ("columns", n)])?;
    let x = position / s;
    if x <= m.sqrt() + n.sqrt() {
        return Ok(None);
    }
    let b = x * x - m - n;
    Ok(Some(s * (0.5 * (b + (b * b - 4.0 * m * n).max(0.0).sqrt())).sqrt()))
}

fn positive(values: &[(&str, f64)]) -> Result<(), Error> {
    match values.iter().find(|(_, x)| !(*x > 0.0 && x.is_finite())) {
        Some((name, x)) => Err(Error::Setting(format!("{name} must be positive and finite, not {x}"))),
        None => Ok(()),
    }
}
