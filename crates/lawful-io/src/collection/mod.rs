//! Paths that name several files: folders and patterns.

mod kinds;
mod pattern;
mod walk;

pub use pattern::matches_pattern;

use std::path::{Path, PathBuf};

use self::pattern::is_pattern;
use self::walk::Found;
use crate::input::{Input, sha256_of_files};
use crate::{Error, Format, ReadOptions, Table, read};

/// The most notes of files that are kept.
const MAX_NOTES: usize = 20;

/// What a path names.
pub(crate) enum Place {
    File(PathBuf),
    /// A sheet of a workbook: `book.xlsx#Sheet2`.
    Sheet(PathBuf, String),
    Files(Files),
}

/// Files that make one table.
pub(crate) struct Files {
    groups: Vec<Group>,
    notes: Vec<String>,
}

/// Files whose rows come from one source: one file, or the event files of a run.
struct Group {
    source: String,
    paths: Vec<PathBuf>,
}

/// What a path names. A path that is there is meant literally, whatever characters it has.
pub(crate) fn place(path: &Path) -> Result<Place, Error> {
    let text = path.to_string_lossy();
    if text == "-" || std::fs::metadata(path).is_ok_and(|m| !m.is_dir()) {
        return Ok(Place::File(path.to_path_buf()));
    }
    if path.is_dir() {
        return Ok(Place::Files(folder(path, &walk::files_below(path)?)?));
    }
    if let Some((file, sheet)) = text.rsplit_once('#')
        && Path::new(file).is_file()
    {
        return Ok(Place::Sheet(file.into(), sheet.to_string()));
    }
    if is_pattern(&text) { Ok(Place::Files(matching(path)?)) } else { Ok(Place::File(path.to_path_buf())) }
}

fn folder(path: &Path, files: &[Found]) -> Result<Files, Error> {
    let (groups, note) =
        kinds::choose(files.to_vec()).map_err(|why| Error::new(format!("{}: {why}", path.display())))?;
    let notes = note.map(|note| format!("{}: {note}", path.display()));
    Ok(Files { groups, notes: notes.into_iter().collect() })
}

fn matching(pattern: &Path) -> Result<Files, Error> {
    let (mut plain, mut events, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for found in walk::matching(pattern)? {
        if found.path.is_dir() {
            let inner = folder(&found.path, &walk::files_below(&found.path)?)?;
            notes.extend(inner.notes);
            plain.extend(inner.groups.into_iter().map(|group| {
                let source =
                    if group.source == "." { found.name.clone() } else { format!("{}/{}", found.name, group.source) };
                Group { source, paths: group.paths }
            }));
        } else if Format::of_path(&found.path) == Some(Format::TensorBoard) {
            events.push(found);
        } else {
            plain.push(Group { source: found.name, paths: vec![found.path] });
        }
    }
    plain.extend(kinds::runs(events));
    Ok(Files { groups: plain, notes })
}

/// The table of several files, called by the path that names them.
pub(crate) fn read(path: &Path, files: Files, options: &ReadOptions) -> Result<Table, Error> {
    let (mut parts, mut notes) = (Vec::new(), files.notes);
    let mut first: Option<(String, Option<&'static str>)> = None;
    for group in files.groups {
        let Some((table, layout)) = part(&group, options)? else {
            notes.push(format!("{}: an event file without scalars", group.source));
            continue;
        };
        match &first {
            None => first = Some((table.source.path.clone(), layout)),
            Some((other, of)) if *of != layout => {
                let word = |layout: Option<&'static str>| layout.unwrap_or("of no known layout");
                let (path, this) = (path.display(), &table.source.path);
                return Err(Error::new(format!(
                    "{path}: {other} is {}, {this} {}; say which with a pattern",
                    word(*of),
                    word(layout)
                )));
            }
            Some(_) => {}
        }
        notes.extend(table.source.notes.iter().cloned());
        parts.push((group.source, table));
    }
    let name = path.display();
    if parts.is_empty() {
        return Err(Error::new(format!("{name}: its event files hold no scalars")));
    }
    let sums = parts.iter().map(|(_, t)| (t.source.path.as_str(), t.source.sha256.as_deref().unwrap_or_default()));
    let sha256 = sha256_of_files(sums);
    let mut table = Table::concatenate(parts).map_err(|e| Error::new(format!("{name}: {e}")))?;
    if let Some(wanted) = &options.columns {
        let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
        table = table.select(&names);
    }
    if notes.len() > MAX_NOTES {
        let more = notes.len() - MAX_NOTES;
        notes.truncate(MAX_NOTES);
        notes.push(format!("{name}: {more} more notes of this kind"));
    }
    table.source.path = name.to_string();
    table.source.sha256 = Some(sha256);
    table.source.notes = notes;
    Ok(table)
}

/// The table of one source, and its layout; none if it is a run without scalars.
fn part(group: &Group, options: &ReadOptions) -> Result<Option<(Table, Option<&'static str>)>, Error> {
    match &group.paths[..] {
        [path] if Format::of_path(path) != Some(Format::TensorBoard) => {
            read::read(&Input::open(path)?, Format::of_path(path), options).map(Some)
        }
        paths => {
            let inputs = paths.iter().map(|path| Input::open(path)).collect::<Result<Vec<_>, _>>()?;
            let name = match paths {
                [path] => path.display().to_string(),
                _ => paths[0].parent().unwrap_or(&paths[0]).display().to_string(),
            };
            Ok(read::read_run(&name, &inputs, options)?.map(|table| (table, None)))
        }
    }
}
