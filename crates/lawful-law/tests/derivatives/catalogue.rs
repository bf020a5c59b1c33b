//! Every law of the catalogue, at random points inside its domains and where it looks for starts.

use crate::check::{Compiled, Deviation};
use crate::random::Random;
use lawful_io::{Column, Table};
use lawful_law::catalogue::{self, Entry};
use lawful_law::model::Parameter;
use lawful_law::{Law, Model};

const TABLES: usize = 8;
const ROWS: usize = 11;
const POINTS: usize = 4;

/// See [`Compiled::deviation`]. Terms of these laws are up to 1e3 times the law's value: logs of 1e10 squared, over
/// exponents of 0.1.
const FLOOR: f64 = 1e-3;

/// Whether m4's value lies off its plateau and its floor. There `e0 - y` and `y - e_inf` are differences of near equal
/// numbers, and a y of 53 bits leaves few of theirs.
fn off_the_ends(entry: &Entry, model: &Model, at: &[f64], value: f64) -> bool {
    let p = |name: &str| at[model.parameter_index(name).expect("a parameter of m4")];
    entry.name != "m4" || (p("e0") - value > 0.01 * value && value - p("e_inf") > 0.01 * value)
}

/// Plausible data for an argument of this name.
fn data(argument: &str, random: &mut Random) -> f64 {
    match argument {
        "N" | "D" | "U" | "C" | "Ne" | "Nd" | "Nonce" | "Nrec" | "DF" | "CG" | "CK" | "n" | "pool" => {
            random.log_between(1e6, 1e10)
        }
        "S" | "S1" | "S2" | "B" | "width" | "M" => random.log_between(10.0, 1e5),
        "Pw" | "Pa" | "Pkv" | "P" | "depth" | "experts" | "T" | "mu" | "r" => random.between(1.0, 16.0),
        "loss" => random.between(1.2, 6.0),
        "r1" | "r2" => random.between(0.05, 0.95),
        "f" | "E" => random.log_between(0.01, 100.0),
        _ => random.log_between(1.0, 1e4),
    }
}

fn table(entry: &Entry, random: &mut Random) -> Table {
    let mut columns: Vec<Column> = entry
        .arguments
        .iter()
        .map(|a| Column::number(format!("data_{a}"), (0..ROWS).map(|_| data(a, random)).collect()))
        .collect();
    columns.push(Column::number("response", (0..ROWS).map(|_| random.between(0.1, 0.9)).collect()));
    Table::from_columns(columns).unwrap()
}

/// A point of the parameter's domain: of its search range if it has one, else between 0.1 and 10 from an end.
fn parameter(p: &Parameter, range: Option<((f64, f64), bool)>, random: &mut Random) -> f64 {
    let (lo, hi) = (p.lo.value, p.hi.value);
    let drawn = match range {
        Some(((a, b), true)) => random.log_between(a, b),
        Some(((a, b), false)) => random.between(a, b),
        None => match (lo.is_finite(), hi.is_finite()) {
            (true, true) => random.between(lo, hi),
            (true, false) => lo + random.log_between(0.1, 10.0),
            (false, true) => hi - random.log_between(0.1, 10.0),
            (false, false) => random.between(-2.0, 2.0),
        },
    };
    drawn.clamp(lo, hi)
}

fn point(model: &Model, random: &mut Random) -> Vec<f64> {
    let mut values: Vec<f64> = vec![1.0; model.parameters.len()];
    for i in 0..values.len() {
        if !model.search.iter().any(|s| s.parameter == i) {
            values[i] = parameter(&model.parameters[i], None, random);
        }
    }
    for search in &model.search {
        let range = search.range(&model.parameters, &values).map(|r| (r, search.log));
        values[search.parameter] = parameter(&model.parameters[search.parameter], range, random);
    }
    values
}

fn deviation(entry: &Entry) -> Deviation {
    let mut worst = Deviation::default();
    let arguments: Vec<String> = entry.arguments.iter().map(|a| format!("{a}=data_{a}")).collect();
    let text = format!("response ~ {}({})", entry.name, arguments.join(", "));
    for seed in 0..TABLES as u64 {
        let mut random = Random::new(seed);
        let table = table(entry, &mut random);
        let compiled = Compiled::new(Law::parse(&text).unwrap(), &table);
        for _ in 0..POINTS {
            let at = point(&compiled.model, &mut random);
            worst.merge(compiled.deviation(&at, FLOOR, &|value| off_the_ends(entry, &compiled.model, &at, value)));
        }
    }
    worst
}

#[test]
fn every_law_of_the_catalogue() {
    let mut failed = Vec::new();
    for entry in catalogue::entries() {
        let d = deviation(entry);
        println!(
            "{:28} {:4} rows  value {:.1e}  gradient {:.1e}  hessian {:.1e}",
            entry.name, d.rows, d.value, d.gradient, d.hessian
        );
        if d.worst() > 1e-10 || d.rows < TABLES * ROWS * POINTS / 4 {
            failed.push((entry.name.as_str(), d));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
