//! The paired bootstrap: is one law's error at the same rows really smaller?

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use std::collections::HashMap;

/// The mean of the differences between two laws' scores at the same rows, with its bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedDifference {
    /// Mean of first minus second.
    pub difference: f64,
    /// Lower end of the percentile interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// Two-sided probability that the sign is chance: twice the smaller share of resampled means on either side of 0
    /// (ties half, one added to both counts).
    pub p: f64,
    /// Rows, or clusters, that were drawn.
    pub units: usize,
    /// Resamples.
    pub resamples: usize,
}

/// Resamples rows (or whole clusters of rows) with replacement and takes the mean of `first - second` each time.
/// Resample `i` depends on `seed` and `i` alone, so the result has the same bits for any number of threads.
///
/// Cost: rows times resamples. `None` if there is no row, a difference is not finite, or `resamples` is 0. With fewer
/// than about ten units the interval is too narrow.
pub fn paired_bootstrap(
    first: &[f64],
    second: &[f64],
    clusters: Option<&[u32]>,
    resamples: usize,
    level: f64,
    seed: u64,
) -> Option<PairedDifference> {
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    // Sum and size of each unit.
    let units: Vec<(f64, f64)> = match clusters {
        Some(codes) => {
            members(codes).into_iter().map(|m| (m.iter().map(|&i| differences[i]).sum(), m.len() as f64)).collect()
        }
        None => differences.iter().map(|d| (*d, 1.0)).collect(),
    };
    let difference = differences.iter().sum::<f64>() / differences.len() as f64;
    if units.is_empty() || resamples == 0 || !difference.is_finite() {
        return None;
    }
    let mut means: Vec<f64> = (0..resamples as u64)
        .into_par_iter()
        .map(|index| {
            let mut random = generator(seed, index);
            let (mut sum, mut size) = (0.0, 0.0);
            for _ in 0..units.len() {
                let (s, n) = units[below(&mut random, units.len())];
                sum += s;
                size += n;
            }
            sum / size
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let half_ties = 0.5 * means.iter().filter(|m| **m == 0.0).count() as f64;
    let under = means.iter().filter(|m| **m < 0.0).count() as f64 + half_ties;
    let over = resamples as f64 - under;
    let p = (2.0 * (under.min(over) + 1.0) / (resamples as f64 + 1.0)).min(1.0);
    let at = |q: f64| {
        let x = q * (resamples - 1) as f64;
        let i = x as usize;
        means[i] + (x - i as f64) * (means[(i + 1).min(resamples - 1)] - means[i])
    };
    let (lo, hi) = (at(0.5 * (1.0 - level)), at(0.5 * (1.0 + level)));
    Some(PairedDifference { difference, lo, hi, p, units: units.len(), resamples })
}

/// The random numbers of draw `index`.
pub(crate) fn generator(seed: u64, index: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index)
}

/// A number from 0 to `n - 1`, by the high part of a product (bias below n/2^64).
pub(crate) fn below(random: &mut Xoshiro256PlusPlus, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// The indices of each code, codes in order of first appearance.
pub(crate) fn members(codes: &[u32]) -> Vec<Vec<usize>> {
    let mut place = HashMap::new();
    let mut list: Vec<Vec<usize>> = Vec::new();
    for (i, code) in codes.iter().enumerate() {
        let at = *place.entry(*code).or_insert(list.len());
        if at == list.len() {
            list.push(vec![]);
        }
        list[at].push(i);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bootstrap's standard error of a mean is sd/sqrt(n); the interval is 1.96 of it to each side.
    #[test]
    fn interval_of_a_mean() {
        let n = 400;
        let first: Vec<f64> = (0..n).map(|i| libm::sin(f64::from(i) * 12.9898) * 3.0 + 0.5).collect();
        let mean = first.iter().sum::<f64>() / f64::from(n);
        let sd = (first.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n)).sqrt();
        let d = paired_bootstrap(&first, &vec![0.0; 400], None, 4000, 0.95, 1).unwrap();
        let half = 0.5 * (d.hi - d.lo);
        // 4,000 resamples give each end to about 4% of the half width.
        assert!((half / (1.96 * sd / f64::from(n).sqrt()) - 1.0).abs() < 0.06);
        assert!((d.difference - mean).abs() < 1e-12);
    }

    #[test]
    fn clusters_are_drawn_whole() {
        // Ten clusters of 40 equal rows carry no more than ten numbers.
        let codes: Vec<u32> = (0..400).map(|i| i / 40).collect();
        let first: Vec<f64> = codes.iter().map(|c| f64::from(*c)).collect();
        let zero = vec![0.0; 400];
        let rows = paired_bootstrap(&first, &zero, None, 2000, 0.95, 1).unwrap();
        let whole = paired_bootstrap(&first, &zero, Some(&codes), 2000, 0.95, 1).unwrap();
        let ratio = (whole.hi - whole.lo) / (rows.hi - rows.lo);
        // sqrt(40) = 6.32
        assert!((ratio / 40.0_f64.sqrt() - 1.0).abs() < 0.1, "{ratio}");
        assert_eq!(whole.units, 10);
    }
}
