//! What the fitted items score at another size.

use super::population::DIMENSIONS;
use super::{ItemsFit, posterior::Evaluation};
use crate::Error;
use statrs::distribution::{ContinuousCDF, Normal};

/// A predicted mean pass rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The mean over items.
    pub value: f64,
    /// Lower end; `None` if the fit has no covariance.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Standard error of the value.
    pub stderr: Option<f64>,
}

impl ItemsFit {
    /// The mean pass rate of these items at a size: the mean of their posterior means. Its variance is that of the items'
    /// posteriors and, by the delta method, that of the population; the interval is symmetric in `ln(-ln p)`.
    ///
    /// # Errors
    /// A size or level that is none.
    pub fn predict(&self, size: f64, level: f64) -> Result<Forecast, Error> {
        if !(size > 0.0 && size.is_finite() && level > 0.0 && level < 1.0) {
            return Err(Error::new(format!(
                "size {size} at level {level}: the size must be positive, the level in (0, 1)"
            )));
        }
        let x = libm::log(size / self.reference);
        let n = self.items.len() as f64;
        let (mut value, mut variance, mut gradient) = (0.0, 0.0, [0.0; DIMENSIONS]);
        for item in &self.items {
            let (mean, spread, slope) = self.moments(item, x);
            value += mean / n;
            variance += spread / (n * n);
            (0..DIMENSIONS).for_each(|i| gradient[i] += slope[i] / n);
        }
        let stderr = self.covariance.map(|c| {
            let terms = (0..DIMENSIONS).flat_map(|i| (0..DIMENSIONS).map(move |j| (i, j)));
            (variance + terms.map(|(i, j)| gradient[i] * c[i][j] * gradient[j]).sum::<f64>()).sqrt()
        });
        let ends = stderr.filter(|_| value > 0.0 && value < 1.0).map(|se| {
            let f = libm::log(-libm::log(value));
            let half = Normal::standard().inverse_cdf(0.5 * (1.0 + level)) * se / (value * libm::log(value)).abs();
            [f + half, f - half].map(|f| libm::exp(-libm::exp(f)))
        });
        Ok(Forecast { value, lo: ends.map(|e| e[0]), hi: ends.map(|e| e[1]), stderr })
    }

    /// The pass rate of one item (from 0) at a size: its posterior mean. `None` if there is no such item.
    pub fn item(&self, item: usize, size: f64) -> Option<f64> {
        let x = libm::log(size / self.reference);
        self.items.get(item).filter(|_| x.is_finite()).map(|e| self.moments(e, x).0)
    }

    /// Posterior mean and variance of an item's pass rate, and the derivative of the mean in the population: the posterior
    /// covariance of the rate with the score.
    fn moments(&self, item: &Evaluation, x: f64) -> (f64, f64, [f64; DIMENSIONS]) {
        let rates: Vec<f64> = item.points.iter().map(|(t, _)| self.curve.value(t[0] - t[1] * x)).collect();
        let mean: f64 = item.points.iter().zip(&rates).map(|((_, w), p)| w * p).sum();
        let (mut variance, mut slope) = (0.0, [0.0; DIMENSIONS]);
        for ((theta, w), p) in item.points.iter().zip(&rates) {
            variance += w * (p - mean) * (p - mean);
            let score = self.population.score(self.population.standard(*theta));
            (0..DIMENSIONS).for_each(|i| slope[i] += w * (p - mean) * score[i]);
        }
        (mean, variance, slope)
    }
}
