//! What is said about the optimum: rivals, exchangeable terms, directions without information, ends of domains.

mod simulate;

use lawful_fit::{Fit, Fitting};
use lawful_io::{Column, Table};
use lawful_law::{Law, parse};
use simulate::Random;

fn run(law: &str, x: &[f64], y: Vec<f64>, with: impl for<'a> Fn(Fitting<'a>) -> Fitting<'a>) -> Fit {
    let table = Table::from_columns(vec![Column::number("x", x.to_vec()), Column::number("y", y)]).unwrap();
    with(Fit::of(&Law::parse(law).unwrap(), &table)).run().unwrap_or_else(|e| panic!("{law}: {e}"))
}

fn codes(fit: &Fit) -> Vec<&str> {
    fit.warnings.iter().map(|w| w.code).collect()
}

fn ramp(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.1 * i as f64).collect()
}

#[test]
fn exchanged_terms_are_one_optimum() {
    let mut random = Random::new(1);
    let x = ramp(60);
    let y: Vec<f64> =
        x.iter().map(|x| 4.0 * (-0.4 * x).exp() + 3.0 * (-2.5 * x).exp() + 0.02 * random.normal()).collect();
    for seed in 0..4 {
        let fit = run("y ~ A*exp(-r*x) + B*exp(-s*x); r > 0; s > 0", &x, y.clone(), |f| f.starts(40).seed(seed));
        assert!(fit.rivals.is_empty() && !codes(&fit).contains(&"rival-optimum"), "{:?}", fit.rivals);
        let at = ["A", "r", "B", "s"].map(|n| fit.value(n).unwrap());
        let (slow, fast) = if at[1] < at[3] { ([0, 1], [2, 3]) } else { ([2, 3], [0, 1]) };
        assert!((at[slow[0]] - 4.0).abs() < 0.2 && (at[slow[1]] - 0.4).abs() < 0.02, "{at:?}");
        assert!((at[fast[0]] - 3.0).abs() < 0.2 && (at[fast[1]] - 2.5).abs() < 0.25, "{at:?}");
    }
}

/// (a^2 - 1) x + 0.03 a against noise of 1: minima near 1 and -1, whose sums of squares differ by (0.06)^2 per row.
#[test]
fn a_second_optimum_is_named() {
    let x: Vec<f64> = (0..100).map(|i| 0.1 * (i / 2) as f64).collect();
    let y: Vec<f64> = (0..100).map(|i| 0.03 + if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let fit = run("y ~ (a^2 - 1)*x + 0.03*a", &x, y, |f| f.grid(parse::parse_grid("a=-2:2:0.5").unwrap()));
    assert!((fit.value("a").unwrap() - 1.0).abs() < 1e-9, "{:?}", fit.params);
    assert!((fit.objective - 100.0).abs() < 1e-9);
    assert_eq!(fit.rivals.len(), 1, "{:?}", fit.rivals);
    // Near -1, where a slope of 2 (-1 - a) x makes up for part of the 0.06 by which the level is off: what is left is
    // n 0.06^2 (1 - (sum x)^2/(n sum x^2)), to the first order in a + 1.
    let (sum, squares) = (2.0 * 122.5, 2.0 * 404.25);
    let left = 100.0 * 0.06_f64.powi(2) * (1.0 - sum * sum / (100.0 * squares));
    let rival = &fit.rivals[0];
    assert!((rival.objective - 100.0 - left).abs() < 0.01 * left, "{rival:?}, not {left}");
    assert!((rival.params[0].1 + 1.0).abs() < 0.01, "{rival:?}");
    assert!(codes(&fit).contains(&"rival-optimum"));
}

#[test]
fn what_the_data_do_not_determine() {
    let mut random = Random::new(2);
    let x = ramp(30);
    let y: Vec<f64> = x.iter().map(|x| 2.0 + 0.5 * x + 0.1 * random.normal()).collect();
    for law in ["y ~ a + b + c*x", "y ~ a*b*x + c", "y ~ exp(a + b)*x + c", "y ~ a*x^(b*c)"] {
        let fit = run(law, &x[1..], y[1..].to_vec(), |f| f);
        assert!(codes(&fit).contains(&"not-identified"), "{law}: {:?}", fit.warnings);
        assert!(fit.params.iter().any(|p| !p.identified), "{law}: {:?}", fit.params);
    }
    // The sum alone is.
    let fit = run("y ~ a + b; let s = a + b", &x, y.clone(), |f| f);
    assert!(codes(&fit).contains(&"not-identified"));
    let mean = y.iter().sum::<f64>() / 30.0;
    assert!((fit.value("s").unwrap() - mean).abs() < 1e-9 * mean);
    let fit = run("y ~ a + c*x", &x, y, |f| f);
    assert!(!codes(&fit).contains(&"not-identified") && fit.params.iter().all(|p| p.identified));
}

/// True a is -1; with a >= 0 the best line goes through 0: b = sum xy / sum x^2.
#[test]
fn a_parameter_at_its_bound() {
    let mut random = Random::new(3);
    let x = ramp(40);
    let y: Vec<f64> = x.iter().map(|x| -1.0 + 2.0 * x + 0.1 * random.normal()).collect();
    let fit = run("y ~ a + b*x; a >= 0", &x, y.clone(), |f| f);
    assert_eq!(fit.value("a"), Some(0.0));
    let b = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / x.iter().map(|x| x * x).sum::<f64>();
    assert!((fit.value("b").unwrap() - b).abs() < 1e-12 * b);
    assert!(codes(&fit).contains(&"at-bound") && fit.estimate("b").unwrap().stderr.is_some(), "{:?}", fit.params);
    // Not linear, and not projected out.
    let fit = run("y ~ exp(k)*x - 1; k <= 0.5", &x, y, |f| f);
    assert_eq!(fit.value("k"), Some(0.5));
    assert!(codes(&fit).contains(&"at-bound"));
}

/// The sum of squares of an oscillation has a narrow minimum at its frequency among dozens of shallow ones. The frequency's
/// standard error is sqrt(24/n) noise/(amplitude spread) = 0.004.
#[test]
fn the_frequency_of_an_oscillation() {
    let x: Vec<f64> = (0..40).map(|i| 0.5 * f64::from(i)).collect();
    for seed in 0..8 {
        let mut random = Random::new(seed);
        let y: Vec<f64> = x.iter().map(|x| (1.3 * x).cos() + 0.1 * random.normal()).collect();
        for law in ["y ~ a*cos(w*x); a in [-2, 2]; w in [0.5, 2]", "y ~ a*cos(w*x)", "y ~ a*sin(w*x + turn)"] {
            let fit = run(law, &x, y.clone(), |f| f.brief());
            let w = fit.value("w").unwrap().abs();
            assert!((w - 1.3).abs() < 0.02, "{law}, seed {seed}: {w}");
        }
    }
}
