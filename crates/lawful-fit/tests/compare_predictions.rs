//! Predictions of a fit at other rows.

use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::{Column, MISSING, Table};
use lawful_law::Law;
use rand_distr::{Distribution, Gamma, Normal, Poisson, StudentT};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

fn table(columns: Vec<Column>) -> Table {
    let mut table = Table::from_columns(columns).unwrap();
    table.source.path = "new.csv".into();
    table
}

fn numbers(columns: &[(&str, &[f64])]) -> Table {
    table(columns.iter().map(|(n, v)| Column::number(*n, v.to_vec())).collect())
}

fn fit(text: &str, t: &Table, noise: &str) -> Fit {
    Fit::of(&Law::parse(text).unwrap(), t).noise(noise.parse().unwrap()).brief().run().unwrap()
}

/// The textbook interval of a straight line: s sqrt(1/n + (x0 - mean)^2/Sxx), and with 1 + for a new observation.
#[test]
fn straight_line_has_the_textbook_intervals() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let y = [1.1, 1.9, 3.2, 3.9, 5.3, 5.8];
    let f = fit("y ~ a + b*x", &numbers(&[("x", &x), ("y", &y)]), "gaussian");
    let p = f.predict_with_error(&numbers(&[("x", &[10.0])]), 0.95).unwrap()[0].unwrap();
    let (b, a) = (f.value("b").unwrap(), f.value("a").unwrap());
    let rss: f64 = x.iter().zip(&y).map(|(x, y)| (y - a - b * x).powi(2)).sum();
    let (s, t) = ((rss / 4.0).sqrt(), 2.776_445_105_2);
    let leverage: f64 = 1.0 / 6.0 + 6.5 * 6.5 / 17.5;
    assert!((p.value - (a + 10.0 * b)).abs() < 1e-12);
    assert!((p.hi.unwrap() - p.value - t * s * leverage.sqrt()).abs() < 1e-8);
    assert!((p.value - p.obs_lo.unwrap() - t * s * (1.0 + leverage).sqrt()).abs() < 1e-8);
}

#[test]
fn a_power_law_is_predicted_in_the_log() {
    let x: Vec<f64> = (1..=20).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 / x.sqrt() * (1.0 + 0.1 * (5.0 * x).sin())).collect();
    let t = numbers(&[("x", &x), ("y", &y)]);
    let new = numbers(&[("x", &[1e3])]);
    let one = fit("y ~ c*x^k", &t, "lognormal").predict_with_error(&new, 0.9).unwrap()[0].unwrap();
    let log = fit("log(y) ~ a + k*log(x)", &t, "gaussian").predict_with_error(&new, 0.9).unwrap()[0].unwrap();
    let same = |a: f64, b: f64| assert!((a.ln() - b).abs() < 1e-9, "{a} {b}");
    same(one.value, log.value);
    same(one.lo.unwrap(), log.lo.unwrap());
    same(one.obs_hi.unwrap(), log.obs_hi.unwrap());
}

#[test]
fn names_mean_what_they_meant_in_the_fit() {
    let x: Vec<f64> = (1..=9).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 + 3.0 * x).collect();
    let f = fit("y ~ E + A*x", &numbers(&[("x", &x), ("y", &y)]), "gaussian");
    // A column of the new table has a parameter's name.
    let new = numbers(&[("E", &[50.0, 60.0, 70.0]), ("x", &[0.0, MISSING, 10.0])]);
    let values = f.predict(&new).unwrap();
    assert!((values[0] - 2.0).abs() < 1e-9 && (values[2] - 32.0).abs() < 1e-9);
    assert!(lawful_io::is_missing(values[1]));
    let message = f.predict(&numbers(&[("z", &[1.0])])).unwrap_err().to_string();
    assert!(message.contains("no column 'x'") && message.contains("--let"), "{message}");
}

#[test]
fn groups_are_looked_up_by_name() {
    let x: Vec<f64> = (0..12).map(|i| f64::from(1 + i / 2)).collect();
    let o: Vec<&str> = (0..12).map(|i| if i % 2 == 0 { "muon" } else { "adamw" }).collect();
    let y: Vec<f64> = (0..12).map(|i| if i % 2 == 0 { 2.0 } else { 5.0 } * x[i]).collect();
    let t = table(vec![Column::number("x", x), Column::category("o", &o), Column::number("y", y)]);
    let f = fit("y ~ c[o]*x; c[\"muon\"] in (0, 10)", &t, "gaussian");
    let new = table(vec![Column::number("x", vec![10.0]), Column::category("o", &["adamw"])]);
    assert!((f.predict(&new).unwrap()[0] - 50.0).abs() < 1e-9);
    let new = table(vec![Column::number("x", vec![10.0]), Column::category("o", &["sgd"])]);
    let message = f.predict(&new).unwrap_err().to_string();
    assert!(message.contains("knows no c[\"sgd\"]; it has c[\"muon\"], c[\"adamw\"]"), "{message}");
}

