//! All measures of the layers of a GPT-2-sized model (124M parameters), random weights, all cores: `layer_speed
//! [SHUFFLES]`.

use lawful_spectrum::{Layer, LayerOptions, MatrixRef};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rayon::prelude::*;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shuffles = std::env::args().nth(1).map_or(Ok(0), |a| a.parse())?;
    let mut shapes = vec![(50257, 768), (1024, 768)];
    for _ in 0..12 {
        shapes.extend([(768, 2304), (768, 768), (768, 3072), (3072, 768)]);
    }
    let weights: Vec<Vec<f32>> = shapes
        .par_iter()
        .enumerate()
        .map(|(i, (rows, cols))| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(i as u64);
            (0..rows * cols).map(|_| 0.02 * Distribution::<f32>::sample(&StandardNormal, &mut rng)).collect()
        })
        .collect();
    let start = Instant::now();
    let layers: Vec<(f64, Layer)> = shapes
        .par_iter()
        .zip(&weights)
        .map(|((rows, cols), data)| {
            let start = Instant::now();
            let layer = Layer::measure(MatrixRef::new(*rows, *cols, data)?, LayerOptions { shuffles, seed: 0 })?;
            Ok((start.elapsed().as_secs_f64(), layer))
        })
        .collect::<Result<_, lawful_spectrum::Error>>()?;
    let seconds = start.elapsed().as_secs_f64();
    for ((rows, cols), (seconds, layer)) in shapes.iter().zip(&layers).take(6) {
        let (edge, outliers) = layer.bulk.as_ref().map_or((f64::NAN, 0), |b| (b.upper_edge.sqrt(), b.outliers));
        println!(
            "{rows:>5} x {cols:<4} {seconds:.2} s: norm {:.4}, edge {edge:.4}, outliers {outliers}, entropy rank {:.1}",
            layer.spectral_norm(),
            layer.entropy_rank
        );
    }
    println!("{} layers, {} parameters: {seconds:.2} s", shapes.len(), weights.iter().map(Vec::len).sum::<usize>());
    Ok(())
}
