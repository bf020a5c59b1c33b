//! The bootstrap of simulated data: refits to data drawn around the fit, on the same rows.
//!
//! Where a few rows decide (a long lever, few rows per parameter), resampled rows often lack them, and intervals from
//! resampled rows are far too wide, while quadratic approximations of absolute and heavy-tailed losses are too narrow.
//! New residuals on the same rows are right in both cases. Likelihoods draw them from the noise that was fitted
//! (parametric bootstrap), losses from the fit's own residuals (residual bootstrap; Efron 1979), which takes them as
//! exchangeable.

use super::bootstrap::Bootstrap;
use crate::Noise;
use crate::multistart::End;
use crate::objective::Scratch;
use crate::problem::Problem;
use crate::solve::{DRAW, nearest};
use rand_distr::{Distribution, Exp1, StudentT};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

/// Rows per parameter up to which likelihoods are worth the time; with more, profiles are as good.
const FEW_ROWS: usize = 100;

/// The same for losses: with more, resampled rows are as good and do not take residuals as exchangeable.
const FEW_ROWS_OF_LOSS: usize = 20;

/// Keeps the draws apart from those of the other bootstrap.
const STREAM: u64 = 0xa076_1d64_78bd_642f;

/// Rank correlations of size and law beyond this many standard errors say that residuals are not exchangeable.
const UNLIKE: f64 = 2.58;

/// Whether residuals are as large where the law is small as where it is large (Spearman's rank correlation of their size
/// with the law): the residual bootstrap takes them so.
pub(crate) fn alike(target: &[f64], residuals: &[f64]) -> bool {
    let n = residuals.len();
    let law: Vec<f64> = target.iter().zip(residuals).map(|(t, r)| t - r).collect();
    let sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
    let (a, b) = (ranks(&law), ranks(&sizes));
    let middle = 0.5 * (n as f64 - 1.0);
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    let correlation = product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt();
    // No correlation can be had of values that are all the same.
    !(correlation.abs() * (n as f64 - 1.0).sqrt() > UNLIKE)
}

/// Ranks from 0; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for tied in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let mean = first as f64 + 0.5 * (tied.len() as f64 - 1.0);
        tied.iter().for_each(|&i| ranks[i] = mean);
        first += tied.len();
    }
    ranks
}

/// How new residuals are drawn.
enum Residuals {
    Laplace { scale: f64 },
    Student { freedom: StudentT<f64>, scale: f64 },
    Own(Vec<f64>),
}

/// The method's name for this noise; `None` if it does not apply: noises without residuals, gaussian ones (whose
/// profiles are exact to this order), unequal weights, many rows, no more rows than the `free` parameters.
pub(crate) fn method(problem: &Problem, free: usize) -> Option<&'static str> {
    let n = problem.model.rows.len();
    let weights = &problem.weights[..n];
    let few = if problem.noise.is_loss() { FEW_ROWS_OF_LOSS } else { FEW_ROWS };
    if n <= free || n > few * free || weights.iter().any(|w| *w != weights[0]) || weights[0] <= 0.0 {
        return None;
    }
    match problem.noise {
        Noise::Laplace { .. } | Noise::Student(_) => Some("parametric"),
        Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => Some("residual"),
        _ => None,
    }
}

/// Refits to `total` data sets drawn with residuals like `residuals` around the optimum `best` of `free` parameters;
/// `others` are further optima from which each refit starts too. `step` is called before each refit and may say stop.
/// `None` if it did, `Some` without draws if no residual scale can be had (a perfect fit).
pub(crate) fn run(
    problem: &Problem,
    best: &End,
    others: &[End],
    residuals: &[f64],
    free: usize,
    total: usize,
    seed: u64,
    step: &(dyn Fn() -> bool + Sync),
) -> Option<Bootstrap> {
    let n = problem.model.rows.len();
    let residuals = &residuals[..n];
    let law: Vec<f64> = problem.target.iter().zip(residuals).map(|(t, r)| t - r).collect();
    let empty = Bootstrap { draws: vec![], failed: 0, clustered: false, simulated: true };
    let Some(source) = source(&problem.noise, residuals, best.nuisance, free) else { return Some(empty) };
    let refit = |scratch: &mut Scratch, index: usize| -> Option<Option<Vec<f64>>> {
        if !step() {
            return None;
        }
        let mut generator =
            Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index as u64 ^ STREAM);
        let mut target = problem.target.clone();
        target.iter_mut().zip(&law).for_each(|(t, f)| *t = f + source.draw(&mut generator));
        let mut found: Option<(f64, Vec<f64>)> = None;
        for end in std::iter::once(best).chain(others) {
            let mut objective = problem.objective(end.parameters.clone(), problem.noise.is_log());
            objective.target = &target;
            let bounds = problem.bounds(&objective);
            let x = objective.coordinates(&end.parameters, end.nuisance);
            let outcome = nearest(&objective, &bounds, &x, DRAW, scratch);
            let value = outcome.at.value;
            if outcome.converged && value.is_finite() && found.as_ref().is_none_or(|f| value < f.0 - 1e-9 * f.0.abs()) {
                found = Some((value, objective.parameters(&outcome.x)));
            }
        }
        Some(found.map(|(_, p)| p))
    };
    let results: Option<Vec<Option<Vec<f64>>>> = (0..total).into_par_iter().map_init(Scratch::default, refit).collect();
    let results = results?;
    let failed = results.iter().filter(|r| r.is_none()).count();
    Some(Bootstrap { draws: results.into_iter().flatten().collect(), failed, ..empty })
}

