//! `lawful study`, run as a user runs it.

use serde_json::Value;
use std::process::{Command, Output};

fn lawful(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lawful")).args(arguments).output().unwrap()
}

#[test]
fn a_study_that_is_built_in() {
    let run = lawful(&["study", "run", "time-series", "--json"]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(document["schema"], "lawful.study/1");
    let claims = document["studies"][0]["claims"].as_array().unwrap();
    // Encoder, parameters, out of distribution: .026 in the paper's legend.
    let first = &claims[0];
    assert!((first["measured"].as_f64().unwrap() - 0.026).abs() < 0.001);
    for key in ["name", "expected", "tolerance", "measured", "verdict", "source"] {
        assert!(!first[key].is_null(), "{key}");
    }
}

#[test]
fn pages_and_lists() {
    let folder = std::env::temp_dir().join(format!("lawful-study-pages-{}", std::process::id()));
    let run = lawful(&["study", "run", "time-series", "--out", folder.to_str().unwrap()]);
    let page = std::fs::read_to_string(folder.join("time-series.html"));
    let figure = folder.join("time-series-laws.png").exists();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(run.status.success() && figure && page.unwrap().contains("17 of 17 claims pass"));
    let list = String::from_utf8(lawful(&["study", "list"]).stdout).unwrap();
    assert!(list.contains("optimizer-spectra") && list.contains("2 of 4"), "{list}");
    let shown = String::from_utf8(lawful(&["study", "show", "chinchilla"]).stdout).unwrap();
    assert!(shown.contains("chinchilla/isoflops_published.csv"), "{shown}");
}

#[test]
fn mistakes_are_told() {
    let wrong = lawful(&["study", "run", "chinchila"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean 'chinchilla'?"));
    let nowhere = lawful(&["study", "run", "time-series", "--data", "no such folder"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert_eq!(lawful(&["study", "run"]).status.code(), Some(2));
}
