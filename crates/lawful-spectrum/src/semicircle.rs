//! Wigner's semicircle: eigenvalues of symmetric noise.

use crate::Error;
use crate::null_model::NullModel;
use std::f64::consts::PI;

/// The limiting law of the eigenvalues of a symmetric `n x n` matrix whose entries off the diagonal are independent with
/// variance `v`: radius `2 sqrt(n v)`, density `2 sqrt(R^2 - x^2)/(pi R^2)` (Wigner 1955).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Semicircle {
    radius: f64,
}

impl Semicircle {
    /// The law of a given radius.
    ///
    /// # Errors
    /// If the radius is not positive and finite.
    pub fn new(radius: f64) -> Result<Semicircle, Error> {
        if radius > 0.0 && radius.is_finite() {
            return Ok(Semicircle { radius });
        }
        Err(Error::Setting(format!("a semicircle needs a positive radius, not {radius}")))
    }

    /// The law of an `n x n` symmetric matrix with entries of variance `entry_variance`.
    ///
    /// # Errors
    /// As [`Semicircle::new`].
    pub fn of_matrix(n: usize, entry_variance: f64) -> Result<Semicircle, Error> {
        Semicircle::new(2.0 * (n as f64 * entry_variance).sqrt())
    }

    /// The radius `R`.
    pub fn radius(&self) -> f64 {
        self.radius
    }
}

impl NullModel for Semicircle {
    fn support(&self) -> (f64, f64) {
        (-self.radius, self.radius)
    }

    fn density(&self, x: f64) -> f64 {
        let u = x / self.radius;
        if u.abs() < 1.0 { 2.0 * ((1.0 - u) * (1.0 + u)).sqrt() / (PI * self.radius) } else { 0.0 }
    }

    fn cdf(&self, x: f64) -> f64 {
        let u = (x / self.radius).clamp(-1.0, 1.0);
        let root = ((1.0 - u) * (1.0 + u)).sqrt();
        // The angle from the left edge keeps its digits there: (t - sin t cos t)/pi with cos t = -u.
        ((libm::atan2(root, -u) + u * root) / PI).clamp(0.0, 1.0)
    }
}
