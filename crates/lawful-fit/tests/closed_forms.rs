//! Fits whose answer is a formula of the data.

mod simulate;

use lawful_fit::Fit;
use lawful_io::{Column, Table};
use lawful_law::Law;
use simulate::Random;
use std::f64::consts::PI;

fn table(columns: &[(&str, &[f64])]) -> Table {
    Table::from_columns(columns.iter().map(|(n, v)| Column::number(*n, v.to_vec())).collect()).unwrap()
}

fn fit(law: &str, table: &Table, noise: &str) -> Fit {
    Fit::of(&Law::parse(law).unwrap(), table)
        .noise(noise.parse().unwrap())
        .run()
        .unwrap_or_else(|e| panic!("{law}: {e}"))
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found}, not {expected}");
}

fn mean(v: &[f64]) -> f64 {
    v.iter().sum::<f64>() / v.len() as f64
}

/// Value and standard error of the only parameter.
fn only(fit: &Fit, value: f64, stderr: f64) {
    close(fit.params[0].value, value, 1e-12);
    close(fit.params[0].stderr.unwrap(), stderr, 1e-10);
}

#[test]
fn gaussian_mean() {
    let y = [3.1, 2.9, 3.4, 2.2, 3.3, 2.7, 3.0];
    let f = fit("y ~ a", &table(&[("y", &y)]), "gaussian");
    let m = mean(&y);
    let rss: f64 = y.iter().map(|v| (v - m).powi(2)).sum();
    only(&f, m, (rss / 6.0 / 7.0).sqrt());
    close(f.objective, rss, 1e-12);
    close(f.loglik.unwrap(), -3.5 * ((2.0 * PI * rss / 7.0).ln() + 1.0), 1e-12);
}

#[test]
fn weighted_mean_with_known_sigmas() {
    let (y, s) = ([3.1, 2.9, 3.4, 2.2], [0.1, 0.2, 0.4, 0.3]);
    let t = table(&[("y", &y), ("s", &s)]);
    let f = Fit::of(&Law::parse("y ~ a").unwrap(), &t).sigma("s").run().unwrap();
    let w: Vec<f64> = s.iter().map(|s| 1.0 / (s * s)).collect();
    let total: f64 = w.iter().sum();
    let m = y.iter().zip(&w).map(|(y, w)| y * w).sum::<f64>() / total;
    only(&f, m, total.sqrt().recip());
    let chi2: f64 = y.iter().zip(&w).map(|(y, w)| w * (y - m).powi(2)).sum();
    close(f.objective, chi2, 1e-12);
    let logs: f64 = s.iter().map(|s| (2.0 * PI * s * s).ln()).sum();
    close(f.loglik.unwrap(), -0.5 * (chi2 + logs), 1e-12);
}

/// A row of weight 2 counts like the same row twice, as far as the estimate goes.
#[test]
fn weights_are_multiplicities() {
    let once = table(&[("y", &[1.0, 2.0, 4.0]), ("w", &[1.0, 2.0, 3.0])]);
    let f = Fit::of(&Law::parse("y ~ a").unwrap(), &once).weights("w").run().unwrap();
    close(f.params[0].value, 17.0 / 6.0, 1e-13);
    let f = Fit::of(&Law::parse("y ~ a").unwrap(), &once).noise("poisson".parse().unwrap()).weights("w").run().unwrap();
    only(&f, 17.0 / 6.0, (17.0_f64 / 36.0).sqrt());
}

#[test]
fn straight_line_in_logs() {
    let x = [1.0, 2.0, 5.0, 11.0, 23.0, 60.0];
    let y = [9.8, 7.3, 4.4, 3.1, 2.0, 1.35];
    let f = fit("y ~ a*x^b", &table(&[("x", &x), ("y", &y)]), "lognormal");
    let (lx, ly): (Vec<f64>, Vec<f64>) = (x.iter().map(|x| x.ln()).collect(), y.iter().map(|y| y.ln()).collect());
    let (mx, my) = (mean(&lx), mean(&ly));
    let sxx: f64 = lx.iter().map(|x| (x - mx).powi(2)).sum();
    let b = lx.iter().zip(&ly).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / sxx;
    let a = my - b * mx;
    let rss: f64 = lx.iter().zip(&ly).map(|(x, y)| (y - a - b * x).powi(2)).sum();
    close(f.value("b").unwrap(), b, 1e-12);
    close(f.value("a").unwrap(), a.exp(), 1e-12);
    let s = (rss / 4.0).sqrt();
    close(f.estimate("b").unwrap().stderr.unwrap(), s / sxx.sqrt(), 1e-10);
    let se_a = s * (1.0 / 6.0 + mx * mx / sxx).sqrt();
    close(f.estimate("a").unwrap().stderr.unwrap(), a.exp() * se_a, 1e-10);
    // The 97.5 % point of Student's t with 4 degrees of freedom. Ends of a profile are found to 1e-4 of the width.
    close(f.estimate("b").unwrap().hi.unwrap() - b, 2.776_445_105_197_793 * s / sxx.sqrt(), 1e-4);
}

