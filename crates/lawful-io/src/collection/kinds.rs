//! Which files of a folder make its table.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Group;
use super::walk::Found;
use crate::Format;

/// The state of Hugging Face's Trainer.
const TRAINER_STATE: &str = "trainer_state.json";

/// What a run of Weights & Biases leaves in its folder.
const WANDB_SUMMARY: &str = "wandb-summary.json";

/// The files that count, and a note on those that do not; or why that cannot be said.
pub(super) fn choose(files: Vec<Found>) -> Result<(Vec<Group>, Option<String>), String> {
    let (events, rest): (Vec<Found>, Vec<Found>) =
        files.into_iter().partition(|file| Format::of_path(&file.path) == Some(Format::TensorBoard));
    let (states, rest): (Vec<Found>, Vec<Found>) = rest.into_iter().partition(|file| last(&file.name) == TRAINER_STATE);
    let (summaries, rest): (Vec<Found>, Vec<Found>) =
        rest.into_iter().partition(|file| last(&file.name) == WANDB_SUMMARY);
    let note = |left: usize, of: &str| (left > 0).then(|| format!("{left} {of} beside them were left out"));
    if !events.is_empty() {
        return Ok((runs(events), note(states.len(), "trainer_state.json")));
    }
    if !states.is_empty() {
        let all = states.len();
        let chosen = latest(states);
        let earlier = all - chosen.len();
        return Ok((chosen, note(earlier, "trainer_state.json of earlier checkpoints")));
    }
    if !summaries.is_empty() {
        let run = |file: Found| {
            let folder = parent(&file.name);
            Group { source: folder.strip_suffix("/files").unwrap_or(folder).to_string(), paths: vec![file.path] }
        };
        return Ok((summaries.into_iter().map(run).collect(), None));
    }
    tables(rest).map(|groups| (groups, None))
}

/// Event files by folder: each is a run, whose files follow each other.
pub(super) fn runs(files: Vec<Found>) -> Vec<Group> {
    let mut groups: IndexMap<String, Vec<_>> = IndexMap::new();
    for file in files {
        groups.entry(parent(&file.name).to_string()).or_default().push(file.path);
    }
    groups.into_iter().map(|(source, paths)| Group { source, paths }).collect()
}

/// Of each run the state with the longest log: its own, else that of its last checkpoint (`RUN/checkpoint-1000`).
fn latest(files: Vec<Found>) -> Vec<Group> {
    let mut runs: IndexMap<String, BTreeMap<u64, Found>> = IndexMap::new();
    for file in files {
        let folder = parent(&file.name);
        let step = last(folder).strip_prefix("checkpoint-").and_then(|step| step.parse().ok());
        let run = if step.is_some() { parent(folder) } else { folder };
        runs.entry(run.to_string()).or_default().insert(step.unwrap_or(u64::MAX), file);
    }
    let last = |(source, mut states): (String, BTreeMap<u64, Found>)| {
        let (_, file) = states.pop_last()?;
        Some(Group { source, paths: vec![file.path] })
    };
    runs.into_iter().filter_map(last).collect()
}

/// Tables of one format, one file each.
fn tables(files: Vec<Found>) -> Result<Vec<Group>, String> {
    let results = files.iter().any(|f| last(&f.name).starts_with("results") && f.name.ends_with(".json"));
    // lm-eval-harness writes its samples beside its results.
    let is_sample = |f: &Found| results && last(&f.name).starts_with("samples_") && f.name.ends_with(".jsonl");
    let mut formats: Vec<(Format, Vec<Found>)> = Vec::new();
    for file in files.into_iter().filter(|f| !is_sample(f)) {
        let Some(format) = Format::of_path(&file.path) else { continue };
        match formats.iter_mut().find(|(f, _)| *f == format) {
            Some((_, files)) => files.push(file),
            None => formats.push((format, vec![file])),
        }
    }
    match &mut formats[..] {
        [] => {
            Err("no table in this folder: .csv .tsv .json .jsonl .parquet .arrow .feather .xlsx or event files".into())
        }
        [(_, files)] => {
            let single = |file: Found| Group { source: file.name, paths: vec![file.path] };
            Ok(std::mem::take(files).into_iter().map(single).collect())
        }
        several => {
            let kinds: Vec<String> = several.iter().map(|(_, f)| format!("{} like {}", f.len(), f[0].name)).collect();
            Err(format!("files of several kinds: {}; say which with a pattern, as in '{}'", kinds.join(", "), {
                let name = &several[0].1[0].name;
                format!("FOLDER/**/*.{}", name.rsplit_once('.').map_or("csv", |(_, end)| end))
            }))
        }
    }
}

/// The last part of a name.
fn last(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, last)| last)
}

/// The folder of a name, `.` if there is none.
fn parent(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some((folder, _)) => folder,
        None => ".",
    }
}
