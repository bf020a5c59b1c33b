//! The exact scan: of all candidates the one with the least distance, the smallest xmin of equals.
//!
//! A candidate is out as soon as one point of its tail is farther from its law than the best distance known. The point
//! that tells it, its *witness*, tells the same of its neighbours, for a neighbour's law and sample differ little: over
//! s candidates the distance at a point wanders by about sqrt(s)/m of the m values in the tail, like a random walk. So
//! one evaluation settles a stretch of candidates that grows with the square of their distance's lead over the best,
//! and the scan of n values needs a few hundred evaluations, not n.
//!
//! 1. Candidates at even steps of ln(tail size) are evaluated, then neighbours of the best: a good distance early.
//! 2. Stretches of candidates meet the witnesses found so far, in one pass of vector instructions each.
//! 3. Of the candidates that are left the most promising is evaluated: it becomes the best, or gives a new witness.
//!
//! Nothing is approximate: a candidate is discarded by a distance that it does have. Bounds, order and threads decide
//! the time only.

use crate::distance::{Distance, Distances, Ks, Scratch};
use crate::family::Family;
use crate::sample::LARGE;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Candidates of a stretch.
const STRETCH: usize = 512;

/// Stretches that one worker takes in order, with its own witnesses.
const RUN: usize = 16;

/// Witnesses that are remembered.
const WITNESSES: usize = 24;

/// Candidates evaluated first.
const FIRST: usize = 64;

/// The best candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Best {
    pub(crate) candidate: usize,
    pub(crate) distance: f64,
}

impl Best {
    fn or(self, other: Best) -> Best {
        let better =
            other.distance < self.distance || other.distance == self.distance && other.candidate < self.candidate;
        if better { other } else { self }
    }
}

/// The least distance known to any worker. Distances are not negative, so their bits are in their order.
struct Least(AtomicU64);

impl Least {
    fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn lower(&self, distance: f64) {
        self.0.fetch_min(distance.to_bits(), Ordering::Relaxed);
    }
}

/// The candidate with the least distance; `None` if there are none (all values equal).
pub(crate) fn scan<F: Family>(family: &F, ks: Ks) -> Option<Best> {
    let count = family.candidates();
    if count == 0 {
        return None;
    }
    let distances = Distances::new(family, ks);
    let mut scratch = Scratch::default();
    let mut witnesses = Vec::new();
    let mut evaluate = |candidate: usize, best: Option<Best>| {
        let enough = best.map_or(f64::INFINITY, |b| b.distance);
        let Distance { value, witness } = distances.of(candidate, enough, &mut scratch);
        remember(&mut witnesses, witness);
        let this = Best { candidate, distance: value };
        // A bound above `enough` loses, as it should.
        best.map_or(this, |b| b.or(this))
    };
    let mut best = None;
    let first = first_candidates(family);
    for &candidate in &first {
        best = Some(evaluate(candidate, best));
    }
    let mut best = best?;
    let place = first.iter().position(|&c| c == best.candidate).unwrap_or(0);
    let next = first.get(place + 1).map_or(count, |&c| c);
    let mut step = next.saturating_sub(best.candidate) / 2;
    while step > 0 {
        let centre = best.candidate;
        let below = centre.checked_sub(step);
        let above = centre.checked_add(step).filter(|&c| c < count);
        for candidate in [below, above].into_iter().flatten() {
            best = evaluate(candidate, Some(best));
        }
        step /= 2;
    }

    let least = Least(AtomicU64::new(best.distance.to_bits()));
    let run = |r: usize| {
        let start = r * RUN * STRETCH;
        settle(&distances, start..count.min(start + RUN * STRETCH), witnesses.clone(), &least)
    };
    let runs = count.div_ceil(RUN * STRETCH);
    let others: Vec<Option<Best>> = match count >= LARGE {
        true => (0..runs).into_par_iter().map(run).collect(),
        false => (0..runs).map(run).collect(),
    };
    Some(others.into_iter().flatten().fold(best, Best::or))
}

/// About [`FIRST`] candidates, ascending, whose tails are each a constant factor smaller than the one before.
fn first_candidates<F: Family>(family: &F) -> Vec<usize> {
    let count = family.candidates();
    let above = &family.at_or_above()[..count];
    let (all, fewest) = (above[0], above[count - 1]);
    let mut first: Vec<usize> = (0..FIRST)
        .map(|i| all * (fewest / all).powf(i as f64 / (FIRST - 1) as f64))
        .map(|size| above.partition_point(|r| *r > size).min(count - 1))
        .collect();
    first.dedup();
    first
}

/// The best of a range of candidates, if it is no worse than the least distance known.
fn settle<F: Family>(
    distances: &Distances<F>,
    range: std::ops::Range<usize>,
    mut witnesses: Vec<usize>,
    least: &Least,
) -> Option<Best> {
    let mut scratch = Scratch::default();
    let (mut bounds, mut survival) = ([0.0; STRETCH], [0.0; STRETCH]);
    let mut best: Option<Best> = None;
    for start in range.clone().step_by(STRETCH) {
        let stretch = start..range.end.min(start + STRETCH);
        let bounds = &mut bounds[..stretch.len()];
        bounds.fill(0.0);
        let mut left = stretch.len();
        let mut tell = |witness: usize, bounds: &mut [f64], left: &mut usize| {
            distances.witnessed(witness, stretch.clone(), bounds, &mut survival);
            let known = least.get();
            let still = bounds.iter().filter(|b| **b <= known).count();
            let useful = still < *left;
            *left = still;
            useful
        };
        for i in (0..witnesses.len()).rev() {
            if left == 0 {
                break;
            }
            let witness = witnesses[i];
            if tell(witness, bounds, &mut left) {
                remember(&mut witnesses, witness);
            }
        }
        while left > 0 {
            let known = least.get();
            let lowest = bounds.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
            if bounds[lowest] > known {
                break;
            }
            let candidate = stretch.start + lowest;
            let found = distances.of(candidate, known, &mut scratch);
            if found.value <= known {
                least.lower(found.value);
                let this = Best { candidate, distance: found.value };
                best = Some(best.map_or(this, |b| b.or(this)));
            }
            remember(&mut witnesses, found.witness);
            tell(found.witness, bounds, &mut left);
            bounds[lowest] = f64::INFINITY;
            left = bounds.iter().filter(|b| **b <= least.get()).count();
        }
    }
    best
}

/// Puts a witness last, where the most useful are, and forgets the least useful.
fn remember(witnesses: &mut Vec<usize>, witness: usize) {
    if let Some(i) = witnesses.iter().position(|w| *w == witness) {
        witnesses.remove(i);
    } else if witnesses.len() == WITNESSES {
        witnesses.remove(0);
    }
    witnesses.push(witness);
}
