//! Is the truth's place among what a fit holds possible uniform? (Simulation-based calibration: Talts et al. 2018.)

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use statrs::distribution::{ContinuousCDF, StudentsT};

const SIMS: usize = 400;
const ROWS: usize = 40;
const TRUTH: f64 = -0.5;

fn draw(seed: u64) -> Table {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let x: Vec<f64> = (0..ROWS).map(|i| 10.0_f64.powf(3.0 * i as f64 / ROWS as f64)).collect();
    let y = x
        .iter()
        .map(|x| {
            let z: f64 = StandardNormal.sample(&mut random);
            3.0 * x.powf(TRUTH) * (0.1 * z).exp()
        })
        .collect();
    Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap()
}

/// Chi-squared of ten equal bins: 9 degrees of freedom, beyond 27.9 once in a thousand.
fn chi_squared(places: &[f64]) -> f64 {
    let mut bins = [0.0; 10];
    places.iter().for_each(|u| bins[((10.0 * u) as usize).min(9)] += 1.0);
    let expected = places.len() as f64 / 10.0;
    bins.iter().map(|b| (b - expected) * (b - expected) / expected).sum()
}

/// By the t distribution round the estimate (exact: the law is a straight line in the logs) and by the share of
/// bootstrap draws below the truth, brought to the spread that intervals give them.
#[test]
fn ranks_of_the_truth_are_uniform() {
    let law = Law::parse("y ~ c*x^k").unwrap();
    let t = StudentsT::new(0.0, 1.0, (ROWS - 2) as f64).unwrap();
    let widen = (ROWS as f64 / (ROWS - 2) as f64).sqrt();
    let (mut exact, mut drawn) = (vec![], vec![]);
    for seed in 0..SIMS as u64 {
        let table = draw(seed);
        let fit = Fit::of(&law, &table).noise(Noise::LogNormal).bootstrap(100).seed(seed).brief().run().unwrap();
        let hessian = fit.uncertainty[1].1.iter().find(|i| i.method == "hessian").unwrap();
        let k = fit.value("k").unwrap();
        exact.push(t.cdf((TRUTH - k) / hessian.stderr.unwrap()));
        let draws = &fit.bootstrap.as_ref().unwrap().draws;
        let below = draws.iter().filter(|d| k + widen * (d[1] - k) < TRUTH).count();
        drawn.push(below as f64 / draws.len() as f64);
    }
    assert!(chi_squared(&exact) < 27.9, "t: {}", chi_squared(&exact));
    // Resampled rows know their spread to a tenth or so: the outermost tenths hold somewhat more than their share.
    assert!(chi_squared(&drawn) < 40.0, "bootstrap: {}", chi_squared(&drawn));
}
