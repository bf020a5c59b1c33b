//! How long each route to the singular values of a random matrix takes: `route_speed ROWS COLS [gram|direct]`.

use lawful_spectrum::MatrixRef;
use lawful_spectrum::dense::{Route, singular_values_by};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let size = |i: usize, or: usize| arguments.get(i).map_or(Ok(or), |a| a.parse());
    let (rows, cols) = (size(0, 768)?, size(1, 768)?);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let data: Vec<f32> = (0..rows * cols).map(|_| StandardNormal.sample(&mut rng)).collect();
    let a = MatrixRef::new(rows, cols, &data)?;
    for (name, route) in [("gram", Route::Gram), ("direct", Route::Direct)] {
        if arguments.get(2).is_none_or(|only| only == name) {
            let start = Instant::now();
            let s = singular_values_by(a, route)?;
            println!("{name}: {:.3} s, sigma_max {}", start.elapsed().as_secs_f64(), s.spectral_norm());
        }
    }
    Ok(())
}
