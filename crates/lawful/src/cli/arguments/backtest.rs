//! The arguments of `lawful backtest`.

use super::{OutputArguments, SearchArguments, TableArguments};
use clap::Args;
use lawful::Noise;
use std::path::PathBuf;

const EXAMPLES: &str = "\
At every cut the rows up to it are fitted and the larger ones predicted. Errors and
how often the interval of a new observation held are told by distance: how many
times larger than the largest row fitted. Beside the laws stand forecasts without
one: the best seen, the last seen, a local power law.

Intervals are also widened by the drift of forecasts within the fitted rows.

Examples (from the root of the repository):
  lawful backtest examples/chinchilla.csv 'loss ~ chinchilla(N=params, D=tokens)' \\
    --where 'outlier == 0' --cost '6*params*tokens' --noise laplace

  lawful backtest examples/chinchilla.csv \\
    'loss ~ chinchilla(N=params, D=tokens)' 'loss ~ A*C^-alpha' \\
    --let 'C = 6*params*tokens' --cost C --noise lognormal --noise 'huber(1e-3)' \\
    --select 'outlier == 0' --select 'min(loss) by isoflop_budget' \\
    --distances 1,4,30 --out out";

/// `lawful backtest`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BacktestArguments {
    /// A file, a folder or a pattern like 'runs/*.csv': CSV, TSV, JSON, Parquet, Arrow, Excel, logs of training ('lawful info
    /// --help' lists them); '-' for standard input
    pub(in crate::cli) table: PathBuf,
    /// Laws of one response: 'response ~ formula; clause; …'
    #[arg(required = true, value_name = "LAW")]
    pub(in crate::cli) laws: Vec<String>,
    /// How data scatter about the laws (repeatable: every law with every noise) [default: gaussian]
    #[arg(long, value_name = "NOISE")]
    pub(in crate::cli) noise: Vec<Noise>,
    /// Column of known standard deviations of the residuals
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) sigma: Option<String>,
    /// Column of row weights
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) weights: Option<String>,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    pub(in crate::cli) level: f64,

    /// How large a row is: a column or a formula [default: the law's column, if it reads one only]
    #[arg(long, value_name = "COL", help_heading = "Forecasts")]
    pub(in crate::cli) cost: Option<String>,
    /// Fit up to these sizes [default: eight, even in the log]
    #[arg(long, value_name = "C,C", value_delimiter = ',', help_heading = "Forecasts")]
    pub(in crate::cli) cuts: Vec<f64>,
    /// Ends of the bins of distance, as multiples of the largest size fitted [default: 1,2,4,10,30,100]
    #[arg(long, value_name = "X,X", value_delimiter = ',', help_heading = "Forecasts")]
    pub(in crate::cli) distances: Vec<f64>,
    /// A choice of rows, each tested apart (repeatable): 'CONDITION', 'min(loss) by COL', or both joined by ';'
    #[arg(long, value_name = "ROWS", help_heading = "Forecasts")]
    pub(in crate::cli) select: Vec<String>,
    /// Column whose equal values mark one run: its rows are fitted together or not at all
    #[arg(long, value_name = "COL", help_heading = "Forecasts")]
    pub(in crate::cli) cluster: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) search: SearchArguments,
    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,

    /// Write backtest.json, backtest.svg, backtest.png and backtest.csv here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
