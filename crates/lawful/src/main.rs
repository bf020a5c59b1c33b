//! The program: `lawful fit`, `laws`, `info`, `completions`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
