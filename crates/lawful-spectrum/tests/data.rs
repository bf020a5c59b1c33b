//! Diffusion entropy of the handwritten digits, as the dossier tabulates it. The data are found through `LAWFUL_DATA`.

use lawful_spectrum::Matrix;
use lawful_spectrum::diffusion_entropy::{DiffusionEntropy, Form, median_distance};
use std::path::PathBuf;

mod random;
use random::Random;

#[test]
fn digits() {
    let Some(folder) = std::env::var_os("LAWFUL_DATA") else {
        println!("skipped: no data");
        return;
    };
    let path = PathBuf::from(folder).join("rmt-kd/digits8x8.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no data");
        return;
    };
    let mut rows: Vec<Vec<f64>> = text
        .lines()
        .filter_map(|line| line.split(',').map(|x| x.trim().parse().ok()).collect::<Option<Vec<f64>>>())
        .collect();
    // The dossier drew 600 rows; a draw of our own moves every figure by a few per cent.
    let mut rng = Random::new(0);
    for i in (1..rows.len()).rev() {
        rows.swap(i, (rng.uniform() * (i + 1) as f64) as usize);
    }
    let points = Matrix::from_fn(600, 64, |i, j| rows[i][j + 1] / 16.0);
    let labels: Vec<u32> = rows[..600].iter().map(|r| r[0] as u32).collect();
    let view = points.view().unwrap();
    let near = |found: f64, published: f64, share: f64| {
        assert!((found / published - 1.0).abs() < share, "{found} where {published} was published");
    };
    near(median_distance(view).unwrap(), 3.08, 0.02);
    for (sigma, bits, information) in [(1.0, 8.43, 0.568), (2.0, 5.26, 1.223), (10.0, 0.48, 0.182)] {
        let dse = DiffusionEntropy { sigma, time: 1.0, form: Form::Code };
        near(dse.of(view).unwrap(), bits, 0.03);
        near(dse.information(view, &labels, 5, 0).unwrap().value, information, 0.1);
    }
    println!("1 data test ran");
}
