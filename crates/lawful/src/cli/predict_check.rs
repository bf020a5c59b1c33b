//! `lawful predict --check`: is a run on the law?

use super::arguments::PredictArguments;
use super::selection::whole;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{CheckDocument, FitDocument, to_json};
use lawful::{Findings, check, figure, summary};
use std::path::Path;

pub(super) fn run(arguments: &PredictArguments, path: &Path) -> Result {
    let file = Path::new(&arguments.fit);
    if arguments.fit.contains('@') && !file.exists() {
        return Err(Failure::new(format!(
            "{} is a published fit, which has no scatter to judge a run by; fit the law to a table and check against \
             that fit",
            arguments.fit
        )));
    }
    let fit = FitDocument::read(file)?;
    let mut table = whole(path, &arguments.stack)?;
    let level = arguments.level.unwrap_or(fit.level);
    let check = check(&fit, &mut table, level)?;
    let document = CheckDocument::of(&check, &fit, &table, &arguments.fit, level, &words::command_line());
    let (listing, verdict) = (summary::check(&document), summary::check_verdict(&document));
    if let Some(folder) = &arguments.out {
        Findings::new("check", format!("The run is {}", document.verdict))
            .command(&document.head.command)
            .words(&verdict)
            .table("Rows", listing.clone())
            .figures([("run", figure::check(&document))])
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&verdict, &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: check.off_since.is_some() })
}
