//! Files below a folder, and those that a pattern names.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::pattern::{is_pattern, matches_pattern};
use crate::Error;
use crate::natural::natural;

/// The most entries of folders that are looked at.
const MAX_ENTRIES: usize = 1_000_000;

/// The deepest that folders lie in each other.
const MAX_DEPTH: usize = 64;

/// A file with its name below the place where the search began, `/` between folders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub path: PathBuf,
    pub name: String,
}

/// All files below a folder, in the order that people count in; hidden ones and hidden folders are left out.
pub(super) fn files_below(folder: &Path) -> Result<Vec<Found>, Error> {
    let mut walk = Walk::default();
    walk.enter(folder, |walk| walk.all(folder, ""))?;
    Ok(walk.found)
}

/// The files and folders that a pattern names, each with its name below the part of the pattern that has no `*`, `?`, `[`.
pub(super) fn matching(pattern: &Path) -> Result<Vec<Found>, Error> {
    let parts: Vec<String> = pattern.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let fixed = parts.iter().take_while(|part| !is_pattern(part)).count();
    let start: PathBuf = parts[..fixed].iter().collect();
    let start = if fixed == 0 { PathBuf::from(".") } else { start };
    let mut rest: Vec<&str> = parts[fixed..].iter().map(String::as_str).collect();
    rest.dedup_by(|a, b| *a == "**" && *b == "**");
    if !start.is_dir() {
        return Err(Error::new(format!("{}: there is no folder {}", pattern.display(), start.display())));
    }
    let mut walk = Walk { bare: fixed == 0, ..Walk::default() };
    walk.enter(&start, |walk| walk.matching(&start, "", &rest))?;
    if walk.found.is_empty() {
        return Err(Error::new(format!("{}: no file has this form", pattern.display())));
    }
    Ok(walk.found)
}

#[derive(Default)]
struct Walk {
    found: Vec<Found>,
    seen: HashSet<PathBuf>,
    entries: usize,
    /// The folders that lead to the one at hand, links resolved.
    above: Vec<PathBuf>,
    /// Whether paths start below the working directory, without `./`.
    bare: bool,
}

impl Walk {
    /// Looks into a folder, unless links led back to one that it lies in.
    fn enter(&mut self, folder: &Path, look: impl FnOnce(&mut Walk) -> Result<(), Error>) -> Result<(), Error> {
        let real = fs::canonicalize(folder).map_err(|e| failed(folder, &e))?;
        if let Some(above) = self.above.iter().find(|above| **above == real) {
            let (folder, above) = (folder.display(), above.display());
            return Err(Error::new(format!(
                "{folder}: a link that leads back to {above}, in which it lies; remove it"
            )));
        }
        if self.above.len() == MAX_DEPTH {
            return Err(Error::new(format!("{}: folders are nested deeper than {MAX_DEPTH}", folder.display())));
        }
        self.above.push(real);
        let looked = look(self);
        self.above.pop();
        looked
    }

    fn all(&mut self, folder: &Path, name: &str) -> Result<(), Error> {
        for entry in self.entries(folder)? {
            let (path, name) = (folder.join(&entry), below(name, &entry.to_string_lossy()));
            if path.is_dir() {
                self.enter(&path, |walk| walk.all(&path, &name))?;
            } else if path.is_file() {
                self.found.push(Found { path, name });
            }
        }
        Ok(())
    }

    fn matching(&mut self, folder: &Path, name: &str, parts: &[&str]) -> Result<(), Error> {
        let Some((first, rest)) = parts.split_first() else { return Ok(()) };
        if *first == "**" {
            match rest {
                // Everything below.
                [] => return self.all(folder, name),
                _ => self.matching(folder, name, rest)?,
            }
        }
        for entry in self.entries(folder)? {
            let text = entry.to_string_lossy();
            let path = if self.bare && name.is_empty() { PathBuf::from(&entry) } else { folder.join(&entry) };
            let name = below(name, &text);
            if *first == "**" {
                if path.is_dir() {
                    self.enter(&path, |walk| walk.matching(&path, &name, parts))?;
                }
            } else if matches_pattern(first, &text) {
                if rest.is_empty() {
                    self.push(Found { path, name });
                } else if path.is_dir() {
                    self.enter(&path, |walk| walk.matching(&path, &name, rest))?;
                }
            }
        }
        Ok(())
    }

    /// Adds what was found, once: a pattern with `**` can come to it by several ways.
    fn push(&mut self, found: Found) {
        if self.seen.insert(found.path.clone()) {
            self.found.push(found);
        }
    }

    /// The names in a folder, sorted, without hidden ones.
    fn entries(&mut self, folder: &Path) -> Result<Vec<std::ffi::OsString>, Error> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|e| failed(folder, &e))? {
            let name = entry.map_err(|e| failed(folder, &e))?.file_name();
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                let folder = folder.display();
                return Err(Error::new(format!("{folder}: more than {MAX_ENTRIES} files to look at; name fewer")));
            }
            if !name.to_string_lossy().starts_with('.') {
                names.push(name);
            }
        }
        names.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()));
        Ok(names)
    }
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

fn failed(folder: &Path, why: &std::io::Error) -> Error {
    Error::new(format!("{}: cannot be read: {why}", folder.display()))
}