/// Residuals of the scale that the errors had: fits make them smaller by `sqrt(1 - k/n)`.
fn source(noise: &Noise, residuals: &[f64], nuisance: f64, free: usize) -> Option<Residuals> {
    let n = residuals.len() as f64;
    let dof = n - free as f64;
    let growth = (n / dof).sqrt();
    let source = match noise {
        Noise::Laplace { .. } => Residuals::Laplace { scale: residuals.iter().map(|r| r.abs()).sum::<f64>() / dof },
        Noise::Student(nu) => {
            Residuals::Student { freedom: StudentT::new(*nu).ok()?, scale: libm::exp(nuisance) * growth }
        }
        Noise::Huber { delta, .. } | Noise::AsymmetricHuber { delta, .. } => {
            Residuals::Own(pool(residuals, *delta, free))
        }
        _ => return None,
    };
    let fine = match &source {
        Residuals::Laplace { scale } | Residuals::Student { scale, .. } => *scale > 0.0 && scale.is_finite(),
        Residuals::Own(list) => list.iter().any(|r| *r != 0.0) && list.iter().all(|r| r.is_finite()),
    };
    (dof > 0.0 && fine).then_some(source)
}

/// The residuals of a loss, made as large as the errors were.
///
/// An absolute loss passes through as many rows as it has parameters: their residuals say nothing and are left out. A
/// square makes all residuals smaller by `sqrt(1 - k/n)`. Huber's loss is absolute in as far as residuals lie beyond
/// its threshold.
fn pool(residuals: &[f64], delta: f64, free: usize) -> Vec<f64> {
    let n = residuals.len() as f64;
    let absolute = residuals.iter().filter(|r| r.abs() > delta).count() as f64 / n;
    let mut pool = residuals.to_vec();
    pool.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    pool.truncate(residuals.len() - (absolute * free as f64) as usize);
    let growth = (n / (n - free as f64)).powf(0.5 * (1.0 - absolute));
    pool.iter_mut().for_each(|r| *r *= growth);
    pool
}

impl Residuals {
    fn draw(&self, generator: &mut Xoshiro256PlusPlus) -> f64 {
        match self {
            Residuals::Laplace { scale } => {
                let size: f64 = Exp1.sample(generator);
                if generator.next_u64() >> 63 == 0 { scale * size } else { -scale * size }
            }
            Residuals::Student { freedom, scale } => scale * freedom.sample(generator),
            // The high half of a 128-bit product: uniform to 1 part in 2^64 over the range.
            Residuals::Own(list) => list[((u128::from(generator.next_u64()) * list.len() as u128) >> 64) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Laplace loss of large residuals drops one per parameter; a square makes all larger.
    #[test]
    fn pools() {
        let residuals: Vec<f64> = (1..=20).map(|i| if i % 2 == 0 { f64::from(i) } else { -f64::from(i) }).collect();
        let absolute = pool(&residuals, 1e-9, 4);
        assert_eq!(absolute.len(), 16);
        assert!(absolute.iter().all(|r| r.abs() > 4.5));
        let square = pool(&residuals, 1e9, 4);
        assert_eq!(square.len(), 20);
        assert!((square[0].abs() / 20.0 - (20.0_f64 / 16.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn spread_that_grows_with_the_law_is_seen() {
        let law: Vec<f64> = (1..=60).map(f64::from).collect();
        let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let growing: Vec<f64> = law.iter().enumerate().map(|(i, f)| 0.01 * f * sign(i)).collect();
        let even: Vec<f64> = (0..60).map(|i| ((i * 37) % 60) as f64 * 0.01 * sign(i)).collect();
        let target = |r: &[f64]| law.iter().zip(r).map(|(f, r)| f + r).collect::<Vec<f64>>();
        assert!(!alike(&target(&growing), &growing));
        assert!(alike(&target(&even), &even));
        assert!(alike(&law, &[0.0; 60]));
    }
}
