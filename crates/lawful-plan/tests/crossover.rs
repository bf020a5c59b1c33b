//! Crossovers with known truth: two ladders with a common floor, E = 1.7, A = 1 and 1.25, exponents .08 and .11, eight
//! scales from 1e3 to 1e6; they cross at 1.25^(1/.03) = 1.70e3.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_plan::{CrossoverOptions, FittedLaw, crossover};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

struct Noisy(Xoshiro256PlusPlus);

impl Noisy {
    /// A standard normal number, by the sum of twelve uniform ones.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64).sum::<f64>() - 6.0
    }

    /// The fit of `1.7 + a x^-k` to eight noisy losses; the floor is known to the fit.
    fn ladder(&mut self, a: f64, k: f64, noise: f64) -> FittedLaw {
        let x: Vec<f64> = (0..8).map(|i| 10f64.powf(3.0 + 3.0 * f64::from(i) / 7.0)).collect();
        let y = x.iter().map(|x| (1.7 + a * x.powf(-k)) * (1.0 + noise * self.normal())).collect();
        let table = Table::from_columns(vec![Column::number("x", x), Column::number("loss", y)]).unwrap();
        let law = Law::parse("loss ~ 1.7 + A*x^-k; A > 0").unwrap();
        let fit = Fit::of(&law, &table).noise(Noise::LogNormal).brief().run().unwrap();
        FittedLaw::of_fit(&fit, &table).unwrap()
    }
}

fn along_x() -> CrossoverOptions {
    CrossoverOptions { along: "x".into(), ..CrossoverOptions::default() }
}

#[test]
fn two_exact_laws() {
    let law = |a: f64, k: f64| {
        FittedLaw::new("loss ~ 1.7 + A*x^-k", &[("A", a), ("k", k)]).unwrap().with_range("x", 1e3, 1e6)
    };
    let found = crossover(&law(1.0, 0.08), &law(1.25, 0.11), &along_x()).unwrap();
    let truth = 1.25f64.powf(1.0 / 0.03);
    assert!((found.value.unwrap() / truth - 1.0).abs() < 1e-9, "{found:?}");
    assert!(found.crossings.len() == 1 && !found.crossings[0].first_is_lower_above && found.crossings[0].in_data);
    assert_eq!((found.lo, found.hi, found.probability_exists), (None, None, None));
    let never = crossover(&law(1.0, 0.08), &law(1.25, 0.08), &along_x()).unwrap();
    assert_eq!((never.value, never.lo, never.hi), (None, None, None));
    assert!(crossover(&law(1.0, 0.1), &law(1.0, 0.2), &CrossoverOptions { along: "N".into(), ..along_x() }).is_err());
}

/// Share of 95% intervals that hold the truth, in 200 replicas; binomial error .015. An open end holds everything.
#[test]
fn coverage_of_the_interval() {
    let truth = 1.25f64.powf(1.0 / 0.03);
    let mut noisy = Noisy(Xoshiro256PlusPlus::seed_from_u64(1));
    let replicas = 200;
    let mut hits = 0;
    for _ in 0..replicas {
        let (first, second) = (noisy.ladder(1.0, 0.08, 0.002), noisy.ladder(1.25, 0.11, 0.002));
        let found = crossover(&first, &second, &along_x()).unwrap();
        assert!(found.probability_exists.is_some());
        if found.value.is_some() && found.lo.is_none_or(|l| l <= truth) && found.hi.is_none_or(|h| h >= truth) {
            hits += 1;
        }
    }
    println!("{hits} of {replicas}");
    assert!((0.90..=0.985).contains(&(f64::from(hits) / f64::from(replicas))), "{hits} of {replicas}");
}

/// Parallel ladders do not cross: in most replicas there is no crossing, or its interval is open on some side.
#[test]
fn no_crossover_gives_an_open_interval() {
    let mut noisy = Noisy(Xoshiro256PlusPlus::seed_from_u64(2));
    let open = (0..40)
        .filter(|_| {
            let (first, second) = (noisy.ladder(1.0, 0.1, 0.002), noisy.ladder(1.05, 0.1, 0.002));
            let found = crossover(&first, &second, &along_x()).unwrap();
            found.lo.is_none() || found.hi.is_none()
        })
        .count();
    assert!(open >= 37, "{open} of 40");
}

/// Ladders that barely differ: some draws cross below the range, and no end of an interval is ever zero or negative.
#[test]
fn ends_of_a_positive_crossing_are_positive() {
    let mut noisy = Noisy(Xoshiro256PlusPlus::seed_from_u64(3));
    let mut open = 0;
    for _ in 0..40 {
        let (first, second) = (noisy.ladder(1.0, 0.08, 0.005), noisy.ladder(1.25, 0.11, 0.005));
        let found = crossover(&first, &second, &along_x()).unwrap();
        assert!(found.lo.is_none_or(|lo| lo > 0.0 && Some(lo) <= found.value), "{found:?}");
        assert!(found.hi.is_none_or(|hi| Some(hi) >= found.value), "{found:?}");
        open += u32::from(found.lo.is_none());
    }
    assert!(open > 0);
}
