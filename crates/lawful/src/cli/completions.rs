//! `lawful completions`.

use super::Outcome;
use super::arguments::Cli;
use clap::CommandFactory;

pub(super) fn run(shell: clap_complete::Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lawful", &mut script);
    Outcome { text: String::from_utf8_lossy(&script).into_owned(), ..Outcome::default() }
}
