//! The arguments of `lawful isoflop`.

use super::{MachineArguments, OutputArguments, TableArguments};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful isoflop examples/chinchilla.csv --where 'isoflop_outlier == 0' \\
    --size params --budget-by isoflop_budget --loss loss --out out

Each group of runs by itself (--by experiment, say), the data beside the size:
  lawful isoflop examples/chinchilla.csv --where 'isoflop_outlier == 0' \\
    --by outlier --method akima --budget-by isoflop_budget --tokens tokens";

/// How the best size of a budget is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum IsoflopMethod {
    /// The vertex of a parabola in the log of the size
    Parabola,
    /// The lowest point of Akima's interpolation
    Akima,
}

/// `lawful isoflop`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct IsoflopArguments {
    /// A file, a folder or a pattern like 'runs/*.csv': CSV, TSV, JSON, Parquet, Arrow, Excel, logs of training ('lawful info
    /// --help' lists them); '-' for standard input
    pub(in crate::cli) table: PathBuf,
    /// Column of sizes
    #[arg(long, value_name = "COL", default_value = "params")]
    pub(in crate::cli) size: String,
    /// Column of budgets
    #[arg(long, value_name = "COL", default_value = "budget")]
    pub(in crate::cli) budget_by: String,
    /// Column of losses
    #[arg(long, value_name = "COL", default_value = "loss")]
    pub(in crate::cli) loss: String,
    /// Column of tokens [default: budget/(6 size)]
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) tokens: Option<String>,
    /// How the best size of a budget is found
    #[arg(long, value_name = "METHOD", default_value = "parabola")]
    pub(in crate::cli) method: IsoflopMethod,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Find the best sizes of each group
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(in crate::cli) by: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write isoflop.json, isoflop.csv, figures and the page isoflop.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
