//! The arguments of `lawful predict`.

use super::OutputArguments;
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
lo and hi are the interval of the law, obs_lo and obs_hi that of a new observation.
Beyond the data both are widened by the drift that the fit learnt: how far forecasts
were off when its own rows were forecast from the smaller among them.
A published fit has no intervals.

Examples (from the root of the repository):
  lawful predict chinchilla@hoffmann2022 N=70e9 D=1.4e12

  lawful fit examples/planets.csv 'period ~ c*axis^k' --noise lognormal --json \\
    | lawful predict - axis=39.482

  lawful fit examples/chinchilla.csv 'loss ~ E + K*C^-gamma' \\
    --let 'C = 6*params*tokens' --where 'outlier == 0' \\
    --reduce 'min(loss) by isoflop_budget' --noise lognormal --json \\
    | lawful predict - --table examples/chinchilla.csv --format csv

Is a run on the law? And one forecast from rival laws, whose interval holds their
disagreement (weighted by AIC where all were fitted to the same rows):
  lawful fit examples/planets.csv 'period ~ c*axis^k' --noise lognormal --json \\
    | lawful predict - --check examples/planets.csv
  lawful predict chinchilla@hoffmann2022 chinchilla@besiroglu2024 N=70e9 D=1.4e12";

/// `lawful predict`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct PredictArguments {
    /// A document that 'lawful fit … --json' printed ('-' for standard input), or a published fit, NAME@SOURCE
    pub(in crate::cli) fit: String,
    /// The point: a value for each column that the law reads; a text without '=' is a rival fit to average with
    #[arg(value_name = "NAME=VALUE", required_unless_present_any = ["table", "check"], conflicts_with = "table")]
    pub(in crate::cli) point: Vec<String>,
    /// A table of points, one a row
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) table: Option<PathBuf>,
    /// Is this run on the law? Its rows, with the response measured, against the interval of an observation (exit code 1
    /// if its last row lies outside)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["table", "point"])]
    pub(in crate::cli) check: Option<PathBuf>,
    /// Make rows of columns first: 'loss_* as loss by set' (repeatable)
    #[arg(long, value_name = "COLUMNS")]
    pub(in crate::cli) stack: Vec<String>,
    /// Level of the intervals [default: the fit's]
    #[arg(long, value_name = "P")]
    pub(in crate::cli) level: Option<f64>,
    /// Leave intervals as the law gives them, not widened by the drift of forecasts within the data
    #[arg(long)]
    pub(in crate::cli) no_drift: bool,
    /// Write predict.json, predict.csv, figures and the page predict.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
