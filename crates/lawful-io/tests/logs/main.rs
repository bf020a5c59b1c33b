//! The files that training programs, trackers and spreadsheets leave, as `make.py` had their own libraries write them.

mod arrow;
mod excel;
mod folders;
mod json_documents;
mod tensorboard;
mod wandb;

use std::path::{Path, PathBuf};

use lawful_io::{Table, is_missing};

/// A file or folder beside this one.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs").join(name)
}

fn read(name: &str) -> Table {
    Table::read(path(name)).unwrap_or_else(|e| panic!("{e}"))
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(|c| c.name.as_str()).collect()
}

/// The texts of a column, `-` for a missing cell.
fn texts(table: &Table, name: &str) -> Vec<String> {
    let c = table.categories(name).unwrap_or_else(|e| panic!("{e}"));
    c.codes.iter().map(|&code| c.names.get(code as usize).cloned().unwrap_or("-".into())).collect()
}

/// The numbers of a column, `None` for a missing cell.
fn numbers(table: &Table, name: &str) -> Vec<Option<f64>> {
    let values = table.numbers(name).unwrap_or_else(|e| panic!("{e}"));
    values.iter().map(|&x| (!is_missing(x)).then_some(x)).collect()
}

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lawful-io-logs-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn error(&self, name: &str) -> String {
        let message = Table::read(self.0.join(name)).expect_err(name).message;
        assert!(!message.contains('\n'), "{message}");
        message
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
