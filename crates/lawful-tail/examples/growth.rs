//! Seconds of the exact scan of Pareto samples, 10^4 to 10^7 values: `growth [LARGEST]`.

use lawful_tail::{Ks, Tail};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use std::time::Instant;

fn main() {
    let largest = std::env::args().nth(1).and_then(|a| a.parse::<f64>().ok()).unwrap_or(1e7);
    println!("n,ks,seconds,alpha,xmin,distance,n_tail");
    for n in [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7].into_iter().filter(|n| *n <= largest) {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(n as u64);
        let uniform = |random: &mut Xoshiro256PlusPlus| ((random.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64;
        let values: Vec<f64> = (0..n as usize).map(|_| uniform(&mut random).powf(-1.0 / 1.5)).collect();
        for ks in [Ks::Below, Ks::TwoSided] {
            let begun = Instant::now();
            match Tail::of(&values).ks(ks).sims(0).run() {
                Ok(t) => println!(
                    "{n},{ks},{:.4},{:.5},{:.5},{:.6},{}",
                    begun.elapsed().as_secs_f64(),
                    t.alpha,
                    t.xmin,
                    t.ks,
                    t.n_tail
                ),
                Err(error) => println!("{n},{ks},{error}"),
            }
        }
    }
}
