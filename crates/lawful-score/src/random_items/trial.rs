//! What was drawn, and the law of one item.

use super::population::Population;
use crate::Error;

/// Draws of one item from one model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Size of the model, in any unit.
    pub size: f64,
    /// Draws.
    pub draws: u64,
    /// Those that passed.
    pub passes: u64,
}

/// Everything drawn of one item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// One entry per model.
    pub trials: Vec<Trial>,
}

/// The law of an item between two levels, as a function of `eta = ln(c (N/N0)^-alpha)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Curve {
    floor: f64,
    ceiling: f64,
}

impl Curve {
    pub(super) fn new(floor: f64, ceiling: f64) -> Result<Curve, Error> {
        if !(floor >= 0.0 && floor < ceiling && ceiling <= 1.0) {
            return Err(Error::new(format!(
                "chance {floor} and ceiling {ceiling}: they must lie in [0, 1], chance below ceiling"
            )));
        }
        Ok(Curve { floor, ceiling })
    }

    /// The chance to pass.
    pub(super) fn value(&self, eta: f64) -> f64 {
        self.floor + (self.ceiling - self.floor) * libm::exp(-libm::exp(eta.min(700.0)))
    }

    /// `k ln p + (n - k) ln(1 - p)`
    pub(super) fn loglik(&self, eta: f64, trial: &Trial) -> f64 {
        let (k, n) = (trial.passes as f64, trial.draws as f64);
        let cost = libm::exp(eta.min(700.0));
        let miss = (1.0 - self.ceiling) - (self.ceiling - self.floor) * libm::expm1(-cost);
        let hit = if self.floor > 0.0 { libm::log(self.value(eta)) } else { libm::log(self.ceiling) - cost };
        let hits = if k > 0.0 { k * hit } else { 0.0 };
        hits + if n > k { (n - k) * libm::log(miss) } else { 0.0 }
    }

    /// Its derivative in `eta`, and the information that the draws carry about it.
    pub(super) fn score(&self, eta: f64, trial: &Trial) -> (f64, f64) {
        let (k, n) = (trial.passes as f64, trial.draws as f64);
        let cost = libm::exp(eta.min(700.0));
        let range = self.ceiling - self.floor;
        let miss = (1.0 - self.ceiling) - range * libm::expm1(-cost);
        if self.floor == 0.0 {
            // p cancels: p'/p = -cost.
            let odds = libm::exp(-cost) * self.ceiling / miss;
            return (cost * ((n - k) * odds - k), n * cost * cost * odds);
        }
        let (p, slope) = (self.value(eta), -range * libm::exp(-cost) * cost);
        (slope * (k / p - (n - k) / miss), n * slope * slope / (p * miss))
    }
}

/// The geometric mean of all sizes.
pub(super) fn reference(items: &[Item]) -> Result<f64, Error> {
    if items.len() < 3 {
        return Err(Error::new(format!("{} items: a population needs three or more", items.len())));
    }
    let (mut sum, mut count) = (0.0, 0.0);
    let (mut least, mut largest) = (f64::INFINITY, 0.0f64);
    for (i, item) in items.iter().enumerate() {
        for t in &item.trials {
            if !(t.size > 0.0 && t.size.is_finite()) || t.passes > t.draws {
                return Err(Error::new(format!(
                    "item {}: size {}, {} passes in {} draws; sizes are positive and passes are among the draws",
                    i + 1,
                    t.size,
                    t.passes,
                    t.draws
                )));
            }
            (sum, count) = (sum + libm::log(t.size), count + 1.0);
            (least, largest) = (least.min(t.size), largest.max(t.size));
        }
    }
    if !(least < largest) {
        return Err(Error::new("the items were drawn at one size only: how they grow is not known"));
    }
    Ok(libm::exp(sum / count))
}

/// A population to start from: a line through the pass rates of each size on the scale of the law.
pub(super) fn start(items: &[Item], reference: f64, curve: Curve) -> Result<Population, Error> {
    let mut sizes: Vec<f64> = items.iter().flat_map(|i| &i.trials).map(|t| t.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let mut points = Vec::new();
    for size in sizes {
        let at = items.iter().flat_map(|i| &i.trials).filter(|t| t.size == size && t.draws > 0);
        let rates: Vec<f64> = at.map(|t| t.passes as f64 / t.draws as f64).collect();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        let inner = (mean - curve.floor) / (curve.ceiling - curve.floor);
        if inner > 0.0 && inner < 1.0 {
            points.push((libm::log(size / reference), libm::log(-libm::log(inner))));
        }
    }
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let (xx, xy) = points.iter().fold((0.0, 0.0), |(a, b), p| (a + (p.0 - x) * (p.0 - x), b + (p.0 - x) * (p.1 - y)));
    if points.is_empty() {
        return Err(Error::new("no size has a pass rate between chance and ceiling: draw more, or use other items"));
    }
    let exponent = if xx > 0.0 { -xy / xx } else { 0.2 };
    Ok(Population::new([y + exponent * x, exponent], [0.5, 0.1]))
}
