//! A straight line through logs: how an optimum grows with a budget.

use crate::interval::Quantity;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// `y = coefficient * x^exponent`, fitted to points.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerLaw {
    /// The exponent with its interval.
    pub exponent: Quantity,
    /// `y` where `x` is 1.
    pub coefficient: f64,
    /// Standard error of the exponent; `None` with fewer than three points.
    pub stderr: Option<f64>,
    /// Points.
    pub points: usize,
}

impl PowerLaw {
    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.coefficient * libm::pow(x, self.exponent.value)
    }

    /// Weighted least squares of `ln y` on `ln x`; the interval is Student's with two degrees of freedom fewer than
    /// points. `None` with fewer than two different `x`.
    pub(crate) fn fit(name: &str, points: &[(f64, f64, f64)], level: f64) -> Option<PowerLaw> {
        let (slope, intercept, stderr) =
            line(&points.iter().map(|p| (libm::log(p.0), libm::log(p.1), p.2)).collect::<Vec<_>>())?;
        let mut exponent = Quantity::plain(name, slope);
        if let Some(se) = stderr
            && let Ok(t) = StudentsT::new(0.0, 1.0, points.len() as f64 - 2.0)
        {
            let half = se * t.inverse_cdf(0.5 * (1.0 + level));
            exponent.lo = Some(slope - half).filter(|v| v.is_finite());
            exponent.hi = Some(slope + half).filter(|v| v.is_finite());
        }
        Some(PowerLaw { exponent, coefficient: libm::exp(intercept), stderr, points: points.len() })
    }
}

/// The exponent of a curve at a place of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalSlope {
    /// Geometric mean of the points.
    pub x: f64,
    /// `d ln y/d ln x` of the line through them.
    pub slope: f64,
    /// Its standard error from their scatter; `None` of two points.
    pub stderr: Option<f64>,
}

/// Exponents of `y` over `x` in windows of `window` neighbours (2 or more), in the order of rising `x`: what a curve that
/// is no power law has instead of an exponent. Points without a logarithm are left out, windows of equal `x` too.
///
/// ```
/// let slopes = lawful_plan::local_slopes(&[1.0, 2.0, 4.0], &[8.0, 2.0, 0.5], 2);
/// assert!(slopes.iter().all(|s| (s.slope + 2.0).abs() < 1e-14));
/// ```
pub fn local_slopes(x: &[f64], y: &[f64], window: usize) -> Vec<LocalSlope> {
    let usable = x.iter().zip(y).filter(|(x, y)| **x > 0.0 && **y > 0.0 && x.is_finite() && y.is_finite());
    let mut points: Vec<(f64, f64, f64)> = usable.map(|(x, y)| (libm::log(*x), libm::log(*y), 1.0)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let of = |w: &[(f64, f64, f64)]| {
        let (slope, _, stderr) = line(w)?;
        let x = libm::exp(w.iter().map(|p| p.0).sum::<f64>() / w.len() as f64);
        Some(LocalSlope { x, slope, stderr })
    };
    points.windows(window.max(2)).filter_map(of).collect()
}

/// Weighted least squares through `(x, y, weight)`: slope, intercept, standard error of the slope.
pub(crate) fn line(points: &[(f64, f64, f64)]) -> Option<(f64, f64, Option<f64>)> {
    let weight: f64 = points.iter().map(|p| p.2).sum();
    let mean_x = points.iter().map(|p| p.2 * p.0).sum::<f64>() / weight;
    let mean_y = points.iter().map(|p| p.2 * p.1).sum::<f64>() / weight;
    let xx: f64 = points.iter().map(|p| p.2 * (p.0 - mean_x) * (p.0 - mean_x)).sum();
    let xy: f64 = points.iter().map(|p| p.2 * (p.0 - mean_x) * (p.1 - mean_y)).sum();
    if !(xx > 1e-24 * weight * (1.0 + mean_x * mean_x)) {
        return None;
    }
    let slope = xy / xx;
    let intercept = mean_y - slope * mean_x;
    let rest: f64 =
        points.iter().map(|p| p.2 * (p.1 - intercept - slope * p.0) * (p.1 - intercept - slope * p.0)).sum();
    let stderr = (points.len() > 2).then(|| (rest / (points.len() as f64 - 2.0) / xx).sqrt());
    Some((slope, intercept, stderr))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three points off the line y = x by (+d, -2d, +d): the slope is 1, its error d sqrt(6)/sqrt(2).
    #[test]
    fn a_line_and_its_error() {
        let d = 0.1;
        let (slope, intercept, stderr) =
            line(&[(-1.0, -1.0 + d, 1.0), (0.0, -2.0 * d, 1.0), (1.0, 1.0 + d, 1.0)]).unwrap();
        assert!((slope - 1.0).abs() < 1e-15 && intercept.abs() < 1e-15);
        assert!((stderr.unwrap() - d * 3f64.sqrt()).abs() < 1e-12);
        assert!(line(&[(1.0, 2.0, 1.0), (1.0, 3.0, 1.0)]).is_none());
    }
}
