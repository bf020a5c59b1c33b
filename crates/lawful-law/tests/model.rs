//! A law over a table: rows, blocks, branches that are not taken, and what can't be evaluated.

use lawful_io::{Column, Table};
use lawful_law::model::{Scale, Slot};
use lawful_law::tape::{BLOCK, LANES, Tape, Workspace};
use lawful_law::{Law, Model};

fn table(columns: &[(&str, &[f64])]) -> Table {
    let mut list: Vec<Column> = columns.iter().map(|(n, v)| Column::number(*n, v.to_vec())).collect();
    list.push(Column::number("y", vec![1.0; columns[0].1.len()]));
    Table::from_columns(list).unwrap()
}

fn run(model: &Model, tape: &Tape, parameters: &[f64]) -> Vec<Vec<f64>> {
    let padded = model.data.padded();
    let mut out = vec![vec![f64::NAN; padded]; tape.outputs()];
    tape.run(parameters, 0, padded, &mut Workspace::default(), &mut out);
    out.iter_mut().for_each(|o| o.truncate(model.data.rows()));
    out
}

/// Value, gradient and Hessian entries per row, parameters in order of appearance.
fn outputs(law: &str, table: &Table, parameters: &[f64]) -> Vec<Vec<f64>> {
    let law = Law::parse(&format!("y ~ {law}")).unwrap_or_else(|e| panic!("{e}"));
    let mut model = Model::resolve(&law, table, &Default::default()).unwrap_or_else(|e| panic!("{e}"));
    let expressions = model.compile(model.law);
    run(&model, &expressions.hessian, parameters)
}

fn value(law: &str, table: &Table, parameters: &[f64]) -> Vec<f64> {
    outputs(law, table, parameters).swap_remove(0)
}

/// What is not taken is not evaluated, as far as a result shows: no NaN or infinity of it, in no derivative.
#[test]
fn branches_not_taken_leave_no_trace() {
    let table = table(&[("x", &[-1.0, 0.0, 2.0, 3.0])]);
    // (law, point): each is finite with all its derivatives at every row.
    let laws: &[(&str, &[f64])] = &[
        ("where(x > 0, log(x)*p, 0)", &[1.5]),
        ("where(x > 0, x^p, 0)", &[0.5]),
        ("where(x > 0, log(p*x)^2, p)", &[1.5]),
        ("where(p*x > 0, log(p*x), 0)", &[1.5]),
        ("where(p*x > 0, sqrt(p*x), p)^2", &[1.5]),
        ("exp(where(p*x > 0, log(p*x)*q, p*q))", &[1.5, 0.3]),
        ("where(x > 0, where(x > 2, log(1 + (x - 2)*p)^p, p/x), p^3)", &[0.7]),
        ("p*where(x == 0, p, p/x)^3", &[0.7]),
        ("where(x > 0, (p*x)^q, 0)*p", &[2.0, 0.5]),
        ("p + where(p*x > 0, lgamma(p*x), 0) + p*x", &[2.0]),
        ("where(x > 0, root(u^2 = p*x, u, 0, 9), p)^2", &[2.0]),
        ("p*where(x > 0, logsumexp(log(p*x), p), log(p))", &[2.0]),
        ("where(x < 9, exp(p*x), exp(-p*exp(900*p*x*x)))", &[2.0]),
    ];
    for (law, at) in laws {
        for (k, output) in outputs(law, &table, at).iter().enumerate() {
            assert!(output.iter().all(|v| v.is_finite()), "{law}: output {k} is {output:?}");
        }
    }
}

/// d/dp of log(x) p where x > 0 is log(x), else 0.
#[test]
fn the_branch_that_is_taken_is_differentiated() {
    let table = table(&[("x", &[-1.0, 0.0, 2.0])]);
    let out = outputs("where(x > 0, log(x)*p, 0)", &table, &[3.0]);
    assert_eq!(out[0], [0.0, 0.0, 3.0 * 2.0_f64.ln()]);
    assert_eq!(out[1], [0.0, 0.0, 2.0_f64.ln()]);
    // The condition itself has no derivative; where it holds p^2 counts, elsewhere p x.
    let out = outputs("where(p*x > 1, p^2, p*x)", &table, &[3.0]);
    assert_eq!((out[0].as_slice(), out[1].as_slice()), ([-3.0, 0.0, 9.0].as_slice(), [-1.0, 0.0, 6.0].as_slice()));
}

/// A NaN that *is* taken must be seen.
#[test]
fn a_nan_is_never_lost() {
    let table = table(&[("x", &[-1.0])]);
    for law in
        ["min(log(x*p), 1)", "max(1, log(x*p))", "clamp(log(x*p), 0, 1)", "abs(sqrt(x*p))", "0*log(x)*p + log(x*p)"]
    {
        assert!(value(law, &table, &[1.0])[0].is_nan(), "{law}");
    }
    assert!(value("logsumexp(log(x*p), p)", &table, &[1.0])[0].is_nan());
}

