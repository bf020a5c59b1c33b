//! `lawful compare` and `lawful fit --holdout` on the example tables.

mod common;

use common::{json, lawful};
use lawful::document::ComparisonDocument;
use serde_json::Value;

const KEPLER: [&str; 6] =
    ["compare", "examples/planets.csv", "period ~ c*axis^k", "period ~ c + 0*axis", "--noise", "lognormal"];

#[test]
fn criteria_follow_from_the_likelihood() {
    let document = json(&KEPLER);
    assert_eq!((&document["schema"], &document["criterion"]), (&"lawful.compare/1".into(), &"aicc".into()));
    let models = document["models"].as_array().unwrap();
    assert_eq!(models[0]["law"], "period ~ c*axis^k");
    for m in models {
        let number = |key: &str| m[key].as_f64().unwrap();
        let (k, n, loglik) = (number("k"), number("n"), number("loglik"));
        assert!((number("aic") - (2.0 * k - 2.0 * loglik)).abs() < 1e-9);
        assert!((number("aicc") - number("aic") - 2.0 * k * (k + 1.0) / (n - k - 1.0)).abs() < 1e-9);
        assert!((number("bic") - (k * n.ln() - 2.0 * loglik)).abs() < 1e-9);
    }
    assert_eq!(models[0]["delta"], 0.0);
    let weights: f64 = models.iter().map(|m| m["weight"].as_f64().unwrap()).sum();
    assert!((weights - 1.0).abs() < 1e-12);
    let again: ComparisonDocument = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(again.models.len(), 2);
    assert!(String::from_utf8(lawful(&KEPLER).stdout).unwrap().contains("best first by AICc"));
}

#[test]
fn rows_held_out_make_the_order() {
    let holdout = ["--holdout", "axis > 3", "--rolling", "axis"];
    let document = json(&[&KEPLER[..], &holdout].concat());
    assert_eq!(document["criterion"], "heldout");
    assert_eq!((&document["data"]["used"], &document["data"]["dropped"][0]["rows"]), (&4.into(), &4.into()));
    let models = document["models"].as_array().unwrap();
    assert_eq!(models[0]["law"], "period ~ c*axis^k");
    // Kepler's law: the outer planets are within half a percent of the inner ones' law.
    assert!(models[0]["heldout"]["rms_error"].as_f64().unwrap() < 5e-3);
    assert!(models[1]["heldout"]["rms_error"].as_f64().unwrap() > 1.0);
    let fits = document["rolling"]["fits"].as_array().unwrap();
    assert!(fits.iter().all(|f| f["n_fitted"].as_u64().unwrap() + f["n_tested"].as_u64().unwrap() == 8));
}

#[test]
fn a_loss_has_no_criteria() {
    let document = json(&[&KEPLER[..5], &["huber(1e-3)", "--holdout", "axis > 3"]].concat());
    assert_eq!((&document["models"][0]["aicc"], &document["models"][0]["weight"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_fit_predicts_what_is_held_out() {
    let fit = ["fit", "examples/planets.csv", "period ~ c*axis^k", "--noise", "lognormal", "--holdout", "axis > 3"];
    let document = json(&fit);
    assert_eq!((&document["n"], &document["heldout"]["n"]), (&4.into(), &4.into()));
    assert_eq!(document["data"]["holdout"], "axis > 3");
    let (c, k) = (&document["params"]["c"]["value"], &document["params"]["k"]["value"]);
    let (c, k) = (c.as_f64().unwrap(), k.as_f64().unwrap());
    let table = lawful::Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/planets.csv")).unwrap();
    let outer = table.numbers("axis").unwrap().iter().zip(table.numbers("period").unwrap()).filter(|(a, _)| **a > 3.0);
    let errors: Vec<f64> = outer.map(|(a, p)| (p / (c * a.powf(k))).ln()).collect();
    let rms = (errors.iter().map(|e| e * e).sum::<f64>() / 4.0).sqrt();
    assert!((document["heldout"]["rms_error"].as_f64().unwrap() - rms).abs() < 1e-12);
    assert!(String::from_utf8(lawful(&fit).stdout).unwrap().contains("4 rows held out: rms error"));
}

#[test]
fn mistakes_are_one_line() {
    for (flags, expected) in [
        (&["--holdout", "axes > 3"][..], "--holdout, character 1: "),
        (&["--holdout", "axis > 1e9"], "holds out no row"),
        (&["--holdout", "axis > 0"], "holds out every row"),
        (&["--fix", "nothing=1"], "no law has a parameter 'nothing'"),
        (&["--rolling", "planet"], "planet"),
    ] {
        let output = lawful(&[&KEPLER[..], flags].concat());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(expected), "{stderr}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(lawful(&["compare", "examples/planets.csv", "period ~ c*axis^k"]).status.code(), Some(2), "one law");
}
