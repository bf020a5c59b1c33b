//! A law of what another law predicts: task error over predicted loss.

use crate::error::Error;
use crate::interval::percentiles;
use lawful_fit::{Fit, Prediction, Predictor};
use lawful_io::{Column, MISSING, Table};

/// The second law at the rows of `at`, its column `via` predicted by the first.
///
/// The value is `f(g(x))` for the laws `g` and `f`. What is uncertain:
///
/// * **the laws.** Where both fits have refits to the same resamples (same rows, clusters and seed, none failed), draw `i`
///   of one goes with draw `i` of the other: what one run does to both laws is counted once, with its sign. Otherwise the
///   fits are taken as independent: to first order, the first law's interval moves the second by `f(lo)` and `f(hi)`,
///   which is added in quadrature to the second law's own half-widths. That is too wide where both follow the same runs.
/// * **a new observation** scatters about the first law, which moves it along the second, and about the second: both are
///   added in quadrature.
///
/// # Errors
/// A column that a law reads is not there; a category that its fit did not see; a level that is not between 0 and 1.
pub fn chain(first: &Fit, second: &Fit, via: &str, at: &Table, level: f64) -> Result<Vec<Option<Prediction>>, Error> {
    let inner = Predictor::new(first)?.level(level);
    let outer = Predictor::new(second)?.level(level);
    let through = inner.predict(at)?;
    let put = |values: Vec<f64>| -> Result<Table, Error> {
        let mut table = at.clone();
        table.set(Column::number(via, values))?;
        Ok(table)
    };
    let with = |of: &dyn Fn(&Prediction) -> f64| put(through.iter().map(|p| p.as_ref().map_or(MISSING, of)).collect());
    let own = outer.predict(&with(&|p| p.value)?)?;
    let moved = |of: &dyn Fn(&Prediction) -> Option<f64>| -> Result<Vec<f64>, Error> {
        Ok(outer.values(&with(&|p| of(p).unwrap_or(p.value))?)?)
    };
    let laws = [moved(&|p| p.lo)?, moved(&|p| p.hi)?];
    let runs = [moved(&|p| p.obs_lo.or(p.lo))?, moved(&|p| p.obs_hi.or(p.hi))?];
    let mut draws: Vec<Vec<f64>> = vec![];
    if let Some(pairs) = shared_draws(first, second) {
        for (g, f) in pairs {
            draws.push(outer.values_at(&put(inner.values_at(at, g)?)?, f)?);
        }
    }
    let joined = |(row, own): (usize, Option<Prediction>)| {
        let own = own?;
        let value = own.value;
        // Half-widths downward and upward.
        let reach = |ends: &[Vec<f64>; 2]| {
            let (a, b) = (ends[0][row] - value, ends[1][row] - value);
            [-a.min(b).min(0.0), a.max(b).max(0.0)]
        };
        let (law, run) = (reach(&laws), reach(&runs));
        let shared = percentiles(value, draws.iter().map(|d| d[row]).collect(), level, 1.0);
        let end = |side: usize, own_law: Option<f64>, own_obs: Option<f64>, shared: Option<f64>| {
            let sign = [-1.0, 1.0][side];
            let half = own_law.map(|e| sign * (e - value));
            let law_half = shared.map(|e| (sign * (e - value)).max(0.0)).or(half.map(|h| h.hypot(law[side])));
            // What is left of each interval of a new observation when its law's own is taken out.
            let scatter = |of_run: f64, of_law: f64| (of_run * of_run - of_law * of_law).max(0.0);
            let along = scatter(run[side], law[side]);
            let about = own_obs.map(|e| scatter(e - value, half.unwrap_or(0.0)));
            let obs_half = law_half.zip(about).map(|(h, about)| (h * h + along + about).sqrt());
            (law_half.map(|h| value + sign * h), obs_half.map(|h| value + sign * h))
        };
        let (lo, obs_lo) = end(0, own.lo, own.obs_lo, shared.0);
        let (hi, obs_hi) = end(1, own.hi, own.obs_hi, shared.1);
        Some(Prediction { value, lo, hi, obs_lo, obs_hi })
    };
    Ok(own.into_iter().enumerate().map(joined).collect())
}

/// Most pairs of draws that are followed.
const DRAWS: usize = 400;

/// Draws of both fits that come from the same resamples; `None` if there are none.
fn shared_draws<'f>(first: &'f Fit, second: &'f Fit) -> Option<impl Iterator<Item = (&'f [f64], &'f [f64])>> {
    let (a, b) = (first.bootstrap.as_ref()?, second.bootstrap.as_ref()?);
    let same = first.seed == second.seed
        && first.rows == second.rows
        && first.source.sha256 == second.source.sha256
        && a.clustered == b.clustered
        && a.draws.len() == b.draws.len();
    let whole = [a, b].iter().all(|s| s.failed == 0 && !s.simulated);
    (same && whole).then(|| a.evenly(DRAWS).zip(b.evenly(DRAWS)))
}