/// exp(-inf) is 0: an empty term of a sum of exponentials.
#[test]
fn logsumexp_of_infinities() {
    let table = table(&[("x", &[0.0, 1.0])]);
    let out = outputs("logsumexp(log(x), p, q)", &table, &[0.5, -1.0]);
    let expected = |x: f64| (x + 0.5_f64.exp() + (-1.0_f64).exp()).ln();
    for i in 0..2 {
        let x = i as f64;
        assert!((out[0][i] - expected(x)).abs() < 1e-15);
        let weight = (0.5 - expected(x)).exp();
        assert!((out[1][i] - weight).abs() < 1e-15, "{:?}", out[1]);
    }
    assert_eq!(value("logsumexp(log(x), log(x) - p)", &table, &[1.0])[0], f64::NEG_INFINITY);
    assert_eq!(value("logsumexp(p/x, 1)", &table, &[1.0])[0], f64::INFINITY);
    // Far below and far above what exp can hold.
    let far = value("logsumexp(p + 5000, p + 5000*x)", &table, &[1.0]);
    assert_eq!(far, [5001.0, 5001.0 + 2.0_f64.ln()]);
    assert_eq!(value("logsumexp(p - 5000, p - 5000)", &table, &[1.0])[0], -4999.0 + 2.0_f64.ln());
}

#[test]
fn kinks_take_one_side() {
    let table = table(&[("x", &[-2.0, 0.0, 3.0])]);
    let slopes = |law: &str| outputs(law, &table, &[1.0]).swap_remove(1);
    assert_eq!(slopes("abs(p*x)"), [2.0, 0.0, 3.0]);
    assert_eq!(slopes("min(p*x, 1)"), [-2.0, 0.0, 0.0]);
    assert_eq!(slopes("max(p*x, 1)"), [0.0, 0.0, 3.0]);
    assert_eq!(slopes("clamp(p*x, -1, 2)"), [0.0, 0.0, 0.0]);
    assert_eq!(slopes("clamp(p*x, -5, 5)"), [-2.0, 0.0, 3.0]);
}

/// Every row gives the same, whatever table, block and place it stands in, and padding never shows.
#[test]
fn rows_do_not_depend_on_their_block() {
    let law = "E + A*x^-alpha + where(x > 3, log(x - 3), 0)*E + root(u^3 + u = A*x, u, 0, 99) + sigmoid(x - c[g])";
    let parameters = [0.4, 2.0, 0.7, 1.0, 2.0, 3.0];
    let rows = |n: usize, from: usize| {
        let x: Vec<f64> = (from..from + n).map(|i| 0.1 + (i as f64 * 0.37) % 9.0).collect();
        let g: Vec<&str> = (from..from + n).map(|i| ["a", "b", "c"][i % 3]).collect();
        let y = vec![1.0; n];
        Table::from_columns(vec![Column::number("x", x), Column::category("g", &g), Column::number("y", y)]).unwrap()
    };
    let whole = outputs(law, &rows(1025, 0), &parameters);
    for n in [1, LANES - 1, LANES, LANES + 1, BLOCK - 1, BLOCK, BLOCK + 1, 1024] {
        // From a multiple of 3, so that categories keep their order; with 1 row there is one category.
        for from in [0, 300] {
            if from + n > 1025 {
                continue;
            }
            let part = outputs(law, &rows(n, from), &parameters);
            for k in 0..part.len().min(if n < 3 { 2 } else { whole.len() }) {
                let expected = &whole[k][from..from + n];
                let same = part[k].iter().zip(expected).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(
                    same,
                    "{n} rows from {from}, output {k}: {:?}",
                    part[k].iter().zip(expected).find(|(a, b)| a != b)
                );
            }
        }
    }
}

/// A tape run in pieces gives what it gives in one go.
#[test]
fn pieces_of_a_run() {
    let x: Vec<f64> = (0..1000).map(|i| 0.1 + (i as f64 * 0.37) % 9.0).collect();
    let table = table(&[("x", &x)]);
    let law = Law::parse("y ~ a*x^-b + exp(-a*x)").unwrap();
    let mut model = Model::resolve(&law, &table, &Default::default()).unwrap();
    let expressions = model.compile(model.law);
    let whole = run(&model, &expressions.gradient, &[1.3, 0.7]);
    let mut workspace = Workspace::default();
    for (first, rows) in [(0, 8), (8, 504), (512, 488), (992, 8), (3, 5)] {
        let mut out = vec![vec![0.0; rows]; 3];
        expressions.gradient.run(&[1.3, 0.7], first, rows, &mut workspace, &mut out);
        for k in 0..3 {
            assert_eq!(out[k], whole[k][first..first + rows], "rows from {first}");
        }
    }
}

