//! The arguments of `lawful coverage`.

use super::{MachineArguments, OutputArguments};
use clap::Args;
use lawful::Noise;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Each simulated data set is drawn from the law with the true parameters and fitted
from scratch; a good 95% interval holds the truth in 95% of them.

Examples (from the root of the repository):
  lawful coverage 'y ~ c*x^-k' --truth c=3 --truth k=0.5 --noise lognormal \\
    --scale 0.1 --design x=1:100 --rows 30 --sims 200 --out out

  lawful coverage 'period ~ c*axis^k' --truth c=365 --truth k=1.5 \\
    --noise laplace --scale 0.01 --table examples/planets.csv --sims 200 --json";

/// `lawful coverage`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CoverageArguments {
    /// The law: 'response ~ formula; clause; …'
    pub(in crate::cli) law: String,
    /// The true value of a parameter (repeatable): every one that is not fixed needs one
    #[arg(long, value_name = "NAME=VALUE")]
    pub(in crate::cli) truth: Vec<String>,
    /// How the data scatter, and the noise that is fitted [default: gaussian]
    #[arg(long, value_name = "NOISE", default_value = "gaussian", hide_default_value = true)]
    pub(in crate::cli) noise: Noise,
    /// Draw from another noise than the one fitted
    #[arg(long, value_name = "NOISE")]
    pub(in crate::cli) draw: Option<Noise>,
    /// Scale of the noise: standard deviation, Laplace's or Student's scale, dispersion; of logs where the noise is
    #[arg(long, value_name = "S")]
    pub(in crate::cli) scale: Option<f64>,
    /// Simulated data sets
    #[arg(long, value_name = "K", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(in crate::cli) sims: u32,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    /// Intervals from K refits in every fit
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(in crate::cli) bootstrap: Option<u32>,

    /// A column of the design, even in the log from one end to the other: 'N=1e7:1e10' (repeatable)
    #[arg(long, value_name = "COL=LO:HI", help_heading = "Design", required_unless_present = "table")]
    pub(in crate::cli) design: Vec<String>,
    /// Rows of the design
    #[arg(long, value_name = "K", default_value_t = 50, help_heading = "Design", value_parser = clap::value_parser!(u32).range(2..=10_000_000))]
    pub(in crate::cli) rows: u32,
    /// The rows of a table as the design; its response is replaced
    #[arg(long, value_name = "FILE", help_heading = "Design", conflicts_with_all = ["design", "rows"])]
    pub(in crate::cli) table: Option<PathBuf>,
    /// Make rows of columns first: 'loss_* as loss by set' (repeatable)
    #[arg(long, value_name = "COLUMNS", help_heading = "Design", requires = "table")]
    pub(in crate::cli) stack: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write coverage.json, the figure and the page coverage.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
