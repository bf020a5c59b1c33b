//! Which pools of data to train on, and for how long: pools wear out when they are repeated.
//!
//! The error after `n` samples of one pool is a power law whose exponent halves every `tau` passes (Goyal et al. 2024,
//! arXiv 2404.07177): with `n_j` the samples seen at the end of pass `j`, the last one partial,
//!
//! ```text
//! y(n) = a n_1^b_1 prod_(j >= 2) (n_j/n_(j-1))^b_j + d,      b_j = b 2^(-(j-1)/tau)
//! ```
//!
//! so that without wear (`tau` infinite) the product telescopes to `a n^b + d`. A union of `p` equal pools is `p` times as
//! large, each half-life is `p` times as long (an item is met `p` times less often) and the exponents average. For
//! pools of unequal size, which the paper does not treat, shares of the union take the place of `1/p`.

use crate::error::Error;

/// Passes that are followed one by one.
const MOST_PASSES: f64 = 1e6;
/// Largest number of pools whose subsets are all tried.
const EXHAUSTIVE: usize = 12;

/// A pool of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pool {
    /// Exponent `b` of the first pass, not positive; the lower the better.
    pub exponent: f64,
    /// Passes `tau` after which the exponent is half as large; infinite for a pool that does not wear out.
    pub half_life: f64,
    /// Samples in it.
    pub size: f64,
}

/// What the pools have in common: `y = factor (n/unit)^b ... + floor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecayingUtility {
    /// Factor `a` outside the power.
    pub factor: f64,
    /// Samples `n` are counted in this unit inside the power.
    pub unit: f64,
    /// Error `d` that stays.
    pub floor: f64,
}

/// A choice of pools at a budget.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolChoice {
    /// The pools, as places in the list that was given, rising.
    pub pools: Vec<usize>,
    /// The error of their union.
    pub error: f64,
}

/// What counts of a union in its passes.
struct Union {
    size: f64,
    /// Share times exponent, and half-life, of each pool.
    parts: Vec<(f64, f64)>,
}

impl Union {
    fn of(pools: &[Pool]) -> Result<Union, Error> {
        if pools.is_empty() {
            return Err(Error::new("no pool to train on"));
        }
        for (i, p) in pools.iter().enumerate() {
            if !(p.exponent <= 0.0 && p.exponent.is_finite() && p.half_life > 0.0 && p.size > 0.0 && p.size.is_finite())
            {
                return Err(Error::new(format!(
                    "pool {}: exponent {}, half-life {}, size {}; the exponent is not positive, the others are",
                    i + 1,
                    p.exponent,
                    p.half_life,
                    p.size
                )));
            }
        }
        let size: f64 = pools.iter().map(|p| p.size).sum();
        let parts = pools.iter().map(|p| (p.exponent * p.size / size, p.half_life * size / p.size)).collect();
        Ok(Union { size, parts })
    }

    /// The exponent after `passes` whole passes.
    fn exponent(&self, passes: f64) -> f64 {
        self.parts.iter().map(|(b, tau)| b * libm::exp2(-passes / tau)).sum()
    }

    /// `sum_(j >= 2) b_j ln(n_j/n_(j-1))` after `n` samples, infinitely many included.
    fn worn(&self, n: f64) -> Result<f64, Error> {
        let passes = n / self.size;
        // A pool that never wears out telescopes; of the others nothing is left after 64 half-lives.
        let (lasting, wearing): (Vec<_>, Vec<_>) =
            self.parts.iter().partition(|(b, tau)| tau.is_infinite() || *b == 0.0);
        let logs = if passes > 1.0 { lasting.iter().map(|(b, _)| b).sum::<f64>() * libm::log(passes) } else { 0.0 };
        let longest = wearing.iter().fold(0.0f64, |most, (_, tau)| most.max(*tau));
        let counted = passes.min((64.0 * longest).ceil() + 1.0);
        if counted > MOST_PASSES {
            return Err(Error::new(format!(
                "{passes:e} passes that still count are more than a million; use fewer samples"
            )));
        }
        let mut sum = if lasting.is_empty() { 0.0 } else { logs };
        let mut done = 1.0;
        while done < counted {
            let ratio = counted.min(done + 1.0) / done;
            let exponent: f64 = wearing.iter().map(|(b, tau)| b * libm::exp2(-done / tau)).sum();
            sum += exponent * libm::log(ratio);
            done += 1.0;
        }
        Ok(sum)
    }
}

impl DecayingUtility {
    /// The law as printed: `y = a n^b + d` in the first pass.
    pub fn new(a: f64, d: f64) -> DecayingUtility {
        DecayingUtility { factor: a, unit: 1.0, floor: d }
    }

