//! `lawful info` on files of arrays.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn info(file: &str, flags: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lawful-io/tests/arrays");
    Command::new(env!("CARGO_BIN_EXE_lawful")).current_dir(folder).arg("info").arg(file).args(flags).output().unwrap()
}

#[test]
fn a_sharded_model() {
    let text = String::from_utf8(info("sharded", &[]).stdout).unwrap();
    assert!(text.starts_with("sharded: 3 arrays, 28 values, safetensors\n"), "{text}");
    assert!(text.contains("h.0.w") && text.contains("3 x 4") && text.contains("model-00001-of-00002.safetensors"));
    let document: Value = serde_json::from_slice(&info("sharded", &["--json"]).stdout).unwrap();
    assert_eq!(document["schema"], "lawful.info/1");
    assert_eq!(document["arrays"][2]["shape"], serde_json::json!([4, 3]));
    assert_eq!(document["arrays"][2]["dtype"], "f16");
    assert_eq!(document["data"]["rows"], 3);
}

#[test]
fn code_is_not_run() {
    let output = info("evil.pt", &[]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("error: evil.pt:") && text.contains("posix.system") && text.lines().count() == 1,
        "{text}"
    );
}
