//! Two-stage predictions with known truth: two straight lines, whose errors have closed forms.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_plan::chain;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

fn normal(random: &mut Xoshiro256PlusPlus) -> f64 {
    (0..12).map(|_| (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64).sum::<f64>() - 6.0
}

/// `u = 1 + 2 x` with scatter `s`, `y = 3 + 0.5 u` with scatter `t` about the observed `u`.
fn runs(n: u32, s: f64, t: f64, random: &mut Xoshiro256PlusPlus) -> Table {
    let x: Vec<f64> = (0..n).map(|i| f64::from(i) / f64::from(n - 1)).collect();
    let u: Vec<f64> = x.iter().map(|x| 1.0 + 2.0 * x + s * normal(random)).collect();
    let y = u.iter().map(|u| 3.0 + 0.5 * u + t * normal(random)).collect();
    let columns = vec![Column::number("x", x), Column::number("u", u), Column::number("y", y)];
    Table::from_columns(columns).unwrap()
}

fn fit(law: &str, table: &Table, resamples: usize) -> Fit {
    let law = Law::parse(law).unwrap();
    let fitting = Fit::of(&law, table).noise(Noise::Gaussian);
    if resamples > 0 { fitting.bootstrap(resamples).run().unwrap() } else { fitting.brief().run().unwrap() }
}

fn at(x: f64) -> Table {
    Table::from_columns(vec![Column::number("x", vec![x])]).unwrap()
}

/// The composed value, and the closed form of the half-widths of two straight lines at `x = 2`.
#[test]
fn two_lines() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let table = runs(50, 0.1, 0.05, &mut random);
    let (first, second) = (fit("u ~ a + b*x", &table, 0), fit("y ~ c + d*u", &table, 0));
    let p = chain(&first, &second, "u", &at(2.0), 0.95).unwrap()[0].unwrap();
    let value = |f: &Fit, n: &str| f.value(n).unwrap();
    let u = value(&first, "a") + 2.0 * value(&first, "b");
    let d = value(&second, "d");
    assert!((p.value - (value(&second, "c") + d * u)).abs() < 1e-12);
    let g = first.predict_with_error(&at(2.0), 0.95).unwrap()[0].unwrap();
    let there = Table::from_columns(vec![Column::number("u", vec![u])]).unwrap();
    let f = second.predict_with_error(&there, 0.95).unwrap()[0].unwrap();
    let law = (f.hi.unwrap() - f.value).hypot(d * (g.hi.unwrap() - g.value));
    assert!((p.hi.unwrap() - p.value - law).abs() < 1e-9 && (p.value - p.lo.unwrap() - law).abs() < 1e-9);
    let run = (f.obs_hi.unwrap() - f.value).hypot(d * (g.obs_hi.unwrap() - g.value));
    assert!((p.obs_hi.unwrap() - p.value - run).abs() < 1e-9, "{p:?} {run}");
    assert!(
        chain(&first, &second, "u", &Table::from_columns(vec![Column::number("z", vec![1.0])]).unwrap(), 0.95).is_err()
    );
}

/// `y` is exact in `x`, and `u` is not: at the mean of `x` both lines pass through the means, so that the errors of `u`
/// cancel in the composed law. Counted as independent, each adds its own.
#[test]
fn what_both_laws_share_is_counted_once() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    let table = runs(40, 0.2, 0.0, &mut random);
    let exact = table.numbers("x").unwrap().iter().map(|x| 3.0 + x).collect();
    let mut table = table.clone();
    table.set(Column::number("y", exact)).unwrap();
    let (first, second) = (fit("u ~ a + b*x", &table, 400), fit("y ~ c + d*u", &table, 400));
    // The same law refitted to other resamples: as far as can be known, independent.
    let other = Fit::of(&Law::parse("y ~ c + d*u").unwrap(), &table).bootstrap(400).seed(9).run().unwrap();
    let width = |second: &Fit| {
        let p = chain(&first, second, "u", &at(0.5), 0.95).unwrap()[0].unwrap();
        assert!(p.obs_hi > p.hi && p.obs_lo < p.lo);
        p.hi.unwrap() - p.lo.unwrap()
    };
    // Independent: d s sqrt(2/n) = 0.022 to each side of 1.96; shared: (1 - reliability of u) of the scatter of mean x,
    // 0.1 * 0.3/sqrt(n) = 0.005.
    let (shared, apart) = (width(&second), width(&other));
    assert!(shared < 0.5 * apart, "{shared} {apart}");
}

/// Share of 95% intervals of the law that hold the truth in 200 data sets; binomial error .015, bootstrap of 40 rows a
/// little narrow.
#[test]
fn coverage() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let truth = 3.0 + 0.5 * (1.0 + 2.0 * 1.5);
    let hits = (0..200)
        .filter(|_| {
            let table = runs(40, 0.1, 0.05, &mut random);
            let (first, second) = (fit("u ~ a + b*x", &table, 0), fit("y ~ c + d*u", &table, 0));
            let p = chain(&first, &second, "u", &at(1.5), 0.95).unwrap()[0].unwrap();
            p.lo.unwrap() <= truth && truth <= p.hi.unwrap()
        })
        .count();
    assert!((180..=198).contains(&hits), "{hits} of 200");
}
