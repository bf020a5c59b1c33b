//! `lawful study`.

use super::arguments::{OutputArguments, StudyAction, StudyArguments, StudyRunArguments};
use super::output::{Failure, make_folder, write_figure};
use super::progress::Bar;
use super::{Outcome, Result, output, words};
use lawful::document::{StudiesDocument, to_json};
use lawful::{ChosenStudy, Format, TerminalStyle, TextTable, create_atomically, write_atomically};
use lawful_report::Column;
use lawful_study::{Settings, StudyDocument, StudyFile, Verdict, all, listing};
use std::path::Path;

pub(super) fn run(arguments: &StudyArguments) -> Result {
    match &arguments.action {
        StudyAction::List { output } => list(output),
        StudyAction::Show { name, output } => show(name, output),
        StudyAction::New { name, out, output } => new(name, out.as_deref(), output),
        StudyAction::Run(arguments) => run_studies(arguments),
    }
}

fn list(output: &OutputArguments) -> Result {
    let mut table = TextTable::new([
        Column::words("study"),
        Column::words("about"),
        Column::numbers("claims"),
        Column::words("tables built in"),
    ]);
    let mut documents = Vec::new();
    for study in all() {
        let s = ChosenStudy::BuiltIn(study).statement()?;
        let built_in =
            s.data.iter().map(|d| s.place(&d.file)).filter(|(study, file)| lawful_study::is_built_in(study, file));
        let built_in = built_in.count();
        table.row([
            s.name.clone(),
            s.title.clone(),
            s.claims.len().to_string(),
            format!("{built_in} of {}", s.data.len()),
        ]);
        documents.push(StudyDocument::stated(&s));
    }
    finish(documents, output::table(&table, output.format), output)
}

fn show(name: &str, output: &OutputArguments) -> Result {
    let s = ChosenStudy::find(name)?.statement()?;
    let style = TerminalStyle::of_stdout();
    let mut text = format!("{}\n\n{}\n", style.bold(&format!("{}: {}", s.name, s.title)), s.question);
    let data = (!s.data.is_empty()).then(|| listing::data(&s));
    for table in data.into_iter().chain([listing::sources(&s.claims)]) {
        text += &format!("\n{}", output::table(&table, output.format));
    }
    s.caveats.iter().chain(&s.papers).for_each(|line| text += &format!("\n{line}"));
    finish(vec![StudyDocument::stated(&s)], text + "\n", output)
}

/// Writes the template of a study.
fn new(name: &str, folder: Option<&Path>, to: &OutputArguments) -> Result {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let template = StudyFile::template(name).map_err(|e| Failure::new(e.to_string()))?;
    if let Some(folder) = folder {
        make_folder(folder)?;
    }
    let path = folder.unwrap_or(Path::new("")).join(format!("{name}.toml"));
    create_atomically(&path, |out| out.write_all(template.as_bytes()))?;
    let path = path.display().to_string();
    let text = match to.json {
        true => {
            let document = StudiesDocument::of(vec![], None, &words::command_line(), 0);
            to_json(&StudiesDocument { written: Some(path), ..document })?
        }
        false => format!("{path} is written; it runs as it is: lawful study run {path}\n"),
    };
    Ok(Outcome { text, warnings: vec![], unconverged: false })
}

fn run_studies(arguments: &StudyRunArguments) -> Result {
    arguments.machine.set_threads();
    if let Some(folder) = arguments.data.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::new(format!("--data {}: there is no such folder", folder.display())));
    }
    let chosen: Vec<ChosenStudy> = match arguments.all {
        true => all().iter().map(ChosenStudy::BuiltIn).collect(),
        false => arguments.names.iter().map(|name| ChosenStudy::find(name)).collect::<std::result::Result<_, _>>()?,
    };
    // Pages and figures are named by their study.
    if let Some(twice) = (1..chosen.len()).find(|&i| chosen[..i].iter().any(|other| other.name() == chosen[i].name())) {
        return Err(Failure::new(format!(
            "two studies have the name '{}'; rename one, or run it by itself",
            chosen[twice].name()
        )));
    }
    let settings = Settings { data: arguments.data.clone(), quick: arguments.quick, seed: arguments.machine.seed };
    let (bar, mut outcomes) = (Bar::new("studies"), Vec::new());
    let progress = bar.progress();
    for (done, study) in chosen.iter().enumerate() {
        progress(done, chosen.len());
        outcomes.push(study.run(&settings)?);
    }
    drop(bar);
    if let Some(folder) = &arguments.out {
        for outcome in &outcomes {
            write(outcome, folder)?;
        }
    }
    let style = TerminalStyle::of_stdout();
    let mut text = String::new();
    for outcome in &outcomes {
        if arguments.output.format == Format::Table {
            let title = format!("{}: {}", outcome.statement.name, outcome.statement.title);
            text += &format!("{}\n{}\n\n", style.bold(&title), outcome.in_words());
        }
        text += &(output::table(&listing::claims(&outcome.answers), arguments.output.format) + "\n");
        if !outcome.forecasts.is_empty() && arguments.output.format == Format::Table {
            text += &(output::table(&listing::forecasts(&outcome.forecasts), Format::Table) + "\n");
        }
    }
    if outcomes.len() > 1 && arguments.output.format == Format::Table {
        text += &output::table(&listing::outcomes(&outcomes), Format::Table);
    }
    let documents: Vec<StudyDocument> = outcomes.iter().map(StudyDocument::of).collect();
    let failed = outcomes.iter().any(|o| o.count(Verdict::Fail) > 0);
    let command = words::command_line();
    let json = to_json(&StudiesDocument::of(documents, settings.data.as_deref(), &command, settings.seed))?;
    if let Some(folder) = &arguments.out {
        write_atomically(folder.join("study.json"), |out| out.write_all(json.as_bytes()))?;
    }
    let text = if arguments.output.json { json } else { text };
    Ok(Outcome { text, warnings: vec![], unconverged: failed })
}

/// The page and the figures of a study.
fn write(outcome: &lawful_study::Outcome, folder: &Path) -> std::result::Result<(), Failure> {
    make_folder(folder)?;
    let name = &outcome.statement.name;
    let figures = || outcome.sections.iter().flat_map(|s| &s.figures);
    for (what, figure) in figures() {
        write_figure(figure, folder, &format!("{name}-{what}"))?;
    }
    let drawings: Vec<_> = figures().map(|(_, figure)| figure.draw()).collect();
    let page = lawful_study::page(outcome, &drawings, &words::command_line(), env!("CARGO_PKG_VERSION"));
    write_atomically(folder.join(format!("{name}.html")), |out| out.write_all(page.as_bytes()))?;
    Ok(())
}

fn finish(studies: Vec<StudyDocument>, text: String, to: &OutputArguments) -> Result {
    let text = if to.json { to_json(&StudiesDocument::of(studies, None, &words::command_line(), 0))? } else { text };
    Ok(Outcome { text, warnings: vec![], unconverged: false })
}
