//! The arguments of `lawful crossover`.

use super::OutputArguments;
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Example:
  lawful crossover chinchilla@hoffmann2022 chinchilla@besiroglu2024 \\
    --along D --fixed N=1B --range 1e8:1e14";

/// `lawful crossover`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CrossoverArguments {
    /// A document that 'lawful fit … --json' printed, or a published fit, NAME@SOURCE
    pub(in crate::cli) first: String,
    /// Another one
    pub(in crate::cli) second: String,
    /// The column along which the laws may cross
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) along: String,
    /// A column of the laws that is given: 'D=1.4e12' (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(in crate::cli) fixed: Vec<String>,
    /// Where to look [default: the data that both laws have in common, and 1000 times beyond]
    #[arg(long, value_name = "LO:HI")]
    pub(in crate::cli) range: Option<String>,
    /// Level of the interval
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    /// Write crossover.json, crossover.csv, figures and the page crossover.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
