//! The stretched exponential (Weibull) law cut at xmin.

use super::tilted::{Statistic, Support, Tilted};
use super::{Data, Law, Rival, density};
use crate::scanned::Kind;
use lawful_law::lanes::{Kernel, dispatch, expm1};
use rayon::prelude::*;

/// Range of beta that is searched. Below it the law is a power law to the eye, above it falls like a step.
const RANGE: (f64, f64) = (1e-3, 50.0);

/// The likelihood is looked at on a grid first: with few values it can have two maxima.
const GRID: usize = 24;

/// With c = rate beta xmin^beta the density of u is c e^(beta u) exp(-c (e^(beta u) - 1)/beta), c e^(-c u) in the limit of
/// beta to 0. For given beta the best c is 1/mean((e^(beta u) - 1)/beta) (on whole numbers found by moments), so one
/// dimension is left.
pub(super) fn rival(data: &Data) -> Option<Rival> {
    let name = "stretched exponential";
    let power_law = data.power_law();
    let limit = data.mean(&power_law);
    let support = data.support();
    let profile = |ln_beta: f64| {
        let beta = libm::exp(ln_beta);
        let mean_s = mean_growth(data, beta);
        match data.kind {
            Kind::Continuous => beta * data.mean_u - libm::log(mean_s) - 1.0,
            Kind::Discrete => match whole(&support, beta, mean_s, data.alpha) {
                Some(law) => law.mean_loglik(data.mean_u, mean_s),
                None => f64::NEG_INFINITY,
            },
        }
    };
    let (low, high) = (libm::log(RANGE.0), libm::log(RANGE.1));
    let step = (high - low) / (GRID - 1) as f64;
    let (mut place, mut best) = (0, f64::NEG_INFINITY);
    for i in 0..GRID {
        let value = profile(low + step * i as f64);
        if value > best {
            (place, best) = (i, value);
        }
    }
    let centre = low + step * place as f64;
    let (ln_beta, best) = maximum(profile, (centre - step).max(low), (centre + step).min(high));
    // The power law is the limit; what does not beat it is it.
    if !(data.n * (best - limit) > 1e-6) {
        return Some(data.limit(name, vec![], false));
    }
    let beta = libm::exp(ln_beta);
    let mean_s = mean_growth(data, beta);
    let c = match data.kind {
        Kind::Continuous => 1.0 / mean_s,
        Kind::Discrete => whole(&support, beta, mean_s, data.alpha)?.z,
    };
    let params = vec![("rate", c / beta * libm::pow(data.xmin, -beta)), ("beta", beta)];
    Some(match data.kind {
        Kind::Continuous => {
            let ln_c = libm::log(c);
            let rival = move |u: f64| ln_c + beta * u - c * libm::expm1(beta * u) / beta;
            data.against(name, params, Law::Stretched { c, beta }, false, rival)
        }
        Kind::Discrete => {
            let law = whole(&support, beta, mean_s, data.alpha)?;
            let rival = density(&law);
            data.against(name, params, Law::Tilted(law), false, rival)
        }
    })
}

/// The law on whole numbers for a given beta.
fn whole(support: &Support, beta: f64, mean_s: f64, alpha: f64) -> Option<Tilted> {
    if !(mean_s.is_finite() && mean_s > 0.0) {
        return None;
    }
    let z = (alpha - 1.0).min(1.0 / mean_s);
    let mut law = Tilted { support: support.clone(), statistic: Statistic::Growth(beta), alpha: 1.0 - beta, z };
    law.solve_z(mean_s)?;
    Some(law)
}

/// The mean of (e^(beta u) - 1)/beta, summed in blocks of fixed size.
fn mean_growth(data: &Data, beta: f64) -> f64 {
    const BLOCK: usize = 1 << 14;
    let blocks = data.u.par_chunks(BLOCK).zip(data.count.par_chunks(BLOCK));
    let sums: Vec<f64> = blocks.map(|(u, count)| dispatch(Growth { beta, u, count })).collect();
    sums.iter().sum::<f64>() / (beta * data.n)
}

struct Growth<'a> {
    beta: f64,
    u: &'a [f64],
    count: &'a [f64],
}

impl Kernel for Growth<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> f64 {
        const LANES: usize = 8;
        let mut sums = [0.0; LANES];
        let (u, count) = (self.u.chunks_exact(LANES), self.count.chunks_exact(LANES));
        let rest =
            u.remainder().iter().zip(count.remainder()).map(|(u, c)| c * expm1::<FMA>(self.beta * u)).sum::<f64>();
        for (u, count) in u.zip(count) {
            for i in 0..LANES {
                sums[i] += count[i] * expm1::<FMA>(self.beta * u[i]);
            }
        }
        sums.iter().sum::<f64>() + rest
    }
}

/// Where a function with one maximum between `low` and `high` has it, by golden sections; and its value.
fn maximum(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> (f64, f64) {
    /// 1/golden ratio
    const PART: f64 = 0.618_033_988_749_894_8;
    let (mut a, mut b) = (high - PART * (high - low), low + PART * (high - low));
    let (mut at_a, mut at_b) = (f(a), f(b));
    // Finer steps change the likelihood by less than its rounding.
    while high - low > 1e-7 {
        if at_a > at_b {
            high = b;
            (b, at_b) = (a, at_a);
            a = high - PART * (high - low);
            at_a = f(a);
        } else {
            low = a;
            (a, at_a) = (b, at_b);
            b = low + PART * (high - low);
            at_b = f(b);
        }
    }
    if at_a > at_b { (a, at_a) } else { (b, at_b) }
}
