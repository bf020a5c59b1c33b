//! Seeded draws: probe `i` depends on the seed and on `i` alone, so results are the same for any number of threads.

use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// The stream of random numbers that belongs to `index`.
pub(crate) fn stream(seed: u64, index: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed ^ (index + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Independent standard normal numbers.
pub(crate) fn normal(rng: &mut Xoshiro256PlusPlus, n: usize) -> Vec<f64> {
    (0..n).map(|_| StandardNormal.sample(rng)).collect()
}

/// Independent signs.
pub(crate) fn signs(rng: &mut Xoshiro256PlusPlus, n: usize) -> Vec<f64> {
    let mut bits = 0;
    (0..n)
        .map(|i| {
            if i % 64 == 0 {
                bits = rng.next_u64();
            }
            bits = bits.rotate_left(1);
            if bits & 1 == 1 { 1.0 } else { -1.0 }
        })
        .collect()
}

/// A random permutation in place (Fisher and Yates).
pub(crate) fn shuffle<T>(rng: &mut Xoshiro256PlusPlus, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        // The high word of a product is even over 0..=i to within 2^-64 of its length.
        let j = ((u128::from(rng.next_u64()) * (i as u128 + 1)) >> 64) as usize;
        items.swap(i, j);
    }
}
