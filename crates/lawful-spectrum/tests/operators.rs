//! Spectra from products alone against known spectra: N = 600, eigenvalues `i^-1.2`, as in the dossier.

use lawful_spectrum::dense::singular_values;
use lawful_spectrum::lanczos::lanczos;
use lawful_spectrum::operator::{DenseOperator, GramOperator, LinearOperator, SymmetricOperator};
use lawful_spectrum::randomized::Randomized;
use lawful_spectrum::spectral_norm::SpectralNorm;
use lawful_spectrum::stochastic_lanczos::StochasticLanczos;
use lawful_spectrum::{Shares, shuffled};

mod random;
use random::Random;

const N: usize = 600;

/// `H diag(values) H` with H two reflections: symmetric, dense, spectrum exact to rounding.
struct Planted {
    values: Vec<f64>,
    mirrors: [Vec<f64>; 2],
}

impl Planted {
    fn new(values: Vec<f64>) -> Planted {
        let mut rng = Random::new(21);
        let mut mirror = || {
            let v: Vec<f64> = (0..values.len()).map(|_| rng.normal()).collect();
            let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
            v.iter().map(|x| x / length).collect()
        };
        let mirrors = [mirror(), mirror()];
        Planted { values, mirrors }
    }

    fn power(exponent: f64) -> Planted {
        Planted::new((1..=N).map(|i| (i as f64).powf(-exponent)).collect())
    }
}

fn reflect(y: &mut [f64], v: &[f64]) {
    let c: f64 = 2.0 * y.iter().zip(v).map(|(y, v)| y * v).sum::<f64>();
    y.iter_mut().zip(v).for_each(|(y, v)| *y -= c * v);
}

impl SymmetricOperator for Planted {
    fn size(&self) -> usize {
        self.values.len()
    }
    fn apply(&self, x: &[f64], y: &mut [f64]) {
        y.copy_from_slice(x);
        reflect(y, &self.mirrors[0]);
        reflect(y, &self.mirrors[1]);
        y.iter_mut().zip(&self.values).for_each(|(y, l)| *y *= l);
        reflect(y, &self.mirrors[1]);
        reflect(y, &self.mirrors[0]);
    }
}

impl LinearOperator for Planted {
    fn rows(&self) -> usize {
        self.values.len()
    }
    fn cols(&self) -> usize {
        self.values.len()
    }
    fn apply(&self, x: &[f64], y: &mut [f64]) {
        SymmetricOperator::apply(self, x, y);
    }
    fn apply_transposed(&self, y: &[f64], x: &mut [f64]) {
        SymmetricOperator::apply(self, y, x);
    }
}

#[test]
fn lanczos_finds_the_largest_in_twenty_steps() {
    let a = Planted::power(1.2);
    let mut rng = Random::new(1);
    let start: Vec<f64> = (0..N).map(|_| rng.normal()).collect();
    let run = lanczos(&a, &start, 20).unwrap();
    let (nodes, weights) = run.quadrature(20).unwrap();
    assert!((nodes[19] - 1.0).abs() < 1e-10, "{}", nodes[19]);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-13);
    // Three eigenvalues only: the space is exhausted after three steps.
    let few = Planted::new((0..50).map(|i| [1.0, 2.0, 5.0][i % 3]).collect());
    let run = lanczos(&few, &start[..50], 40).unwrap();
    assert_eq!(run.alpha.len(), 3);
    assert!(lanczos(&few, &start, 5).is_err() && lanczos(&few, &[0.0; 50], 5).is_err());
}

