//! Two methods on one ladder of scales, compared by their difference.
//!
//! Runs in pairs (one scale, one seed, one order of data) have much of their scatter in common, so `d = ln L1 - ln L2` is
//! known far better than either law: it is fitted as a polynomial in `ln x` by least squares. The crossing is its root, a
//! ratio of noisy numbers; the scales at which `d` is not told from zero form Fieller's set (Fieller 1954), which is an
//! interval, an interval open on one side or both, or two: never nonsense where no crossing is certain.

use crate::error::Error;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Steps of the scan for ends of the set.
const STEPS: usize = 2000;

/// Two methods' losses at the same scales.
#[derive(Debug, Clone)]
pub struct Difference {
    degree: usize,
    level: f64,
    center: f64,
    coefficients: Vec<f64>,
    /// Inverse of the design's matrix, row by row.
    inverse: Vec<f64>,
    variance: f64,
    freedom: f64,
    range: (f64, f64),
    p_straight: Option<f64>,
}

/// Where two methods are not told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Indistinct {
    /// Roots of the fitted difference, rising.
    pub crossings: Vec<f64>,
    /// Fieller's set at the level asked for, as intervals of the scale; an end that is not reached within the range looked at is `None`.
    pub set: Vec<(Option<f64>, Option<f64>)>,
}

/// The difference at a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// `ln L1 - ln L2`: below zero where the first method is better.
    pub value: f64,
    /// Its standard error.
    pub stderr: f64,
    /// Lower end of its interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// How sure it is that the first method is better: `P(t > value/stderr)`, Student's.
    pub first_is_lower: f64,
}

impl Difference {
    /// Fits `ln(first/second)` at the scales `x` by a polynomial in `ln x`: of degree 1, or 2 where the square is
    /// significant at 5% and there are five pairs or more. Pairs of one scale are different seeds.
    ///
    /// # Errors
    /// Unequal lengths, numbers that are not positive, fewer than three pairs or two scales, a level outside (0, 1).
    pub fn of(x: &[f64], first: &[f64], second: &[f64], level: f64) -> Result<Difference, Error> {
        let straight = Difference::of_degree(x, first, second, 1, level)?;
        let mut scales = x.to_vec();
        scales.sort_by(f64::total_cmp);
        scales.dedup();
        if x.len() < 5 || scales.len() < 3 {
            return Ok(straight);
        }
        let bent = Difference::of_degree(x, first, second, 2, level)?;
        let p = bent.p_of_highest();
        let chosen = if p < 0.05 { bent } else { straight };
        Ok(Difference { p_straight: Some(p), ..chosen })
    }

