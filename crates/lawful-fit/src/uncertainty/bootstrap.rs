//! The bootstrap: refits to resampled rows, or to resampled clusters of rows.
//!
//! Pairs are resampled (Efron 1979), so nothing is assumed of the noise. Resample `i` depends on the seed and on `i` alone,
//! so draws are the same for any number of threads.

use crate::multistart::End;
use crate::objective::{Objective, Scratch};
use crate::problem::Problem;
use crate::search::LARGE;
use crate::solve::{DRAW, nearest};
use lawful_law::model::Expressions;
use lawful_law::tape::RowTaker;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

/// Refits to resamples.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// One vector of all parameters per resample whose refit converged, in order.
    pub draws: Vec<Vec<f64>>,
    /// Resamples whose refit did not converge; they are left out.
    pub failed: usize,
    /// Whether whole clusters of rows were drawn.
    pub clustered: bool,
    /// Whether new residuals were drawn on the same rows, not rows.
    pub simulated: bool,
}

impl Bootstrap {
    /// The draws, or `most` of them, evenly chosen.
    pub fn evenly(&self, most: usize) -> impl Iterator<Item = &[f64]> {
        let (n, most) = (self.draws.len(), most.min(self.draws.len()));
        (0..most).map(move |i| self.draws[(2 * i + 1) * n / (2 * most)].as_slice())
    }
}

/// Refits `resamples` times; `clusters` gives each used row's cluster, if rows are not independent. `others` are further
/// optima from which each refit starts too, the best one counting. `step` is called after each refit and may say stop.
pub(crate) fn run(
    problem: &Problem,
    best: &End,
    others: &[End],
    resamples: usize,
    clusters: Option<&[u32]>,
    seed: u64,
    step: &(dyn Fn() -> bool + Sync),
) -> Option<Bootstrap> {
    let n = problem.model.rows.len();
    let members: Vec<Vec<usize>> = match clusters {
        None => vec![],
        Some(c) => {
            let mut list = vec![vec![]; c.iter().map(|&k| k as usize + 1).max().unwrap_or(0)];
            (0..n).for_each(|i| list[c[i] as usize].push(i));
            list
        }
    };
    let refit = |scratch: &mut Scratch, index: usize| -> Option<Option<Vec<f64>>> {
        if !step() {
            return None;
        }
        let weights = resample(&problem.weights, n, &members, seed, index as u64);
        let drawn = (n < LARGE).then(|| Drawn::new(problem, &weights));
        let from = |end: &End, scratch: &mut Scratch| {
            let mut objective = problem.objective(end.parameters.clone(), problem.noise.is_log());
            match &drawn {
                Some(drawn) => drawn.put_into(&mut objective),
                None => objective.weights = &weights,
            }
            let bounds = problem.bounds(&objective);
            let x = objective.coordinates(&end.parameters, end.nuisance);
            let outcome = nearest(&objective, &bounds, &x, DRAW, scratch);
            (outcome.converged && outcome.at.value.is_finite())
                .then(|| (outcome.at.value, objective.parameters(&outcome.x)))
        };
        let mut found = from(best, scratch);
        for other in others {
            if let Some(end) = from(other, scratch)
                && found.as_ref().is_none_or(|f| end.0 < f.0 - 1e-9 * f.0.abs())
            {
                found = Some(end);
            }
        }
        Some(found.map(|(_, p)| p))
    };
    let results: Option<Vec<Option<Vec<f64>>>> =
        (0..resamples).into_par_iter().map_init(Scratch::default, refit).collect();
    let results = results?;
    let failed = results.iter().filter(|r| r.is_none()).count();
    Some(Bootstrap {
        draws: results.into_iter().flatten().collect(),
        failed,
        clustered: clusters.is_some(),
        simulated: false,
    })
}

/// The rows that a resample drew: about a third of all are left out, and need not be run.
struct Drawn {
    expressions: Expressions,
    target: Vec<f64>,
    weights: Vec<f64>,
    extra: Vec<f64>,
}

