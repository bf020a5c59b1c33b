//! Freedman and Lane's permutation test.

use super::linear::Linearised;
use crate::compare::{below, generator};
use rayon::prelude::*;

/// The probability of as large a studentised contrast when the null law's residuals are permuted among `rows` (within
/// equal `strata`); `None` if no statistic can be had.
pub(super) fn test(
    linear: &Linearised,
    contrast: &[(usize, f64)],
    difference: f64,
    rows: &[usize],
    strata: Option<&[u32]>,
    permutations: usize,
    seed: u64,
) -> Option<f64> {
    let observed = (difference / linear.separate(contrast)?.0).abs();
    let influence = linear.influence(contrast);
    let scores = linear.null_scores(&linear.null_residuals(contrast, difference));
    let mut blocks: Vec<Vec<usize>> = vec![rows.to_vec()];
    if let Some(codes) = strata {
        let of_rows: Vec<u32> = rows.iter().map(|&r| codes[r]).collect();
        blocks =
            crate::compare::members(&of_rows).into_iter().map(|m| m.into_iter().map(|i| rows[i]).collect()).collect();
    }
    if !observed.is_finite() || blocks.iter().all(|b| b.len() < 2) {
        return None;
    }
    let as_large = (0..permutations as u64)
        .into_par_iter()
        .filter(|&index| {
            let mut random = generator(seed, index);
            let mut e = scores.clone();
            for block in &blocks {
                for last in (1..block.len()).rev() {
                    let other = below(&mut random, last + 1);
                    e.swap(block[last], block[other]);
                }
            }
            let estimate: f64 = influence.iter().zip(&e).map(|(k, x)| k * x).sum();
            let statistic = match linear.separate_of(&influence, &linear.rest(&e)) {
                Some((stderr, _)) => (estimate / stderr).abs(),
                None => return true,
            };
            // Equal up to rounding counts as large: the data's own order may be drawn.
            !(statistic < observed * (1.0 - 1e-10))
        })
        .count();
    Some((as_large + 1) as f64 / (permutations + 1) as f64)
}
