//! A fit's forecasts beyond its rows, and how far observations lay from them.

use crate::compare::Candidate;
use crate::{Error, Recipe};
use lawful_io::Table;

/// A forecast and what was observed there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forecast {
    /// Its row in the table that was predicted.
    pub(super) row: usize,
    /// The law.
    pub(super) value: f64,
    /// The interval for a new observation.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) observed: f64,
}

impl Forecast {
    pub(super) fn relative_error(&self) -> f64 {
        (self.value - self.observed).abs() / self.observed.abs()
    }

    /// Width of the interval over the value.
    pub(super) fn relative_width(&self) -> Option<f64> {
        self.interval.map(|(lo, hi)| (hi - lo) / self.value.abs())
    }

    /// How far the observation lay from the law, and how far the interval reaches on that side: in the log if `log`, and
    /// then only where law and observation are positive.
    pub(super) fn miss(&self, log: bool) -> Option<Miss> {
        let (lo, hi) = self.interval?;
        let end = if self.observed > self.value { hi } else { lo };
        if log && !self.is_positive() {
            return None;
        }
        let distance = |to: f64| match log {
            true if to <= 0.0 => f64::INFINITY,
            true => libm::log(to / self.value).abs(),
            false => (to - self.value).abs(),
        };
        let miss = Miss { error: distance(self.observed), reach: distance(end) };
        (!miss.error.is_nan() && !miss.reach.is_nan()).then_some(miss)
    }

    /// Whether the interval holds the observation.
    pub(super) fn held(&self) -> Option<bool> {
        self.miss(false).map(|m| m.held())
    }

    pub(super) fn is_positive(&self) -> bool {
        self.value > 0.0 && self.observed > 0.0
    }
}

/// How far an observation lay from its forecast.
#[derive(Debug, Clone, Copy)]
pub(super) struct Miss {
    pub(super) error: f64,
    /// How far the interval reaches on that side.
    pub(super) reach: f64,
}

impl Miss {
    pub(super) fn held(&self) -> bool {
        self.error <= self.reach
    }
}

/// Fits `candidate` to `seen` and predicts the rows of `unseen` that have all that is needed.
///
/// # Errors
/// The fit could not be made or did not converge, or it can't predict these rows.
pub(super) fn forecast(
    candidate: &Candidate,
    recipe: &Recipe,
    seen: &Table,
    unseen: &Table,
) -> Result<Vec<Forecast>, Error> {
    let fit = recipe.fit(candidate, seen)?;
    if !fit.converged {
        return Err(Error::new("the fit did not converge"));
    }
    let predictor = recipe.predictor(&fit)?;
    let points = predictor.points(unseen, true)?;
    let predictions = predictor.predict(unseen)?;
    let made = points.rows.iter().zip(&points.observed).filter_map(|(&row, &observed)| {
        let p = predictions[row]?;
        let usable = p.value.is_finite() && observed.is_finite();
        usable.then(|| Forecast { row, value: p.value, interval: p.obs_lo.zip(p.obs_hi), observed })
    });
    Ok(made.collect())
}