    /// The law as the authors' code has it, `a` inside the power: `y = (a n/unit)^b + d`, `unit` 1e5 there.
    pub fn with_a_inside(a: f64, unit: f64, d: f64) -> DecayingUtility {
        DecayingUtility { factor: 1.0, unit: unit / a, floor: d }
    }

    /// The error after `samples` samples of the union of `pools`; `samples` may be infinite. `O(passes)`.
    ///
    /// # Errors
    /// No pools, exponents above zero, half-lives or sizes that are not positive, samples below zero, more than a million
    /// passes that count.
    pub fn error(&self, pools: &[Pool], samples: f64) -> Result<f64, Error> {
        let union = Union::of(pools)?;
        if !(samples > 0.0) {
            return Err(Error::new(format!("{samples} samples: the law holds for a positive number")));
        }
        let first = union.exponent(0.0) * libm::log(samples.min(union.size) / self.unit);
        Ok(self.factor * libm::exp(first + union.worn(samples)?) + self.floor)
    }

    /// The subset of `pools` whose union has the smallest error after `samples` samples: of all subsets for up to 12 pools,
    /// else of the best 1, 2, 3, ... in the order of exponents. Ties go to fewer pools.
    ///
    /// # Errors
    /// As [`DecayingUtility::error`].
    pub fn best(&self, pools: &[Pool], samples: f64) -> Result<PoolChoice, Error> {
        let subsets: Vec<Vec<usize>> = if pools.len() <= EXHAUSTIVE {
            let mut all: Vec<Vec<usize>> = (1u32..1 << pools.len())
                .map(|bits| (0..pools.len()).filter(|i| bits >> i & 1 == 1).collect())
                .collect();
            all.sort_by_key(Vec::len);
            all
        } else {
            let mut order: Vec<usize> = (0..pools.len()).collect();
            order.sort_by(|a, b| pools[*a].exponent.total_cmp(&pools[*b].exponent));
            (1..=order.len())
                .map(|m| {
                    let mut chosen = order[..m].to_vec();
                    chosen.sort_unstable();
                    chosen
                })
                .collect()
        };
        let mut best: Option<PoolChoice> = None;
        for chosen in subsets {
            let union: Vec<Pool> = chosen.iter().map(|i| pools[*i]).collect();
            let error = self.error(&union, samples)?;
            if best.as_ref().is_none_or(|b| error < b.error) {
                best = Some(PoolChoice { pools: chosen, error });
            }
        }
        best.ok_or_else(|| Error::new("no pool to train on"))
    }

    /// Samples between `lo` and `hi` at which the errors of two unions are equal, rising, to 1 part in 10^12.
    ///
    /// # Errors
    /// As [`DecayingUtility::error`]; a range that is none.
    pub fn crossings(&self, first: &[Pool], second: &[Pool], lo: f64, hi: f64) -> Result<Vec<f64>, Error> {
        if !(lo > 0.0 && lo < hi && hi.is_finite()) {
            return Err(Error::new(format!("the range {lo}:{hi} is not one of positive, rising numbers")));
        }
        let difference = |log: f64| -> Result<f64, Error> {
            let n = libm::exp(log);
            Ok(self.error(first, n)? - self.error(second, n)?)
        };
        const STEPS: usize = 400;
        let at = |k: usize| libm::log(lo) + libm::log(hi / lo) * k as f64 / STEPS as f64;
        let (mut found, mut before) = (Vec::new(), difference(at(0))?);
        for k in 1..=STEPS {
            let now = difference(at(k))?;
            if before * now < 0.0 {
                let (mut a, mut b) = (at(k - 1), at(k));
                while b - a > 1e-13 * b.abs() {
                    let middle = 0.5 * (a + b);
                    if middle <= a || middle >= b {
                        break;
                    }
                    if difference(middle)? * before > 0.0 { a = middle } else { b = middle }
                }
                found.push(libm::exp(0.5 * (a + b)));
            }
            if now != 0.0 {
                before = now;
            }
        }
        Ok(found)
    }
}

impl Pool {
    /// The exponent after `passes` passes, whole or not.
    pub fn exponent_after(&self, passes: f64) -> f64 {
        self.exponent * libm::exp2(-passes / self.half_life)
    }

