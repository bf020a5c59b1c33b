//! The tables of `docs/coverage.md`: coverage of 95% intervals, 1,000 simulated data sets each.
//!
//! `cargo run --release -p lawful-fit --example coverage_tables -- examples/chinchilla.csv [sims] [part of a name] [bootstrap]`

use lawful_fit::Noise;
use lawful_fit::coverage::{Coverage, log_grid};
use lawful_io::Table;
use lawful_law::Law;
use std::error::Error;

/// Least absolute deviations on the runs of Hoffmann et al. 2022 (240 of the 245).
const CHINCHILLA: [(&str, f64); 5] =
    [("E", 1.81686), ("A", 482.01), ("B", 2085.44), ("alpha", 0.34781), ("beta", 0.36585)];
const POWER: [(&str, f64); 2] = [("c", 40.0), ("k", 0.35)];
const LOGISTIC: [(&str, f64); 2] = [("place", 1.2), ("rate", 2.0)];

/// A law with its truth, noises and scales.
struct Case {
    name: &'static str,
    law: &'static str,
    truth: &'static [(&'static str, f64)],
    noise: &'static str,
    scale: Option<f64>,
    design: Design,
}

#[derive(Clone, Copy)]
enum Design {
    Runs,
    Grid(&'static str, f64, f64),
}

fn cases() -> Vec<Case> {
    let chinchilla = |name, noise, scale| Case {
        name,
        law: "loss ~ chinchilla(N=params, D=tokens); let a = beta/(alpha+beta)",
        truth: &CHINCHILLA,
        noise,
        scale: Some(scale),
        design: Design::Runs,
    };
    let power = |name, noise, scale| Case {
        name,
        law: "y ~ c*x^-k",
        truth: &POWER,
        noise,
        scale,
        design: Design::Grid("x", 1.0, 1000.0),
    };
    vec![
        // .0047 of the median loss, 2.62.
        chinchilla("gaussian", "gaussian", 0.0047 * 2.62),
        chinchilla("lognormal", "lognormal", 0.0047),
        chinchilla("laplace", "laplace", 0.0047),
        chinchilla("student(4)", "student(4)", 0.0047 * 2.62),
        chinchilla("huber(1e-3)", "huber(1e-3)", 0.0047),
        power("poisson", "poisson", None),
        power("gamma(4)", "gamma(4)", None),
        power("whittle", "whittle", None),
        power("negbinomial", "negbinomial", Some(0.1)),
        Case {
            name: "binomial(40)",
            law: "y ~ sigmoid(rate*(log10(x) - place))",
            truth: &LOGISTIC,
            noise: "binomial(40)",
            scale: None,
            design: Design::Grid("x", 1.0, 1000.0),
        },
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.get(1).map_or("examples/chinchilla.csv", String::as_str);
    let sims: usize = arguments.get(2).map_or(Ok(1000), |a| a.parse())?;
    let wanted = arguments.get(3).map_or("", String::as_str);
    let bootstrap: Option<usize> = arguments.get(4).map(|a| a.parse()).transpose()?;
    let runs = Table::read(path)?;
    println!(
        "| noise | n | quantity | method | 95% interval holds the truth | above, below | open | mean width | bias / sd | failed | s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for case in cases().iter().filter(|c| c.name.contains(wanted)) {
        for n in [50, 245] {
            let design = match case.design {
                Design::Runs => runs.take(&every(runs.rows(), n)),
                Design::Grid(x, lo, hi) => log_grid(&[(x, lo, hi)], n)?,
            };
            let noise: Noise = case.noise.parse()?;
            let mut simulation = Coverage::of(&Law::parse(case.law)?, &design).noise(noise).sims(sims);
            for (name, value) in case.truth {
                simulation = simulation.truth(*name, *value);
            }
            if let Some(scale) = case.scale {
                simulation = simulation.scale(scale);
            }
            if let Some(resamples) = bootstrap {
                simulation = simulation.bootstrap(resamples);
            }
            let coverage = simulation.run()?;
            for q in &coverage.quantities {
                for m in &q.methods {
                    println!(
                        "| {} | {n} | {} | {} | {:.1} ± {:.1}% | {}, {} | {} | {:.4} | {:.2} | {} | {:.0} |",
                        case.name,
                        q.name,
                        m.method,
                        100.0 * m.rate(),
                        100.0 * m.error(),
                        m.above,
                        m.below,
                        m.open,
                        m.mean_width,
                        q.bias / q.deviation,
                        coverage.failed,
                        coverage.seconds,
                    );
                }
            }
            if let Some(why) = &coverage.failure {
                eprintln!("{} {n}: {} failed, for example: {why}", case.name, coverage.failed);
            }
        }
    }
    Ok(())
}

/// `n` of `rows` rows, evenly.
fn every(rows: usize, n: usize) -> Vec<usize> {
    (0..n.min(rows)).map(|i| i * rows / n.min(rows)).collect()
}
