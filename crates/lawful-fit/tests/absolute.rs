//! Least absolute deviations whose minimum is no vertex: fewer residuals vanish than there are parameters.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;

fn fit(law: &str, columns: Vec<Column>) -> Fit {
    let table = Table::from_columns(columns).unwrap();
    Fit::of(&Law::parse(law).unwrap(), &table).noise(Noise::Laplace { linear: true }).brief().run().unwrap()
}

/// All responses lie below the parabola, so the sum of deviations is that of its squares: `b` is the mean of x.
#[test]
fn no_residual_vanishes() {
    let x = vec![0.0, 1.0, 4.0];
    let f = fit("y ~ (x - b)^2", vec![Column::number("x", x), Column::number("y", vec![-0.5; 3])]);
    assert!(f.converged);
    assert!((f.value("b").unwrap() - 5.0 / 3.0).abs() < 1e-9, "{:?}", f.value("b"));
    let least: f64 = 1.5 + [0.0, 1.0, 4.0].iter().map(|x| (x - 5.0 / 3.0_f64).powi(2)).sum::<f64>();
    assert!((f.objective - least).abs() < 1e-12 * least);
}

/// The same with one row more, that only `a` reaches: its residual vanishes, and `b` is the mean of the others.
#[test]
fn one_of_two_vanishes() {
    let f = fit(
        "y ~ a*z + (x - b)^2",
        vec![
            Column::number("x", vec![0.0, 1.0, 4.0, 7.0]),
            Column::number("z", vec![0.0, 0.0, 0.0, 1.0]),
            Column::number("y", vec![-0.5, -0.5, -0.5, 3.0]),
        ],
    );
    assert!(f.converged);
    assert!((f.value("b").unwrap() - 5.0 / 3.0).abs() < 1e-9, "{:?}", f.value("b"));
    let a = 3.0 - (7.0 - 5.0 / 3.0_f64).powi(2);
    assert!((f.value("a").unwrap() / a - 1.0).abs() < 1e-9, "{:?}", f.value("a"));
}