/// Traces lie within their stated errors; heavy spectra are probe-limited until the top is deflated.
#[test]
fn traces_lie_within_their_errors() {
    let a = Planted::power(1.2);
    let (trace, log_det): (f64, f64) = (a.values.iter().sum(), a.values.iter().map(|x| x.ln()).sum());
    let squares: f64 = a.values.iter().map(|x| x * x).sum();
    let (mut hits, mut tries) = (0, 0);
    for seed in 0..20 {
        let plain =
            StochasticLanczos { probes: 10, steps: 60, seed, ..StochasticLanczos::default() }.measure(&a).unwrap();
        let t = plain.trace(|x| x).unwrap();
        let l = plain.trace(f64::ln).unwrap();
        assert!((l.value / log_det - 1.0).abs() < 0.02);
        // Student's t with 9 degrees of freedom: 2.26 holds 95 %.
        hits += usize::from((t.value - trace).abs() < 2.26 * t.error);
        hits += usize::from((l.value - log_det).abs() < 2.26 * l.error);
        tries += 2;
        let off = plain.moments_off(trace, squares).unwrap();
        assert!(off.0.abs() < 8.0 && off.1.abs() < 8.0);
    }
    // 95 % of 40, binomial: below 33 is four sigma.
    assert!(hits >= 33, "{hits} of {tries}");

    let deflated = StochasticLanczos { probes: 10, steps: 60, deflate: 20, seed: 3 }.measure(&a).unwrap();
    let t = deflated.trace(|x| x).unwrap();
    assert!((t.value / trace - 1.0).abs() < 0.01 && t.error < 0.01 * trace, "{t:?} of {trace}");
    assert!(deflated.trace(|x| if x > 0.5 { f64::NAN } else { x }).is_err());
    // Effective ranks of the estimated measure.
    let (nodes, weights) = deflated.nodes().unwrap();
    assert!((weights.iter().sum::<f64>() / N as f64 - 1.0).abs() < 1e-10);
    let estimated = Shares::of_measure(&nodes, &weights).unwrap();
    let exact = Shares::of_eigenvalues(&a.values).unwrap();
    assert!((estimated.participation_ratio() / exact.participation_ratio() - 1.0).abs() < 0.02);
    assert!((estimated.entropy_rank() / exact.entropy_rank() - 1.0).abs() < 0.03);
    assert!(StochasticLanczos { probes: 1, ..Default::default() }.measure(&a).is_err());
    // The density integrates to one.
    let flat = Planted::new((0..N).map(|i| i as f64 / N as f64).collect());
    let m = StochasticLanczos { probes: 4, ..Default::default() }.measure(&flat).unwrap();
    let area: f64 = (0..300).map(|i| m.density(-0.5 + 2.0 * f64::from(i) / 300.0, 0.05).unwrap() * 2.0 / 300.0).sum();
    assert!((area - 1.0).abs() < 1e-3);
    assert!((m.density(0.5, 0.05).unwrap() - 1.0).abs() < 0.15);
}

/// The worst relative error of the top 20 for 0, 1, 2 power iterations: medians .222, .0237, .0028 over 60 seeds of the
/// same algorithm in numpy (the dossier's single draw: .25, .026, .0012). The median of 9 seeds scatters by a quarter.
#[test]
fn randomized_svd_as_in_numpy() {
    let a = Planted::power(1.2);
    for (iterations, median) in [(0, 0.222), (1, 0.0237), (2, 0.0028)] {
        let svd = |seed| Randomized { rank: 20, iterations, seed, ..Randomized::default() }.svd(&a).unwrap();
        let worst = |seed| {
            let values = svd(seed).values;
            (0..20).map(|i| (values[i] / a.values[i] - 1.0).abs()).fold(0.0, f64::max)
        };
        let mut errors: Vec<f64> = (0..9).map(worst).collect();
        errors.sort_by(f64::total_cmp);
        assert!((errors[4] / median).ln().abs() < 2f64.ln(), "{iterations}: {errors:?}");
        let found = svd(0);
        // Lower bounds, and a singular value within the stated error.
        assert!((0..20).all(|i| found.values[i] <= a.values[i] * (1.0 + 1e-12)));
        for (v, e) in found.values.iter().zip(&found.errors) {
            let nearest = a.values.iter().map(|x| (x - v).abs()).fold(f64::INFINITY, f64::min);
            assert!(nearest <= e + 1e-14, "{nearest} {e}");
        }
    }
    // Subspace of 15, five products: (lambda_16/lambda_5)^10 = 9e-7, times some tens.
    let eigen = Randomized { rank: 5, ..Randomized::default() }.eigen(&a).unwrap();
    assert!((0..5).all(|i| (eigen.values[i] / a.values[i] - 1.0).abs() < 1e-4));
    assert!(Randomized { rank: 0, ..Randomized::default() }.svd(&a).is_err());
    // A matrix of rank two gives two values, not noise.
    let low = Planted::new((0..100).map(|i| if i < 2 { 3.0 } else { 0.0 }).collect());
    let found = Randomized::default().svd(&low).unwrap();
    assert!((found.values[1] - 3.0).abs() < 1e-12 && found.values.get(2).is_none_or(|v| *v < 1e-12));
    let zero = Planted::new(vec![0.0; 30]);
    assert!(Randomized::default().svd(&zero).unwrap().values.is_empty());
}

