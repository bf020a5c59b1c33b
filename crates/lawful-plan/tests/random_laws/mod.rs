//! Random laws, costs and budgets; their optimum by brute force.

use lawful_plan::{FittedLaw, PlanOptions, Planner};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A law of `x` and `y` in plain Rust.
type Law = Box<dyn Fn(f64, f64) -> f64>;

/// How far the planned loss of law number `seed` lies from the lowest on a fine grid; as a share of it where it is above
/// 1, since the grid's own error grows with it.
pub fn disagreement(seed: u64) -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut uniform = |lo: f64, hi: f64| lo + (hi - lo) * (generator.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let (e, alpha, beta) = (uniform(0.0, 3.0), uniform(0.1, 1.0), uniform(0.1, 1.0));
    let (a, b) = (10f64.powf(uniform(0.0, 4.0)), 10f64.powf(uniform(0.0, 4.0)));
    let r = uniform(0.3, 3.0);
    let served = 10f64.powf(uniform(6.0, 12.0));
    let budget = 10f64.powf(uniform(16.0, 26.0));
    // Three kinds of law, two kinds of cost.
    let (text, law): (&str, Law) = match seed % 3 {
        0 => ("loss ~ E + A*N^-alpha + B*D^-beta", Box::new(move |n, d| e + a * n.powf(-alpha) + b * d.powf(-beta))),
        1 => (
            "loss ~ E + (A*N^-alpha + B*D^-beta)^r",
            Box::new(move |n: f64, d: f64| e + (a * n.powf(-alpha) + b * d.powf(-beta)).powf(r)),
        ),
        _ => (
            "loss ~ E + A*N^-alpha + B*D^-beta + r*N^-alpha*D^(beta/2)",
            Box::new(move |n: f64, d: f64| {
                e + a * n.powf(-alpha) + b * d.powf(-beta) + r * n.powf(-alpha) * d.powf(beta / 2.0)
            }),
        ),
    };
    let extra = if seed.is_multiple_of(2) { 0.0 } else { served };
    let parameters = [("E", e), ("A", a), ("B", b), ("alpha", alpha), ("beta", beta), ("r", r)];
    let fitted = FittedLaw::new(text, &parameters).unwrap();
    let options = PlanOptions { cost: format!("6*N*D + 2*N*{extra:e}"), ..PlanOptions::default() };
    let plan = Planner::new(&fitted, &options).unwrap().budget(budget).unwrap();

    // Along the logs of D, for which there is always an N; coarse over the whole contour, then fine round the best.
    let loss = |x: f64| {
        let d = x.exp();
        law(budget / (6.0 * d + 2.0 * extra), d)
    };
    let lowest = |from: f64, to: f64, steps: usize| {
        (0..=steps)
            .map(|k| from + (to - from) * k as f64 / steps as f64)
            .min_by(|p, q| loss(*p).total_cmp(&loss(*q)))
            .unwrap()
    };
    let rough = lowest(-60.0, 120.0, 20_000);
    let fine = lowest(rough - 0.02, rough + 0.02, 20_000);
    (plan.response.value - loss(fine)).abs() / loss(fine).max(1.0)
}
