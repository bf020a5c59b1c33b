//! Flags and arguments, and what `--help` says of them.

mod audit;
mod backtest;
mod compare;
mod coverage;
mod crossover;
mod fit;
mod frontier;
mod isoflop;
mod noise;
mod plan;
mod predict;
mod search;
mod study;
mod table;
mod tail;
mod weights;

pub(super) use audit::AuditArguments;
pub(super) use backtest::BacktestArguments;
pub(super) use compare::CompareArguments;
pub(super) use coverage::CoverageArguments;
pub(super) use crossover::CrossoverArguments;
pub(super) use fit::FitArguments;
pub(super) use frontier::FrontierArguments;
pub(super) use isoflop::{IsoflopArguments, IsoflopMethod};
pub(super) use noise::NoiseArguments;
pub(super) use plan::PlanArguments;
pub(super) use predict::PredictArguments;
pub(super) use search::{MachineArguments, SearchArguments};
pub(super) use study::{StudyAction, StudyArguments, StudyRunArguments};
pub(super) use table::TableArguments;
pub(super) use tail::TailArguments;
pub(super) use weights::WeightsArguments;

use clap::{Args, Parser, Subcommand};
use lawful::Format;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful fit examples/planets.csv 'period ~ c*axis^k' --noise lognormal
  lawful fit examples/chinchilla.csv \\
    'loss ~ chinchilla(N=params, D=tokens)' \\
    --where 'outlier == 0' --noise laplace
  lawful laws chinchilla
  lawful info examples/chinchilla.csv
  lawful study list

Exit codes: 0 done; 1 the work ended, but a fit did not converge, a claim failed, or an
audit or a check found something (it is printed); 2 bad input.";

const LAWS_EXAMPLES: &str = "\
Examples:
  lawful laws
  lawful laws bnsl1
  lawful laws chinchilla@hoffmann2022
  lawful laws --json";

const INFO_EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful info examples/chinchilla.csv
  lawful info examples/planets.csv --format md
  lawful info 'crates/lawful-io/tests/logs/openlm/*.json'
  lawful info crates/lawful-io/tests/logs/tensorboard";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  lawful completions bash
  lawful completions zsh";

const MAN_EXAMPLES: &str = "\
Examples:
  lawful man --out ~/.local/share/man/man1
  man lawful-fit";

/// Measures spectra, fits power laws and scaling laws typed as formulas, says how sure, predicts across scale.
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
    /// Rank rival laws on the same rows
    Compare(Box<CompareArguments>),
    /// Say how good forecasts beyond the data would have been
    Backtest(Box<BacktestArguments>),
    /// Predict from a fit
    Predict(Box<PredictArguments>),
    /// Allocate a budget
    Plan(Box<PlanArguments>),
    /// Find the best size of each budget of a table
    Isoflop(Box<IsoflopArguments>),
    /// Find the frontier of training curves
    Frontier(Box<FrontierArguments>),
    /// Find where two laws cross
    Crossover(Box<CrossoverArguments>),
    /// Check what was published of a law against its own numbers, figure and data
    Audit(Box<AuditArguments>),
    /// Say how often intervals hold the truth
    Coverage(Box<CoverageArguments>),
    /// Fit a power law to the tail of a column of numbers
    #[command(alias = "powerlaw")]
    Tail(Box<TailArguments>),
    /// Measure the spectra of a model's weights
    Weights(Box<WeightsArguments>),
    /// Run studies of published laws: claims measured beside published
    Study(StudyArguments),
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
    /// Print the manual page, or write that of every command
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// Write lawful.1, lawful-fit.1 and so on here
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
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
    /// A table (a file, a folder, a pattern like 'runs/*.csv', '-' for standard input): CSV, TSV, JSON, Parquet, Arrow, Excel,
    /// TensorBoard events, trainer_state.json, lm-eval results, W&B exports; or arrays: safetensors, npy, npz, GGUF,
    /// PyTorch's zip archive, a folder of them
    pub(super) file: PathBuf,
    /// Make rows of columns: 'loss_* as loss by set' (repeatable)
    #[arg(long, value_name = "COLUMNS")]
    pub(super) stack: Vec<String>,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}
