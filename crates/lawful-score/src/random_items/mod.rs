//! A task whose items differ: every item has its own law, and the laws are drawn from a population.
//!
//! Item `s` passes a draw with chance `p = g + (u - g) exp(-c_s (N/N0)^-alpha_s)` (floor `g`, ceiling `u`), where
//! `(ln c_s, alpha_s)` is normal over items with a free mean and covariance: the hierarchical form of the task law
//! (Hu et al. 2023, arXiv 2310.03262, its instance level). The mean over items is *not* of that form: fitted as if it
//! were, its exponent comes out too low (Jensen). `N0` is the geometric mean of the sizes; it is part of no result.
//!
//! The population maximises the marginal likelihood, each item integrated out by adaptive Gauss-Hermite quadrature in two
//! dimensions (Pinheiro and Bates 1995) of the binomial likelihood `p^k (1 - p)^(n - k)`, which holds whatever rule ended
//! the draws, a cap included. Steps are those of expectation and maximisation (Dempster, Laird and Rubin 1977), then of
//! scoring by the items' own scores (Berndt et al. 1974), which also give the covariance.

mod hermite;
mod population;
mod posterior;
mod predict;
mod trial;

pub use predict::Forecast;
pub use trial::{Item, Trial};

use crate::Error;
use population::{DIMENSIONS, Population};
use posterior::{Evaluation, Quadrature};
use rayon::prelude::*;
use trial::Curve;

/// Smallest standard deviation over items that is told from none.
const LEAST_SPREAD: f64 = 1e-3;

/// A fit to be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomItems {
    chance: f64,
    ceiling: f64,
    nodes: usize,
}

impl Default for RandomItems {
    fn default() -> RandomItems {
        RandomItems { chance: 0.0, ceiling: 1.0, nodes: 5 }
    }
}

/// The population of a task's items, as fitted.
#[derive(Debug, Clone)]
pub struct ItemsFit {
    /// Mean of the items' exponents.
    pub exponent: f64,
    /// Its standard error; `None` if the items' scores do not determine it.
    pub exponent_stderr: Option<f64>,
    /// Standard deviation of the exponents over items.
    pub exponent_spread: f64,
    /// Standard deviation of `ln c` over items, at the geometric mean of the sizes.
    pub difficulty_spread: f64,
    /// Correlation of the two over items, at that size.
    pub correlation: f64,
    /// Log of the marginal likelihood, binomial coefficients left out.
    pub loglik: f64,
    /// Whether the steps came to an end.
    pub converged: bool,
    pub(crate) reference: f64,
    pub(crate) curve: Curve,
    pub(crate) population: Population,
    pub(crate) covariance: Option<[[f64; DIMENSIONS]; DIMENSIONS]>,
    pub(crate) items: Vec<Evaluation>,
}

impl RandomItems {
    /// The chance to pass by guessing, 0 unless set.
    pub fn chance(mut self, chance: f64) -> Self {
        self.chance = chance;
        self
    }

    /// The chance to pass that no size exceeds, 1 unless set.
    pub fn ceiling(mut self, ceiling: f64) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// Nodes of the quadrature in each of two dimensions, 5 unless set; at most 30.
    pub fn nodes(mut self, nodes: usize) -> Self {
        self.nodes = nodes;
        self
    }

    /// Fits the population to items, each drawn at two sizes or more. About 50 evaluations of
    /// `nodes^2` points per item and trial.
    ///
    /// # Errors
    /// Fewer than three items, one size only, trials that are none, no pass at all, levels that are not `0 <= g < u <= 1`.
    pub fn fit(&self, items: &[Item]) -> Result<ItemsFit, Error> {
        let curve = Curve::new(self.chance, self.ceiling)?;
        let quadrature = Quadrature::new(self.nodes)?;
        let reference = trial::reference(items)?;
        let mut population = trial::start(items, reference, curve)?;
        let mut now = evaluate(items, reference, curve, &quadrature, &population, None);
        let mut converged = false;
        for step in 0..200 {
            let scores: Vec<[f64; DIMENSIONS]> = now.items.iter().map(|e| e.score).collect();
            let direction = if step < 3 { None } else { population::scoring_step(&scores) };
            let (mut next, mut gain) = (None, f64::INFINITY);
            if let Some((step, expected)) = direction {
                gain = expected;
                for halving in 0..8 {
                    let share = 0.5f64.powi(halving);
                    let tried = population.moved(&step, share, LEAST_SPREAD);
                    let there = evaluate(items, reference, curve, &quadrature, &tried, Some(&now));
                    if there.loglik > now.loglik {
                        next = Some((tried, there));
                        break;
                    }
                }
            }
            // The step of expectation and maximisation never lowers the likelihood.
            let (tried, there) = match next {
                Some(next) => next,
                None => {
                    let tried = Population::of_items(&now.items, LEAST_SPREAD);
                    (tried, evaluate(items, reference, curve, &quadrature, &tried, Some(&now)))
                }
            };
            let rise = there.loglik - now.loglik;
            if rise > 0.0 || step < 3 {
                (population, now) = (tried, there);
            }
            if step >= 3 && (gain < 1e-6 || rise < 1e-7) {
                converged = true;
                break;
            }
        }
        if !now.loglik.is_finite() {
            return Err(Error::new(
                "the likelihood of the items is not finite: check draws, passes and the two levels",
            ));
        }
        let scores: Vec<[f64; DIMENSIONS]> = now.items.iter().map(|e| e.score).collect();
        let covariance = population::covariance(&scores);
        let [difficulty_spread, exponent_spread, correlation] = population.spreads();
        Ok(ItemsFit {
            exponent: population.mean[1],
            exponent_stderr: covariance.map(|c| c[1][1].sqrt()).filter(|s| s.is_finite()),
            exponent_spread,
            difficulty_spread,
            correlation,
            loglik: now.loglik,
            converged,
            reference,
            curve,
            population,
            covariance,
            items: now.items,
        })
    }
}

/// All items at one population.
struct Evaluated {
    loglik: f64,
    items: Vec<Evaluation>,
}

fn evaluate(
    items: &[Item],
    reference: f64,
    curve: Curve,
    quadrature: &Quadrature,
    population: &Population,
    before: Option<&Evaluated>,
) -> Evaluated {
    let of = |i: usize| {
        let start = before.map_or(population.mean, |b| b.items[i].mode);
        posterior::evaluate(&items[i], reference, curve, quadrature, population, start)
    };
    let items: Vec<Evaluation> = (0..items.len()).into_par_iter().map(of).collect();
    Evaluated { loglik: items.iter().map(|e| e.loglik).sum(), items }
}
