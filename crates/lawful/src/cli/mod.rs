//! The command line.

mod arguments;
mod audit;
mod backtest;
mod by;
mod clauses;
mod compare;
mod completions;
mod coverage;
mod crossover;
mod fit;
mod frontier;
mod group_fit;
mod info;
mod isoflop;
mod laws;
mod man;
mod numbers;
mod output;
mod plan;
mod predict;
mod predict_average;
mod predict_check;
mod progress;
mod selection;
mod study;
mod tail;
mod weights;
mod words;

use arguments::{Cli, Command};
use clap::Parser;
use output::{Failure, Outcome};
use std::process::ExitCode;

/// Runs the program: 0 done, 1 the work ended but a fit did not converge, 2 bad input.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    let outcome = match cli.command {
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Coverage(arguments) => coverage::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Isoflop(arguments) => isoflop::run(&arguments),
        Command::Frontier(arguments) => frontier::run(&arguments),
        Command::Crossover(arguments) => crossover::run(&arguments),
        Command::Tail(arguments) => tail::run(&arguments),
        Command::Weights(arguments) => weights::run(&arguments),
        Command::Study(arguments) => study::run(&arguments),
        Command::Laws(arguments) => laws::run(&arguments),
        Command::Info(arguments) => info::run(&arguments),
        Command::Completions { shell } => Ok(completions::run(shell)),
        Command::Man { out } => man::run(out.as_deref()),
    };
    output::finish(outcome)
}

/// The result of a command.
type Result = std::result::Result<Outcome, Failure>;