#[test]
fn a_law_without_columns() {
    let table = table(&[("x", &[1.0, 2.0, 3.0])]);
    assert_eq!(outputs("a", &table, &[2.5]), [vec![2.5; 3], vec![1.0; 3]]);
    let out = outputs("a*b", &table, &[2.0, 3.0]);
    assert_eq!(out, [vec![6.0; 3], vec![3.0; 3], vec![2.0; 3], vec![1.0; 3]]);
    assert_eq!(outputs("3 + 4", &table, &[]), [vec![7.0; 3]]);
    assert_eq!(outputs("x", &table, &[]), [vec![1.0, 2.0, 3.0]]);
    // Hoisted data beside parameters alone.
    let out = outputs("log(x)*exp(a)", &table, &[0.0]);
    assert_eq!(out[0], out[1]);
}

/// The gradient of a polynomial in 200 parameters: each power of x.
#[test]
fn two_hundred_parameters() {
    let x = [0.5, 0.9, 1.0, 1.1];
    let terms: Vec<String> = (0..200).map(|k| format!("p{k}*x^{k}")).collect();
    let out = outputs(&terms.join(" + "), &table(&[("x", &x)]), &[1.0; 200]);
    assert_eq!(out.len(), 201, "a law that is linear in all has no Hessian entry");
    for (i, &x) in x.iter().enumerate() {
        for k in 0..200 {
            let expected = x.powi(k);
            assert!((out[1 + k as usize][i] - expected).abs() <= 1e-13 * expected, "x {x}, power {k}");
        }
    }
}

#[test]
fn one_parameter_per_category() {
    let table = Table::from_columns(vec![
        Column::number("x", vec![1.0, 2.0, 3.0, 4.0]),
        Column::number("y", vec![1.0; 4]),
        Column::category("g", &["b", "a", "b", "a"]),
        Column::number("size", vec![512.0, 64.0, 64.0, 512.0]),
    ])
    .unwrap();
    let law = Law::parse("y ~ c[g]*x + d[size]").unwrap();
    let mut model = Model::resolve(&law, &table, &Default::default()).unwrap();
    let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["c[\"b\"]", "c[\"a\"]", "d[64]", "d[512]"]);
    assert_eq!(model.predict(&[10.0, 20.0, 1.0, 2.0]), [12.0, 41.0, 31.0, 82.0]);
    // A category by name is the parameter that the group picks for it.
    let law = Law::parse("y ~ c[g] - c[\"a\"]").unwrap();
    let mut model = Model::resolve(&law, &table, &Default::default()).unwrap();
    assert_eq!(model.parameters.len(), 2);
    assert_eq!(model.predict(&[10.0, 20.0]), [-10.0, 0.0, -10.0, 0.0]);
    // A sum's index picks one after the other.
    let law = Law::parse("y ~ sum(i in [1, 2], A[i]*x^i)").unwrap();
    let mut model = Model::resolve(&law, &table, &Default::default()).unwrap();
    let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["A[1]", "A[2]"]);
    assert_eq!(model.predict(&[10.0, 1.0]), [11.0, 24.0, 39.0, 56.0]);
}

/// Parameters that enter linearly, found for what they are: jointly, first come first served.
#[test]
fn linear_parameters() {
    let table = table(&[("x", &[1.0, 2.0, 3.0])]);
    let linear = |law: &str| {
        let law = Law::parse(&format!("y ~ {law}")).unwrap();
        let mut model = Model::resolve(&law, &table, &Default::default()).unwrap();
        let separation = model.separate(model.law);
        let name = |(slot, scale): &(Slot, Scale)| match scale {
            Scale::Plain => model.parameters[slot.parameter(0)].name.clone(),
            Scale::Log => format!("exp({})", model.parameters[slot.parameter(0)].name),
        };
        separation.linear.iter().map(name).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(linear("E + A*x^-alpha"), "E A");
    assert_eq!(linear("a*b*x + c"), "a c");
    assert_eq!(linear("a*b*x + b"), "a");
    assert_eq!(linear("exp(a + b*x)"), "exp(a)");
    assert_eq!(linear("exp(e) + exp(a - alpha*log(x)) + C"), "exp(e) exp(a) C");
    assert_eq!(linear("exp(a)*x + a"), "");
    assert_eq!(linear("exp(logsumexp(e, a - alpha*log(x)))"), "exp(e) exp(a)");
    assert_eq!(linear("where(x > 1, a, b*x)"), "a b");
    assert_eq!(linear("(a - b)*x + a*log(x)"), "a b");
    assert_eq!(linear("a/b + x/a"), "");
}
