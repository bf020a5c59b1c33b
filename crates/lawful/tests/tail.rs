//! `lawful tail` on samples whose law is known.

mod common;

use common::{answer, complaint, folder, json};
use serde_json::Value;
use std::path::Path;

/// The quantiles of a Pareto law of exponent `alpha` from 1 on, one number per line.
fn pareto(folder: &Path, alpha: f64, n: u32) -> String {
    let value = |i: u32| (1.0 - (f64::from(i) + 0.5) / f64::from(n)).powf(-1.0 / (alpha - 1.0));
    let text: String = (0..n).map(|i| format!("{}\n", value(i))).collect();
    let path = folder.join("pareto.txt");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_string()
}

#[test]
fn the_exponent_of_a_pareto_sample() {
    let folder = folder("tail-pareto");
    let file = pareto(&folder, 2.5, 2000);
    let out = folder.join("out");
    let document = json(&["tail", &file, "--sims", "100", "--out", out.to_str().unwrap()]);
    let number = |key: &str| document[key].as_f64().unwrap();
    assert_eq!((&document["schema"], &document["n"]), (&"lawful.tail/1".into(), &2000.into()));
    assert!((number("alpha") - 2.5).abs() < 3.0 * number("alpha_err"), "{}", number("alpha"));
    // Quantiles lie nearer to their law than samples do.
    assert!(number("p") > 0.5);
    let (tail, error) = (number("n_tail"), number("alpha_err"));
    assert!((error - (number("alpha") - 1.0) / tail.sqrt()).abs() < 0.02 * error, "(alpha - 1)/sqrt(n)");
    let rival = |name: &str| document["rivals"].as_array().unwrap().iter().find(|r| r["name"] == name).unwrap().clone();
    assert!(rival("exponential")["loglik_ratio"].as_f64().unwrap() > 0.0);
    for file in ["tail.json", "tail.html", "tail.svg", "tail.png", "tail-scan.svg"] {
        assert!(out.join(file).metadata().unwrap().len() > 100, "{file}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn groups_have_tails_of_their_own() {
    let arguments = ["tail", "examples/chinchilla.csv", "--column", "flops", "--by", "outlier"];
    let (document, code) = answer(&arguments);
    let results = document["results"].as_array().unwrap();
    let whole = |outlier: f64| results.iter().find(|r| r["by"]["outlier"] == outlier).unwrap();
    assert_eq!((whole(0.0)["n"].clone(), whole(1.0)["n"].clone()), (Value::from(240), Value::from(5)));
    assert_eq!(code, Some(0));
    let alone = json(&["tail", "examples/chinchilla.csv", "--column", "flops", "--where", "outlier == 0"]);
    assert_eq!(alone["alpha"], whole(0.0)["alpha"]);
}

#[test]
fn what_has_no_tail_is_refused() {
    let folder = folder("tail-refused");
    let write = |text: &str| {
        let path = folder.join("values.txt");
        std::fs::write(&path, text).unwrap();
        complaint(&["tail", path.to_str().unwrap()])
    };
    for (text, said) in [("", "is empty"), ("1\n1\n1\n", "values.txt"), ("-1\n-2\n", "values.txt")] {
        let complaint = write(text);
        assert!(complaint.starts_with("error: ") && complaint.contains(said), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
    assert!(complaint(&["tail", "examples/planets.csv", "--column", "mas"]).contains("no column 'mas'"));
    std::fs::remove_dir_all(folder).unwrap();
}
