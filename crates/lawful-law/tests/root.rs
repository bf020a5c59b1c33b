//! Laws given by an equation: brackets, ends, and equations without a root.

use lawful_io::{Column, Table};
use lawful_law::{Law, Model};

fn values(law: &str, x: &[f64], parameters: &[f64]) -> Vec<f64> {
    let columns = vec![Column::number("y", vec![1.0; x.len()]), Column::number("x", x.to_vec())];
    let table = Table::from_columns(columns).unwrap();
    let law = Law::parse(&format!("y ~ {law}")).unwrap_or_else(|e| panic!("{e}"));
    let mut model = Model::resolve(&law, &table, &Default::default()).unwrap_or_else(|e| panic!("{e}"));
    let expressions = model.compile(model.law);
    // Derivatives run too: they must end as well, whatever they give.
    let mut out = vec![vec![0.0; model.data.padded()]; expressions.hessian.outputs()];
    expressions.hessian.run(parameters, 0, model.data.padded(), &mut Default::default(), &mut out);
    out.swap_remove(0)[..x.len()].to_vec()
}

fn close(found: &[f64], expected: impl Fn(usize) -> f64) {
    within(4.0 * f64::EPSILON, found, expected);
}

fn within(tolerance: f64, found: &[f64], expected: impl Fn(usize) -> f64) {
    for (i, &f) in found.iter().enumerate() {
        let e = expected(i);
        assert!((f - e).abs() <= tolerance * e.abs(), "row {i}: {f:e}, not {e:e}");
    }
}

#[test]
fn known_roots() {
    let x = [1e-12, 0.1, 1.0, 2.0, 1e6, 1e12];
    close(&values("root(u^2 = a*x, u, 0, 1e9)", &x, &[4.0]), |i| 2.0 * x[i].sqrt());
    close(&values("root(u = a*x, u, 0, 1e300)", &x, &[3.0]), |i| 3.0 * x[i]);
    // Logs of up to 28, rounded, leave the root 28 roundings off.
    for bracket in ["1e-99, 1e99", "1e-300, 1e300"] {
        let found = values(&format!("root(a*log(u) = log(x), u, {bracket})"), &x, &[2.0]);
        within(1e-14, &found, |i| x[i].sqrt());
    }
    within(1e-14, &values("root(atan(u) = a*atan(-x), u, -1e300, 1e300)", &x[..4], &[1.0]), |i| -x[i]);
    // Falling equations, and ends that depend on the row.
    close(&values("root(a/x = u, u, 0, 2*a/x)", &x, &[3.0]), |i| 3.0 / x[i]);
    close(&values("root(x - u^3, u, 0, a*(1 + x))", &x, &[1.0]), |i| x[i].cbrt());
}

#[test]
fn roots_at_the_ends() {
    assert_eq!(values("root(u*(u - 5) = a - 1, u, 0, 3)", &[1.0], &[1.0]), [0.0]);
    assert_eq!(values("root(u - 3*a, u, 0, 3)", &[1.0], &[1.0]), [3.0]);
    // A bracket of one point.
    assert_eq!(values("root(u - 3*a, u, 3, 3)", &[1.0], &[1.0]), [3.0]);
}

#[test]
fn brackets_in_the_wrong_order_hold_all_the_same() {
    close(&values("root(u^2 = a*x, u, 100, 0)", &[2.0, 9.0], &[1.0]), |i| [2.0_f64, 9.0][i].sqrt());
}

/// No sign change, no finite bracket, NaN at an end, NaN within: NaN at that row, and no hang.
#[test]
fn no_root_is_nan() {
    for law in [
        "root(u^2 + a, u, -5, 5)",
        "root(u - a, u, 2, 3)",
        "root(u - a, u, 0, 1/(x - x))",
        "root(u - a, u, -1/(x - x), 1/(x - x))",
        "root(log(u) - a, u, -1, 5)",
        "root(u - a, u, log(-x), 5)",
        "root(log(u - x/2) - a, u, 0.5, 0.4)",
    ] {
        let v = values(law, &[1.0, 1.0], &[1.0]);
        assert!(v.iter().all(|v| v.is_nan()), "{law}: {v:?}");
    }
    // One row's failure is its own.
    let v = values("root(u^2 = a*x, u, 0, 2)", &[1.0, 9.0, 2.25], &[1.0]);
    assert!(v[0] == 1.0 && v[1].is_nan() && v[2] == 1.5, "{v:?}");
}

/// Where Newton's steps fail the bracket still closes: flat, steep, kinked and jumping equations.
#[test]
fn hard_equations() {
    close(&values("root((u - x)^9*a, u, -10, 17)", &[1.0, 2.5], &[1e-9]), |i| [1.0, 2.5][i]);
    close(&values("root(atan(1e6*(u - x))*a, u, -1e6, 2e6)", &[1.0, 2.5], &[1.0]), |i| [1.0, 2.5][i]);
    close(&values("root(cbrt(u - x)*a, u, -7, 9)", &[1.0, 2.5], &[1.0]), |i| [1.0, 2.5][i]);
    close(&values("root(exp(700*(u - a)) - x, u, -1, 2)", &[1.0], &[1.0]), |_| 1.0);
    // A jump through 0 counts as a root at the jump.
    let v = values("root(where(u < x, -1, 1) + 0*a, u, 0, 10)", &[3.0], &[1.0])[0];
    assert!((v - 3.0).abs() <= 1e-15 * 3.0, "{v}");
}

/// `w e^w = x` within `u^2 + w = b`: two solvers, one in the other.
#[test]
fn a_root_within_a_root() {
    let x = [0.5, 1.0, 3.0];
    let found = values("root(u^2 + root(w*exp(w) = u*x*a, w, 0, 50) = 7, u, 0, 50)", &x, &[1.0]);
    for (i, u) in found.iter().enumerate() {
        let w = 7.0 - u * u;
        assert!((w * w.exp() - u * x[i]).abs() < 1e-12 * u * x[i], "{u}");
    }
    // The same equation under two different roots.
    let found = values("root(u^3 = a*x, u, 0, 9) + root(u^3 = 8*a*x, u, 0, 9)", &x, &[1.0]);
    close(&found, |i| 3.0 * x[i].cbrt());
}
