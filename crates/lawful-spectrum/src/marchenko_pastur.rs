//! The Marchenko-Pastur law: eigenvalues of the covariance of independent noise.

use crate::null_model::NullModel;
use crate::{Error, bulk};
use std::f64::consts::PI;

/// The limiting law of the eigenvalues of `X'X/n` for an `n x p` matrix of independent entries of mean 0 and variance
/// `s`, with `y = p/n` (Marchenko and Pastur 1967).
///
/// Edges `s (1 -+ sqrt y)^2`; density `sqrt((b - x)(x - a)) / (2 pi s y x)`; a share `1 - 1/y` at 0 if `y > 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarchenkoPastur {
    ratio: f64,
    variance: f64,
}

impl MarchenkoPastur {
    /// The law for `y = ratio` (columns over rows) and entries of variance `variance`.
    ///
    /// # Errors
    /// If either is not positive and finite.
    pub fn new(ratio: f64, variance: f64) -> Result<MarchenkoPastur, Error> {
        if ratio > 0.0 && ratio.is_finite() && variance > 0.0 && variance.is_finite() {
            return Ok(MarchenkoPastur { ratio, variance });
        }
        Err(Error::Setting(format!("Marchenko-Pastur needs a positive ratio and variance, not {ratio} and {variance}")))
    }

    /// The law of the squared singular values of a `rows x cols` matrix of independent entries of variance
    /// `entry_variance`, not divided by anything: `y = short/long`, variance `long*entry_variance`. At y = 1 the
    /// singular values follow the quarter circle.
    ///
    /// # Errors
    /// As [`MarchenkoPastur::new`].
    pub fn of_matrix(rows: usize, cols: usize, entry_variance: f64) -> Result<MarchenkoPastur, Error> {
        let (short, long) = (rows.min(cols) as f64, rows.max(cols) as f64);
        MarchenkoPastur::new(short / long, long * entry_variance)
    }

    /// `y`: columns over rows.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// The variance `s`, which is also the mean.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The share of eigenvalues that are exactly 0: `1 - 1/y` above `y = 1`.
    pub fn atom(&self) -> f64 {
        (1.0 - 1.0 / self.ratio).max(0.0)
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Density of the singular values `sqrt(x)`.
    pub fn singular_density(&self, s: f64) -> f64 {
        if s > 0.0 { 2.0 * s * self.density(s * s) } else { 0.0 }
    }

    /// The singular value above which signal is worth keeping when noise is unknown: `omega(y)` times the median
    /// singular value (Gavish and Donoho 2014, equation 4); `omega(1) = 2.858`.
    pub fn hard_threshold(ratio: f64) -> Result<f64, Error> {
        let law = MarchenkoPastur::new(ratio.min(1.0 / ratio), 1.0)?;
        let y = law.ratio;
        let optimum = (2.0 * (y + 1.0) + 8.0 * y / (y + 1.0 + (y * y + 14.0 * y + 1.0).sqrt())).sqrt();
        Ok(optimum / law.median().sqrt())
    }

    /// Fits the variance to squared singular values in any order, with outliers; see [`bulk::fit`].
    ///
    /// # Errors
    /// As there.
    pub fn fit(squared: &[f64], rows: usize, cols: usize) -> Result<bulk::Bulk, Error> {
        bulk::fit(squared, rows, cols)
    }
}

impl NullModel for MarchenkoPastur {
    fn support(&self) -> (f64, f64) {
        let root = self.ratio.sqrt();
        (self.variance * (1.0 - root).powi(2), self.variance * (1.0 + root).powi(2))
    }

    fn density(&self, x: f64) -> f64 {
        let (a, b) = self.support();
        if x > a && x < b { ((b - x) * (x - a)).sqrt() / (2.0 * PI * self.variance * self.ratio * x) } else { 0.0 }
    }

    /// In closed form: the integral of `sqrt((b-x)(x-a))/x`, with both arcsines written as arctangents that keep their
    /// digits at the edges.
    fn cdf(&self, x: f64) -> f64 {
        let (a, b) = self.support();
        if x < 0.0 || x.is_nan() {
            return 0.0;
        }
        if x <= a {
            return if a > 0.0 || x > 0.0 { self.atom() } else { 0.0 };
        }
        if x >= b {
            return 1.0;
        }
        let (below, above) = ((x - a).sqrt(), (b - x).sqrt());
        let mean = 2.0 * libm::atan2(below, above);
        let inverse = 2.0 * libm::atan2(b.sqrt() * below, a.sqrt() * above);
        let integral = below * above + 0.5 * (a + b) * mean - (a * b).sqrt() * inverse;
        (self.atom() + integral / (2.0 * PI * self.variance * self.ratio)).clamp(0.0, 1.0)
    }
}
