//! The arguments of `lawful study`.

use super::{MachineArguments, OutputArguments};
use clap::{Args, Subcommand};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  lawful study list
  lawful study show chinchilla
  lawful study run chinchilla --out out
  lawful study run --all --data DIR --quick
  lawful study new mine            # a study of your own: mine.toml, with comments
  lawful study run mine.toml

DIR holds a folder per study: DIR/chinchilla/isoflops_published.csv. Tables whose
licence allows it are built in. Put runs that a study has not seen beside its
table as targets.csv, with the same columns: its predictions are scored then.

Exit codes: 0 every claim passes or is unanswerable, 1 a claim failed, 2 bad input.";

/// `lawful study`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct StudyArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: StudyAction,
}

/// What to do with studies.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum StudyAction {
    /// List the studies
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Show a study: question, tables, claims
    Show {
        /// Its name, or the file of one of your own: mine.toml
        name: String,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Write the template of a study of your own; a file that is there already stays
    New {
        /// Its name; NAME.toml is written
        name: String,
        /// Write it here instead of into the current folder
        #[arg(long, value_name = "DIR", help_heading = "Output")]
        out: Option<PathBuf>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Run studies: claims measured beside expected
    Run(StudyRunArguments),
}

/// `lawful study run`.
#[derive(Debug, Args)]
pub(in crate::cli) struct StudyRunArguments {
    /// Names of studies, and files of your own: mine.toml
    #[arg(required_unless_present = "all")]
    pub(in crate::cli) names: Vec<String>,
    /// Every study
    #[arg(long, conflicts_with = "names")]
    pub(in crate::cli) all: bool,
    /// The folder that holds NAME/FILE for each study
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) data: Option<PathBuf>,
    /// Leave out what takes long
    #[arg(long)]
    pub(in crate::cli) quick: bool,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write study.json, and of every study NAME.html and its figures, here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}