#[test]
fn laplace_gives_the_median() {
    let y = [5.0, 1.0, 9.0, 4.0, 100.0, 3.5, 4.5];
    let f = fit("y ~ a", &table(&[("y", &y)]), "laplace(linear)");
    assert_eq!(f.params[0].value, 4.5);
    let sum = 0.5 + 3.5 + 4.5 + 0.5 + 95.5 + 1.0;
    close(f.objective, sum, 1e-13);
    close(f.loglik.unwrap(), -7.0 * ((2.0 * sum / 7.0_f64).ln() + 1.0), 1e-12);
    let f = fit("y ~ a", &table(&[("y", &y)]), "lad");
    close(f.params[0].value, 4.5, 1e-14);
}

#[test]
fn means_of_counts_and_powers() {
    let y = [4.0, 0.0, 7.0, 3.0, 5.0];
    let t = table(&[("y", &y)]);
    only(&fit("y ~ a", &t, "poisson"), 3.8, (3.8_f64 / 5.0).sqrt());
    only(&fit("y ~ a", &t, "binomial(10)"), 0.38, (0.38_f64 * 0.62 / 50.0).sqrt());
    let y = [0.4, 1.7, 0.2, 3.1, 0.9];
    let t = table(&[("y", &y)]);
    let m = mean(&y);
    only(&fit("y ~ a", &t, "whittle"), m, m / 5.0_f64.sqrt());
    only(&fit("y ~ 1/rate", &t, "whittle"), 1.0 / m, 1.0 / m / 5.0_f64.sqrt());
    only(&fit("y ~ a", &t, "gamma(4)"), m, m / 20.0_f64.sqrt());
    close(fit("y ~ a", &t, "whittle").loglik.unwrap(), -5.0 * (m.ln() + 1.0), 1e-12);
}

/// Counts and fractions of a column of trials tell the same.
#[test]
fn binomial_by_a_column_of_trials() {
    let (hits, trials) = ([3.0, 8.0, 11.0], [10.0, 20.0, 40.0]);
    let t = table(&[("y", &hits), ("n", &trials)]);
    let p: f64 = 22.0 / 70.0;
    only(&fit("y ~ p", &t, "binomial(n)"), p, (p * (1.0 - p) / 70.0).sqrt());
}

/// Huber's minimum where every residual is beyond delta but one: the score balances by counting.
#[test]
fn huber_mean() {
    let f = fit("y ~ a", &table(&[("y", &[0.0, 10.0, 20.0, 30.0, 1000.0])]), "huber(1, linear)");
    close(f.params[0].value, 20.0, 1e-13);
    close(f.objective, 19.5 + 9.5 + 9.5 + 979.5, 1e-13);
    // Over-prediction counts three times: of five scores +1 or -3 no sum but those of both kinds cancels, so the row in
    // the corner settles it: 3 rows above, at +1 each, against one below, at -3, leave the second row's own score 0.
    let f = fit("y ~ a", &table(&[("y", &[0.0, 10.0, 20.0, 30.0, 40.0])]), "asymmetric-huber(1, 3, linear)");
    close(f.params[0].value, 10.0, 1e-12);
}

fn noisy_power() -> Table {
    let mut random = Random::new(3);
    let x: Vec<f64> = (1..=40).map(|i| 1.2_f64.powi(i)).collect();
    let y: Vec<f64> = x.iter().map(|x| 5.0 * x.powf(-0.3) * (0.05 * random.normal()).exp()).collect();
    table(&[("x", &x), ("y", &y)])
}

#[test]
fn the_log_of_both_sides_is_the_same_fit() {
    let t = noisy_power();
    let plain = fit("y ~ a*x^-b", &t, "lognormal");
    for law in ["log(y) ~ log(a*x^-b)", "log(y) ~ log(a) - b*log(x)"] {
        let logged = fit(law, &t, "gaussian");
        for name in ["a", "b"] {
            close(logged.value(name).unwrap(), plain.value(name).unwrap(), 1e-12);
            let se = |f: &Fit| f.estimate(name).unwrap().stderr.unwrap();
            close(se(&logged), se(&plain), 1e-9);
        }
        close(logged.loglik.unwrap(), plain.loglik.unwrap(), 1e-12);
        close(logged.objective, plain.objective, 1e-12);
    }
    // Never logged twice.
    let twice = fit("log(y) ~ log(a*x^-b)", &t, "huber(1e-3)");
    close(twice.objective, fit("y ~ a*x^-b", &t, "huber(1e-3)").objective, 1e-9);
}

/// `loglik` is that of the raw column: the transform's slope 1/(1 + y) at every row.
#[test]
fn jacobian_of_log1p() {
    let t = noisy_power();
    let f = fit("log1p(y) ~ log1p(a*x^-b)", &t, "gaussian");
    let r = f.residuals();
    let variance = r.iter().map(|r| r * r).sum::<f64>() / r.len() as f64;
    let of_left = -0.5 * r.len() as f64 * ((2.0 * PI * variance).ln() + 1.0);
    let jacobian: f64 = t.numbers("y").unwrap().iter().map(|y| (1.0 + y).ln()).sum();
    close(f.loglik.unwrap(), of_left - jacobian, 1e-12);
}
