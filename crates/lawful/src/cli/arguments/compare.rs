//! The arguments of `lawful compare`.

use super::{NoiseArguments, OutputArguments, SearchArguments, TableArguments};
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
All laws are fitted to the same rows. With --holdout the order is by the error at
the rows held out, else by AICc; losses such as huber(1e-3), which have no
likelihood, compare by held-out rows only.

Examples (from the root of the repository):
  lawful compare examples/planets.csv 'period ~ c*axis^k' 'period ~ c*axis^1.5' \\
    --noise lognormal

  lawful compare examples/chinchilla.csv \\
    'loss ~ E + A*params^-alpha + B*tokens^-beta' \\
    'loss ~ E + A*(params*tokens)^-alpha' \\
    --where 'outlier == 0' --noise laplace \\
    --holdout '6*params*tokens > 1e21' --out out

  lawful compare examples/chinchilla.csv \\
    'loss ~ E + A*C^-alpha' 'loss ~ A*C^-alpha' \\
    --let 'C = 6*params*tokens' --where 'outlier == 0' \\
    --reduce 'min(loss) by isoflop_budget' --noise lognormal --rolling C";

/// `lawful compare`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CompareArguments {
    /// A file, a folder or a pattern like 'runs/*.csv': CSV, TSV, JSON, Parquet, Arrow, Excel, logs of training ('lawful info
    /// --help' lists them); '-' for standard input
    pub(in crate::cli) table: PathBuf,
    /// Two laws or more of one response: 'response ~ formula; clause; …'
    #[arg(required = true, num_args = 2.., value_name = "LAW")]
    pub(in crate::cli) laws: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) noise: NoiseArguments,
    /// Column whose equal values mark rows that belong together, such as a run's checkpoints
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) cluster: Option<String>,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,

    #[command(flatten)]
    pub(in crate::cli) search: SearchArguments,

    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Predict the rows that meet a condition instead of fitting them: 'C > 1e21'
    #[arg(long, value_name = "PRED", help_heading = "Table, in this order")]
    pub(in crate::cli) holdout: Option<String>,
    /// Fit up to growing values of a column, predict beyond
    #[arg(long, value_name = "COL", help_heading = "Table, in this order")]
    pub(in crate::cli) rolling: Option<String>,

    /// Write compare.json, compare.svg, compare.png and compare.csv here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
