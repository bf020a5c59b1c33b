//! The arguments of `lawful plan`.

use super::OutputArguments;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

const EXAMPLES: &str = "\
The cost is any formula in the columns; constants may follow in clauses:
  '6*N*D + 2*N*served; served = 1e12'

Examples (from the root of the repository):
  lawful plan chinchilla@hoffmann2022 --budget 5.88e23
  lawful plan chinchilla@besiroglu2024 --target 2.0
  lawful plan chinchilla@besiroglu2024 --budget 1e24 --fixed N=7B --out out

Training and 10T served tokens; dollars at 4e14 FLOP/s and 2 dollars an hour; 100B
unique tokens; batches and steps, where a step costs something beside its tokens:
  lawful plan chinchilla@besiroglu2024 --budget 1e24 \\
    --cost '6*N*D + 2*N*served; served = 1e13'
  lawful plan chinchilla@besiroglu2024 --budget 1e6 \\
    --cost '6*N*D/(rate*3600)*price; rate = 4e14; price = 2'
  lawful plan data_constrained@muennighoff2023 --budget 1e24 --fixed U=1e11
  lawful plan kaplan_batch@kaplan2020 --budget 1e22 --cost '6*N*B*S + 1e17*S'

  lawful fit examples/chinchilla.csv \\
    'loss ~ E + A*params^-alpha + B*tokens^-beta' --where 'outlier == 0' \\
    --noise laplace --json | lawful plan - --cost '6*params*tokens' --budget 1e24";

/// `lawful plan`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("goal").args(["budget", "target"]).required(true)))]
pub(in crate::cli) struct PlanArguments {
    /// A document that 'lawful fit … --json' printed ('-' for standard input), or a published fit, NAME@SOURCE
    pub(in crate::cli) fit: String,
    /// The budget, in the unit of the cost
    #[arg(long, value_name = "C")]
    pub(in crate::cli) budget: Option<String>,
    /// The response to reach: what is the least budget?
    #[arg(long, value_name = "L")]
    pub(in crate::cli) target: Option<String>,
    /// The cost
    #[arg(long, value_name = "FORMULA", default_value = "6*N*D")]
    pub(in crate::cli) cost: String,
    /// The columns to choose [default: those that the cost names and that are not fixed]
    #[arg(long, value_name = "COL,COL", value_delimiter = ',')]
    pub(in crate::cli) allocate: Vec<String>,
    /// A column that is given: 'N=7B' (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(in crate::cli) fixed: Vec<String>,
    /// More of the response is better
    #[arg(long)]
    pub(in crate::cli) maximise: bool,
    /// How far from the best response is called nearly as good, as a share
    #[arg(long, value_name = "SHARE", default_value_t = 0.01)]
    pub(in crate::cli) tolerance: f64,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    /// Write plan.json, plan.csv, figures and the page plan.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
