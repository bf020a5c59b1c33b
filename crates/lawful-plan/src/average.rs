//! One forecast from several rival laws.
//!
//! Each law contributes its draws with its weight (Akaike weights, or held-out skill); the interval is the percentile
//! interval of that mixture, so it holds the rivals' disagreement beside each one's own error (Burnham & Anderson 2002,
//! chapter 4).

use crate::error::Error;
use crate::fitted_law::FittedLaw;
use crate::interval::Quantity;
use crate::surface::{Fixed, Scratch, Surface};
use rayon::prelude::*;

/// A forecast averaged over laws.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// The weighted mean with the mixture's interval.
    pub value: Quantity,
    /// Each law's own value, its interval, and its weight scaled to a sum of 1.
    pub rivals: Vec<(Quantity, f64)>,
}

/// The average of `laws` with `weights` at one point, all on the raw scale of the response.
///
/// Without draws a law counts as a point: the interval then holds the disagreement alone.
///
/// # Errors
/// No law, weights that are negative or all 0, laws of different responses, a column without a value.
pub fn average(laws: &[(&FittedLaw, f64)], point: &[(String, Fixed)], level: f64) -> Result<Average, Error> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::new(format!("the level must lie between 0 and 1, not {level}")));
    }
    let total: f64 = laws.iter().map(|l| l.1).sum();
    if !(total > 0.0 && total.is_finite()) || laws.iter().any(|l| !(l.1 >= 0.0)) {
        return Err(Error::new("weights must be 0 or more, and not all 0"));
    }
    let name = laws[0].0.response().0;
    if let Some(other) = laws.iter().map(|l| l.0.response().0).find(|n| *n != name) {
        return Err(Error::new(format!("one law gives {name}, another {other}: there is no average of the two")));
    }
    let mut mean = 0.0;
    let mut rivals = Vec::new();
    let mut mixture: Vec<(f64, f64)> = Vec::new();
    for (law, weight) in laws {
        let weight = weight / total;
        let (surface, places) = Surface::of_law(law, &[], point)?;
        let is_log = law.response().1;
        let at = |all: &[f64], scratch: &mut Scratch| {
            let parameters: Vec<f64> = places.iter().map(|&i| all[i]).collect();
            let value = surface.value(&parameters, &[], scratch);
            if is_log { libm::exp(value) } else { value }
        };
        let value = at(&law.values, &mut Scratch::default());
        let mut draws: Vec<f64> = law.draws.par_iter().map_init(Scratch::default, |s, d| at(d, s)).collect();
        draws.retain(|d| d.is_finite());
        let widen = law.widening(level);
        let quantity = Quantity::from_draws(&name, value, draws.clone(), level, widen);
        mean += weight * value;
        if draws.is_empty() {
            draws.push(value);
        }
        let share = weight / draws.len() as f64;
        mixture.extend(draws.iter().map(|d| (value + widen * (d - value), share)));
        rivals.push((quantity, weight));
    }
    mixture.retain(|m| m.1 > 0.0);
    mixture.sort_by(|a, b| a.0.total_cmp(&b.0));
    let spread = mixture.len() > 1;
    let end = |p: f64| spread.then(|| weighted_quantile(&mixture, p));
    let value = Quantity { name, value: mean, lo: end(0.5 * (1.0 - level)), hi: end(0.5 * (1.0 + level)) };
    Ok(Average { value, rivals })
}

/// The lowest value at or below which the share `p` of the weight lies.
fn weighted_quantile(sorted: &[(f64, f64)], p: f64) -> f64 {
    let mut sum = 0.0;
    for (value, weight) in sorted {
        sum += weight;
        if sum >= p - 1e-12 {
            return *value;
        }
    }
    sorted.last().map_or(f64::NAN, |s| s.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sure laws that disagree: the interval runs from one to the other.
    #[test]
    fn the_interval_holds_the_disagreement() {
        let law = |a: f64| FittedLaw::new("y ~ a*x", &[("a", a)]).unwrap();
        let (low, high) = (law(1.0), law(2.0));
        let point = [("x".to_string(), Fixed::Number(10.0))];
        let both = average(&[(&low, 3.0), (&high, 1.0)], &point, 0.9).unwrap();
        assert_eq!((both.value.value, both.value.lo, both.value.hi), (12.5, Some(10.0), Some(20.0)));
        assert!(average(&[], &point, 0.9).is_err());
        assert!(average(&[(&low, -1.0)], &point, 0.9).is_err());
    }
}
