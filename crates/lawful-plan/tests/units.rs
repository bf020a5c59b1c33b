//! Laws in other units, against closed forms.

use lawful_io::{Column, Table};
use lawful_plan::{FittedLaw, PF_DAY, PlanOptions, Planner};

fn law() -> FittedLaw {
    FittedLaw::new("loss ~ L + (c0/C)^a", &[("L", 3.13), ("c0", 1.8e-8), ("a", 0.19)]).unwrap()
}

fn at(name: &str, x: f64) -> Table {
    Table::from_columns(vec![Column::number(name, vec![x])]).unwrap()
}

/// A power law in units of `T` per response: one unit is left at `c0 T^(1/a)`.
#[test]
fn one_unit_per_image() {
    let reducible = FittedLaw::new("loss ~ (c0/C)^a", &[("c0", 1.8e-8), ("a", 0.19)]).unwrap();
    let image = reducible.in_units(192.0, &[]).unwrap();
    let options = PlanOptions { cost: "C".into(), ..PlanOptions::default() };
    let found = Planner::new(&image, &options).unwrap().target(1.0).unwrap().cost.value;
    assert!((found / (1.8e-8 * 192.0_f64.powf(1.0 / 0.19)) - 1.0).abs() < 1e-9, "{found}");
}

#[test]
fn there_and_back() {
    let there = law().with_range("C", 1e-6, 1.0).in_units(768.0, &[("C", PF_DAY)]).unwrap();
    assert_eq!(there.range("C"), Some((1e-6 * PF_DAY, PF_DAY)));
    let back = there.in_units(1.0 / 768.0, &[("C", 1.0 / PF_DAY)]).unwrap();
    let (a, b) = (law().values(&at("C", 0.01)).unwrap()[0], back.values(&at("C", 0.01)).unwrap()[0]);
    assert!((a / b - 1.0).abs() < 1e-14);
    let log = FittedLaw::new("log(loss) ~ b - a*log(C)", &[("b", 1.0), ("a", 0.1)]).unwrap();
    let ten = log.in_units(10.0, &[("C", 1e3)]).unwrap().values(&at("C", 2e3)).unwrap()[0];
    assert!((ten - (1.0 + 10.0_f64.ln() - 0.1 * 2.0_f64.ln())).abs() < 1e-14);
    assert!(law().in_units(0.0, &[]).is_err() && law().in_units(1.0, &[("C", f64::NAN)]).is_err());
}

/// The 95% of a number with half a unit of `h` reach 0.95 h to each side.
#[test]
fn rounding_is_uniform() {
    let slope = FittedLaw::new("y ~ k*x", &[("k", 2.0)]).unwrap().with_rounding(&[("k", 0.05)], 4000, 1).unwrap();
    let options = PlanOptions { cost: "x".into(), maximise: true, ..PlanOptions::default() };
    let y = Planner::new(&slope, &options).unwrap().budget(1.0).unwrap().response;
    let near = |x: Option<f64>, y: f64| assert!((x.unwrap() - y).abs() < 0.002, "{x:?} {y}");
    near(y.lo, 2.0 - 0.0475);
    near(y.hi, 2.0 + 0.0475);
    assert!(law().with_rounding(&[("b", 0.1)], 10, 0).is_err() && law().with_rounding(&[("a", -0.1)], 10, 0).is_err());
}
