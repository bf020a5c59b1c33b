//! `lawful frontier` and `--by` of `frontier` and `isoflop`.

mod common;

use common::{answer, folder, lawful};
use std::fmt::Write;
use std::path::PathBuf;

/// Checkpoints of `loss = 1.7 + 400 N^-alpha + 400 D^-beta` for two families of runs.
fn checkpoints(folder: &std::path::Path) -> PathBuf {
    let mut text = String::from("family,run,params,tokens,loss\n");
    for (family, alpha, beta) in [("even", 0.3, 0.3), ("wide", 0.4, 0.3)] {
        for i in 0..60 {
            let n = 1e6 * 1.2_f64.powi(i);
            for k in 0..60 {
                let d = 1e7 * 1.25_f64.powi(k);
                let loss = 1.7 + 400.0 * n.powf(-alpha) + 400.0 * d.powf(-beta);
                writeln!(text, "{family},{family}-{i},{n},{d},{loss}").unwrap();
            }
        }
    }
    let path = folder.join("checkpoints.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_exponents_of_two_known_laws() {
    let folder = folder("frontier");
    let (table, out) = (checkpoints(&folder), folder.join("out"));
    let frontier = ["frontier", table.to_str().unwrap(), "--by", "family", "--resamples", "200"];
    let frontier = [&frontier[..], &["--where", "6*params*tokens > 6e15 && 6*params*tokens < 6e19"]].concat();
    let (document, code) = answer(&[&frontier[..], &["--out", out.to_str().unwrap()]].concat());
    assert_eq!((code, document["schema"].as_str()), (Some(0), Some("lawful.frontier/1")));
    // Hoffmann et al. 2022, equation 4: the best size grows with the power beta/(alpha + beta) of the budget. Sizes are
    // 1.2x apart over four decades of cost, so the exponent is off by less than ln(1.2)/ln(1e4).
    for (result, expected) in document["results"].as_array().unwrap().iter().zip([0.5, 3.0 / 7.0]) {
        let exponent = result["exponent"]["value"].as_f64().unwrap();
        assert!((exponent - expected).abs() < 0.02, "{}: {exponent} against {expected}", result["by"]);
        let points = result["points"].as_array().unwrap();
        assert_eq!(points.len(), 1500);
        assert!(points.windows(2).all(|w| w[0]["cost"].as_f64() < w[1]["cost"].as_f64()));
    }
    for file in ["frontier.html", "frontier.json", "family=even/frontier-curves-dark.png", "family=wide/frontier.html"]
    {
        assert!(out.join(file).is_file(), "{file}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_hull_is_a_falling_chain_of_given_points() {
    let hull = ["frontier", "examples/chinchilla.csv", "--where", "outlier == 0", "--curve", "params"];
    let (document, _) = answer(&[&hull[..], &["--envelope", "hull"]].concat());
    let points: Vec<[f64; 2]> = document["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| ["cost", "loss"].map(|key| p[key].as_f64().unwrap().ln()))
        .collect();
    let slopes: Vec<f64> = points.windows(2).map(|w| (w[1][1] - w[0][1]) / (w[1][0] - w[0][0])).collect();
    // Falling, and ever less steep: convex.
    assert!(slopes.len() > 5 && slopes.iter().all(|s| *s < 0.0) && slopes.windows(2).all(|s| s[0] <= s[1] + 1e-12));
    assert_eq!(document["envelope"], "hull");
}

#[test]
fn a_group_without_a_result_says_why() {
    let isoflop = ["isoflop", "examples/chinchilla.csv", "--budget-by", "isoflop_budget", "--by", "outlier"];
    let (document, code) = answer(&isoflop);
    assert_eq!((code, document["schema"].as_str()), (Some(1), Some("lawful.isoflop/1")));
    for result in document["results"].as_array().unwrap() {
        match result["by"]["outlier"].as_f64() {
            Some(0.0) => assert!(result["exponent"]["value"].is_f64()),
            _ => assert!(result["error"].as_str().unwrap().contains("a line needs two"), "{result}"),
        }
    }
    assert_eq!(document["warnings"][0]["code"], "group-not-fitted");
}

#[test]
fn mistakes_are_one_line() {
    for (arguments, expected) in [
        (&["frontier", "examples/chinchilla.csv", "--curve", "model"][..], "--curve"),
        (&["frontier", "examples/chinchilla.csv", "--curve", "params", "--loss", "lost"], "lost"),
        (&["frontier", "examples/chinchilla.csv", "--curve", "params", "--budgets", "1"], "budgets"),
        (&["frontier", "examples/chinchilla.csv", "--curve", "params", "--by", "absent"], "absent"),
    ] {
        let output = lawful(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(expected), "{arguments:?}: {stderr}");
    }
}
