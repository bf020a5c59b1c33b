//! `lawful man`.

use super::arguments::Cli;
use super::output::make_folder;
use super::{Failure, Outcome, Result};
use clap::CommandFactory;
use clap_mangen::Man;
use std::path::Path;

/// The page of the program, or with a folder one page per command there.
pub(super) fn run(folder: Option<&Path>) -> Result {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = folder else {
        return Ok(Outcome { text: page(&command)?, ..Outcome::default() });
    };
    make_folder(folder)?;
    let mut written = 0;
    for command in std::iter::once(&command).chain(command.get_subcommands().filter(|c| c.get_name() != "help")) {
        // A command that was built as part of the program is displayed as `lawful-fit`.
        let name = command.get_display_name().unwrap_or(command.get_name());
        let text = page(command)?;
        lawful::write_atomically(folder.join(format!("{name}.1")), |out| out.write_all(text.as_bytes()))?;
        written += 1;
    }
    Ok(Outcome { text: format!("{written} pages in {}\n", folder.display()), ..Outcome::default() })
}

fn page(command: &clap::Command) -> std::result::Result<String, Failure> {
    let mut bytes = Vec::new();
    let rendered = Man::new(command.clone()).render(&mut bytes);
    rendered.map_err(|e| Failure::new(format!("a manual page can't be made: {e}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
