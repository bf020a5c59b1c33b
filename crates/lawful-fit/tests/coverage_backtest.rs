//! Back-tests of laws whose truth is known.

use lawful_fit::backtest::{Backtest, Drift, pool};
use lawful_fit::compare::Candidate;
use lawful_fit::{Noise, Recipe};
use lawful_io::{Column, Table};
use lawful_law::Law;

/// Standard normal scores in an order without pattern.
fn scores(n: usize) -> Vec<f64> {
    use statrs::distribution::{ContinuousCDF, Normal};
    (0..n).map(|i| Normal::standard().inverse_cdf(((i * 61) % n) as f64 / n as f64 + 0.5 / n as f64)).collect()
}

fn table(response: impl Fn(f64) -> f64, noise: f64) -> Table {
    let n = 101;
    let x: Vec<f64> = (0..n).map(|i| 10.0_f64.powf(4.0 * i as f64 / n as f64)).collect();
    let y = x.iter().zip(scores(n)).map(|(x, z)| response(*x) * (noise * z).exp()).collect();
    Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap()
}

fn power() -> Candidate {
    Candidate::new(Law::parse("y ~ c*x^-k").unwrap(), Noise::LogNormal)
}

/// The true law: intervals hold what they say at every distance, errors stay at the noise, and it beats the baselines.
#[test]
fn a_true_law_holds() {
    let table = table(|x| 5.0 * x.powf(-0.3), 0.02);
    let result = Backtest::of(&table, "x").candidate(power()).run().unwrap();
    assert!(result.failures.is_empty());
    let pools = pool(&result.cells);
    for p in pools.iter().filter(|p| p.noise == "lognormal") {
        // 12 rows at the least cut, over half a decade: the slope is known to 0.017, which is 8% at a distance of 100.
        assert!(p.median_relative_error < 0.1, "{p:?}");
        assert!(p.coverage.unwrap() > 0.75 && p.widened_coverage.unwrap() >= p.coverage.unwrap(), "{p:?}");
        let seen = pools.iter().find(|b| b.law == "best seen" && b.distance == p.distance).unwrap();
        assert!(seen.median_relative_error > p.median_relative_error, "{p:?} {seen:?}");
    }
}

/// A law with a floor that the power law lacks: plain intervals fail, and widened ones are several times wider, as rolling
/// fits within the data tell.
#[test]
fn drift_is_seen() {
    let table = table(|x| 1.0 + 5.0 * x.powf(-0.3), 0.01);
    let result = Backtest::of(&table, "x").candidate(power()).run().unwrap();
    let near = pool(&result.cells).into_iter().find(|p| p.noise == "lognormal" && p.distance.0 == 2.0).unwrap();
    assert!(near.coverage.unwrap() < 0.6, "{near:?}");
    assert!(near.widened_coverage.unwrap() > near.coverage.unwrap() + 0.1, "{near:?}");
    assert!(near.widening.unwrap() > 1.5, "{near:?}");
    let drift =
        Drift::learn(&power(), &Recipe { level: 0.9, ..Recipe::default() }, &table, "x", None).unwrap().unwrap();
    assert!(drift.per_log > 0.01 && drift.cuts >= 2, "{drift:?}");
}

#[test]
fn wrong_requests_are_errors() {
    let table = table(|x| x.powf(-0.3), 0.01);
    let message = |b: lawful_fit::backtest::Backtesting| b.run().unwrap_err().to_string();
    assert!(message(Backtest::of(&table, "x")).contains("at least one law"));
    assert!(message(Backtest::of(&table, "z").candidate(power())).contains("no column 'z'"));
    assert!(message(Backtest::of(&table, "x").candidate(power()).distances(vec![2.0, 1.0])).contains("rise from 1"));
    assert!(message(Backtest::of(&table, "x").candidate(power()).cuts(vec![1e9])).contains("no cut"));
    assert!(message(Backtest::of(&table, "x").candidate(power()).cluster("run")).contains("no column 'run'"));
}
