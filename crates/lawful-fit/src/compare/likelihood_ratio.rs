//! The likelihood-ratio test of nested laws.

use crate::fit::Fit;
use crate::noise::Noise;
use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};

/// A likelihood-ratio test of a law against the same law with something fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelihoodRatio {
    /// `2 (loglik of the full law - loglik of the restricted one)`, 0 or more.
    pub statistic: f64,
    /// How many parameters the restricted law has less.
    pub df: usize,
    /// How many of them have their null value at an end of their domain.
    pub boundary: usize,
    /// Probability of such a statistic if the restricted law holds; `None` where the usual theory fails (see
    /// [`crate::compare::Nesting::vanishing`]) or where the fits give none.
    pub p: Option<f64>,
    /// The distribution that gave `p`: `F` or `chi-square`, mixed with those of fewer degrees at a boundary.
    pub reference: &'static str,
}

impl LikelihoodRatio {
    /// The test for two fits to the same rows, `restricted` nested in `full`, with `boundary` of the null values at an
    /// end of their domain.
    ///
    /// Squares with an estimated variance are judged by the F distribution, which is exact for linear laws:
    /// `F = (exp(statistic/n) - 1) (n - k)/df`. Other noise with an estimated scale is judged by chi-square with the
    /// statistic times `(n - k)/n`, which makes up to first order for the scale; the rest by chi-square.
    ///
    /// At a boundary the estimate lies on it half of the time, so the null distribution is the even mixture of `df` and
    /// `df - 1` degrees (Self and Liang 1987, case 5); for several such parameters the weights are binomial, which is
    /// exact where their estimates are uncorrelated.
    ///
    /// `None` if a fit has no likelihood, the noises or row counts differ, or `full` has no more free parameters.
    pub fn of(full: &Fit, restricted: &Fit, boundary: usize) -> Option<LikelihoodRatio> {
        let (upper, lower) = (full.loglik?, restricted.loglik?);
        let df = full.k.checked_sub(restricted.k).filter(|d| *d > 0)?;
        if full.noise != restricted.noise || full.n != restricted.n || boundary > df {
            return None;
        }
        let statistic = (2.0 * (upper - lower)).max(0.0);
        let (n, dof) = (full.n as f64, full.n.saturating_sub(full.k) as f64);
        let scale_estimated = !full.noise_params.is_empty();
        let squares = matches!(full.noise, Noise::Gaussian | Noise::LogNormal);
        let (reference, tail): (_, Box<dyn Fn(usize) -> Option<f64>>) = match (squares && scale_estimated, dof > 0.0) {
            (_, false) => ("chi-square", Box::new(|_| None)),
            (true, _) => (
                "F",
                Box::new(|d| {
                    let f = libm::expm1(statistic / n) * dof / d as f64;
                    Some(FisherSnedecor::new(d as f64, dof).ok()?.sf(f.min(1e300)))
                }),
            ),
            _ => {
                let shrunk = if scale_estimated { statistic * dof / n } else { statistic };
                ("chi-square", Box::new(move |d| Some(ChiSquared::new(d as f64).ok()?.sf(shrunk))))
            }
        };
        let tail = |d: usize| match d {
            0 => Some(if statistic > 0.0 { 0.0 } else { 1.0 }),
            _ => tail(d),
        };
        let p = if statistic.is_finite() { mixture(df, boundary, &tail) } else { None };
        Some(LikelihoodRatio { statistic, df, boundary, p, reference })
    }
}

/// `sum over j of C(b, j) / 2^b tail(df - b + j)`
fn mixture(df: usize, boundary: usize, tail: &dyn Fn(usize) -> Option<f64>) -> Option<f64> {
    let mut weight = 0.5_f64.powi(boundary.min(1000) as i32);
    let mut p = 0.0;
    for j in 0..=boundary {
        p += weight * tail(df - boundary + j)?;
        weight *= (boundary - j) as f64 / (j + 1) as f64;
    }
    Some(p)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 5% point of the even mixture of chi-square with 0 and 1 degrees is 2.7055 = 1.6449^2.
    #[test]
    fn boundary_null_is_halved() {
        let tail = |d: usize| match d {
            0 => Some(0.0),
            _ => Some(ChiSquared::new(d as f64).unwrap().sf(2.705_543_454_1)),
        };
        assert!((mixture(1, 1, &tail).unwrap() - 0.05).abs() < 1e-9);
        assert!((mixture(1, 0, &tail).unwrap() - 0.10).abs() < 1e-9);
        // Two parameters at bounds: 1/4, 1/2, 1/4 of 0, 1, 2 degrees.
        assert!((mixture(2, 2, &tail).unwrap() - (0.05 + 0.25 * (-0.5_f64 * 2.705_543_454_1).exp())).abs() < 1e-9);
    }
}
