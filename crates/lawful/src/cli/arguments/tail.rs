//! The arguments of `lawful tail`.

use super::{MachineArguments, OutputArguments, TableArguments};
use clap::Args;
use lawful_tail::Ks;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  lawful tail sizes.txt
  lawful tail counts.txt --discrete --out out
  lawful tail layers.parquet --column eigenvalue --by layer --sims 200
  lawful tail sizes.txt --xmin 50 --ks two-sided --json

Never read alpha alone: p says whether a power law is tenable, and the rivals
what else is.";

/// `lawful tail`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct TailArguments {
    /// One number per line; or a table as 'lawful info' reads them; '-' for standard input
    pub(in crate::cli) file: PathBuf,
    /// The column [default: the only one]
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) column: Option<String>,
    /// Whole numbers, by the zeta law [default for those with a median below 100]
    #[arg(long, conflicts_with = "continuous")]
    pub(in crate::cli) discrete: bool,
    /// The Pareto law
    #[arg(long)]
    pub(in crate::cli) continuous: bool,
    /// Where the tail begins [default: where the law is nearest to its tail]
    #[arg(long, value_name = "V", allow_negative_numbers = true)]
    pub(in crate::cli) xmin: Option<f64>,
    /// How distances are taken: below (as the published tools do) or two-sided
    #[arg(long, value_name = "CONVENTION", default_value = "below")]
    pub(in crate::cli) ks: Ks,
    /// Simulate K samples for p and the intervals, 0 for none [default: 1000, fewer beyond 100,000 values]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(in crate::cli) sims: Option<u32>,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Fit the tail of each group
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(in crate::cli) by: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write tail.json, the figures and the page tail.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
