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
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

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
    /// Error per unit of log distance (distance: scale over the largest scale fitted), in units of the response or, with
    /// `log`, of its natural log.
    pub per_log: f64,
    /// Whether it is that of the log: law and observations were positive in every forecast.
    pub log: bool,
    /// Inner cuts that it was learnt from.
    pub cuts: usize,
    /// Level of the intervals that it widens.
    pub level: f64,
}

impl Drift {
    /// Learns the drift of a law along `scale`, a column of positive numbers, from the rows of `table`; rows of one value
    /// of `cluster` stay together. The recipe's level is that of the intervals to be widened. `None` if there are too few
    /// rows or fits for that: then nothing is known of the drift, and intervals beyond the data are a lower bound.
    ///
    /// Cost: up to six fits.
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
        let cuts = scaled.cuts(CUTS, least);
        let made: Vec<Vec<(Forecast, f64)>> = cuts
            .into_par_iter()
            .filter_map(|cut| {
                let (inside, beyond) = scaled.split(cut);
                if inside.len() < least || beyond.is_empty() {
                    return None;
                }
                let largest = scaled.largest(&inside);
                let list = forecast(candidate, recipe, &seen.take(&inside), &seen.take(&beyond)).ok()?;
                Some(list.into_iter().map(|f| (f, scaled.scale[beyond[f.row]] / largest)).collect())
            })
            .collect();
        let log = made.iter().flatten().all(|(f, _)| f.is_positive());
        let of_cut = |list: &Vec<(Forecast, f64)>| {
            let mut needed: Vec<f64> =
                list.iter().filter_map(|(f, distance)| f.miss(log).map(|m| needed(m, *distance))).collect();
            needed.sort_by(f64::total_cmp);
            let place = (recipe.level * needed.len() as f64).ceil() as usize;
            needed.get(place.saturating_sub(1)).copied()
        };
        let drifts: Vec<f64> = made.iter().filter_map(of_cut).collect();
        let per_log = drifts.iter().copied().fold(0.0, f64::max);
        (drifts.len() >= FEWEST && per_log.is_finite()).then_some(Drift {
            per_log,
            log,
            cuts: drifts.len(),
            level: recipe.level,
        })
    }

    /// The same for intervals of another level, in proportion to the quantiles of the normal distribution.
    pub fn at_level(self, level: f64) -> Drift {
        let quantile = |level: f64| Normal::standard().inverse_cdf(0.5 * (1.0 + level));
        if level == self.level {
            return self;
        }
        Drift { per_log: self.per_log * quantile(level) / quantile(self.level), level, ..self }
    }

    /// A prediction at this distance with its intervals, of the law and of a new observation, widened. At a distance of
    /// 1 or less nothing is extrapolated, and the prediction stays as it is.
    pub fn widen(&self, prediction: &Prediction, distance: f64) -> Prediction {
        let value = prediction.value;
        if !(distance > 1.0) || self.log && !(value > 0.0) {
            return *prediction;
        }
        let end = |end: f64| {
            if self.log && end <= 0.0 {
                // It reaches to nothing already.
                return end;
            }
            let plain = if self.log { libm::log(end / value) } else { end - value };
            let reach = self.reach(plain.abs(), distance);
            let reach = if plain < 0.0 { -reach } else { reach };
            if self.log { value * libm::exp(reach) } else { value + reach }
        };
        Prediction {
            value,
            lo: prediction.lo.map(end),
            hi: prediction.hi.map(end),
            obs_lo: prediction.obs_lo.map(end),
            obs_hi: prediction.obs_hi.map(end),
        }
    }

    /// How far the widened interval reaches where the plain one reaches `reach`.
    fn reach(&self, reach: f64, distance: f64) -> f64 {
        reach.hypot(self.per_log * log_distance(distance))
    }

    /// Whether the widened interval holds the observation.
    pub(super) fn holds(&self, f: &Forecast, distance: f64) -> Option<bool> {
        f.miss(self.log).map(|m| m.error <= self.reach(m.reach, distance))
    }

    /// By what factor it is wider, on the side where the observation lies.
    pub(super) fn factor(&self, f: &Forecast, distance: f64) -> Option<f64> {
        f.miss(self.log).map(|m| self.reach(m.reach, distance) / m.reach).filter(|f| f.is_finite())
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
        let per_log = needed(miss, 10.0);
        assert!((per_log - 0.4 / 10.0_f64.ln()).abs() < 1e-15);
        assert_eq!(needed(Miss { error: 0.2, reach: 0.3 }, 10.0), 0.0);
        let drift = Drift { per_log, log: true, cuts: 6, level: 0.9 };
        assert!((drift.reach(0.3, 10.0) - 0.5).abs() < 1e-15);
        let lo = 2.0 * (-0.3_f64).exp();
        let plain = Prediction { value: 2.0, lo: Some(2.0), hi: Some(2.0), obs_lo: Some(lo), obs_hi: Some(4.0) };
        let wide = drift.widen(&plain, 10.0);
        assert!((wide.obs_lo.unwrap() - 2.0 * (-0.5_f64).exp()).abs() < 1e-12 && wide.obs_hi > plain.obs_hi);
        // An interval of no width gets the drift alone; nothing is added within the data.
        assert!((wide.hi.unwrap() - 2.0 * 0.4_f64.exp()).abs() < 1e-12);
        assert_eq!(drift.widen(&plain, 1.0), plain);
    }

    #[test]
    fn other_levels_and_scales() {
        let drift = Drift { per_log: 1.644_853_626_951_47, log: false, cuts: 3, level: 0.9 };
        assert!((drift.at_level(0.95).per_log - 1.959_963_984_540_05).abs() < 1e-9);
        let plain = Prediction { value: -1.0, lo: Some(-2.0), hi: Some(0.5), obs_lo: None, obs_hi: None };
        let wide = drift.widen(&plain, 1f64.exp());
        assert!((wide.lo.unwrap() + 1.0 + 1.0_f64.hypot(1.644_853_626_951_47)).abs() < 1e-12);
        assert_eq!(wide.obs_lo, None);
        // A count's interval that reaches to zero stays there.
        let count = Prediction { value: 1.0, lo: Some(0.5), hi: Some(2.0), obs_lo: Some(0.0), obs_hi: Some(4.0) };
        assert_eq!(Drift { log: true, ..drift }.widen(&count, 3.0).obs_lo, Some(0.0));
    }
}
