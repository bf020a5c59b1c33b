//! What a finite number of rows does to the effective ranks of a covariance, and how to undo it.
//!
//! `n` is the number of independent rows less one if the mean was taken from them. The sample spectrum is wider than
//! the true one, so both ranks come out low; rows are taken as Gaussian. Heavy-tailed rows do more harm than this.

use crate::Error;

/// The participation ratio that the true covariance has, from the one observed:
/// `(1 + 1/n) / (1/observed - 1/n)`, since `E tr S^2 = (1 + 1/n) tr C^2 + (tr C)^2/n`.
///
/// # Errors
/// If there are too few rows to tell: the observed value is not below `n`.
pub fn participation_ratio(observed: f64, n: usize) -> Result<f64, Error> {
    let rows = n as f64;
    positive("participation ratio", observed)?;
    if !(observed < rows) {
        return Err(Error::Unanswerable(format!(
            "a participation ratio of {observed} from {n} rows has no finite true value: it needs more rows"
        )));
    }
    Ok((1.0 + 1.0 / rows) / (1.0 / observed - 1.0 / rows))
}

/// The entropy rank that the true covariance has, nearly, from the one observed: the solution of
/// `observed = rank * exp(-rank/(2n))`, which is exact for a flat spectrum (Page 1993) and near for a decaying one.
///
/// # Errors
/// If the rank would exceed `n`, beyond which the formula does not hold.
pub fn entropy_rank(observed: f64, n: usize) -> Result<f64, Error> {
    let rows = n as f64;
    positive("entropy rank", observed)?;
    if !(observed <= rows * (-0.5f64).exp()) {
        return Err(Error::Unanswerable(format!(
            "an entropy rank of {observed} is more than {n} rows can settle (at most {:.0}): it needs more rows",
            rows * (-0.5f64).exp()
        )));
    }
    // Newton on ln: x - ln observed - e^x/(2n) = 0 with x = ln rank; concave, so it climbs from below.
    let mut x = observed.ln();
    for _ in 0..60 {
        let bend = x.exp() / (2.0 * rows);
        let step = (observed.ln() - x + bend) / (1.0 - bend);
        x += step;
        if step.abs() < 1e-15 {
            break;
        }
    }
    Ok(x.exp())
}

/// The participation ratio to be expected from `n` rows when all `d` eigenvalues are equal: `1/(1/d + 1/n)`.
pub fn flat_participation_ratio(d: usize, n: usize) -> f64 {
    1.0 / (1.0 / d as f64 + 1.0 / n as f64)
}

/// The entropy rank to be expected from `n` rows when all `d` eigenvalues are equal: `d exp(-d/(2n))`, and with the two
/// exchanged where `d > n`, when only `n` eigenvalues are not zero (Page 1993).
pub fn flat_entropy_rank(d: usize, n: usize) -> f64 {
    let (short, long) = (d.min(n) as f64, d.max(n) as f64);
    short * (-short / (2.0 * long)).exp()
}

fn positive(what: &str, value: f64) -> Result<(), Error> {
    if value >= 1.0 - 1e-9 && value.is_finite() {
        return Ok(());
    }
    Err(Error::Setting(format!("a {what} is 1 or more, not {value}")))
}
