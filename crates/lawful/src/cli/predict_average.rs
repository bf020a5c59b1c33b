//! `lawful predict A B …`: one forecast from rival laws.

use super::arguments::PredictArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::to_json;
use lawful::{Findings, RivalLaw, average_forecast, summary};
use std::path::Path;

pub(super) fn run(arguments: &PredictArguments) -> Result {
    let (point, further): (Vec<&String>, Vec<&String>) = arguments.point.iter().partition(|text| text.contains('='));
    if let Some(strange) = further.iter().find(|name| !name.contains('@') && !Path::new(name).exists()) {
        return Err(Failure::new(format!(
            "'{strange}' is not NAME=VALUE, as in N=70e9, nor the document of a rival fit"
        )));
    }
    if point.is_empty() {
        return Err(Failure::new("a forecast needs a point: a value for each column, as in N=70e9 D=1.4e12"));
    }
    let rivals: std::result::Result<Vec<RivalLaw>, lawful::Error> =
        std::iter::once(&arguments.fit).chain(further).map(|name| RivalLaw::read(name)).collect();
    let rivals = rivals?;
    let mut document = average_forecast(&rivals, &mut lawful::point(&point)?, arguments.level.unwrap_or(0.95))?;
    document.head.command = words::command_line();
    let (listing, head) = (summary::average(&document), summary::average_head(&document));
    if let Some(folder) = &arguments.out {
        Findings::new("predict", "One forecast from rival laws")
            .command(&document.head.command)
            .words(&head)
            .table("Forecasts", listing.clone())
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&head, &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}
