//! Running the program from the root of the repository, as several test files do.
#![allow(dead_code)]

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

pub fn lawful(arguments: &[&str]) -> Output {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    Command::new(env!("CARGO_BIN_EXE_lawful")).current_dir(root).args(arguments).output().unwrap()
}

/// The document, whatever the exit code.
pub fn answer(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = lawful(&[arguments, &["--json"]].concat());
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{stderr}")), output.status.code())
}

/// The document of a command that succeeds.
pub fn json(arguments: &[&str]) -> Value {
    let output = lawful(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is said of bad input.
pub fn complaint(arguments: &[&str]) -> String {
    let output = lawful(arguments);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

/// An empty place of its own for a test.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lawful-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
