//! How often 95% intervals of a plan hold the truth: simulated runs of a Chinchilla law, planned at a budget 100 times
//! beyond the largest. Prints the share of hits for size, tokens and loss, by covariance draws and by the bootstrap.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_plan::{FittedLaw, PlanOptions, Planner};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const TRUTH: [(&str, f64); 5] = [("E", 1.817), ("A", 482.0), ("B", 2085.4), ("alpha", 0.3478), ("beta", 0.3658)];

/// Nine budgets of seven sizes, log-normal noise of half a per cent.
fn runs(generator: &mut Xoshiro256PlusPlus, n: &[f64], d: &[f64]) -> Table {
    let mut normal = || (0..12).map(|_| (generator.next_u64() >> 11) as f64 / (1u64 << 53) as f64).sum::<f64>() - 6.0;
    let [e, a, b, alpha, beta] = TRUTH.map(|t| t.1);
    let loss: Vec<f64> =
        n.iter().zip(d).map(|(n, d)| (e + a * n.powf(-alpha) + b * d.powf(-beta)) * (0.005 * normal()).exp()).collect();
    let columns = vec![Column::number("N", n.to_vec()), Column::number("D", d.to_vec()), Column::number("loss", loss)];
    Table::from_columns(columns).expect("columns of one length")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let replicas: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(300);
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
    let options = PlanOptions::default();
    let truth = FittedLaw::new("loss ~ chinchilla(N, D)", &TRUTH)?;
    let planner = Planner::new(&truth, &options)?;
    let (mut n, mut d) = (vec![], vec![]);
    for k in 0..9 {
        let budget = 6e18 * 2f64.powi(k);
        let best = planner.budget(budget)?.columns[0].value;
        for j in -3..=3 {
            n.push(best * 2f64.powi(j));
            d.push(budget / 6.0 / n[n.len() - 1]);
        }
    }
    let budget = 100.0 * 6e18 * 256.0;
    let there = planner.budget(budget)?;
    let expected = [there.columns[0].value, there.columns[1].value, there.response.value];
    for resamples in [0, 400] {
        let mut hits = [0usize; 3];
        for _ in 0..replicas {
            let table = runs(&mut generator, &n, &d);
            let law = Law::parse("loss ~ chinchilla(N, D)")?;
            let fit = Fit::of(&law, &table).noise(Noise::LogNormal).brief().starts(4).bootstrap(resamples).run()?;
            let fitted = FittedLaw::of_fit(&fit, &table)?;
            let plan = Planner::new(&fitted, &options)?.budget(budget)?;
            for (hit, (q, t)) in
                hits.iter_mut().zip([&plan.columns[0], &plan.columns[1], &plan.response].iter().zip(expected))
            {
                *hit += usize::from(q.lo.is_some_and(|l| l <= t) && q.hi.is_some_and(|h| h >= t));
            }
        }
        println!("{resamples} resamples: N {}, D {}, loss {} of {replicas}", hits[0], hits[1], hits[2]);
    }
    Ok(())
}
