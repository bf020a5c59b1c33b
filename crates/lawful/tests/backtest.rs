//! `lawful backtest` on tables whose truth is known.

mod common;

use common::{complaint, json, lawful};
use lawful::document::BacktestDocument;
use std::path::PathBuf;

/// `y = 2 x^-1/2`, 40 rows, each 1.5 times larger than the one before, in a run each (`run`) or in five runs (`five`).
fn power_law(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("lawful-backtest-{}-{name}.csv", std::process::id()));
    let rows: String = (0..40)
        .map(|i| {
            let x = 1.5_f64.powi(i);
            // Known scatter of a thousandth, so that intervals have a width.
            let y = 2.0 * x.powf(-0.5) * (1.0 + 1e-3 * (f64::from(i) * 2.4).sin());
            format!("{x},{y},r{i},five{}\n", i / 8)
        })
        .collect();
    std::fs::write(&path, format!("x,y,run,five\n{rows}")).unwrap();
    path
}

/// The forecast 'last seen' is `sqrt(x/cut) - 1` too high, the law's own error is that of its scatter.
#[test]
fn errors_at_each_distance() {
    let table = power_law("errors");
    let path = table.to_str().unwrap();
    let document = json(&[
        "backtest",
        path,
        "y ~ c*x^-k",
        "--noise",
        "lognormal",
        "--noise",
        "laplace",
        "--cuts",
        "1000",
        "--distances",
        "1,4,16",
    ]);
    assert_eq!((&document["schema"], &document["scale"]), (&"lawful.backtest/1".into(), &"x".into()));
    let cells = document["cells"].as_array().unwrap();
    let of = |law: &str, noise: &str, from: f64| {
        let found = cells.iter().find(|c| c["law"] == law && c["noise"] == noise && c["distance"][0] == from);
        found.unwrap_or_else(|| panic!("no cell of {law}, {noise}, {from}"))
    };
    // Rows up to 1.5^17 = 985 are fitted; 3 rows lie within 4 times of that, 3 more within 16 times.
    for (from, exponents) in [(1.0, [1, 2, 3]), (4.0, [4, 5, 6])] {
        let last = of("last seen", "", from);
        assert_eq!((&last["n"], &last["fitted"]), (&3.into(), &18.into()));
        let expected = 1.5_f64.powf(0.5 * f64::from(exponents[1])) - 1.0;
        // Scatter of a thousandth on both sides.
        assert!((last["median_relative_error"].as_f64().unwrap() / expected - 1.0).abs() < 0.02);
        for noise in ["lognormal", "laplace"] {
            let law = of("y ~ c*x^-k", noise, from);
            assert!(law["median_relative_error"].as_f64().unwrap() < 2e-3);
            assert!(law["coverage"].as_f64().unwrap() > 0.6);
        }
    }
    let again: BacktestDocument = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(again.cells.len(), cells.len());
    std::fs::remove_file(table).unwrap();
}

/// A run that reaches beyond the cut is not fitted at all.
#[test]
fn runs_stay_together() {
    let table = power_law("runs");
    let path = table.to_str().unwrap();
    let fitted = |cluster: &str| {
        let document =
            json(&["backtest", path, "y ~ c*x^-k", "--noise", "lognormal", "--cuts", "1000", "--cluster", cluster]);
        document["cells"][0]["fitted"].as_u64().unwrap()
    };
    // 18 rows lie below the cut; of the runs of 8 rows two end there.
    assert_eq!((fitted("run"), fitted("five")), (18, 16));
    std::fs::remove_file(table).unwrap();
}

#[test]
fn choices_of_rows_stand_apart() {
    let arguments = [
        "backtest",
        "examples/chinchilla.csv",
        "loss ~ chinchilla(N=params, D=tokens)",
        "--noise",
        "laplace",
        "--cost",
        "6*params*tokens",
        "--cuts",
        "1e20",
        "--select",
        "outlier == 0",
        "--select",
        "outlier == 0; min(loss) by params",
    ];
    let document = json(&arguments);
    let names: Vec<&str> =
        document["pools"].as_array().unwrap().iter().map(|p| p["selection"].as_str().unwrap()).collect();
    assert!(names.contains(&"outlier == 0") && names.contains(&"outlier == 0; min(loss) by params"));
    assert_eq!(document["scale"], "6*params*tokens");
    let out = std::env::temp_dir().join(format!("lawful-backtest-{}", std::process::id()));
    assert!(lawful(&[&arguments[..], &["--out", out.to_str().unwrap()]].concat()).status.success());
    for file in ["backtest.json", "backtest-figure.svg", "backtest-figure.png", "backtest.csv"] {
        assert!(out.join(file).metadata().unwrap().len() > 100, "{file}");
    }
    std::fs::remove_dir_all(out).unwrap();
}

#[test]
fn wrong_requests_say_the_way_out() {
    let runs = ["backtest", "examples/chinchilla.csv", "loss ~ chinchilla(N=params, D=tokens)"];
    let with = |more: &[&str]| complaint(&[&runs[..], more].concat());
    assert!(with(&[]).contains("say --cost COL or a formula"));
    assert!(with(&["--cost", "toks"]).contains("there is no column 'toks'"));
    assert!(with(&["--cost", "flops", "--select", "loss >"]).contains("--select, character 7"));
    assert!(with(&["--cost", "flops", "--select", "min(loss) by params; loss > 2"]).contains("before the reduction"));
    assert!(with(&["--cost", "flops", "--select", ""]).contains("--select is empty"));
    assert!(with(&["--cost", "flops", "--cuts", "1"]).contains("has no cut of 'flops'"));
    assert!(with(&["--cost", "flops", "--distances", "2,1"]).contains("distances must rise from 1"));
    assert!(with(&["--cost", "outlier"]).contains("a scale must be a positive number"));
}
