//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Error;

/// Writes a file beside `path` and renames it to `path` when `write` is done: whoever looks sees the old file or the
/// new one, never half of it. On an error `path` stays as it was. A link is followed; a device or a pipe, which has
/// nothing to replace, is written directly.
///
/// # Errors
/// `cannot write PATH: …` with what `write` or the operating system said.
pub fn write_atomically(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let path = path.as_ref();
    replace(path, write).map_err(|e| Error::new(format!("cannot write {}: {e}", path.display())))
}

/// Writes a file that is not there yet: whole or not at all, and never over another one, not even one that appears
/// meanwhile.
///
/// # Errors
/// `PATH is there already; …`, or `cannot write PATH: …` with what `write` or the operating system said.
pub fn create_atomically(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let path = path.as_ref();
    let create = || -> io::Result<()> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Draft::beside(path)?.fill(write)?.publish_new(path)
    };
    create().map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => {
            Error::new(format!("{} is there already; choose another name or remove it", path.display()))
        }
        _ => Error::new(format!("cannot write {}: {e}", path.display())),
    })
}

fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(old) if old.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(old) if !old.is_file() => {
            let mut out = BufWriter::new(File::options().write(true).open(path)?);
            write(&mut out)?;
            out.flush()
        }
        Ok(old) => {
            let path = fs::canonicalize(path)?;
            let draft = Draft::beside(&path)?;
            fs::set_permissions(&draft.path, old.permissions())?;
            draft.fill(write)?.publish(&path)
        }
        Err(_) => Draft::beside(path)?.fill(write)?.publish(path),
    }
}

/// The file in the making; removed on drop unless published.
struct Draft {
    path: PathBuf,
    file: File,
    published: bool,
}

impl Draft {
    fn beside(path: &Path) -> io::Result<Self> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let Some(name) = path.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"));
        };
        let mut draft = std::ffi::OsString::from(".");
        draft.push(name);
        draft.push(format!(".{}-{}.part", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
        let path = path.with_file_name(draft);
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Draft { path, file, published: false })
    }

    fn fill(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Self> {
        let mut out = BufWriter::new(&self.file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        Ok(self)
    }

    fn publish(mut self, path: &Path) -> io::Result<()> {
        // The contents reach the disk before the name does, so that a power cut leaves no empty file either.
        self.file.sync_all()?;
        fs::rename(&self.path, path)?;
        self.published = true;
        Ok(())
    }
}

impl Draft {
    /// A second name for the draft is made only if nothing has it; the first is removed on drop.
    fn publish_new(self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.path, path) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                // A file system without second names: reserve the name, then replace what is reserved.
                drop(File::options().write(true).create_new(true).open(path)?);
                self.publish(path)
            }
            linked => linked,
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("lawful-io-atomic-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("fit.json");
        let write = |text: &'static str, fail: bool| {
            write_atomically(&path, move |out| {
                out.write_all(text.as_bytes())?;
                if fail { Err(io::Error::other("stopped half way")) } else { Ok(()) }
            })
        };
        write("first", false).unwrap();
        assert!(write("second", true).unwrap_err().message.ends_with("fit.json: stopped half way"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        write("third", false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "third");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        assert!(write_atomically(&folder, |_| Ok(())).unwrap_err().message.starts_with("cannot write "));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn never_over_another() {
        let folder = std::env::temp_dir().join(format!("lawful-io-create-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("mine.toml");
        create_atomically(&path, |out| out.write_all(b"first")).unwrap();
        let refused = create_atomically(&path, |out| out.write_all(b"second")).unwrap_err();
        assert!(refused.message.ends_with("is there already; choose another name or remove it"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert!(create_atomically(folder.join("broken"), |_| Err(io::Error::other("no"))).is_err());
        assert!(create_atomically(folder.join("nowhere/file"), |_| Ok(())).is_err());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        fs::remove_dir_all(&folder).unwrap();
    }
}