#[test]
fn spectral_norm_cold_and_warm() {
    let mut rng = Random::new(8);
    for (rows, cols) in [(120, 80), (50, 300), (1, 7), (9, 1)] {
        let m = rng.matrix(rows, cols);
        let exact = singular_values(m.view().unwrap()).unwrap().values[0];
        let operator = DenseOperator::new(m.view().unwrap());
        let cold = SpectralNorm { tolerance: 1e-8, ..SpectralNorm::default() }.of(&operator).unwrap();
        assert!(cold.converged && (cold.value / exact - 1.0).abs() < 1e-8, "{rows} x {cols}: {cold:?}");
        assert!(cold.value <= exact * (1.0 + 1e-13));
        assert_eq!(cold.vector.len(), rows.min(cols));
        let warm = SpectralNorm { tolerance: 1e-8, warm_start: Some(cold.vector.clone()), ..SpectralNorm::default() }
            .of(&operator)
            .unwrap();
        assert!(warm.products <= cold.products && (warm.value / exact - 1.0).abs() < 1e-8);
    }
    let zero = Planted::new(vec![0.0; 30]);
    assert_eq!(SpectralNorm::default().of(&zero).unwrap().value, 0.0);
    let a = Planted::power(1.0);
    assert!(SpectralNorm { warm_start: Some(vec![0.0; N]), ..SpectralNorm::default() }.of(&a).is_err());
    assert!(SpectralNorm { tolerance: f64::NAN, ..SpectralNorm::default() }.of(&a).is_err());
}

#[test]
fn dense_products_and_gram_products() {
    let mut rng = Random::new(13);
    let m = rng.matrix(37, 11);
    let a = DenseOperator::new(m.view().unwrap());
    let x: Vec<f64> = (0..11).map(|_| rng.normal()).collect();
    let mut y = vec![0.0; 37];
    LinearOperator::apply(&a, &x, &mut y);
    let mut back = vec![0.0; 11];
    a.apply_transposed(&y, &mut back);
    let mut gram = vec![0.0; 11];
    GramOperator { factor: &a, transposed: false }.apply(&x, &mut gram);
    for i in 0..37 {
        let exact: f64 = (0..11).map(|j| m[(i, j)] * x[j]).sum();
        assert!((y[i] - exact).abs() < 1e-13);
    }
    for j in 0..11 {
        let exact: f64 = (0..37).map(|i| m[(i, j)] * y[i]).sum();
        assert!((back[j] - exact).abs() < 1e-11 && gram[j] == back[j]);
    }
    let wide = GramOperator { factor: &a, transposed: true };
    assert_eq!(wide.size(), 37);
}

/// Shuffling keeps the entries and breaks the structure: a rank-one sign pattern drops to the edge of noise.
#[test]
fn shuffled_matrices_lose_their_structure() {
    let (rows, cols) = (120, 100);
    let mut rng = Random::new(30);
    let signs: Vec<f64> = (0..rows + cols).map(|_| if rng.uniform() < 0.5 { -1.0 } else { 1.0 }).collect();
    let data: Vec<f64> = (0..rows * cols).map(|e| signs[e / cols] * signs[rows + e % cols]).collect();
    let a = lawful_spectrum::MatrixRef::new(rows, cols, &data).unwrap();
    let mut copy = shuffled::shuffled(a, 1);
    let tops = shuffled::largest_singular_values(a, 5, 1).unwrap();
    let edge = (rows as f64).sqrt() + (cols as f64).sqrt();
    let mean = data.iter().sum::<f64>().abs() / (rows * cols) as f64;
    let spike = mean * ((rows * cols) as f64).sqrt();
    assert!(tops.iter().all(|t| *t < (edge + 2.0).max(spike + edge) && *t > 0.9 * edge), "{tops:?} {edge}");
    assert!(tops.windows(2).any(|w| w[0] != w[1]));
    copy.sort_by(f64::total_cmp);
    let mut sorted = data.clone();
    sorted.sort_by(f64::total_cmp);
    assert_eq!(copy, sorted);
    assert!((singular_values(a).unwrap().values[0] - ((rows * cols) as f64).sqrt()).abs() < 1e-10);
}
