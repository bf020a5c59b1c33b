//! Ensembles whose members are drawn from a Dirichlet distribution, whose entropies are known.

use lawful_score::Members;
use rand_distr::{Distribution, Gamma};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

const WEIGHTS: [f64; 3] = [1.0, 2.0, 5.0];

/// Members at points, all of one distribution.
fn draw(members: usize, points: usize, seed: u64) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut list = Vec::new();
    for _ in 0..members * points {
        let parts = WEIGHTS.map(|a| Gamma::new(a, 1.0).unwrap().sample(&mut random));
        let sum: f64 = parts.iter().sum();
        list.extend(parts.map(|p| p / sum));
    }
    list
}

/// `E H[p] = psi(s + 1) - sum a/s psi(a + 1)` with s the sum of the weights; psi of whole numbers by harmonic sums.
fn truth() -> (f64, f64) {
    let harmonic = |n: f64| (1..=n as usize).map(|k| 1.0 / k as f64).sum::<f64>();
    let sum: f64 = WEIGHTS.iter().sum();
    let total = -WEIGHTS.iter().map(|a| a / sum * (a / sum).ln()).sum::<f64>();
    let aleatoric = harmonic(sum) - WEIGHTS.iter().map(|a| a / sum * harmonic(*a)).sum::<f64>();
    (aleatoric, total - aleatoric)
}

/// Few members see about 1 - 1/M of the epistemic part, and the jackknife gives the rest back. Errors: the mean of 4000
/// points with an epistemic part of order .1 each, to 1.5%.
#[test]
fn bias_of_few_members() {
    let (aleatoric, epistemic) = truth();
    for (members, seed) in [(4, 1), (8, 2), (16, 3)] {
        let list = draw(members, 4000, seed);
        let ensemble = Members::new(members, 4000, 3, &list).unwrap();
        let (plain, mended) = (ensemble.entropies(), ensemble.unbiased_entropies().unwrap());
        assert!((plain.aleatoric / aleatoric - 1.0).abs() < 0.01, "{plain:?} {aleatoric}");
        let seen = 1.0 - 1.0 / members as f64;
        assert!((plain.epistemic / epistemic / seen - 1.0).abs() < 0.03, "{members}: {plain:?} {epistemic}");
        assert!((mended.epistemic / epistemic - 1.0).abs() < 0.02, "{members}: {mended:?} {epistemic}");
        assert!((plain.total - plain.aleatoric - plain.epistemic).abs() < 1e-12);
    }
}
