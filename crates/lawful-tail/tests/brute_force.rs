//! The scan against a plain one that looks at every point of every tail, on random samples.

use lawful_tail::{Kind, Ks, Tail};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A candidate: xmin, alpha, distances (below, two-sided), values in the tail.
type Candidate = (f64, f64, [f64; 2], usize);

fn uniform(random: &mut Xoshiro256PlusPlus) -> f64 {
    ((random.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64
}

/// Terms that are summed.
const TERMS: usize = 40;

/// Hurwitz's zeta by plain summation, the rest as an integral with two corrections.
fn zeta(alpha: f64, m: f64) -> f64 {
    let sum: f64 = (0..TERMS).map(|k| (m + k as f64).powf(-alpha)).sum();
    let q = m + TERMS as f64;
    sum + q.powf(1.0 - alpha) / (alpha - 1.0) + 0.5 * q.powf(-alpha) + alpha / 12.0 * q.powf(-alpha - 1.0)
}

/// alpha by bisection: the mean of ln(x/xmin) under the law is that of the sample.
fn discrete_alpha(xmin: f64, mean_log: f64) -> f64 {
    let excess = |alpha: f64| {
        let (mut norm, mut mean) = (0.0, 0.0);
        for k in 0..TERMS {
            let log = (1.0 + k as f64 / xmin).ln();
            let power = (-alpha * log).exp();
            norm += power;
            mean += log * power;
        }
        // The rest as an integral, half of its first term, a twelfth of the slope there.
        let (r, a) = (1.0 + TERMS as f64 / xmin, alpha - 1.0);
        let (log, first, slope) = (r.ln(), r.powf(-alpha), r.powf(-alpha - 1.0) / xmin);
        norm += xmin * first * r / a + 0.5 * first + alpha * slope / 12.0;
        mean += xmin * first * r * (log / a + 1.0 / (a * a)) + 0.5 * log * first + (alpha * log - 1.0) * slope / 12.0;
        mean / norm - mean_log
    };
    let (mut low, mut high) = (1.0, 200.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Every candidate of a sample.
fn candidates(values: &[f64], kind: Kind) -> Vec<Candidate> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    distinct[..distinct.len() - 1]
        .iter()
        .map(|&xmin| {
            let tail = &sorted[sorted.partition_point(|x| *x < xmin)..];
            let m = tail.len() as f64;
            let mean_log = tail.iter().map(|x| (x / xmin).ln()).sum::<f64>() / m;
            let alpha = match kind {
                Kind::Continuous => 1.0 + 1.0 / mean_log,
                Kind::Discrete => discrete_alpha(xmin, mean_log),
            };
            let all = if kind == Kind::Discrete { zeta(alpha, xmin) } else { 1.0 };
            // P(X < x) and P(X <= x)
            let law = |x: f64| match kind {
                Kind::Continuous => {
                    let f = 1.0 - (x / xmin).powf(1.0 - alpha);
                    (f, f)
                }
                Kind::Discrete => {
                    let f = |x: f64| 1.0 - zeta(alpha, x) / all;
                    (f(x), f(x + 1.0))
                }
            };
            let mut distance = [0.0f64; 2];
            for &x in distinct.iter().filter(|x| **x >= xmin) {
                let below = tail.partition_point(|t| *t < x) as f64 / m;
                let up_to = tail.partition_point(|t| *t <= x) as f64 / m;
                let (law_below, law_up_to) = law(x);
                let (d_below, d_up_to) = ((law_below - below).abs(), (law_up_to - up_to).abs());
                distance = [distance[0].max(d_below), distance[1].max(d_below).max(d_up_to)];
            }
            (xmin, alpha, distance, tail.len())
        })
        .collect()
}

/// The scan's answer is a candidate, and no other has a lesser distance.
fn agree(values: &[f64], kind: Kind, tolerance: f64) {
    let all = candidates(values, kind);
    for ks in [Ks::Below, Ks::TwoSided] {
        agree_by(values, &all, kind, ks, tolerance);
    }
}

fn agree_by(values: &[f64], all: &[Candidate], kind: Kind, ks: Ks, tolerance: f64) {
    let place = usize::from(ks == Ks::TwoSided);
    let fitting = Tail::of(values).sims(0).without_rivals().ks(ks);
    let tail = match kind {
        Kind::Continuous => fitting.continuous(),
        Kind::Discrete => fitting.discrete(),
    }
    .run()
    .unwrap();
    let own = all.iter().find(|c| c.0 == tail.xmin).unwrap();
    assert!((own.1 / tail.alpha - 1.0).abs() < tolerance, "{kind} {ks} alpha {} {}: {values:?}", tail.alpha, own.1);
    assert!(
        (own.2[place] - tail.ks).abs() < tolerance,
        "{kind} {ks} distance {} {}: {values:?}",
        tail.ks,
        own.2[place]
    );
    assert_eq!(own.3, tail.n_tail);
    // Equal distances of different tails, a matter of rounding, occur in tiny samples.
    let best = all.iter().map(|c| c.2[place]).fold(f64::INFINITY, f64::min);
    assert!(own.2[place] <= best + tolerance, "{kind} {ks}: {own:?} is not the best: {values:?}");
}

/// Samples of many shapes: a power law, with a body, log-normal, exponential, uniform; rounded, tied, tiny.
fn sample(random: &mut Xoshiro256PlusPlus, most: u64) -> Vec<f64> {
    let n = match random.next_u64() % 4 {
        0 => 2 + random.next_u64() % 10,
        _ => 2 + random.next_u64() % most,
    };
    let shape = random.next_u64() % 6;
    let alpha = 1.2 + 3.0 * uniform(random);
    let digits = [f64::INFINITY, f64::INFINITY, 10.0, 2.0][(random.next_u64() % 4) as usize];
    let scale = 10f64.powi((random.next_u64() % 13) as i32 - 6);
    (0..n)
        .map(|_| {
            let u = uniform(random);
            let x = match shape {
                0 => u.powf(-1.0 / (alpha - 1.0)),
                1 if uniform(random) < 0.5 => uniform(random).sqrt(),
                1 | 2 => u.powf(-1.0 / (alpha - 1.0)),
                3 => (alpha * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * uniform(random)).cos()).exp(),
                4 => 1.0 - u.ln() * alpha,
                _ => 1.0 + u,
            };
            scale * if digits.is_finite() { (x * digits).ceil() / digits } else { x }
        })
        .collect()
}

#[test]
fn continuous() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut checked = 0;
    while checked < 500 {
        let values = sample(&mut random, 100);
        if values.iter().all(|x| *x == values[0]) {
            continue;
        }
        agree(&values, Kind::Continuous, 1e-10);
        checked += 1;
    }
}

#[test]
fn discrete() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    let mut checked = 0;
    while checked < 500 {
        let scale = 1.0 + (random.next_u64() % 30) as f64;
        let mut values: Vec<f64> = sample(&mut random, 20);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        values.iter_mut().for_each(|x| *x = (*x / least * scale).floor().min(1e6));
        if values.iter().all(|x| *x == values[0]) {
            continue;
        }
        let steep = candidates(&values, Kind::Discrete).iter().any(|c| c.1 > 60.0);
        if steep {
            continue; // beyond the reach of the plain sums above
        }
        agree(&values, Kind::Discrete, 1e-7);
        checked += 1;
    }
}

#[test]
fn larger_samples_with_many_blocks() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    for digits in [f64::INFINITY, 20.0] {
        let values: Vec<f64> = (0..1500)
            .map(|_| uniform(&mut random).powf(-1.0 / 1.5))
            .map(|x| if digits.is_finite() { (x * digits).ceil() / digits } else { x })
            .collect();
        agree(&values, Kind::Continuous, 1e-10);
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
    let values: Vec<f64> = (0..100_000).map(|_| uniform(&mut random).powf(-1.0 / 1.5)).collect();
    let fit = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut tail = pool.install(|| Tail::of(&values).sims(20).run().unwrap());
        tail.seconds = 0.0;
        tail
    };
    let one = fit(1);
    assert_eq!(one, fit(2));
    assert_eq!(one, fit(5));
}
