//! What a regression does not know yet: from the spectrum of its kernel or inputs to its learning curve.
//!
//! Gaussian-process regression, and Bayesian linear regression with it, learns each eigendirection in turn. With
//! eigenvalues `lambda_i` of the prior, noise variance `s^2` and `N` points the mean posterior variance (the epistemic part
//! of the predictive variance) solves
//!
//! ```text
//! e = sum_i lambda_i/(1 + N lambda_i/(s^2 + e)) + tail
//! ```
//!
//! (Sollich 1999; Opper and Vivarelli 1999; the self-consistent form is that of random-matrix theory and exact as both `N`
//! and the number of directions grow). `tail` is the sum of eigenvalues too small to be learned, if any were left out. A
//! spectrum `i^-(1+t)` gives `e ~ N^-t` without noise and `N^(-t/(1+t))` with it; at finite `N` the exponent is in
//! between, which is why it is given as a local slope.

use crate::Error;

/// The eigenvalues of a prior covariance with the noise of observations.
#[derive(Debug, Clone, PartialEq)]
pub struct LearningCurve {
    eigenvalues: Vec<f64>,
    tail: f64,
    noise: f64,
}

impl LearningCurve {
    /// Of the eigenvalues of the prior (kernel under the density of inputs; for linear regression those of the inputs'
    /// covariance over the prior's precision), with observations of variance `noise`.
    ///
    /// # Errors
    /// No eigenvalues, one that is negative or not finite, a noise that is not positive.
    pub fn new(eigenvalues: Vec<f64>, noise: f64) -> Result<LearningCurve, Error> {
        if eigenvalues.is_empty() || eigenvalues.iter().any(|l| !(*l >= 0.0 && l.is_finite())) {
            return Err(Error::Setting("a learning curve needs eigenvalues that are finite and not negative".into()));
        }
        if !(noise > 0.0 && noise.is_finite()) {
            return Err(Error::Setting(format!("a noise of variance {noise}: give a positive number, however small")));
        }
        Ok(LearningCurve { eigenvalues, tail: 0.0, noise })
    }

    /// The same with the sum of the eigenvalues that were left out.
    ///
    /// # Errors
    /// The sum is negative or not finite.
    pub fn with_tail(mut self, tail: f64) -> Result<LearningCurve, Error> {
        if !(tail >= 0.0 && tail.is_finite()) {
            return Err(Error::Setting(format!("a tail of {tail}: eigenvalues sum to a number that is not negative")));
        }
        self.tail = tail;
        Ok(self)
    }

    /// The mean posterior variance after `points` observations. Newton's method from above, where the right side is
    /// concave, so that it falls to the solution; `O(eigenvalues)` a step.
    ///
    /// # Errors
    /// The number of points is negative or not finite.
    pub fn epistemic(&self, points: f64) -> Result<f64, Error> {
        if !(points >= 0.0 && points.is_finite()) {
            return Err(Error::Setting(format!("{points} points: give a number that is not negative")));
        }
        let mut e = self.eigenvalues.iter().sum::<f64>() + self.tail;
        for _ in 0..200 {
            let (value, slope, _) = self.right_side(e, points);
            let next = e - (e - value) / (1.0 - slope);
            // Rounding ends the fall.
            if !(next < e) || !(next > 0.0) {
                break;
            }
            let done = e - next <= 1e-15 * e;
            e = next;
            if done {
                break;
            }
        }
        Ok(e)
    }

    /// The local exponent `d ln e/d ln N`, by the derivative of the fixed point.
    ///
    /// # Errors
    /// The number of points is not positive and finite.
    pub fn exponent(&self, points: f64) -> Result<f64, Error> {
        if !(points > 0.0) {
            return Err(Error::Setting(format!("{points} points: an exponent needs a positive number")));
        }
        let e = self.epistemic(points)?;
        let (_, slope, by_points) = self.right_side(e, points);
        Ok(points * by_points / (1.0 - slope) / e)
    }

    /// The right side at `e`, its derivatives in `e` and in the number of points.
    fn right_side(&self, e: f64, points: f64) -> (f64, f64, f64) {
        let level = self.noise + e;
        let (mut value, mut slope, mut by_points) = (self.tail, 0.0, 0.0);
        for l in &self.eigenvalues {
            let share = l / (level + points * l);
            value += share * level;
            slope += points * share * share;
            by_points -= share * share * level;
        }
        (value, slope, by_points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Equal eigenvalues: e = P l (s + e)/(s + e + N l), a quadratic.
    #[test]
    fn flat_spectrum_in_closed_form() {
        for (p, l, s, n) in [(50usize, 1.0, 1.0, 500.0), (10, 0.3, 1e-3, 7.0), (3, 2.0, 0.5, 0.0)] {
            let curve = LearningCurve::new(vec![l; p], s).unwrap();
            let k = p as f64;
            let b = s + n * l - k * l;
            let exact = 0.5 * (-b + (b * b + 4.0 * k * l * s).sqrt());
            assert!((curve.epistemic(n).unwrap() / exact - 1.0).abs() < 1e-12, "{p} {n}");
        }
    }

    /// The exponent is the derivative, and a power spectrum tends to its two limits.
    #[test]
    fn exponents() {
        let t = 1.0;
        let power = |noise: f64| {
            let modes = 20_000;
            let lambda = (1..=modes).map(|i| f64::powf(f64::from(i), -1.0 - t)).collect();
            let tail = f64::powf(f64::from(modes) + 0.5, -t) / t;
            LearningCurve::new(lambda, noise).unwrap().with_tail(tail).unwrap()
        };
        let curve = power(0.01);
        let (lo, hi) = (curve.epistemic(99.9).unwrap(), curve.epistemic(100.1).unwrap());
        let slope = (hi / lo).ln() / (100.1f64 / 99.9).ln();
        assert!((curve.exponent(100.0).unwrap() - slope).abs() < 1e-6);
        assert!((power(1e-9).exponent(100.0).unwrap() + t).abs() < 0.02);
        assert!((power(100.0).exponent(1e6).unwrap() + t / (1.0 + t)).abs() < 0.02);
    }

    #[test]
    fn what_is_refused() {
        assert!(LearningCurve::new(vec![], 1.0).is_err() && LearningCurve::new(vec![-1.0], 1.0).is_err());
        assert!(LearningCurve::new(vec![1.0], 0.0).is_err() && LearningCurve::new(vec![1.0], f64::NAN).is_err());
        let curve = LearningCurve::new(vec![1.0], 1.0).unwrap();
        assert!(
            curve.epistemic(-1.0).is_err() && curve.epistemic(f64::INFINITY).is_err() && curve.exponent(0.0).is_err()
        );
        assert!(curve.with_tail(-1.0).is_err());
    }
}
