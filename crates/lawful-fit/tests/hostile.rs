//! Data and laws that break fits: a result or one line of error, soon, never a panic.

mod simulate;

use lawful_fit::{Error, Fit, Fitting};
use lawful_io::{Column, Table};
use lawful_law::Law;
use simulate::Random;

const NOISES: &[&str] = &[
    "gaussian",
    "lognormal",
    "laplace",
    "laplace(linear)",
    "student(4)",
    "poisson",
    "gamma(3)",
    "whittle",
    "binomial(1000)",
    "negbinomial",
    "huber(1e-3)",
    "huber(1e-3, linear)",
    "asymmetric-huber(1e-3, 10)",
];

fn table(x: &[f64], y: &[f64]) -> Table {
    let n = x.len();
    Table::from_columns(vec![
        Column::number("x", x.to_vec()),
        Column::number("y", y.to_vec()),
        Column::number("zero", vec![0.0; n]),
        Column::number("one", vec![1.0; n]),
    ])
    .unwrap()
}

fn run(law: &str, table: &Table, noise: &str, with: impl for<'a> Fn(Fitting<'a>) -> Fitting<'a>) -> Result<Fit, Error> {
    let result = with(Fit::of(&Law::parse(law).unwrap(), table).noise(noise.parse().unwrap())).run();
    if let Err(e) = &result {
        let text = e.to_string();
        assert!(!text.is_empty() && !text.contains('\n'), "{law}, {noise}: an error of several lines: {text}");
    }
    result
}

fn plain(law: &str, table: &Table, noise: &str) -> Result<Fit, Error> {
    run(law, table, noise, |f| f)
}

#[test]
fn no_scatter_at_all() {
    let x: Vec<f64> = (1..=20).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 * x.powf(-0.5) + 1.0).collect();
    for noise in NOISES {
        let Ok(fit) = plain("y ~ e + b*x^-c", &table(&x, &y), noise) else { continue };
        if ["gaussian", "lognormal", "huber(1e-3)"].contains(noise) {
            for (name, truth) in [("e", 1.0), ("b", 3.0), ("c", 0.5)] {
                let found = fit.value(name).unwrap();
                assert!((found - truth).abs() < 1e-9 * truth, "{noise}: {name} is {found}");
            }
        }
    }
    let line: Vec<f64> = x.iter().map(|x| 2.0 + 3.0 * x).collect();
    let fit = plain("y ~ a + b*x", &table(&x, &line), "laplace(linear)").unwrap();
    assert!((fit.value("b").unwrap() - 3.0).abs() < 1e-12 && (fit.value("a").unwrap() - 2.0).abs() < 1e-12);
}

#[test]
fn as_many_rows_as_parameters_and_fewer() {
    let (x, y) = ([1.0, 2.0, 3.0], [5.0, 4.0, 3.5]);
    for noise in NOISES {
        let _ = plain("y ~ e + b*x^-c", &table(&x, &y), noise);
        let error = plain("y ~ e + b*x^-c", &table(&x[..2], &y[..2]), noise).unwrap_err().to_string();
        assert!(error.contains("2 rows") && error.contains("3 parameters"), "{error}");
    }
    let fit = plain("y ~ a + b*x", &table(&x[..2], &y[..2]), "gaussian").unwrap();
    assert!((fit.value("b").unwrap() + 1.0).abs() < 1e-12 && fit.objective < 1e-20);
    assert!(fit.warnings.iter().any(|w| w.code == "few-rows"));
    assert!(fit.params.iter().all(|p| p.stderr.is_none_or(f64::is_finite)));
    assert!(plain("y ~ a", &table(&[], &[]), "gaussian").is_err());
}

#[test]
fn constant_columns() {
    let x: Vec<f64> = (1..=12).map(f64::from).collect();
    for noise in NOISES {
        let _ = plain("y ~ e + b*x^-c", &table(&x, &[2.0; 12]), noise);
        let _ = plain("y ~ b*x^-c", &table(&x, &[2.0; 12]), noise);
        let _ = plain("y ~ a", &table(&x, &[2.0; 12]), noise);
        // All rows equal: a law in x can't be told from a constant.
        let error = plain("y ~ a + b*x", &table(&[3.0; 12], &[2.0; 12]), noise).unwrap_err().to_string();
        assert!(error.contains("'x'"), "{error}");
        // Responses that no logarithm and no count can be.
        let _ = plain("y ~ b*x^-c", &table(&x, &[0.0; 12]), noise);
        let _ = plain("y ~ b*x^-c", &table(&x, &[-1.5; 12]), noise);
    }
}

