//! The circular law: eigenvalues of square noise fill a disk evenly.

use crate::Error;
use crate::dense::ComplexEigenvalue;
use crate::null_model::NullModel;

/// The limiting law of the *moduli* of the eigenvalues of an `n x n` matrix of independent entries of variance `v`: even
/// over the disk of radius `R = sqrt(n v)`, so `F(r) = (r/R)^2` (Girko 1984; Tao and Vu 2010).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CircularLaw {
    radius: f64,
}

/// How eigenvalues compare with the circular law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disk {
    /// The law, its radius from the entries.
    pub law: CircularLaw,
    /// `max |F_n(r) - F(r)|` over moduli; about `0.4/sqrt(n)` for noise.
    pub distance: f64,
    /// The largest modulus over the radius; 1 within a few `n^(-1/2)` for noise.
    pub spectral_radius: f64,
    /// Eigenvalues outside `1 + 3 n^(-1/2)` radii.
    pub outliers: usize,
    /// Real eigenvalues; noise has about `sqrt(2n/pi)`.
    pub real: usize,
}

impl CircularLaw {
    /// The law of a given radius.
    ///
    /// # Errors
    /// If the radius is not positive and finite.
    pub fn new(radius: f64) -> Result<CircularLaw, Error> {
        if radius > 0.0 && radius.is_finite() {
            return Ok(CircularLaw { radius });
        }
        Err(Error::Setting(format!("the circular law needs a positive radius, not {radius}")))
    }

    /// The radius `R`.
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// Eigenvalues beside the law whose radius follows from the matrix: `R = |A|_F / sqrt(n)`.
    ///
    /// # Errors
    /// If there is no eigenvalue or the norm is zero.
    pub fn compare(values: &[ComplexEigenvalue], frobenius: f64) -> Result<Disk, Error> {
        let n = values.len() as f64;
        if values.is_empty() {
            return Err(Error::Shape("there is no eigenvalue to compare with the circular law".into()));
        }
        let law = CircularLaw::new(frobenius / n.sqrt())?;
        let mut moduli: Vec<f64> = values.iter().map(|v| v.modulus()).collect();
        moduli.sort_by(f64::total_cmp);
        let edge = law.radius * (1.0 + 3.0 / n.sqrt());
        Ok(Disk {
            law,
            distance: crate::null_model::kolmogorov_distance(&moduli, &law),
            spectral_radius: moduli[moduli.len() - 1] / law.radius,
            outliers: moduli.iter().filter(|m| **m > edge).count(),
            real: values.iter().filter(|v| v.im == 0.0).count(),
        })
    }
}

impl NullModel for CircularLaw {
    fn support(&self) -> (f64, f64) {
        (0.0, self.radius)
    }

    fn density(&self, r: f64) -> f64 {
        if r > 0.0 && r < self.radius { 2.0 * r / self.radius / self.radius } else { 0.0 }
    }

    fn cdf(&self, r: f64) -> f64 {
        (r / self.radius).clamp(0.0, 1.0).powi(2)
    }
}