#[test]
fn fixed_laws_and_known_errors() {
    let x: Vec<f64> = (1..=9).map(f64::from).collect();
    let s = vec![0.5; 9];
    let t = numbers(&[("x", &x), ("y", &x), ("s", &s)]);
    let law = Law::parse("y ~ A*x; A = 1").unwrap();
    let f = Fit::of(&law, &t).sigma("s").brief().run().unwrap();
    let p = Predictor::new(&f).unwrap().sigma("s").predict(&t).unwrap()[0].unwrap();
    assert_eq!((p.lo, p.hi), (Some(1.0), Some(1.0)));
    assert!((p.obs_hi.unwrap() - 1.0 - 0.5 * 1.959_963_985).abs() < 1e-8);
    // Without the column the scatter of a new row is not known.
    assert_eq!(f.predict_with_error(&t, 0.95).unwrap()[0].unwrap().obs_lo, None);
    assert!(f.predict_with_error(&t, 1.0).is_err());
}

/// New observations lie in their 90% interval 90% of the time, for every noise: 300 fits of 40 rows, one new row at
/// three times the largest x. The binomial error is 1.7%; five of it, and counts may only cover more.
#[test]
fn intervals_of_new_observations_cover() {
    let x: Vec<f64> = (0..40).map(|i| 10.0 * 1.12_f64.powi(i)).collect();
    let far = 3.0 * x[39];
    let law = |x: f64| 200.0 * x.powf(-0.4);
    for noise in
        ["gaussian", "lognormal", "laplace", "laplace(linear)", "student(4)", "huber(0.02)", "poisson", "gamma(4)"]
    {
        let (sims, mut hits) = (300, 0);
        for sim in 0..sims {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(1000 + sim);
            let mut draw = |x: f64| -> f64 {
                let normal = Normal::new(0.0, 1.0).unwrap().sample(&mut random);
                let two_sided: f64 = rand_distr::Exp1.sample(&mut random);
                let laplace = two_sided * if normal > 0.0 { 1.0 } else { -1.0 };
                match noise {
                    "gaussian" => law(x) + normal,
                    "lognormal" => law(x) * (0.05 * normal).exp(),
                    "laplace" | "huber(0.02)" => law(x) * (0.05 * laplace).exp(),
                    "laplace(linear)" => law(x) + laplace,
                    "student(4)" => law(x) + StudentT::new(4.0).unwrap().sample(&mut random),
                    "poisson" => Poisson::new(law(x)).unwrap().sample(&mut random),
                    _ => Gamma::new(4.0, law(x) / 4.0).unwrap().sample(&mut random),
                }
            };
            let y: Vec<f64> = x.iter().map(|x| draw(*x)).collect();
            let new = draw(far);
            let f = fit("y ~ c*x^k", &numbers(&[("x", &x), ("y", &y)]), noise);
            let p = f.predict_with_error(&numbers(&[("x", &[far])]), 0.9).unwrap()[0].unwrap();
            hits += usize::from(p.obs_lo.unwrap() <= new && new <= p.obs_hi.unwrap());
        }
        let coverage = hits as f64 / sims as f64;
        let most = if noise == "poisson" { 1.0 } else { 0.985 };
        assert!((0.815..=most).contains(&coverage), "{noise}: {coverage}");
    }
}

/// Bootstrap draws give the law the interval that theory gives for a straight line in the logs, and a new observation's.
#[test]
fn intervals_of_draws() {
    use statrs::distribution::{ContinuousCDF, Normal};
    let n = 200;
    let x: Vec<f64> = (0..n).map(|i| 10.0_f64.powf(3.0 * i as f64 / n as f64)).collect();
    let score = |i: usize| Normal::standard().inverse_cdf(((i * 73) % n) as f64 / n as f64 + 0.5 / n as f64);
    let y = x.iter().enumerate().map(|(i, x)| 3.0 * x.powf(-0.4) * (0.05 * score(i)).exp()).collect();
    let table = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)]).unwrap();
    let law = Law::parse("y ~ c*x^-k").unwrap();
    let beyond = Table::from_columns(vec![Column::number("x", vec![1e4])]).unwrap();
    let fit = |bootstrap: Option<usize>| {
        let mut fitting = Fit::of(&law, &table).noise(Noise::LogNormal);
        if let Some(resamples) = bootstrap {
            fitting = fitting.bootstrap(resamples);
        }
        fitting.run().unwrap().predict_with_error(&beyond, 0.95).unwrap()[0].unwrap()
    };
    let (delta, draws) = (fit(None), fit(Some(2000)));
    assert_ne!(delta.lo, draws.lo);
    let width = |a: Option<f64>, b: Option<f64>| (b.unwrap() / a.unwrap()).ln();
    // 400 draws give the ends to about 1/12 of the half width each (density of the normal at its 2.5% point).
    assert!((width(draws.lo, draws.hi) / width(delta.lo, delta.hi) - 1.0).abs() < 0.25);
    assert!((width(draws.obs_lo, draws.obs_hi) / width(delta.obs_lo, delta.obs_hi) - 1.0).abs() < 0.05);
}
