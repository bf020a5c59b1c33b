//! A signal ends long work and leaves nothing half done.
#![cfg(unix)]

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Not the signal of Ctrl-C, which a test runner in the background ignores for all its children.
const SIGTERM: i32 = 15;

#[test]
fn nothing_is_written() {
    let out = std::env::temp_dir().join(format!("lawful-interrupt-{}", std::process::id()));
    let law = "loss ~ E + A*params^-alpha + B*tokens^-beta";
    let mut child = Command::new(env!("CARGO_BIN_EXE_lawful"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .args(["fit", "examples/chinchilla.csv", law, "--noise", "huber(1e-3)", "--bootstrap", "10000000", "--out"])
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(SIGTERM));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(!out.exists());
}
