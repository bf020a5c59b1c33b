//! Samples drawn from a fitted tail: below xmin the sample's own values, from xmin on the law.

use crate::sample::{Sample, logarithms};
use crate::scanned::{Candidate, Kind};
use rand_distr::{Binomial, Distribution};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Draws samples as Clauset, Shalizi & Newman (2009, section 4.1) do: each of the n values lies in the tail with
/// probability n_tail/n and comes from the law, or else from the values below xmin.
pub(crate) struct Simulator {
    kind: Kind,
    alpha: f64,
    xmin: f64,
    ln_xmin: f64,
    n: u64,
    n_tail: u64,
    /// Distinct values below xmin and their logarithms; empty where xmin is given, since then nothing below matters.
    body: Vec<f64>,
    body_logs: Vec<f64>,
    /// For every value below xmin the place of its like in `body`.
    body_places: Vec<u32>,
}

impl Simulator {
    /// `given`: xmin was given, so that only tails are drawn, each of `n_tail` values.
    pub(crate) fn new(sample: &Sample, kind: Kind, fitted: &Candidate, given: bool) -> Simulator {
        let below = if given { 0 } else { sample.values.partition_point(|v| *v < fitted.xmin) };
        let body_places =
            (0..below).flat_map(|i| std::iter::repeat_n(i as u32, sample.count(i) as usize)).collect::<Vec<_>>();
        Simulator {
            kind,
            alpha: fitted.alpha,
            xmin: fitted.xmin,
            ln_xmin: libm::log(fitted.xmin),
            n: if given { fitted.n_tail as u64 } else { sample.n() as u64 },
            n_tail: fitted.n_tail as u64,
            body: sample.values[..below].to_vec(),
            body_logs: sample.logs[..below].to_vec(),
            body_places,
        }
    }

    /// One sample. Of continuous ones `values` stays empty: their methods need logarithms only.
    pub(crate) fn draw(&self, seed: u64, index: u64) -> Sample {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index);
        let tail = match self.body_places.len() {
            0 => self.n,
            // A probability between 0 and 1 is always accepted.
            _ => {
                Binomial::new(self.n, self.n_tail as f64 / self.n as f64).map_or(self.n_tail, |b| b.sample(&mut random))
            }
        };
        let mut sample = Sample {
            values: Vec::new(),
            logs: Vec::with_capacity(self.body.len() + tail as usize),
            at_or_above: Vec::with_capacity(self.body.len() + tail as usize + 1),
            not_positive: 0,
            whole: self.kind == Kind::Discrete,
        };
        self.draw_body(self.n - tail, &mut sample, &mut random);
        match self.kind {
            Kind::Continuous => self.draw_continuous(tail, &mut sample, &mut random),
            Kind::Discrete => self.draw_discrete(tail, &mut sample, &mut random),
        }
        sample.at_or_above.push(0.0);
        sample
    }

    fn draw_body(&self, count: u64, sample: &mut Sample, random: &mut Xoshiro256PlusPlus) {
        let mut counts = vec![0u32; self.body.len()];
        for _ in 0..count {
            counts[self.body_places[below(random, self.body_places.len())] as usize] += 1;
        }
        let mut above = self.n;
        for (i, count) in counts.iter().enumerate().filter(|(_, c)| **c > 0) {
            sample.logs.push(self.body_logs[i]);
            sample.at_or_above.push(above as f64);
            if self.kind == Kind::Discrete {
                sample.values.push(self.body[i]);
            }
            above -= u64::from(*count);
        }
    }

    /// ln(x/xmin) is exponential of rate alpha - 1. Its order statistics are sums of independent exponentials, the i-th
    /// divided by the m - i that are left (Renyi 1953), so nothing is sorted.
    fn draw_continuous(&self, m: u64, sample: &mut Sample, random: &mut Xoshiro256PlusPlus) {
        let m = m as usize;
        let uniform: Vec<f64> = (0..m).map(|_| positive_uniform(random)).collect();
        let mut logs = vec![0.0; m];
        logarithms(&uniform, &mut logs);
        let mut sum = 0.0;
        let mut last = sample.logs.last().copied().unwrap_or(f64::NEG_INFINITY);
        for (i, log) in logs.iter().enumerate() {
            sum -= log / (m - i) as f64;
            let y = self.ln_xmin + sum / (self.alpha - 1.0);
            if y > last {
                sample.logs.push(y);
                sample.at_or_above.push((m - i) as f64);
                last = y;
            }
        }
    }

    /// Rejection: a floored Pareto variable has probabilities x^(1-alpha) - (x+1)^(1-alpha), and their ratio to x^-alpha
    /// is least at xmin (Devroye 1986, section X.6.1).
    fn draw_discrete(&self, m: u64, sample: &mut Sample, random: &mut Xoshiro256PlusPlus) {
        /// Beyond this the law has no weight that a sample could show, but for alpha near 1.
        const MOST: f64 = 1e300;
        let a = self.alpha - 1.0;
        // x^-alpha / (x^-a - (x+1)^-a) = 1/(x (1 - (1 + 1/x)^-a))
        let ratio = |x: f64| 1.0 / (-x * libm::expm1(-a * libm::log1p(1.0 / x)));
        let most = ratio(self.xmin);
        let mut values = Vec::with_capacity(m as usize);
        while values.len() < m as usize {
            let x = (self.xmin * libm::exp(-libm::log(positive_uniform(random)) / a)).floor().min(MOST);
            if positive_uniform(random) * most <= ratio(x) {
                values.push(x);
            }
        }
        values.sort_unstable_by(f64::total_cmp);
        let mut last = 0.0;
        for (i, x) in values.iter().enumerate() {
            let log = libm::log(*x);
            // Beyond 2^53 neighbouring whole numbers may share a logarithm.
            if *x > last && sample.logs.last().is_none_or(|l| log > *l) {
                sample.values.push(*x);
                sample.logs.push(log);
                sample.at_or_above.push((values.len() - i) as f64);
                last = *x;
            }
        }
    }
}

/// Uniform in (0, 1].
fn positive_uniform(random: &mut Xoshiro256PlusPlus) -> f64 {
    ((random.next_u64() >> 11) + 1) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A whole number below `n`, by the high half of a product.
fn below(random: &mut Xoshiro256PlusPlus, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}
