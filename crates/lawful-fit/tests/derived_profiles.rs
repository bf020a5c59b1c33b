//! Profile intervals of derived quantities: known in closed form for lines, and carried over by monotone functions.

mod simulate;

use lawful_fit::{Estimate, Fit, Interval};
use lawful_io::{Column, Table};
use lawful_law::Law;
use simulate::Random;
use statrs::distribution::{ContinuousCDF, StudentsT};

const ROWS: usize = 40;

/// Profile ends are found to 1e-4 of the root of the rise.
const TOLERANCE: f64 = 2e-4;

fn line(intercept: f64, slope: f64, noise: f64) -> Table {
    let mut random = Random::new(7);
    let x: Vec<f64> = (0..ROWS).map(|i| i as f64 / 10.0).collect();
    let y = x.iter().map(|x| intercept + slope * x + noise * random.normal()).collect();
    Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap()
}

fn fit(law: &str, table: &Table, noise: &str) -> Fit {
    Fit::of(&Law::parse(law).unwrap(), table).noise(noise.parse().unwrap()).profile().run().unwrap()
}

fn profile(fit: &Fit, name: &str) -> Interval {
    let list = fit.uncertainty.iter().find(|(n, _)| n == name).map(|(_, list)| list).unwrap();
    list.iter().find(|i| i.method == "profile").unwrap_or_else(|| panic!("{name} has no profile")).clone()
}

fn derived<'a>(fit: &'a Fit, name: &str) -> &'a Estimate {
    fit.derived.iter().find(|e| e.name == name).unwrap()
}

fn near(found: Option<f64>, expected: f64, half_width: f64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what} is open, not {expected}"));
    assert!((found - expected).abs() <= TOLERANCE * half_width, "{what}: {found}, not {expected}");
}

/// A linear quantity of a straight line has Student's interval.
#[test]
fn value_of_a_line() {
    let f = fit("y ~ a + b*x; let at = a + 7*b", &line(2.0, -0.3, 0.5), "gaussian");
    let e = derived(&f, "at");
    let half = e.stderr.unwrap() * StudentsT::new(0.0, 1.0, ROWS as f64 - 2.0).unwrap().inverse_cdf(0.975);
    let p = profile(&f, "at");
    near(p.lo, e.value - half, half, "lower end");
    near(p.hi, e.value + half, half, "upper end");
    assert_eq!(e.method, "profile");
}

/// The ratio of two coefficients has Fieller's interval (Fieller 1954): all `r` with
/// `(a - r b)^2 <= t^2 (V_aa - 2 r V_ab + r^2 V_bb)`.
#[test]
fn ratio_has_fiellers_interval() {
    for slope in [1.0, -0.45] {
        let f = fit("y ~ a + b*x; let r = a/b", &line(2.0, slope, 1.0), "gaussian");
        let (a, b) = (f.params[0].value, f.params[1].value);
        let v = |i: usize, j: usize| f.covariance[(i, j)];
        let t2 = StudentsT::new(0.0, 1.0, ROWS as f64 - 2.0).unwrap().inverse_cdf(0.975).powi(2);
        let (p, q, c) = (b * b - t2 * v(1, 1), a * b - t2 * v(0, 1), a * a - t2 * v(0, 0));
        assert!(p > 0.0, "the interval is bounded");
        let root = (q * q - p * c).sqrt();
        let (lo, hi) = ((q - root) / p, (q + root) / p);
        let found = profile(&f, "r");
        near(found.lo, lo, hi - lo, "lower end");
        near(found.hi, hi, hi - lo, "upper end");
    }
}

/// Where the slope may be 0 the ratio may be anything on one side: an open end, said in words.
#[test]
fn ratio_over_nothing_is_open() {
    let f = fit("y ~ a + b*x; let r = a/b", &line(2.0, 0.05, 1.0), "gaussian");
    let e = derived(&f, "r");
    assert!(!e.identified && (e.lo.is_none() || e.hi.is_none()), "{e:?}");
    assert!(f.warnings.iter().any(|w| w.code == "not-identified" && w.message.contains("'r'")), "{:?}", f.warnings);
}

/// The profile of a monotone function is the function of the profile, whatever the noise.
#[test]
fn monotone_functions_carry_over() {
    let mut random = Random::new(3);
    let x: Vec<f64> = (0..200).map(|i| 1.0 + i as f64 / 20.0).collect();
    let y = x.iter().map(|x| 30.0 * x.powf(-0.7) * (0.1 * random.normal()).exp()).collect();
    let t = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap();
    let law = "y ~ c*x^-k; c > 0; k > 0; let decades = log10(c); let inverse = 1/k; let same = k";
    for noise in ["gaussian", "lognormal", "laplace", "student(4)", "gamma(100)", "huber(0.05)"] {
        let f = fit(law, &t, noise);
        let [c, k] = ["c", "k"].map(|n| profile(&f, n));
        let ends = |i: &Interval| (i.lo.unwrap(), i.hi.unwrap());
        let ((c0, c1), (k0, k1)) = (ends(&c), ends(&k));
        let check = |name: &str, lo: f64, hi: f64| {
            let p = profile(&f, name);
            near(p.lo, lo, hi - lo, &format!("{noise} {name} from"));
            near(p.hi, hi, hi - lo, &format!("{noise} {name} to"));
        };
        check("decades", c0.log10(), c1.log10());
        check("inverse", 1.0 / k1, 1.0 / k0);
        check("same", k0, k1);
    }
}

/// A contrast between groups that share nothing adds their rises: for lines through the origin its interval is Student's.
#[test]
fn contrast_of_groups() {
    let mut random = Random::new(11);
    let groups: Vec<String> = (0..ROWS).map(|i| if i % 2 == 0 { "adamw" } else { "muon" }.to_string()).collect();
    let x: Vec<f64> = (0..ROWS).map(|i| 1.0 + (i / 2) as f64).collect();
    let y = x.iter().zip(&groups).map(|(x, g)| if g == "muon" { 0.5 } else { 0.4 } * x + random.normal()).collect();
    let t = Table::from_columns(vec![Column::category("g", &groups), Column::number("x", x), Column::number("y", y)])
        .unwrap();
    let f = fit(r#"y ~ b[g]*x; let gap = b["muon"] - b["adamw"]"#, &t, "gaussian");
    let e = derived(&f, "gap");
    let half = e.stderr.unwrap() * StudentsT::new(0.0, 1.0, ROWS as f64 - 2.0).unwrap().inverse_cdf(0.975);
    let p = profile(&f, "gap");
    near(p.lo, e.value - half, half, "lower end");
    near(p.hi, e.value + half, half, "upper end");
}

/// A scale known to a few powers of ten only has the interval that its log has.
#[test]
fn a_scale_over_decades() {
    let mut random = Random::new(5);
    let x: Vec<f64> = (0..60).map(|i| 1e6 * 1.03_f64.powi(i)).collect();
    let y = x.iter().map(|x| 2.0 + 2e5 * x.powf(-0.9) * (0.2 * random.normal()).exp()).collect();
    let t = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap();
    let f = fit("y ~ e + c*x^-k; e >= 0; let decades = log10(c)", &t, "lognormal");
    let [c, decades] = ["c", "decades"].map(|n| profile(&f, n));
    let (lo, hi) = (c.lo.unwrap().log10(), c.hi.unwrap().log10());
    assert!(hi - lo > 1.0, "{lo} to {hi}");
    near(decades.lo, lo, hi - lo, "from");
    near(decades.hi, hi, hi - lo, "to");
}
