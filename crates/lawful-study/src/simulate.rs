//! Tables with a known truth.

use crate::{Error, Select};
use lawful_io::{Column, Table};
use lawful_plan::FittedLaw;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// How a simulated response scatters about its law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scatter {
    /// Normal with this standard deviation, in the unit of the response.
    Normal(f64),
    /// Normal in the log.
    LogNormal(f64),
    /// Laplace in the log, with this scale.
    LogLaplace(f64),
}

/// `table` with the response of `law` (`loss = 1.8 + 480*N^-0.35`, all numbers given) and scatter about it.
///
/// # Errors
/// The law can't be evaluated on the table.
pub fn simulate(table: &Table, law: &str, scatter: Scatter, seed: u64) -> Result<Table, Error> {
    let name = law.split('=').next().unwrap_or("").trim().to_string();
    let mut exact = table.clone().derive(law)?;
    let drawn = scattered(exact.numbers(&name)?, scatter, seed);
    exact.set(Column::number(name, drawn))?;
    Ok(exact)
}

/// `table` with a column `response` that scatters about a law with values for its parameters, as a published one has.
///
/// # Errors
/// The law can't be evaluated on the table.
pub fn simulate_law(
    table: &Table,
    response: &str,
    law: &FittedLaw,
    scatter: Scatter,
    seed: u64,
) -> Result<Table, Error> {
    let mut drawn = table.clone();
    drawn.set(Column::number(response, scattered(&law.values(table)?, scatter, seed)))?;
    Ok(drawn)
}

fn scattered(exact: &[f64], scatter: Scatter, seed: u64) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let draw = |y: &f64| match scatter {
        Scatter::Normal(sd) => y + sd * normal(),
        Scatter::LogNormal(sd) => y * libm::exp(sd * normal()),
        // The difference of two exponentials, each half the sum of two squared normals.
        Scatter::LogLaplace(b) => {
            let [p, q, r, s] = [normal(), normal(), normal(), normal()];
            y * libm::exp(0.5 * b * (p * p + q * q - r * r - s * s))
        }
    };
    exact.iter().map(draw).collect()
}
