//! Every function and operator of the language, round curved arguments of two parameters and a column.

use crate::check::{Compiled, Deviation};
use crate::random::Random;
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_law::ast::FUNCTIONS;

/// A curved argument that takes all values: none of its second derivatives in `a` and `b` but one vanishes.
const U: &str = "(a + b*x + a*b*x - a^2*x/3 + b^2/4)";
const V: &str = "(b - a*x + a*b)";

fn table(rows: usize, random: &mut Random) -> Table {
    let groups = ["p", "q", "r"];
    Table::from_columns(vec![
        Column::number("x", (0..rows).map(|_| random.between(0.1, 2.0)).collect()),
        Column::number("y", vec![1.0; rows]),
        Column::category("g", &(0..rows).map(|i| groups[i * 7 % 3]).collect::<Vec<_>>()),
        Column::number("size", (0..rows).map(|i| [64.0, 128.0][i % 2]).collect()),
    ])
    .unwrap()
}

fn deviation(law: &str) -> Deviation {
    let mut random = Random::new(5);
    let table = table(37, &mut random);
    let compiled = Compiled::new(Law::parse(&format!("y ~ {law}")).unwrap_or_else(|e| panic!("{e}")), &table);
    let mut worst = Deviation::default();
    for _ in 0..40 {
        let at: Vec<f64> = compiled.model.parameters.iter().map(|_| random.between(-1.5, 1.5)).collect();
        worst.merge(compiled.deviation(&at, 1e-5, &|_| true));
    }
    worst
}

fn check(laws: &[String]) {
    let mut failed = Vec::new();
    for law in laws {
        let d = deviation(law);
        println!(
            "{law:70} {:4} rows  value {:.1e}  gradient {:.1e}  hessian {:.1e}",
            d.rows, d.value, d.gradient, d.hessian
        );
        if d.worst() > 1e-10 || d.rows < 300 {
            failed.push((law, d));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_function() {
    let laws: Vec<String> = FUNCTIONS
        .iter()
        .map(|f| match f.name {
            "min" | "max" => format!("{}({U}, {V}^2, x*a)", f.name),
            "clamp" => format!("clamp({U}, a*b - 1, exp(a)*{V}^2)"),
            "where" => format!("where({U} > {V}, {U}*exp({V}), {V}^3)"),
            "logsumexp" => format!("logsumexp({U}, {V}, a, 2*x)"),
            "lgamma" => format!("lgamma(0.05 + {U}^2)"),
            "logit" => format!("logit(0.5 + {U}/20)"),
            name => format!("{name}({U})"),
        })
        .collect();
    check(&laws);
}

#[test]
fn every_operator() {
    let laws = [
        format!("{U} + {V}"),
        format!("{U} - {V}"),
        format!("{U}*{V}"),
        format!("{U}/{V}"),
        format!("-{U}"),
        format!("{U}^2"),
        format!("{U}^3"),
        format!("{U}^-2"),
        format!("{U}^0.5"),
        format!("{U}^-1.7"),
        format!("x^{U}"),
        format!("2.5^{U}"),
        format!("exp({U})^{V}"),
        "(x + a^2)^-b".to_string(),
        format!("where({U} < {V} && a > 0, {U}^2, where({U} == {V} || b >= 0, sin({V}), cos({U})))"),
        format!("where(!(a > b), {U}*{V}, {U}/{V})"),
        "sum(i in [1, 2, 5], a*exp(-i*b*x))".to_string(),
        "sum(i in [1, 2, 5], A[i]*cos(i*x*b))".to_string(),
        "(a*b)*pi + log(x)*a - sin(x)^2*b".to_string(),
    ];
    check(&laws);
}

/// One parameter per category: each row's derivatives are in the parameter that it picks.
#[test]
fn groups() {
    let laws = [
        "c[g]*x^beta[g]",
        "exp(c[g])*x^beta[size] + a^2",
        "c[g,size]*exp(beta*x)",
        "c[g]*x^beta[g] + sin(c[\"p\"]*a)",
        "where(c[g] > 0, c[g]^2*beta[size], exp(c[g])*beta[64])",
    ];
    check(&laws.map(String::from));
}
