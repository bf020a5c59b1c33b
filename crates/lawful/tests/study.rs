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

/// The example of docs/studies.md, word for word.
fn example() -> String {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/studies.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0.to_string()
}

#[test]
fn the_example_of_the_guide() {
    let folder = std::env::temp_dir().join(format!("lawful-study-example-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let planets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/planets.csv");
    std::fs::copy(planets, folder.join("planets.csv")).unwrap();
    let file = folder.join("kepler.toml");
    std::fs::write(&file, example()).unwrap();
    let out = folder.join("out");
    let run = lawful(&["study", "run", file.to_str().unwrap(), "--json", "--out", out.to_str().unwrap()]);
    let (page, figure) = (std::fs::read_to_string(out.join("kepler.html")), out.join("kepler-fit.png").exists());
    let shown = lawful(&["study", "show", file.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    let study = &document["studies"][0];
    assert_eq!((document["schema"].as_str(), study["name"].as_str()), (Some("lawful.study/1"), Some("kepler")));
    for claim in study["claims"].as_array().unwrap() {
        assert_eq!(claim["verdict"], "pass", "{claim}");
    }
    assert!(study["data"][0]["sha256"].as_str().unwrap().len() == 64 && figure);
    assert!(page.unwrap().contains("claims pass") && shown.status.success());
}

#[test]
fn a_study_of_ones_own() {
    let folder = std::env::temp_dir().join(format!("lawful-study-new-{}", std::process::id()));
    let at = folder.to_str().unwrap();
    let made = lawful(&["study", "new", "mine", "--out", at]);
    let again = lawful(&["study", "new", "mine", "--out", at]);
    let file = folder.join("mine.toml");
    let run = lawful(&["study", "run", file.to_str().unwrap(), "--quick"]);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("expected = 0.02", "expected = 0.00002")).unwrap();
    let failed = lawful(&["study", "run", file.to_str().unwrap()]);
    std::fs::write(&file, text.replace("noise = \"huber", "noise = \"hubber")).unwrap();
    let wrong = lawful(&["study", "run", file.to_str().unwrap()]);
    let nowhere = lawful(&["study", "run", folder.join("other.toml").to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(made.status.success() && again.status.code() == Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("mine.toml is there already"));
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
    assert_eq!(failed.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&wrong.stderr).to_string();
    assert!(
        wrong.status.code() == Some(2) && complaint.contains("fit.noise") && complaint.contains("line "),
        "{complaint}"
    );
    assert_eq!(nowhere.status.code(), Some(2));
    assert_eq!(lawful(&["study", "new", "a b"]).status.code(), Some(2));
}
