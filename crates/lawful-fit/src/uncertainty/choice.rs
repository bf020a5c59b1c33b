//! Intervals from draws, and which of several intervals is the one to print.

use super::{Options, bootstrap};
use crate::fit::Interval;
use crate::problem::Problem;
use statrs::distribution::{ContinuousCDF, Normal};

/// Puts the interval that the rule or the user picks first.
pub(super) fn pick(
    list: &mut [Interval],
    loss: bool,
    clustering: Option<&'static str>,
    simulated: Option<&'static str>,
    options: &Options,
) {
    let has = |list: &[Interval], m: &str| list.iter().any(|i| i.method == m);
    let wanted = if options.bootstrap.is_some() {
        "bootstrap"
    } else if let Some(method) = clustering {
        method
    } else if let Some(method) = simulated.filter(|_| !options.profile) {
        method
    } else if options.profile || !loss {
        "profile"
    } else {
        "bootstrap"
    };
    let wanted = if has(list, wanted) { wanted } else { return };
    if let Some(place) = list.iter().position(|i| i.method == wanted) {
        list[..=place].rotate_right(1);
    }
}

/// The factor that percentile intervals lack in small samples.
pub(super) fn widening(problem: &Problem, n: usize, free: usize, level: f64, quantile: f64) -> f64 {
    if n <= free || !problem.noise.has_residuals() {
        return 1.0;
    }
    let z = Normal::standard().inverse_cdf(0.5 * (1.0 + level));
    (quantile / z).max(1.0) * (n as f64 / (n - free) as f64).sqrt()
}

/// Percentile and BCa intervals of some draws, both widened about the estimate.
pub(super) fn from_draws(
    mut draws: Vec<f64>,
    value: f64,
    level: f64,
    widen: f64,
    acceleration: f64,
    domain: (f64, f64),
    simulated: Option<&'static str>,
) -> Vec<Interval> {
    draws.retain(|d| d.is_finite());
    if draws.len() < 10 {
        return vec![];
    }
    draws.sort_by(f64::total_cmp);
    let stderr = Some(bootstrap::deviation(&draws));
    let wider = |(lo, hi): (f64, f64)| {
        let out = |end: f64| (value + widen * (end - value)).clamp(domain.0, domain.1);
        (Some(if lo < value { out(lo) } else { lo }), Some(if hi > value { out(hi) } else { hi }))
    };
    let (lo, hi) = wider(bootstrap::percentile(&draws, level));
    if let Some(method) = simulated {
        return vec![Interval { method, stderr, lo, hi }];
    }
    let mut list = vec![Interval { method: "bootstrap", stderr, lo, hi }];
    if let Some(ends) = bootstrap::bca(&draws, value, acceleration, level) {
        let (lo, hi) = wider(ends);
        list.push(Interval { method: "bca", stderr, lo, hi });
    }
    list
}
