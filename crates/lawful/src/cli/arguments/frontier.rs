//! The arguments of `lawful frontier`.

use super::{MachineArguments, OutputArguments, TableArguments};
use clap::{Args, ValueEnum};
use lawful_plan::Envelope;
use std::path::PathBuf;

const EXAMPLES: &str = "\
At many costs the run of lowest loss is taken (approach 1 of Hoffmann et al. 2022);
--envelope hull takes the lower convex hull of all checkpoints instead. Intervals
come from resampled runs, so they hold the luck of which runs were selected.

Example (from the root of the repository; each run has one checkpoint there, so
the runs of one size are taken as one curve):
  lawful frontier examples/chinchilla.csv --where 'outlier == 0' --curve params \\
    --size params --tokens tokens --loss loss --envelope hull

Each group of runs by itself, with figures and a page (for checkpoints: --curve run):
  lawful frontier examples/chinchilla.csv --curve params --cost flops --loss loss \\
    --size params --by outlier --out out";

/// How the frontier is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum EnvelopeArgument {
    /// The lowest curve at each cost
    Lowest,
    /// The lower convex hull of all checkpoints
    Hull,
}

impl From<EnvelopeArgument> for Envelope {
    fn from(argument: EnvelopeArgument) -> Envelope {
        match argument {
            EnvelopeArgument::Lowest => Envelope::Lowest,
            EnvelopeArgument::Hull => Envelope::Hull,
        }
    }
}

/// `lawful frontier`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct FrontierArguments {
    /// A file, a folder or a pattern like 'runs/*.csv': CSV, TSV, JSON, Parquet, Arrow, Excel, logs of training ('lawful info
    /// --help' lists them); '-' for standard input
    pub(in crate::cli) table: PathBuf,
    /// Column that tells runs apart
    #[arg(long, value_name = "COL", default_value = "run")]
    pub(in crate::cli) curve: String,
    /// Column of cost so far [default: 6 size tokens]
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) cost: Option<String>,
    /// Column of losses
    #[arg(long, value_name = "COL", default_value = "loss")]
    pub(in crate::cli) loss: String,
    /// Column of sizes
    #[arg(long, value_name = "COL", default_value = "params")]
    pub(in crate::cli) size: String,
    /// Column of tokens so far [default: cost/(6 size), or 'tokens' without --cost]
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) tokens: Option<String>,
    /// How the frontier is drawn
    #[arg(long, value_name = "HOW", default_value = "lowest")]
    pub(in crate::cli) envelope: EnvelopeArgument,
    /// Costs at which the lowest curve is taken, or buckets of the hull [default: 1500, or 100]
    #[arg(long, value_name = "K")]
    pub(in crate::cli) budgets: Option<usize>,
    /// Smooth each curve first, by a Gaussian of this many checkpoints
    #[arg(long, value_name = "WIDTH", default_value_t = 0.0, hide_default_value = true)]
    pub(in crate::cli) smooth: f64,
    /// Resamples of the runs, for the intervals
    #[arg(long, value_name = "K", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(in crate::cli) resamples: u32,
    /// Level of the intervals
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Draw a frontier for each group
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(in crate::cli) by: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write frontier.json, frontier.csv, figures and the page frontier.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
