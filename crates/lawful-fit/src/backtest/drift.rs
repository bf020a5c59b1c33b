//! Intervals that know of the law's misfit: how far off were earlier forecasts?
//!
//! An interval takes the law as true and rows as independent. Where the law is wrong its forecasts drift off, the more
//! the farther they reach: roughly as the log of the distance, since the slope is what is wrong. The drift is learnt
//! where the fitted rows themselves are forecast from the smaller among them. At each inner cut, `c` is the least drift
//! per unit of log distance with which the share `level` of the rows is held by `reach^2 + (c ln distance)^2`. Rows of
//! one cut share one drift, so the cuts count, not the rows: with so few of them, the largest `c` is the quantile that
//! conformal prediction asks for (it bounds the next one with probability `K/(K + 1)` for `K` exchangeable cuts).

use super::LEAST_ROWS;
use super::forecast::{Forecast, Miss, forecast};
use super::split::Scaled;
use crate::compare::Candidate;
use crate::{Error, Prediction, Recipe};
use lawful_io::Table;

/// Inner cuts.
const CUTS: usize = 6;

/// Fewest inner cuts from which a drift is learnt.
const FEWEST: usize = 2;

/// Nearer than this, drift counts as at this distance: errors there are noise.
const NEAR: f64 = 2.0;

/// The drift of a law's forecasts, learnt from rolling fits within the rows that are fitted.
///
/// The back-tests of `docs/backtests.md` say what it mends: intervals that take the law as true hold far fewer new
/// observations than they should beyond the data, widened ones about as many as they should.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// Error per unit of log distance (distance: scale over the largest scale fitted): of the log of the response where
    /// that is positive.
    pub per_log: f64,
    /// Inner cuts that it was learnt from.
    pub cuts: usize,
}

impl Drift {
    /// Learns the drift of a law along `scale`, a column of positive numbers, from the rows of `table`; rows of one value
    /// of `cluster` stay together. The recipe's level is that of the intervals to be widened. `None` if there are too few rows or
    /// fits for that: then nothing is known of the drift, and intervals beyond the data are a lower bound.
    ///
    /// # Errors
    /// No such column, scales that are not positive, a run that is missing.
    pub fn learn(
        candidate: &Candidate,
        recipe: &Recipe,
        table: &Table,
        scale: &str,
        cluster: Option<&str>,
    ) -> Result<Option<Drift>, Error> {
        let scaled = Scaled::read(table, scale, cluster)?;
        Ok(Drift::of(candidate, recipe, table, &scaled))
    }

    /// Forecasts the rows of `seen` from the smaller among them.
    pub(super) fn of(candidate: &Candidate, recipe: &Recipe, seen: &Table, scaled: &Scaled) -> Option<Drift> {
        let least = LEAST_ROWS.max(seen.rows() / 10);
        let mut drifts = Vec::new();
        for cut in scaled.cuts(CUTS, least) {
            let (inside, beyond) = scaled.split(cut);
            if inside.len() < least || beyond.is_empty() {
                continue;
            }
            let largest = scaled.largest(&inside);
            let Ok(list) = forecast(candidate, recipe, &seen.take(&inside), &seen.take(&beyond)) else { continue };
            let mut needed: Vec<f64> = list
                .iter()
                .filter_map(|f| f.miss().map(|m| needed(m, scaled.scale[beyond[f.row]] / largest)))
                .collect();
            needed.sort_by(f64::total_cmp);
            let place = (recipe.level * needed.len() as f64).ceil() as usize;
            drifts.extend(needed.get(place.saturating_sub(1)));
        }
        (drifts.len() >= FEWEST)
            .then(|| Drift { per_log: drifts.iter().copied().fold(0.0, f64::max), cuts: drifts.len() })
    }

    /// The interval of a new observation at this distance, widened; `None` if the prediction has none.
    pub fn widen(&self, prediction: &Prediction, distance: f64) -> Option<(f64, f64)> {
        let (lo, hi) = prediction.obs_lo.zip(prediction.obs_hi)?;
        let value = prediction.value;
        if lo > 0.0 && value > 0.0 {
            let reach = |end: f64| libm::exp(self.reach(libm::log(end / value).abs(), distance));
            Some((value / reach(lo), value * reach(hi)))
        } else {
            let reach = |end: f64| self.reach((end - value).abs(), distance);
            Some((value - reach(lo), value + reach(hi)))
        }
    }

    /// How far the widened interval reaches where the plain one reaches `reach`.
    fn reach(&self, reach: f64, distance: f64) -> f64 {
        reach.hypot(self.per_log * log_distance(distance))
    }

    /// Whether the widened interval holds the observation.
    pub(super) fn holds(&self, f: &Forecast, distance: f64) -> Option<bool> {
        f.miss().map(|m| m.error <= self.reach(m.reach, distance))
    }

    /// By what factor it is wider, on the side where the observation lies.
    pub(super) fn factor(&self, f: &Forecast, distance: f64) -> Option<f64> {
        f.miss().map(|m| self.reach(m.reach, distance) / m.reach).filter(|f| f.is_finite())
    }
}

fn log_distance(distance: f64) -> f64 {
    libm::log(distance.max(NEAR))
}

/// The least drift with which the interval would have held the observation.
fn needed(miss: Miss, distance: f64) -> f64 {
    if miss.held() { 0.0 } else { (miss.error * miss.error - miss.reach * miss.reach).sqrt() / log_distance(distance) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drift_needed_just_holds() {
        let miss = Miss { error: 0.5, reach: 0.3 };
        let drift = needed(miss, 10.0);
        assert!((drift - 0.4 / 10.0_f64.ln()).abs() < 1e-15);
        let w = Drift { per_log: drift, cuts: 6 };
        assert!((w.reach(0.3, 10.0) - 0.5).abs() < 1e-15);
        let p = Prediction { value: 2.0, lo: None, hi: None, obs_lo: Some(2.0 * (-0.3_f64).exp()), obs_hi: Some(4.0) };
        let (lo, hi) = w.widen(&p, 10.0).unwrap();
        assert!((lo - 2.0 * (-0.5_f64).exp()).abs() < 1e-12 && hi > 4.0);
        assert_eq!(needed(Miss { error: 0.2, reach: 0.3 }, 10.0), 0.0);
    }
}
