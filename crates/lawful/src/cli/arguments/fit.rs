//! The arguments of `lawful fit`.

use super::{NoiseArguments, OutputArguments, SearchArguments, TableArguments};
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
A name that is a column is data, any other a parameter; p[group] is one
parameter per category. Clauses follow the law after ';':
  alpha in (0, 2); E start 1.7; gamma = 0.5; let a = beta/(alpha+beta)

Noise: gaussian, lognormal, laplace, student(4), poisson, gamma(8), whittle,
binomial(TRIALS), negbinomial; the losses huber(1e-3), asymmetric-huber(1e-3, 10).
laplace and huber take residuals in the log; laplace(linear), huber(1e-3, linear)
do not.

Examples (from the root of the repository):
  lawful fit examples/planets.csv 'period ~ c*axis^k' --noise lognormal

  lawful fit examples/misra1a.csv 'y ~ b1*(1 - exp(-b2*x))' \\
    --start b1=500 --start b2=0.0001

  lawful fit examples/chinchilla.csv \\
    'loss ~ E + A*params^-alpha + B*tokens^-beta; let a = beta/(alpha+beta)' \\
    --where 'outlier == 0' --noise 'huber(1e-3)' --out out

  lawful fit examples/chinchilla.csv 'loss ~ E + K*C^-gamma' \\
    --let 'C = 6*params*tokens' --where 'outlier == 0' \\
    --reduce 'min(loss) by isoflop_budget' --noise lognormal --json

  lawful fit examples/chinchilla.csv \\
    'loss ~ c + b*log(params) + a*log(params)^2; let best = exp(-b/(2*a))' \\
    --where 'isoflop_outlier == 0' --by isoflop_budget

  lawful fit examples/chinchilla.csv \\
    'loss ~ E + A*params^-alpha + B*tokens^-beta' --noise laplace \\
    --where 'outlier == 0' --holdout '6*params*tokens > 1e21'";

/// `lawful fit`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct FitArguments {
    /// A file, a folder or a pattern like 'runs/*.csv': CSV, TSV, JSON, Parquet, Arrow, Excel, logs of training ('lawful info
    /// --help' lists them); '-' for standard input
    pub(in crate::cli) table: PathBuf,
    /// The law: 'response ~ formula; clause; …'
    pub(in crate::cli) law: String,
    #[command(flatten)]
    pub(in crate::cli) noise: NoiseArguments,

    /// Intervals from K refits to resampled rows
    #[arg(long, value_name = "K", help_heading = "Intervals", value_parser = clap::value_parser!(u32).range(2..=10_000_000))]
    pub(in crate::cli) bootstrap: Option<u32>,
    /// The optimum and standard errors only: no profiles, refits or influence
    #[arg(long, help_heading = "Intervals", conflicts_with_all = ["bootstrap", "profile", "cluster"])]
    pub(in crate::cli) brief: bool,
    /// Intervals by profile, whatever the rule would pick
    #[arg(long, help_heading = "Intervals", conflicts_with = "bootstrap")]
    pub(in crate::cli) profile: bool,
    /// Column whose equal values mark rows that belong together, such as a run's checkpoints
    #[arg(long, value_name = "COL", help_heading = "Intervals")]
    pub(in crate::cli) cluster: Option<String>,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95, help_heading = "Intervals")]
    pub(in crate::cli) level: f64,

    #[command(flatten)]
    pub(in crate::cli) search: SearchArguments,
    /// Follow every start of a grid, 'alpha=0:2:0.5, E=[1, 2]'
    #[arg(long, value_name = "GRID", help_heading = "Search", conflicts_with = "starts")]
    pub(in crate::cli) grid: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Fit each group apart
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(in crate::cli) by: Vec<String>,
    /// Predict the rows that meet a condition instead of fitting them: 'C > 1e21'
    #[arg(long, value_name = "PRED", help_heading = "Table, in this order")]
    pub(in crate::cli) holdout: Option<String>,

    /// Write fit.json, fit.svg, fit.png, fit.csv and residuals.csv here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Draw no plot in the terminal
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) no_plot: bool,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
