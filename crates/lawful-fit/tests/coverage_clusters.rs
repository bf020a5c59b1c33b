//! Intervals of rows that come in clusters, against known truth.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// `y = 1 + x + shared + own`: `rows` rows to each of `clusters`, x the same within a cluster.
fn draw(clusters: usize, rows: usize, seed: u64) -> Table {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let (mut x, mut y, mut names) = (vec![], vec![], vec![]);
    for g in 0..clusters {
        let (place, shared) = (g as f64 / clusters as f64, normal());
        for _ in 0..rows {
            x.push(place);
            y.push(1.0 + place + shared + normal());
            names.push(format!("g{g}"));
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Table::from_columns(vec![Column::number("x", x), Column::number("y", y), Column::category("g", &names)]).unwrap()
}

/// With x the same within a cluster the clusters' means carry all that is known: ordinary least squares of the means has
/// the exact error. CR2 is unbiased where errors are alike, so its mean over data sets is that variance.
#[test]
fn few_clusters_hold_the_truth() {
    let (clusters, rows, sims) = (12, 6, 600);
    let law = Law::parse("y ~ a + b*x").unwrap();
    let (mut held, mut blind, mut variance) = (0, 0, 0.0);
    for seed in 0..sims {
        let table = draw(clusters, rows, seed);
        let with = Fit::of(&law, &table).noise(Noise::Gaussian).cluster("g").brief().run().unwrap();
        let b = with.estimate("b").unwrap();
        assert_eq!(b.method, "sandwich");
        held += usize::from(b.lo.unwrap() <= 1.0 && 1.0 <= b.hi.unwrap());
        variance += b.stderr.unwrap().powi(2) / sims as f64;
        let without = Fit::of(&law, &table).noise(Noise::Gaussian).brief().run().unwrap();
        let b = without.estimate("b").unwrap();
        blind += usize::from(b.lo.unwrap() <= 1.0 && 1.0 <= b.hi.unwrap());
    }
    // Binomial error of 95% in 600: 0.9 points; three of them.
    let rate = held as f64 / sims as f64;
    assert!((0.92..=0.98).contains(&rate), "{rate}");
    assert!((blind as f64) < 0.8 * sims as f64, "{blind}");
    // The variance of a slope through means of variance 1 + 1/rows; 600 estimates with about 7 degrees of freedom each
    // know their mean to sqrt(2/7/600) = 2%.
    let spread: f64 = (0..clusters).map(|g| (g as f64 / 12.0 - 5.5 / 12.0).powi(2)).sum();
    let exact = (1.0 + 1.0 / rows as f64) / spread;
    assert!((variance / exact - 1.0).abs() < 0.08, "{variance} {exact}");
}

/// One row to a cluster: CR2 of a mean is the textbook variance `s^2/n`, whatever the noise's name for it.
#[test]
fn clusters_of_one_row() {
    let table = draw(15, 1, 3);
    let fit = Fit::of(&Law::parse("y ~ a + 0*x").unwrap(), &table).noise(Noise::Gaussian).cluster("g").run().unwrap();
    let y = table.numbers("y").unwrap();
    let mean = y.iter().sum::<f64>() / 15.0;
    let s2 = y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / 14.0;
    let a = fit.estimate("a").unwrap();
    assert!((a.stderr.unwrap() / (s2 / 15.0).sqrt() - 1.0).abs() < 1e-9);
    // t with 14 degrees of freedom: 2.144787.
    assert!(((a.hi.unwrap() - a.value) / a.stderr.unwrap() - 2.144_787).abs() < 1e-5);
    assert_eq!(a.method, "sandwich");
    assert!(fit.warnings.iter().any(|w| w.code == "few-clusters"));
}

/// Every noise, a cluster that decides alone, two clusters: errors are numbers or there are none.
#[test]
fn no_noise_and_no_cluster_breaks_it() {
    let table = draw(6, 5, 1);
    for noise in ["gaussian", "laplace(linear)", "student(4)", "huber(0.1, linear)"] {
        let fit = Fit::of(&Law::parse("y ~ a + b*x").unwrap(), &table)
            .noise(noise.parse().unwrap())
            .cluster("g")
            .run()
            .unwrap();
        let b = fit.estimate("b").unwrap();
        assert!(b.stderr.is_some_and(|s| s > 0.0 && s.is_finite()), "{noise}: {b:?}");
    }
    let two = draw(2, 5, 1);
    let fit = Fit::of(&Law::parse("y ~ a + b*x").unwrap(), &two).noise(Noise::Gaussian).cluster("g").run().unwrap();
    assert!(fit.estimate("b").unwrap().stderr.is_none_or(|s| s.is_finite()));
}