    /// As [`Difference::of`], of degree 1 or 2.
    ///
    /// # Errors
    /// As there; fewer pairs than the degree and two more.
    pub fn of_degree(x: &[f64], first: &[f64], second: &[f64], degree: usize, level: f64) -> Result<Difference, Error> {
        let n = x.len();
        if first.len() != n || second.len() != n || !(1..=2).contains(&degree) || n < degree + 2 {
            return Err(Error::new(format!(
                "{n} scales, {} and {} losses: a difference of degree {degree} (1 or 2) needs a pair at each scale and {} \
                 pairs or more",
                first.len(),
                second.len(),
                degree + 2
            )));
        }
        if x.iter().chain(first).chain(second).any(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Error::new("scales and losses must be positive numbers"));
        }
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {level}")));
        }
        let logs: Vec<f64> = x.iter().map(|x| libm::log(*x)).collect();
        let d: Vec<f64> = first.iter().zip(second).map(|(a, b)| libm::log(a / b)).collect();
        let center = logs.iter().sum::<f64>() / n as f64;
        let k = degree + 1;
        let powers = |u: f64| [1.0, u, u * u];
        let (mut matrix, mut right) = (vec![0.0; k * k], vec![0.0; k]);
        for (u, y) in logs.iter().map(|u| powers(u - center)).zip(&d) {
            for i in 0..k {
                right[i] += u[i] * y;
                (0..k).for_each(|j| matrix[i * k + j] += u[i] * u[j]);
            }
        }
        let inverse = invert(&matrix, k)
            .ok_or_else(|| Error::new(format!("a difference of degree {degree} needs {k} different scales or more")))?;
        let coefficients: Vec<f64> = (0..k).map(|i| (0..k).map(|j| inverse[i * k + j] * right[j]).sum()).collect();
        let fitted = |u: f64| powers(u).iter().zip(&coefficients).map(|(p, c)| p * c).sum::<f64>();
        let rest: f64 = logs.iter().zip(&d).map(|(u, y)| (y - fitted(u - center)).powi(2)).sum();
        let freedom = (n - k) as f64;
        let range = x.iter().fold((f64::INFINITY, 0.0f64), |(lo, hi), x| (lo.min(*x), hi.max(*x)));
        let variance = rest / freedom;
        Ok(Difference { degree, level, center, coefficients, inverse, variance, freedom, range, p_straight: None })
    }

    /// The degree, 1 or 2.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// Chance of so large a square if the difference is straight in `ln x`; `None` if it was not asked.
    pub fn p_straight(&self) -> Option<f64> {
        self.p_straight
    }

    /// The slope `d(ln L1 - ln L2)/d ln x` at the middle of the ladder, with its standard error.
    pub fn slope(&self) -> (f64, f64) {
        let k = self.degree + 1;
        (self.coefficients[1], (self.variance * self.inverse[k + 1]).sqrt())
    }

    /// Standard deviation of a pair about the fit.
    pub fn scatter(&self) -> f64 {
        self.variance.sqrt()
    }

    fn p_of_highest(&self) -> f64 {
        let k = self.degree + 1;
        let t = self.coefficients[self.degree] / (self.variance * self.inverse[k * k - 1]).sqrt();
        StudentsT::new(0.0, 1.0, self.freedom).map_or(f64::NAN, |s| 2.0 * s.sf(t.abs()))
    }

    /// Value and variance at a distance from the middle.
    fn moments(&self, u: f64) -> (f64, f64) {
        let k = self.degree + 1;
        let p = [1.0, u, u * u];
        let value = (0..k).map(|i| p[i] * self.coefficients[i]).sum();
        let form: f64 = (0..k * k).map(|ij| p[ij / k] * self.inverse[ij] * p[ij % k]).sum();
        (value, self.variance * form)
    }

    fn quantile(&self) -> f64 {
        let student = StudentsT::new(0.0, 1.0, self.freedom);
        student.map_or(f64::NAN, |s| s.inverse_cdf(0.5 * (1.0 + self.level)))
    }

    /// The difference at a scale, inside the ladder or beyond.
    ///
    /// # Errors
    /// The scale is not positive.
    pub fn at(&self, x: f64) -> Result<At, Error> {
        if !(x > 0.0 && x.is_finite()) {
            return Err(Error::new(format!("scale {x}: give a positive number")));
        }
        let (value, variance) = self.moments(libm::log(x) - self.center);
        let stderr = variance.sqrt();
        let half = self.quantile() * stderr;
        let student = StudentsT::new(0.0, 1.0, self.freedom);
        // A difference without scatter is certain.
        let t = if stderr > 0.0 { value / stderr } else { value * f64::INFINITY };
        let first_is_lower = student.map_or(f64::NAN, |s| if t.is_nan() { 0.5 } else { s.sf(t) });
        Ok(At { value, stderr, lo: value - half, hi: value + half, first_is_lower })
    }

    /// Where the methods cross and where they are not told apart, `reach` times beyond the ladder on both sides.
    ///
    /// # Errors
    /// A reach below 1.
    pub fn indistinct(&self, reach: f64) -> Result<Indistinct, Error> {
        if !(reach >= 1.0 && reach.is_finite()) {
            return Err(Error::new(format!("a reach of {reach} times beyond the ladder: give 1 or more")));
        }
        let (lo, hi) = (libm::log(self.range.0 / reach), libm::log(self.range.1 * reach));
        let t = self.quantile();
        let inside = |log: f64| {
            let (value, variance) = self.moments(log - self.center);
            value * value - t * t * variance
        };
        let value = |log: f64| self.moments(log - self.center).0;
        let crossings = changes(&value, lo, hi).iter().map(|c| libm::exp(c.0)).collect();
        let mut set = Vec::new();
        let mut open = (inside(lo) <= 0.0).then_some(None);
        for (at, enters) in changes(&inside, lo, hi) {
            match (enters, open.take()) {
                (true, _) => open = Some(Some(libm::exp(at))),
                (false, Some(from)) => set.push((from, Some(libm::exp(at)))),
                (false, None) => {}
            }
        }
        set.extend(open.map(|from| (from, None)));
        Ok(Indistinct { crossings, set })
    }

    /// The smallest top of a ladder that settles the ranking at `target`: the ladder starts at `bottom` and grows by
    /// `ratio` from rung to rung with `seeds` pairs on each; the difference and scatter are those found here. `None` if 60
    /// rungs do not settle it.
    ///
    /// # Errors
    /// A ladder that does not grow, no seeds, a target that is none.
    pub fn ladder_for(&self, target: f64, bottom: f64, ratio: f64, seeds: usize) -> Result<Option<f64>, Error> {
        if !(bottom > 0.0 && ratio > 1.0 && ratio.is_finite() && bottom.is_finite()) || seeds == 0 {
            return Err(Error::new("a ladder starts at a positive scale, grows, and has a seed on every rung"));
        }
        let size = self.at(target)?.value.abs();
        let x = libm::log(target / bottom);
        let step = libm::log(ratio);
        for rungs in 3..=60usize {
            let n = (rungs * seeds) as f64;
            let middle = 0.5 * step * (rungs - 1) as f64;
            let spread = seeds as f64 * step * step * (rungs * (rungs * rungs - 1)) as f64 / 12.0;
            let variance = self.variance * (1.0 / n + (x - middle) * (x - middle) / spread);
            let Ok(student) = StudentsT::new(0.0, 1.0, n - 2.0) else { continue };
            if student.inverse_cdf(0.5 * (1.0 + self.level)) * variance.sqrt() < size {
                return Ok(Some(bottom * libm::pow(ratio, (rungs - 1) as f64)));
            }
        }
        Ok(None)
    }
}

