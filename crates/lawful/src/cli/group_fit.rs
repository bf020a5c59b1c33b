//! `lawful fit --by`: the whole command for each group.

use super::fit::{Made, Request};
use super::progress::Bar;
use super::{Failure, Outcome, Result, output};
use lawful::document::{GroupResult, GroupsDocument, Provenance, to_json};
use lawful::query::Group;
use lawful::summary::{self, GroupFit};
use lawful::{Error, Format, Report, Table, TerminalStyle};
use lawful_io::Level;
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) fn run(request: &Request, table: &Table, mut provenance: Provenance) -> Result {
    let (groups, dropped) = request.selection.steps.split(table)?;
    provenance.dropped.extend(dropped);
    if groups.is_empty() {
        let by = request.selection.steps.by.join(", ");
        return Err(Failure::new(format!("{}: there are no groups: {by} is missing in every row", table.source.path)));
    }
    let bar = Bar::new("groups");
    let (progress, done) = (bar.progress(), AtomicUsize::new(0));
    let fits: Vec<std::result::Result<Made, Error>> = groups
        .par_iter()
        .map(|g| {
            let fit = request.fit(&g.table);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, groups.len());
            fit
        })
        .collect();
    drop(bar);
    // What is wrong with every group is wrong with the command.
    if let (Some(Err(error)), true) = (fits.first(), fits.iter().all(|fit| fit.is_err())) {
        return Err(error.clone().into());
    }
    finish(request, table, &provenance, &groups, fits)
}

fn finish(
    request: &Request,
    table: &Table,
    provenance: &Provenance,
    groups: &[Group],
    fits: Vec<std::result::Result<Made, Error>>,
) -> Result {
    let arguments = request.arguments;
    let mut warnings = Vec::new();
    let mut unconverged = false;
    let mut results = Vec::new();
    for (group, fit) in groups.iter().zip(&fits) {
        match fit {
            Ok(made) => {
                let fit = &made.fit;
                warnings.extend(fit.warnings.iter().map(|w| format!("{group}: {} [{}]", w.message, w.code)));
                unconverged |= !fit.converged;
                let document = made.document(&made.provenance(&provenance.of_group(table.rows(), group)));
                results.push(GroupResult::new(&group.by, Ok(document)));
            }
            Err(error) => {
                warnings.push(format!("{group}: no fit: {error} [group-not-fitted]"));
                unconverged = true;
                results.push(GroupResult::new(&group.by, Err(error.to_string())));
            }
        }
    }
    let document = GroupsDocument::new(&table.source, provenance, arguments.search.machine.seed, results);
    let fit = |(group, fit): (&Group, std::result::Result<Made, Error>)| GroupFit {
        by: group.by.clone(),
        fit: fit.map(|made| made.fit).map_err(|e| e.to_string()),
    };
    if let Some(folder) = &arguments.out {
        output::make_folder(folder)?;
        for (group, made) in groups.iter().zip(&fits) {
            if let Ok(made) = made {
                write_group(folder, &group.by, made)?;
            }
        }
    }
    let listed: Vec<GroupFit> = groups.iter().zip(fits).map(fit).collect();
    let listing = summary::groups(&listed);
    if let Some(folder) = &arguments.out {
        let (json, csv) = (to_json(&document)?, listing.render(Format::Csv));
        lawful::write_atomically(folder.join("fit.json"), |out| out.write_all(json.as_bytes()))?;
        lawful::write_atomically(folder.join("fit.csv"), |out| out.write_all(csv.as_bytes()))?;
    }
    let text = match (arguments.output.json, arguments.output.format) {
        (true, _) => to_json(&document)?,
        (false, Format::Table) => {
            let style = TerminalStyle::of_stdout();
            let rows = format!(
                "{}: {} of {} rows in {} groups by {}; {} noise",
                table.source.path,
                document.data.used,
                document.data.rows,
                groups.len(),
                request.selection.steps.by.join(", "),
                arguments.noise.noise
            );
            let left_out = summary::left_out(&provenance.dropped);
            let head = format!("{}\n{}\n\n", style.bold(&request.law.to_string()), style.dim(&(rows + &left_out)));
            head + &output::table(&listing, Format::Table)
        }
        (false, format) => output::table(&listing, format),
    };
    Ok(Outcome { text, warnings, unconverged })
}

/// A folder per group: `optimizer=muon,width=512/fit.svg`.
fn write_group(folder: &Path, by: &[(String, Level)], made: &Made) -> std::result::Result<(), Failure> {
    let keys: Vec<String> = by.iter().map(|(column, level)| format!("{column}={level}")).collect();
    let safe = |c: char| if c.is_alphanumeric() || "=,-_.+".contains(c) { c } else { '_' };
    let own = folder.join(keys.join(",").chars().take(200).map(safe).collect::<String>());
    output::make_folder(&own)?;
    output::write_drawing(&made.fit.figure(&made.table), &own, "fit")
}
