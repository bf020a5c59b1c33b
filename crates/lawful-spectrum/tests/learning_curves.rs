//! Learning curves against designs drawn at random.

mod random;

use lawful_spectrum::Matrix;
use lawful_spectrum::bayesian_regression::WeightPosterior;
use lawful_spectrum::learning_curve::LearningCurve;

/// Mean over inverse Wishart matrices: P s^2/(N - P - 1) without a prior. 20 designs, each within about 2%.
#[test]
fn inverse_wishart_mean() {
    let (n, p, noise) = (400usize, 40usize, 0.7);
    let mean = (0..20)
        .map(|seed| {
            let x = random::Random::new(seed).matrix(n, p);
            WeightPosterior::new(x.view().unwrap(), noise, 1e-9).unwrap().mean_variance(&[1.0; 40]).unwrap() / 20.0
        })
        .sum::<f64>();
    let exact = p as f64 * noise / (n as f64 - p as f64 - 1.0);
    assert!((mean / exact - 1.0).abs() < 0.02, "{mean} {exact}");
}

/// The fixed point against designs with a decaying spectrum: 10 designs at each N, within 3%.
#[test]
fn fixed_point() {
    let scales: Vec<f64> = (1..=50).map(|i| f64::powi(f64::from(i), -2)).collect();
    let curve = LearningCurve::new(scales.clone(), 0.25).unwrap();
    for n in [20usize, 100, 1000] {
        let mean = (0..10)
            .map(|seed| {
                let z = random::Random::new(seed).matrix(n, 50);
                let x = Matrix::from_fn(n, 50, |i, j| z[(i, j)] * scales[j].sqrt());
                WeightPosterior::new(x.view().unwrap(), 0.25, 1.0).unwrap().mean_variance(&scales).unwrap() / 10.0
            })
            .sum::<f64>();
        let exact = curve.epistemic(n as f64).unwrap();
        assert!((mean / exact - 1.0).abs() < 0.03, "{n}: {mean} {exact}");
    }
}