    /// Passes after which this pool's exponent equals the other's, `log2(b/b')/(1/tau - 1/tau')`; `None` if
    /// that never happens.
    pub fn equal_after(&self, other: &Pool) -> Option<f64> {
        let passes = libm::log2(self.exponent / other.exponent) / (1.0 / self.half_life - 1.0 / other.half_life);
        (passes.is_finite() && passes >= 0.0).then_some(passes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(exponent: f64, half_life: f64) -> Pool {
        Pool { exponent, half_life, size: 12.8e6 }
    }

    /// Without wear the product telescopes to the law of one pass; a pool that wears out has a limit.
    #[test]
    fn telescoping() {
        let law = DecayingUtility::new(3.0, 0.1);
        for n in [1e6, 12.8e6, 20e6, 3e8, 1e12] {
            let exact = 3.0 * f64::powf(n, -0.18) + 0.1;
            assert!((law.error(&[pool(-0.18, f64::INFINITY)], n).unwrap() - exact).abs() < 1e-14);
            // So long a half-life that a thousand passes wear nothing.
            if n < 1e9 {
                assert!((law.error(&[pool(-0.18, 1e9)], n).unwrap() - exact).abs() < 1e-6);
            }
        }
        let worn = pool(-0.18, 3.0);
        let limit = law.error(&[worn], f64::INFINITY).unwrap();
        assert!((law.error(&[worn], 12.8e6 * 500.0).unwrap() - limit).abs() < 1e-12 && limit > 0.1);
        // A quarter into the third pass, by hand.
        let exact = 3.0
            * f64::powf(12.8e6, -0.18)
            * f64::powf(2.0, -0.18 * 0.5f64.powf(1.0 / 3.0))
            * f64::powf(1.125, -0.18 * 0.5f64.powf(2.0 / 3.0))
            + 0.1;
        assert!((law.error(&[worn], 2.25 * 12.8e6).unwrap() - exact).abs() < 1e-14);
    }

    /// p identical pools are one pool of p times the size and half-life, whatever the shares.
    #[test]
    fn identical_pools() {
        let law = DecayingUtility::with_a_inside(0.022, 1e5, 0.1);
        let (one, n) = (pool(-0.15, 3.0), 2e8);
        let large = Pool { size: 3.0 * one.size, half_life: 9.0, ..one };
        let exact = law.error(&[large], n).unwrap();
        assert!((law.error(&[one; 3], n).unwrap() - exact).abs() < 1e-14);
        // A third of it as one pool of double size would be worn half as fast per pass of its own.
        let unequal = [Pool { size: 2.0 * one.size, half_life: 6.0, ..one }, one];
        assert!((law.error(&unequal, n).unwrap() - exact).abs() < 1e-14);
    }

    #[test]
    fn choices() {
        let law = DecayingUtility::with_a_inside(0.022, 1e5, 0.1);
        let pools = [pool(-0.18, 3.0), pool(-0.155, 4.0), pool(-0.135, 5.0), pool(-0.115, 6.0)];
        assert_eq!(law.best(&pools, 13e6).unwrap().pools, [0]);
        assert_eq!(law.best(&pools, 128e6).unwrap().pools, [0, 1]);
        assert_eq!(law.best(&pools, 1.28e9).unwrap().pools, [0, 1, 2, 3]);
        let crossings = law.crossings(&pools[..1], &pools[..2], 1e7, 1e9).unwrap();
        assert_eq!(crossings.len(), 1);
        let at = crossings[0];
        assert!((law.error(&pools[..1], at).unwrap() - law.error(&pools[..2], at).unwrap()).abs() < 1e-11);
        // Many pools: only prefixes are tried.
        assert_eq!(law.best(&[pools[1]; 20], 10e6).unwrap().pools.len(), 1);
    }

    /// Exponents are equal where both have decayed to the same: b 2^(-t/tau) = b' 2^(-t/tau').
    #[test]
    fn overtaking() {
        let (good, lasting) = (pool(-0.18, 3.0), pool(-0.155, 4.0));
        let t = good.equal_after(&lasting).unwrap();
        assert!((good.exponent_after(t) / lasting.exponent_after(t) - 1.0).abs() < 1e-14);
        assert_eq!(pool(-0.2, 5.0).equal_after(&pool(-0.1, 5.0)), None);
        assert_eq!(pool(-0.2, 3.0).equal_after(&pool(-0.3, 5.0)), None);
    }

    #[test]
    fn what_is_refused() {
        let law = DecayingUtility::new(1.0, 0.1);
        assert!(law.error(&[], 1e6).is_err() && law.error(&[pool(0.1, 3.0)], 1e6).is_err());
        assert!(law.error(&[pool(-0.1, 0.0)], 1e6).is_err() && law.error(&[pool(-0.1, 3.0)], f64::NAN).is_err());
        assert!(law.error(&[pool(-0.1, 1e9)], 1e15).is_err() && law.best(&[], 1e6).is_err());
        assert!(law.crossings(&[pool(-0.1, 3.0)], &[pool(-0.1, 3.0)], 1e9, 1e8).is_err());
    }
}