/// Where a function of the log changes its sign, and whether it is negative beyond.
fn changes(of: &dyn Fn(f64) -> f64, lo: f64, hi: f64) -> Vec<(f64, bool)> {
    let at = |k: usize| lo + (hi - lo) * k as f64 / STEPS as f64;
    let mut found = Vec::new();
    for k in 1..=STEPS {
        let (mut a, mut b) = (at(k - 1), at(k));
        let (before, now) = (of(a) <= 0.0, of(b) <= 0.0);
        if before != now {
            for _ in 0..60 {
                let middle = 0.5 * (a + b);
                if (of(middle) <= 0.0) == before { a = middle } else { b = middle }
            }
            found.push((0.5 * (a + b), now));
        }
    }
    found
}

/// The inverse of a positive definite matrix of up to three rows, scaled to unit diagonal; `None` if it is singular.
fn invert(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let scale: Vec<f64> = (0..n).map(|i| matrix[i * n + i].sqrt()).collect();
    if scale.iter().any(|s| !(*s > 0.0)) {
        return None;
    }
    let mut a: Vec<f64> = (0..n * n).map(|ij| matrix[ij] / scale[ij / n] / scale[ij % n]).collect();
    let mut inverse: Vec<f64> = (0..n * n).map(|ij| if ij / n == ij % n { 1.0 } else { 0.0 }).collect();
    for pivot in 0..n {
        let head = a[pivot * n + pivot];
        if !(head > 1e-9) {
            return None;
        }
        for j in 0..n {
            a[pivot * n + j] /= head;
            inverse[pivot * n + j] /= head;
        }
        for i in (0..n).filter(|i| *i != pivot) {
            let by = a[i * n + pivot];
            for j in 0..n {
                a[i * n + j] -= by * a[pivot * n + j];
                inverse[i * n + j] -= by * inverse[pivot * n + j];
            }
        }
    }
    Some((0..n * n).map(|ij| inverse[ij] / scale[ij / n] / scale[ij % n]).collect())
}
