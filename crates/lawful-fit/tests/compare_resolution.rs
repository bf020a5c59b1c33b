//! Whether a floor is there: the test at 5% finds one that is, and errs in about 5% of the data sets without one.

use lawful_fit::Noise;
use lawful_fit::compare::resolution;
use lawful_io::{Column, Table};
use lawful_law::Law;

mod simulate;
use simulate::Random;

/// `floor + 5 x^-0.3` at twelve sizes over four decades, 1% of scatter.
fn runs(floor: f64, seed: u64) -> Table {
    let mut random = Random::new(seed);
    let x: Vec<f64> = (0..12).map(|i| 10f64.powf(2.0 + 4.0 * f64::from(i) / 11.0)).collect();
    let y = x.iter().map(|x| (floor + 5.0 * x.powf(-0.3)) * (0.01 * random.normal()).exp()).collect();
    Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap()
}

fn share(floor: f64) -> f64 {
    let law = Law::parse("y ~ power_floor(x)").unwrap();
    let resolved = |i: &u64| resolution(&law, &runs(floor, *i), &Noise::LogNormal, "e", 0.0, 0.95).unwrap().resolved;
    (1..=200).filter(resolved).count() as f64 / 200.0
}

/// 5% of 200 is 10, binomial error 3; the F distribution is exact for linear laws only.
#[test]
fn no_floor() {
    let share = share(0.0);
    assert!((0.005..=0.10).contains(&share), "{share}");
}

/// A floor of 0.5 is as large as what the power law leaves at a thousand.
#[test]
fn a_floor() {
    assert!(share(0.5) > 0.99);
}

#[test]
fn what_is_said() {
    let law = Law::parse("y ~ power_floor(x)").unwrap();
    let found = resolution(&law, &runs(0.5, 1), &Noise::LogNormal, "e", 0.0, 0.95).unwrap();
    assert!(found.resolved && found.estimate.name == "e" && (found.estimate.value - 0.5).abs() < 0.1);
    let test = found.test.unwrap();
    assert_eq!((test.df, test.boundary, test.reference), (1, 1, "F"));
    // Inside its domain a null is no boundary; a loss has no likelihood to test by.
    let inside = resolution(&law, &runs(0.5, 1), &Noise::LogNormal, "c", 0.3, 0.95).unwrap();
    assert_eq!(inside.test.unwrap().boundary, 0);
    let huber = Noise::Huber { delta: 1e-3, linear: false };
    let loss = resolution(&law, &runs(0.5, 1), &huber, "e", 0.0, 0.95).unwrap();
    assert!(loss.test.is_none() && !loss.resolved);
    let unknown = resolution(&law, &runs(0.5, 1), &Noise::LogNormal, "E", 0.0, 0.95).unwrap_err().to_string();
    assert!(unknown.contains("'E'") && unknown.contains("e, b, c"), "{unknown}");
}
