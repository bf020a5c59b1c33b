//! Tables with a known truth.

use crate::{Error, Select};
use lawful_io::{Column, Table};
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
    let exact = table.clone().derive(law)?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let drawn = exact.numbers(&name)?.iter().map(|y| match scatter {
        Scatter::Normal(sd) => y + sd * normal(),
        Scatter::LogNormal(sd) => y * libm::exp(sd * normal()),
        // The difference of two exponentials, each half the sum of two squared normals.
        Scatter::LogLaplace(b) => {
            let [p, q, r, s] = [normal(), normal(), normal(), normal()];
            y * libm::exp(0.5 * b * (p * p + q * q - r * r - s * s))
        }
    });
    let values = drawn.collect();
    let mut table = exact.clone();
    table.set(Column::number(name, values))?;
    Ok(table)
}
