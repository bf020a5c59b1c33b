//! Flags and arguments, and what `--help` says of them.

use clap::{Args, Parser, Subcommand};
use lawful::{Format, Noise};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful fit examples/planets.csv 'period ~ c*axis^k' --noise lognormal
  lawful fit examples/chinchilla.csv \\
    'loss ~ chinchilla(N=params, D=tokens)' \\
    --where 'outlier == 0' --noise laplace
  lawful laws chinchilla
  lawful info examples/chinchilla.csv

Exit codes: 0 done, 1 a fit did not converge (it is printed), 2 bad input.";

const FIT_EXAMPLES: &str = "\
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
    --where 'isoflop_outlier == 0' --by isoflop_budget";

const LAWS_EXAMPLES: &str = "\
Examples:
  lawful laws
  lawful laws bnsl1
  lawful laws chinchilla@hoffmann2022
  lawful laws --json";

const INFO_EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful info examples/chinchilla.csv
  lawful info examples/planets.csv --format md";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  lawful completions bash
  lawful completions zsh";

/// Fits power laws and scaling laws, typed as formulas, to tables.
#[derive(Debug, Parser)]
#[command(name = "lawful", version, after_help = EXAMPLES, max_term_width = 110)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Fit a law to a table
    Fit(Box<FitArguments>),
    /// List the laws of the catalogue, or show one
    Laws(LawsArguments),
    /// Say what a table holds
    Info(InfoArguments),
    /// Print a shell's completions
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// Print one JSON document
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
    /// How tables are printed: table, md, latex or csv
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    pub(super) format: Format,
}

/// `lawful fit`.
#[derive(Debug, Args)]
#[command(after_help = FIT_EXAMPLES)]
pub(super) struct FitArguments {
    /// CSV, TSV, JSON Lines (each also .gz) or Parquet; '-' for standard input
    pub(super) table: PathBuf,
    /// The law: 'response ~ formula; clause; …'
    pub(super) law: String,

    /// How data scatter about the law [default: gaussian]
    #[arg(long, value_name = "NOISE", default_value = "gaussian", hide_default_value = true)]
    pub(super) noise: Noise,
    /// Column of known standard deviations of the residuals
    #[arg(long, value_name = "COL")]
    pub(super) sigma: Option<String>,
    /// Column of row weights
    #[arg(long, value_name = "COL")]
    pub(super) weights: Option<String>,

    /// Intervals from K refits to resampled rows
    #[arg(long, value_name = "K", help_heading = "Intervals", value_parser = clap::value_parser!(u32).range(2..=10_000_000))]
    pub(super) bootstrap: Option<u32>,
    /// Intervals by profile, whatever the rule would pick
    #[arg(long, help_heading = "Intervals", conflicts_with = "bootstrap")]
    pub(super) profile: bool,
    /// Column whose equal values mark rows that belong together, such as a run's checkpoints
    #[arg(long, value_name = "COL", help_heading = "Intervals")]
    pub(super) cluster: Option<String>,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95, help_heading = "Intervals")]
    pub(super) level: f64,

    /// Start a parameter here (repeatable): given starts are the starts
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Search")]
    pub(super) start: Vec<String>,
    /// Hold a parameter at a value (repeatable)
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Search")]
    pub(super) fix: Vec<String>,
    /// Follow K quasi-random starts [default: as many as the law needs]
    #[arg(long, value_name = "K", help_heading = "Search", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(super) starts: Option<u32>,
    /// Follow every start of a grid, 'alpha=0:2:0.5, E=[1, 2]'
    #[arg(long, value_name = "GRID", help_heading = "Search", conflicts_with = "starts")]
    pub(super) grid: Option<String>,
    /// Seed of whatever is random
    #[arg(long, value_name = "S", default_value_t = 0, help_heading = "Search")]
    pub(super) seed: u64,
    /// Threads [default: one per core]; results are the same bits for any number
    #[arg(long, value_name = "K", help_heading = "Search", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(super) threads: Option<u32>,

    /// Leave out rows by number, from 1: '141' or '3,7-9'
    #[arg(long, value_name = "ROWS", value_parser = row_numbers, help_heading = "Table, in this order")]
    pub(super) without: Option<RowNumbers>,
    /// Add a column: 'D = C/(6*N)' (repeatable)
    #[arg(long = "let", value_name = "COL = EXPR", help_heading = "Table, in this order")]
    pub(super) derive: Vec<String>,
    /// Keep the rows that meet a condition: 'outlier == 0' (repeatable)
    #[arg(long = "where", value_name = "PRED", help_heading = "Table, in this order")]
    pub(super) keep: Vec<String>,
    /// Keep one row per group: 'min(loss) by N,D'
    #[arg(long, value_name = "REDUCTION", help_heading = "Table, in this order")]
    pub(super) reduce: Option<String>,
    /// Fit each group apart
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(super) by: Vec<String>,
    /// Unit or counting convention of a column: 'params=non-embedding' (repeatable)
    #[arg(long, value_name = "COL=UNIT", help_heading = "Table, in this order")]
    pub(super) unit: Vec<String>,

    /// Write fit.json, fit.svg, fit.png, fit.csv and residuals.csv here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(super) out: Option<PathBuf>,
    /// Draw no plot in the terminal
    #[arg(long, help_heading = "Output")]
    pub(super) no_plot: bool,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

/// `lawful laws`.
#[derive(Debug, Args)]
#[command(after_help = LAWS_EXAMPLES)]
pub(super) struct LawsArguments {
    /// A law, or a published fit of one: NAME@SOURCE
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

/// `lawful info`.
#[derive(Debug, Args)]
#[command(after_help = INFO_EXAMPLES)]
pub(super) struct InfoArguments {
    /// CSV, TSV, JSON Lines (each also .gz) or Parquet; '-' for standard input
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

/// Rows as `--without` gives them.
#[derive(Debug, Clone)]
pub(super) struct RowNumbers(pub(super) Vec<usize>);

/// Parses `3,7-9`.
fn row_numbers(text: &str) -> Result<RowNumbers, String> {
    /// More than anybody types on purpose.
    const MOST: usize = 1_000_000;
    let mut rows = std::collections::BTreeSet::new();
    for part in text.split(',').map(str::trim) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last && last - first < MOST => rows.extend(first..=last),
            _ => return Err(format!("'{part}' is no row or range of rows, counted from 1, as in 3,7-9")),
        }
    }
    Ok(RowNumbers(rows.into_iter().collect()))
}
