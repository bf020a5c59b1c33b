//! Laws given by an equation.

use crate::check::{Compiled, Deviation};
use crate::random::Random;
use lawful_io::{Column, Table};
use lawful_law::Law;

fn deviation(law: &str) -> Deviation {
    let mut random = Random::new(11);
    let x: Vec<f64> = (0..29).map(|_| random.between(0.2, 2.0)).collect();
    let table = Table::from_columns(vec![Column::number("y", vec![1.0; x.len()]), Column::number("x", x)]).unwrap();
    let compiled = Compiled::new(Law::parse(&format!("y ~ {law}")).unwrap_or_else(|e| panic!("{e}")), &table);
    let mut worst = Deviation::default();
    for _ in 0..30 {
        let at: Vec<f64> = compiled.model.parameters.iter().map(|_| random.between(0.3, 1.5)).collect();
        worst.merge(compiled.deviation(&at, 1e-5, &|_| true));
    }
    worst
}

#[test]
fn implicit_laws() {
    for law in [
        "root(u*exp(u) = a*x, u, 0, 10)",
        "root(u^3 + a*u = b*x, u, 0, 50)",
        "root(b*x - a*u - u^3, u, 0, 50)",
        "a*root(log(u) + u^b = x, u, 1e-9, 50)^2 + b",
        "root(u = a*cos(u*x/2), u, 0, pi/x)",
        "root(u - b*x^-a*(2 + b - u)^a, u, 0, 2 + b)",
        "root(u^2 + root(w + exp(w) = u*a, w, -90, 90) = b + x, u, 0, 50)",
        "root(u + exp(u) = root(w^3 + w = a*x, w, 0, 9)*b, u, -50, 50)",
        "logsumexp(root(u^3 + u = a*x, u, 0, 9), b*x)",
    ] {
        let d = deviation(law);
        println!(
            "{law:70} {:4} rows  value {:.1e}  gradient {:.1e}  hessian {:.1e}",
            d.rows, d.value, d.gradient, d.hessian
        );
        assert!(d.worst() <= 1e-10 && d.rows == 870, "{law}: {d:?}");
    }
}