/// The fit of c y is c times the fit of y, whatever c, as long as squares of c are f64.
#[test]
fn scales_far_from_one() {
    let mut random = Random::new(1);
    let x: Vec<f64> = (1..=40).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 * x.powf(-0.5) * (0.01 * random.normal()).exp()).collect();
    let plain_fit = plain("y ~ b*x^-c", &table(&x, &y), "gaussian").unwrap();
    for scale in [1e-300, 1e-140, 1e30, 1e300] {
        let scaled: Vec<f64> = y.iter().map(|y| y * scale).collect();
        for noise in NOISES {
            let _ = plain("y ~ b*x^-c", &table(&x, &scaled), noise);
            let _ = plain("y ~ e + b*x^-c", &table(&x, &scaled), noise);
            let xs: Vec<f64> = x.iter().map(|x| x * scale).collect();
            let _ = plain("y ~ e + b*x^-c", &table(&xs, &y), noise);
        }
        if (1e-150..1e150).contains(&scale) {
            let log = plain("y ~ b*x^-c", &table(&x, &scaled), "lognormal").unwrap_or_else(|e| panic!("{scale}: {e}"));
            assert!((log.value("c").unwrap() - 0.5).abs() < 0.01, "scale {scale}: {:?}", log.params);
            let fit = plain("y ~ b*x^-c", &table(&x, &scaled), "gaussian").unwrap();
            let (b, c) = (fit.value("b").unwrap() / scale, fit.value("c").unwrap());
            let close = |found: f64, name: &str| (found / plain_fit.value(name).unwrap() - 1.0).abs() < 1e-9;
            assert!(close(b, "b") && close(c, "c"), "scale {scale}: {b} {c}");
        }
    }
}

#[test]
fn laws_that_can_not_be_evaluated() {
    let x: Vec<f64> = (1..=12).map(f64::from).collect();
    let t = table(&x, &x);
    for noise in NOISES {
        for law in [
            "y ~ log(-x)*a",
            "y ~ a*sqrt(-1 - b^2) + x",
            "y ~ a*exp(exp(exp(x + 5)))",
            "y ~ a + log(a - a)",
            "y ~ root(u^2 + 1 + a^2 = 0*x, u, 0, 1)",
            "y ~ a/(x - x)",
        ] {
            let result = plain(law, &t, noise);
            assert!(result.is_err(), "{law}, {noise}: {:?}", result.unwrap().params);
        }
    }
    // Evaluable from some starts only, or at the edge.
    for law in ["y ~ a*log(b - x)", "y ~ a*(x - b)^c", "y ~ a*sqrt(b^2 - 200) + x", "y ~ exp(a*x^b)", "y ~ x^x^a"] {
        for noise in NOISES {
            let _ = plain(law, &t, noise);
            let _ = run(law, &t, noise, |f| f.starts(30));
        }
    }
}

#[test]
fn nothing_to_estimate() {
    let x: Vec<f64> = (1..=12).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
    let fit = plain("y ~ a*x; a = 2", &table(&x, &y), "gaussian").unwrap();
    assert_eq!((fit.k, fit.objective), (0, 12.0));
    assert_eq!(fit.estimate("a").unwrap().method, "fixed");
    for noise in NOISES {
        let _ = plain("y ~ a*x; a = 2", &table(&x, &y), noise);
        let _ = plain("y ~ 2*x", &table(&x, &y), noise);
    }
    assert_eq!(plain("y ~ 2*x", &table(&x, &y), "gaussian").unwrap().objective, 12.0);
}

#[test]
fn weights_and_sigmas_of_zero() {
    let x: Vec<f64> = (1..=12).map(f64::from).collect();
    let t = table(&x, &x);
    for noise in NOISES {
        assert!(run("y ~ a*x^b", &t, noise, |f| f.weights("zero")).is_err(), "{noise}");
        let _ = run("y ~ a*x^b", &t, noise, |f| f.weights("one"));
    }
    assert!(run("y ~ a*x^b", &t, "gaussian", |f| f.sigma("zero")).is_err());
    assert!(run("y ~ a*x^b", &t, "gaussian", |f| f.sigma("nowhere")).is_err());
    assert!(run("y ~ a*x^b", &t, "gaussian", |f| f.level(1.0)).is_err());
}

/// Outliers of 1e6 times the spread, equal abscissae but one, starts far out.
#[test]
fn lopsided_data() {
    let mut random = Random::new(9);
    let mut x = vec![1.0; 50];
    x[49] = 1e9;
    let mut y: Vec<f64> = x.iter().map(|_| 5.0 + random.normal()).collect();
    for noise in NOISES {
        let _ = plain("y ~ e + b*x^-c", &table(&x, &y), noise);
    }
    y[7] = 1e6;
    for noise in NOISES {
        let _ = plain("y ~ e + b*x^-c", &table(&x, &y), noise);
        let _ = plain("y ~ a*x^b; a start 1e200; b start -300", &table(&x, &y), noise);
    }
}
