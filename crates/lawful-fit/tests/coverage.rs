//! Intervals that the rule picks hold the truth as often as they say: the fast version of `docs/coverage.md`.

use lawful_fit::coverage::{Coverage, MethodCoverage, log_grid};
use lawful_fit::{Noise, Trials};
use lawful_io::Table;
use lawful_law::Law;

const SIMS: usize = 200;

/// Within three binomial standard errors of the band from 93% to 97%.
fn check(what: &str, name: &str, m: &MethodCoverage) {
    let error = |p: f64| (p * (1.0 - p) / m.sims as f64).sqrt();
    let (lo, hi) = (0.93 - 3.0 * error(0.93), 0.97 + 3.0 * error(0.97));
    let rate = m.rate();
    assert!(rate >= lo && rate <= hi, "{what}, {name}: {} of {} intervals hold the truth", m.hits, m.sims);
}

fn run(law: &str, truth: &[(&str, f64)], noise: Noise, scale: Option<f64>, design: &Table) {
    let mut simulation = Coverage::of(&Law::parse(law).unwrap(), design).noise(noise.clone()).sims(SIMS).seed(3);
    for (name, value) in truth {
        simulation = simulation.truth(*name, *value);
    }
    if let Some(scale) = scale {
        simulation = simulation.scale(scale);
    }
    let coverage = simulation.run().unwrap();
    assert!(20 * coverage.failed <= SIMS, "{noise}: {} fits failed: {:?}", coverage.failed, coverage.failure);
    for q in &coverage.quantities {
        check(&noise.to_string(), &q.name, q.method("picked").unwrap());
    }
}

/// A law with a floor and 50 rows, residuals of every kind.
#[test]
fn residual_noises() {
    let design = log_grid(&[("x", 1.0, 1000.0)], 50).unwrap();
    let truth = [("E", 1.8), ("A", 2.0), ("alpha", 0.5)];
    for (noise, scale) in [
        (Noise::Gaussian, 0.02),
        (Noise::LogNormal, 0.01),
        (Noise::Laplace { linear: false }, 0.01),
        (Noise::Student(4.0), 0.02),
        (Noise::Huber { delta: 1e-3, linear: false }, 0.01),
    ] {
        run("y ~ E + A*x^-alpha", &truth, noise, Some(scale), &design);
    }
}

/// Counts, powers and fractions.
#[test]
fn counts() {
    let design = log_grid(&[("x", 1.0, 1000.0)], 50).unwrap();
    let power = [("c", 40.0), ("k", 0.35)];
    for (noise, scale) in
        [(Noise::Poisson, None), (Noise::Gamma(4.0), None), (Noise::Whittle, None), (Noise::NegBinomial, Some(0.1))]
    {
        run("y ~ c*x^-k", &power, noise, scale, &design);
    }
    let logistic = [("rate", 2.0), ("place", 1.2)];
    let trials = Noise::Binomial(Trials::Number(40.0));
    run("y ~ sigmoid(rate*(log10(x) - place))", &logistic, trials, None, &design);
}

/// The same counts for any number of threads, and for the same seed only.
#[test]
fn deterministic() {
    let design = log_grid(&[("x", 1.0, 100.0)], 20).unwrap();
    let law = Law::parse("y ~ c*x^-k; let half = k/2").unwrap();
    let simulation = |seed| {
        Coverage::of(&law, &design)
            .truth("c", 2.0)
            .truth("k", 0.5)
            .noise(Noise::LogNormal)
            .scale(0.1)
            .sims(20)
            .seed(seed)
            .run()
            .unwrap()
            .quantities
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| simulation(1)), simulation(1));
    assert_ne!(simulation(1), simulation(2));
    assert_eq!(simulation(1)[2].truth, 0.25);
}

#[test]
fn wrong_requests_are_errors() {
    let design = log_grid(&[("x", 1.0, 100.0)], 20).unwrap();
    let of = |law: &str| Coverage::of(&Law::parse(law).unwrap(), &design).scale(0.1).sims(2);
    let message = |s: lawful_fit::coverage::Simulation| s.run().unwrap_err().to_string();
    assert!(message(of("y ~ c*x^-k").truth("c", 1.0)).contains("'k' has no true value"));
    assert!(message(of("y ~ c*x").truth("b", 1.0)).contains("parameters are c"));
    assert!(message(of("y + x ~ c*x").truth("c", 1.0)).contains("log(column)"));
    assert!(message(of("y ~ c*x").truth("c", -1.0).noise(Noise::Poisson)).contains("row 1"));
    assert!(message(of("y ~ c*x").truth("c", 1.0).sims(0)).contains("at least one"));
}