impl Drawn {
    fn new(problem: &Problem, weights: &[f64]) -> Drawn {
        let rows: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
        let mut taker = RowTaker::new(&rows);
        let mut own = taker.pick(weights);
        own[rows.len()..].fill(0.0);
        Drawn {
            target: taker.pick(&problem.target),
            weights: own,
            extra: if problem.extra.is_empty() { vec![] } else { taker.pick(&problem.extra) },
            expressions: problem.expressions.take(&mut taker),
        }
    }

    fn put_into<'a>(&'a self, objective: &mut Objective<'a>) {
        objective.expressions = &self.expressions;
        objective.target = &self.target;
        objective.weights = &self.weights;
        objective.extra = &self.extra;
    }
}

/// The weights of one resample: each row's weight times how often it was drawn.
fn resample(weights: &[f64], n: usize, members: &[Vec<usize>], seed: u64, index: u64) -> Vec<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index);
    // The high half of a 128-bit product: uniform to 1 part in 2^64 over the range.
    let mut below = |range: usize| ((u128::from(generator.next_u64()) * range as u128) >> 64) as usize;
    let mut counts = vec![0.0; weights.len()];
    if members.is_empty() {
        (0..n).for_each(|_| counts[below(n)] += 1.0);
    } else {
        for _ in 0..members.len() {
            members[below(members.len())].iter().for_each(|&i| counts[i] += 1.0);
        }
    }
    counts.iter_mut().zip(weights).for_each(|(c, w)| *c *= w);
    counts
}

/// Mean and standard deviation of some draws.
pub(crate) fn deviation(draws: &[f64]) -> f64 {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    (draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// The percentile interval of sorted draws.
pub(crate) fn percentile(sorted: &[f64], level: f64) -> (f64, f64) {
    (quantile(sorted, 0.5 * (1.0 - level)), quantile(sorted, 0.5 * (1.0 + level)))
}

/// The bias-corrected and accelerated interval (Efron 1987) of sorted draws round `estimate`; `acceleration` is the skewness
/// of the influence values over 6.
pub(crate) fn bca(sorted: &[f64], estimate: f64, acceleration: f64, level: f64) -> Option<(f64, f64)> {
    let normal = Normal::standard();
    let below = sorted.iter().filter(|d| **d < estimate).count() as f64
        + 0.5 * sorted.iter().filter(|d| **d == estimate).count() as f64;
    let share = below / sorted.len() as f64;
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let bias = normal.inverse_cdf(share);
    let end = |p: f64| {
        let z = bias + normal.inverse_cdf(p);
        let corrected = bias + z / (1.0 - acceleration * z);
        quantile(sorted, normal.cdf(corrected))
    };
    Some((end(0.5 * (1.0 - level)), end(0.5 * (1.0 + level))))
}

/// The quantile of sorted values, linearly interpolated (Hyndman & Fan 1996, type 7, numpy's default).
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let (i, part) = (place.floor() as usize, place.fract());
    let next = sorted[(i + 1).min(last)];
    sorted[i] + part * (next - sorted[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numpys() {
        let v = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&v, 0.5), 3.0);
        assert_eq!(quantile(&v, 0.0), 1.0);
        assert!((quantile(&v, 0.9) - 6.8).abs() < 1e-12);
    }

    /// Without bias and acceleration BCa is the percentile interval.
    #[test]
    fn bca_of_symmetric_draws() {
        let draws: Vec<f64> = (-500..=500).map(f64::from).collect();
        let (lo, hi) = bca(&draws, 0.0, 0.0, 0.95).unwrap();
        let (plo, phi) = percentile(&draws, 0.95);
        assert!((lo - plo).abs() < 1e-6 && (hi - phi).abs() < 1e-6);
    }

    #[test]
    fn a_resample_draws_as_many_rows() {
        let w = resample(&[1.0, 1.0, 1.0, 1.0, 0.0], 4, &[], 7, 3);
        assert_eq!(w.iter().sum::<f64>(), 4.0);
        let clusters = vec![vec![0, 1], vec![2, 3]];
        let w = resample(&[1.0; 4], 4, &clusters, 7, 3);
        assert!(w[0] == w[1] && w[2] == w[3] && w.iter().sum::<f64>() == 4.0);
    }
}
