//! Known truths: exponents, p-values, rivals.

use lawful_tail::weightwatcher::{self, WeightWatcher};
use lawful_tail::{Kind, Tail, survival};
use rand_distr::{Distribution, Exp, LogNormal, Pareto};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

fn draw(law: impl Distribution<f64>, n: usize, seed: u64) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..n).map(|_| law.sample(&mut random)).collect()
}

#[test]
fn a_given_xmin_has_a_closed_form() {
    // alpha = 1 + n / sum ln(x/xmin), error (alpha - 1)/sqrt n.
    let values = [2.0, 4.0, 8.0, 16.0, 0.5];
    let tail = Tail::of(&values).continuous().xmin(1.0).sims(0).run().unwrap();
    let alpha = 1.0 + 4.0 / (10.0 * 2f64.ln());
    assert!((tail.alpha - alpha).abs() < 1e-14 && tail.n_tail == 4 && tail.n == 5);
    assert!((tail.alpha_err - (alpha - 1.0) / 2.0).abs() < 1e-14);
    // Distances 1 - x^(1 - alpha) - k/4 at the four values.
    let d = (0..4).map(|k| (1.0 - values[k].powf(1.0 - alpha) - k as f64 / 4.0).abs()).fold(0.0, f64::max);
    assert!((tail.ks - d).abs() < 1e-14);
}

#[test]
fn exponents_scatter_as_they_say() {
    // z = (estimate - truth)/error at a given xmin: mean 0, variance 1; 400 samples: 4 standard errors are 0.2 and 0.28.
    let z: Vec<f64> = (0..400)
        .map(|seed| {
            let values = draw(Pareto::new(1.0, 1.5).unwrap(), 500, seed);
            let tail = Tail::of(&values).continuous().xmin(1.0).sims(0).run().unwrap();
            (tail.alpha - 2.5) / tail.alpha_err
        })
        .collect();
    let mean = z.iter().sum::<f64>() / 400.0;
    let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 399.0;
    assert!(mean.abs() < 0.2 && (variance - 1.0).abs() < 0.28, "{mean} {variance}");
}

#[test]
fn intervals_with_the_choice_of_xmin_hold_the_truth() {
    // 95% of 200: 190 with a standard deviation of 3.1; four of them on either side.
    let hits = (0..200)
        .filter(|&seed| {
            let values = draw(Pareto::new(1.0, 1.5).unwrap(), 300, 1000 + seed);
            let (lo, hi) = Tail::of(&values).continuous().sims(200).run().unwrap().alpha_interval.unwrap();
            lo <= 2.5 && 2.5 <= hi
        })
        .count();
    println!("{hits} of 200");
    assert!((178..=200).contains(&hits), "{hits}");
}

#[test]
fn p_values_of_true_power_laws_are_uniform() {
    // Kolmogorov's distance of 200 uniform values exceeds 1.95/sqrt(200) with probability 0.001.
    let mut p: Vec<f64> = (0..200)
        .map(|seed| {
            let values = draw(Pareto::new(1.0, 1.5).unwrap(), 100, 5000 + seed);
            Tail::of(&values).continuous().xmin(1.0).sims(199).run().unwrap().p().unwrap()
        })
        .collect();
    p.sort_by(f64::total_cmp);
    let d = p.iter().enumerate().map(|(i, p)| (p - (i as f64 + 0.5) / 200.0).abs()).fold(0.0, f64::max);
    assert!(d < 1.95 / 200f64.sqrt() + 0.005, "{d}");
}

#[test]
fn rivals_are_recognised() {
    let exponential: Vec<f64> = draw(Exp::new(0.125).unwrap(), 2000, 1).iter().map(|x| 15.0 + x).collect();
    let tail = Tail::of(&exponential).continuous().xmin(15.0).sims(100).run().unwrap();
    let rival = tail.rival("exponential").unwrap();
    assert!(rival.loglik_ratio < 0.0 && rival.p < 1e-6 && tail.p().unwrap() < 0.05);
    // rate = 1/(mean - xmin)
    let mean = exponential.iter().sum::<f64>() / 2000.0;
    assert!((rival.params[0].1 * (mean - 15.0) - 1.0).abs() < 1e-12);

    // Uncut, the log-normal law's estimates are mean and deviation of the logarithms.
    let log_normal = draw(LogNormal::new(1.0, 0.5).unwrap(), 4000, 2);
    let tail = Tail::of(&log_normal).continuous().xmin(0.02).sims(0).run().unwrap();
    let rival = tail.rival("log-normal").unwrap();
    let mu = log_normal.iter().map(|x| x.ln()).sum::<f64>() / 4000.0;
    let sigma = (log_normal.iter().map(|x| (x.ln() - mu).powi(2)).sum::<f64>() / 4000.0).sqrt();
    assert!((rival.params[0].1 - mu).abs() < 1e-6 && (rival.params[1].1 - sigma).abs() < 1e-6, "{:?}", rival.params);
    // Its survival function is that of the normal law.
    let x: f64 = 4.0;
    let exact = 0.5 * libm::erfc((x.ln() - mu) / (sigma * 2f64.sqrt()));
    assert!((rival.survival(x) - exact).abs() < 1e-7, "{} {exact}", rival.survival(x));

    let power = draw(Pareto::new(1.0, 1.5).unwrap(), 5000, 3);
    let tail = Tail::of(&power).continuous().xmin(1.0).sims(0).run().unwrap();
    assert!(tail.rival("exponential").unwrap().loglik_ratio > 0.0);
    // Nested: a better likelihood, by chance only.
    let truncated = tail.rival("truncated power law").unwrap();
    assert!(truncated.nested && truncated.loglik_ratio <= 0.0 && truncated.p > 1e-3);
}

