//! How often samples of the fitted law itself look worse than the data, and how far their fits scatter.

use crate::draw::Simulator;
use crate::error::Error;
use crate::scanned::{Candidate, Kind, Laws};
use crate::{Ks, Progress};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Fewer simulations give no intervals.
const LEAST_FOR_INTERVALS: usize = 100;

/// The goodness of fit: a small `p` says that samples of the law seldom lie so far from their own fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goodness {
    /// The share of simulated samples whose distance, after a scan of their own, is at least that of the data.
    pub p: f64,
    /// Its Monte-Carlo standard error: the standard deviation of a share with `sims p` successes seen, uniform before
    /// (beta distribution); never 0.
    pub error: f64,
    /// Samples simulated.
    pub sims: usize,
}

/// What simulations tell.
pub(crate) struct Simulated {
    pub(crate) goodness: Goodness,
    pub(crate) alpha: Option<(f64, f64)>,
    pub(crate) xmin: Option<(f64, f64)>,
}

/// Simulates and refits.
///
/// # Errors
/// `progress` said stop; no sample could be fitted.
pub(crate) fn simulate(
    simulator: &Simulator,
    kind: Kind,
    fitted: &Candidate,
    given: bool,
    ks: Ks,
    sims: usize,
    seed: u64,
    level: f64,
    progress: Option<&Progress>,
) -> Result<Simulated, Error> {
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let fits: Vec<Option<(f64, f64, f64)>> = (0..sims)
        .into_par_iter()
        .map(|i| {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let sample = simulator.draw(seed, i as u64);
            let (candidate, distance, laws) = match given {
                true => {
                    let laws = Laws::from(fitted.xmin, &sample, kind);
                    (0, laws.distance(0, ks), laws)
                }
                false => {
                    let laws = Laws::of(&sample, kind);
                    let (candidate, distance) = laws.best(ks)?;
                    (candidate, distance, laws)
                }
            };
            if let Some(progress) = progress
                && !progress(done.fetch_add(1, Ordering::Relaxed) + 1, sims)
            {
                stopped.store(true, Ordering::Relaxed);
            }
            Some((distance, laws.alpha(candidate), libm::exp(sample.logs[candidate])))
        })
        .collect();
    if stopped.into_inner() {
        return Err(Error::new("stopped"));
    }
    let fits: Vec<(f64, f64, f64)> = fits.into_iter().flatten().collect();
    if fits.is_empty() {
        return Err(Error::new("samples simulated from the fitted law have no slope; use more values"));
    }
    let (n, worse) = (fits.len() as f64, fits.iter().filter(|f| f.0 >= fitted.ks).count() as f64);
    let mean = (worse + 1.0) / (n + 2.0);
    let goodness = Goodness { p: worse / n, error: (mean * (1.0 - mean) / (n + 3.0)).sqrt(), sims: fits.len() };
    let ends = |values: Vec<f64>| (fits.len() >= LEAST_FOR_INTERVALS).then(|| quantiles(values, level));
    // The ratio of the simulated alpha - 1 to the true one hardly depends on the latter.
    let rate = fitted.alpha - 1.0;
    let alpha = ends(fits.iter().map(|f| f.1 - 1.0).collect());
    let alpha = alpha.map(|(lo, hi)| (1.0 + rate * rate / hi, 1.0 + rate * rate / lo));
    let xmin = ends(fits.iter().map(|f| f.2).collect()).filter(|_| !given);
    Ok(Simulated { goodness, alpha, xmin })
}

/// The ends of the central share `level` of some values.
fn quantiles(mut values: Vec<f64>, level: f64) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let at = |q: f64| {
        let place = q * (values.len() - 1) as f64;
        let (low, part) = (place.floor() as usize, place.fract());
        let next = (low + 1).min(values.len() - 1);
        values[low] + part * (values[next] - values[low])
    };
    let outside = 0.5 * (1.0 - level);
    (at(outside), at(1.0 - outside))
}
