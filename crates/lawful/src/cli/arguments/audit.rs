//! The arguments of `lawful audit`.

use super::{OutputArguments, SearchArguments, TableArguments};
use clap::Args;
use lawful::Noise;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples (from the root of the repository):
  lawful audit examples/chinchilla.csv \\
    'loss ~ chinchilla(N=params, D=tokens); let a = beta/(alpha+beta)' \\
    --where 'outlier == 0' --noise 'huber(1e-3)' \\
    E=1.69 A=406.4 alpha=.34 B=410.7 beta=.28 --interval 'a=.454:.455@80%'

  lawful audit none 'loss ~ E + A*N^-alpha + B*D^-beta' alpha=.34 beta=.28 \\
    --derived 'beta/(alpha+beta)=.46'

  lawful audit none 'score ~ a*N^p' a=.77 p=.11 --x-range N=.4:4 --y-range .82:.85

  lawful audit none 'loss ~ E + A*N^-alpha + B*D^-beta' \\
    E=1.69 A=406.4 alpha=.34 B=410.7 beta=.28 --growth D=.46

  lawful audit runs.csv 'loss ~ E + A*params^-alpha' --relation 'flops = 6*params*tokens'

Exit code 1 if anything is found.";

/// `lawful audit`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct AuditArguments {
    /// The data of the publication: a table as 'lawful info' reads them, '-' for standard input; or 'none'
    pub(in crate::cli) table: PathBuf,
    /// The law: 'response ~ formula; clause; …'
    pub(in crate::cli) law: String,
    /// Parameters as printed, digit by digit: .34 stands for all that is rounded to it
    #[arg(value_name = "NAME=VALUE")]
    pub(in crate::cli) parameters: Vec<String>,
    /// The noise that the publication states [default: the one under which its numbers are nearest to an optimum]
    #[arg(long, value_name = "NOISE")]
    pub(in crate::cli) noise: Option<Noise>,
    /// Column of known standard deviations of the residuals
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) sigma: Option<String>,
    /// Column of row weights
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) weights: Option<String>,
    /// Column whose equal values mark rows that belong together
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) cluster: Option<String>,

    /// An interval as printed (repeatable) [its level, if it has none: 95%]
    #[arg(long, value_name = "NAME=LO:HI@LEVEL", help_heading = "Printed beside the parameters")]
    pub(in crate::cli) interval: Vec<String>,
    /// A number derived from the parameters (repeatable): a 'let' of the law, or an expression
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Printed beside the parameters")]
    pub(in crate::cli) derived: Vec<String>,
    /// The exponent with which the best value of a column grows with the budget (repeatable)
    #[arg(long, value_name = "COL=EXPONENT", help_heading = "Printed beside the parameters")]
    pub(in crate::cli) growth: Vec<String>,
    /// What the budget pays for, for --growth [default: 6*N*D]
    #[arg(long, value_name = "FORMULA", help_heading = "Printed beside the parameters", requires = "growth")]
    pub(in crate::cli) cost: Option<String>,
    /// The range of budgets, for --growth [default: 1e18:1e24]
    #[arg(long, value_name = "LO:HI", help_heading = "Printed beside the parameters", requires = "growth")]
    pub(in crate::cli) budget: Option<String>,
    /// The minimum of the objective
    #[arg(long, value_name = "V", help_heading = "Printed beside the parameters", allow_hyphen_values = true)]
    pub(in crate::cli) objective: Option<String>,
    /// The range of a column's axis in the figure (repeatable)
    #[arg(long, value_name = "COL=LO:HI", help_heading = "Printed beside the parameters")]
    pub(in crate::cli) x_range: Vec<String>,
    /// The range of the response's axis
    #[arg(long, value_name = "LO:HI", help_heading = "Printed beside the parameters", allow_hyphen_values = true)]
    pub(in crate::cli) y_range: Option<String>,
    /// A relation between columns (repeatable): 'flops = 6*params*tokens', '… @ 5%' for another tolerance than 1%
    #[arg(long, value_name = "LEFT = RIGHT", help_heading = "Printed beside the parameters")]
    pub(in crate::cli) relation: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) search: SearchArguments,
    #[command(flatten)]
    pub(in crate::cli) selection: TableArguments,
    /// Audit each group, and the rows of all groups together
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', help_heading = "Table, in this order")]
    pub(in crate::cli) by: Vec<String>,
    /// Write audit.json, audit.csv and the page audit.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