#[test]
fn rivals_on_whole_numbers_have_closed_forms_too() {
    // The geometric law: rate = ln(1 + 1/(mean - xmin)).
    let values: Vec<f64> = draw(Exp::new(0.3).unwrap(), 1000, 4).iter().map(|x| 5.0 + x.floor()).collect();
    let tail = Tail::of(&values).discrete().xmin(5.0).sims(0).run().unwrap();
    let rival = tail.rival("exponential").unwrap();
    let mean = values.iter().sum::<f64>() / 1000.0;
    assert!((rival.params[0].1 - (1.0 / (mean - 5.0)).ln_1p()).abs() < 1e-12);
    assert!(rival.loglik_ratio < 0.0 && rival.p < 1e-3);
    // The truncated power law contains the geometric one, so it can't be worse.
    assert!(tail.rival("truncated power law").unwrap().loglik_ratio <= rival.loglik_ratio + 1e-6);
    // P(X >= 6) = 1 - 5^-alpha/zeta(alpha, 5); zeta(2, 5) = pi^2/6 - 1 - 1/4 - 1/9 - 1/16.
    let zeta = std::f64::consts::PI.powi(2) / 6.0 - 1.0 - 0.25 - 1.0 / 9.0 - 0.0625;
    assert!((survival(Kind::Discrete, 2.0, 5.0, 6.0) - (1.0 - 0.04 / zeta)).abs() < 1e-13);
}

#[test]
fn figures_of_weightwatcher() {
    let values = draw(Pareto::new(0.5, 2.0).unwrap(), 300, 5);
    let with_zeros: Vec<f64> = values.iter().copied().chain([0.0, 1e-6, 1e-5]).collect();
    let w = WeightWatcher::of(&with_zeros).unwrap();
    let tail = Tail::of(&values).continuous().sims(0).run().unwrap();
    assert_eq!((w.alpha, w.xmin, w.d, w.num_pl_spikes), (tail.alpha, tail.xmin, tail.ks, tail.n_tail));
    let largest = values.iter().copied().fold(0.0, f64::max);
    assert!((w.alpha_hat - w.alpha * largest.log10()).abs() < 1e-12);
    let sum: f64 = values.iter().map(|x| x.powf(w.alpha)).sum();
    assert!((w.log_alpha_norm - sum.log10()).abs() < 1e-12);
    assert!((weightwatcher::log_norm(&[10.0, 90.0]) - 2.0).abs() < 1e-15);
    assert_eq!(weightwatcher::stable_rank(&[1.0, 3.0, 4.0]), 2.0);
}

#[test]
fn nothing_breaks_it() {
    for values in [&[][..], &[1.0], &[1.0, 1.0], &[-1.0, 0.0], &[f64::NAN, 1.0, 2.0], &[f64::INFINITY, 1.0]] {
        assert!(Tail::of(values).run().is_err(), "{values:?}");
    }
    let odd: [&[f64]; 6] = [
        &[1e-300, 1e300],
        &[1.0, 1.0 + f64::EPSILON, 1.0 + 2.0 * f64::EPSILON],
        &[5e-324, 1.0, f64::MAX],
        &[1.0, 2.0],
        &[9e15, 9.1e15, 1e16, 1e17],
        &[1.0, 1.0, 1.0, 1e15],
    ];
    for values in odd {
        for xmin in [None, Some(values[0])] {
            for discrete in [false, true] {
                let mut fitting = Tail::of(values).sims(100);
                fitting = if discrete { fitting.discrete() } else { fitting.continuous() };
                if let Some(xmin) = xmin {
                    fitting = fitting.xmin(xmin);
                }
                if let Ok(tail) = fitting.run() {
                    assert!(tail.alpha > 1.0 && tail.alpha.is_finite() && tail.ks.is_finite(), "{values:?}: {tail:?}");
                    assert!(tail.rivals.iter().all(|r| r.p.is_finite() && r.loglik_ratio.is_finite()));
                }
            }
        }
    }
}
