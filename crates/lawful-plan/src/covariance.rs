//! Normal draws of parameters from their covariance.

use lawful_fit::Matrix;
use lawful_law::ast::Bound;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Times that a draw outside the domain is drawn again before it is moved to the domain's end.
const TRIES: usize = 200;

/// A source of standard normal numbers (Box & Muller 1958); the same numbers for the same seed.
pub(crate) struct Normals {
    generator: Xoshiro256PlusPlus,
    spare: Option<f64>,
}

impl Normals {
    pub(crate) fn new(seed: u64) -> Normals {
        Normals { generator: Xoshiro256PlusPlus::seed_from_u64(seed), spare: None }
    }

    /// Uniform in (0, 1].
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.generator.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    /// An index below `range`.
    pub(crate) fn below(&mut self, range: usize) -> usize {
        ((u128::from(self.generator.next_u64()) * range as u128) >> 64) as usize
    }

    pub(crate) fn next(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        let (sin, cos) = libm::sincos(2.0 * std::f64::consts::PI * self.uniform());
        self.spare = Some(radius * sin);
        radius * cos
    }
}

/// `count` draws round `values`: those at `places` vary with `covariance`, the others stay. Parameters that can't be
/// negative and exceed their standard error are drawn in the log. A covariance that is not positive in some direction
/// does not move in it; one that is not finite gives no draws.
pub(crate) fn normal_draws(
    values: &[f64],
    places: &[usize],
    covariance: &[Vec<f64>],
    domains: &[(Bound, Bound)],
    count: usize,
    seed: u64,
) -> Vec<Vec<f64>> {
    let m = places.len();
    if m == 0 || covariance.iter().flatten().any(|v| !v.is_finite()) {
        return vec![];
    }
    // The eigenvectors of the correlation matrix, so that parameters of any size keep their digits.
    let scale: Vec<f64> = (0..m).map(|i| covariance[i][i].max(0.0).sqrt()).collect();
    let mut correlation = Matrix::zeros(m);
    for i in 0..m {
        for j in 0..m {
            let both = scale[i] * scale[j];
            correlation[(i, j)] = if both > 0.0 { covariance[i][j] / both } else { f64::from(u8::from(i == j)) };
        }
    }
    let (lengths, directions) = correlation.symmetric_eigen();
    // A factor that can't be negative trades off with its exponent: its log is what is nearly normal (delta method).
    let in_log: Vec<bool> = (0..m)
        .map(|i| {
            let (lo, hi) = &domains[places[i]];
            lo.value == 0.0 && hi.value == f64::INFINITY && values[places[i]] > scale[i]
        })
        .collect();
    let mut normals = Normals::new(seed);
    let inside = |draw: &[f64]| {
        places.iter().all(|&p| {
            let (lo, hi) = &domains[p];
            let above = if lo.closed { draw[p] >= lo.value } else { draw[p] > lo.value };
            let below = if hi.closed { draw[p] <= hi.value } else { draw[p] < hi.value };
            above && below
        })
    };
    (0..count)
        .map(|_| {
            let mut draw = values.to_vec();
            for _ in 0..TRIES {
                let steps: Vec<f64> = (0..m).map(|k| normals.next() * lengths[k].max(0.0).sqrt()).collect();
                for (i, &p) in places.iter().enumerate() {
                    let along: f64 = (0..m).map(|k| directions[(i, k)] * steps[k]).sum();
                    draw[p] = match in_log[i] {
                        true => values[p] * libm::exp(scale[i] / values[p] * along),
                        false => values[p] + scale[i] * along,
                    };
                }
                if inside(&draw) {
                    return draw;
                }
            }
            for &p in places {
                draw[p] = draw[p].clamp(domains[p].0.value, domains[p].1.value.max(domains[p].0.value));
            }
            draw
        })
        .collect()
}
