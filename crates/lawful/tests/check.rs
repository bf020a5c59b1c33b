//! `lawful predict --check` and forecasts from rival laws.

mod common;

use common::{answer, folder, lawful};
use serde_json::Value;
use std::path::Path;

/// Writes `x,y` rows and gives the path.
fn table(folder: &Path, name: &str, rows: impl Iterator<Item = (f64, f64)>) -> String {
    let text: String = rows.map(|(x, y)| format!("{x},{y}\n")).collect();
    let path = folder.join(name);
    std::fs::write(&path, format!("x,y\n{text}")).unwrap();
    path.to_str().unwrap().to_string()
}

#[test]
fn units_that_differ_are_told() {
    let folder = folder("units");
    let fit = |unit: &str| {
        let out = folder.join(unit);
        let law = ["fit", "examples/planets.csv", "period ~ c*axis^k", "--noise", "lognormal", "--unit"];
        let unit = format!("axis={unit}");
        let done = lawful(&[&law[..], &[&unit, "--out", out.to_str().unwrap()]].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out.join("fit.json").to_str().unwrap().to_string()
    };
    let (au, metres) = (fit("au"), fit("m"));
    let codes = |first: &str, second: &str| {
        let (document, _) = answer(&["crossover", first, second, "--along", "axis"]);
        document["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "unit-mismatch")
    };
    assert!(codes(&au, &metres) && !codes(&au, &au));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A fit of `y = 3 x^-0.5` with an alternating scatter of 1%.
fn fitted(folder: &Path, law: &str, out: &str) -> String {
    let rows = (0..60).map(|i| {
        let x = 1.2_f64.powi(i % 30);
        (x, 3.0 * x.powf(-0.5) * if i % 2 == 0 { 1.01 } else { 1.0 / 1.01 })
    });
    let data = table(folder, "data.csv", rows);
    let out = folder.join(out);
    let done = lawful(&["fit", &data, law, "--noise", "lognormal", "--out", out.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    out.join("fit.json").to_str().unwrap().to_string()
}

#[test]
fn a_run_leaves_its_law() {
    let folder = folder("check");
    let fit = fitted(&folder, "y ~ c*x^-k", "fit");
    let run = |off: f64| {
        let value = move |i: i32| 3.0 * 1.3_f64.powi(i).powf(-0.5) * if i >= 6 { off } else { 1.0 };
        table(&folder, "run.csv", (0..10).map(move |i| (1.3_f64.powi(i), value(i))))
    };
    let (document, code) = answer(&["predict", &fit, "--check", &run(1.0)]);
    assert_eq!((code, &document["verdict"], &document["since"]), (Some(0), &"on the law".into(), &Value::Null));
    assert!(document["z"].as_f64().unwrap().abs() < 0.5);
    // 10% off with a scatter of 1%: about ten standard deviations, from the seventh row on.
    let out = folder.join("out");
    let (document, code) = answer(&["predict", &fit, "--check", &run(1.1), "--out", out.to_str().unwrap()]);
    assert_eq!((code, &document["verdict"], &document["since"]), (Some(1), &"above the law".into(), &7.into()));
    let z = document["z"].as_f64().unwrap();
    assert!((8.0..11.0).contains(&z), "{z}");
    assert!(out.join("check.html").is_file() && out.join("check-run.png").is_file());
    let (document, _) = answer(&["predict", &fit, "--check", &run(0.9)]);
    assert_eq!(document["verdict"], "below the law");
    let wrong = lawful(&["predict", "chinchilla@hoffmann2022", "--check", &run(1.0)]);
    assert_eq!(wrong.status.code(), Some(2));
    let wrong = lawful(&["predict", &fit, "--check", "examples/planets.csv"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no column 'y'"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn rivals_disagree_in_the_interval() {
    let folder = folder("average");
    // The second law is held to an exponent that the data do not have: it fits badly and has no weight.
    let (good, bad) = (fitted(&folder, "y ~ c*x^-k", "good"), fitted(&folder, "y ~ c*x^-k; k = 0.4", "bad"));
    let (document, code) = answer(&["predict", &good, &bad, "x=1e6"]);
    assert_eq!((code, &document["weights"]), (Some(0), &"akaike".into()));
    assert!(document["rivals"][0]["weight"].as_f64().unwrap() > 0.999);
    assert!((document["value"].as_f64().unwrap() / 3e-3 - 1.0).abs() < 0.05);
    // Published fits have neither likelihood nor draws: equal weights, and the interval runs from one to the other.
    let (document, _) =
        answer(&["predict", "chinchilla@hoffmann2022", "chinchilla@besiroglu2024", "N=70e9", "D=1.4e12"]);
    let law =
        |e: f64, a: f64, alpha: f64, b: f64, beta: f64| e + a * 70e9_f64.powf(-alpha) + b * 1.4e12_f64.powf(-beta);
    let (one, other) = (law(1.69, 406.4, 0.34, 410.7, 0.28), law(1.8169, 482.01, 0.3478, 2085.43, 0.3658));
    let at = |key: &str| document[key].as_f64().unwrap();
    assert!((at("value") - 0.5 * (one + other)).abs() < 1e-9);
    assert!((at("lo") - one.min(other)).abs() < 1e-9 && (at("hi") - one.max(other)).abs() < 1e-9);
    assert_eq!(document["weights"], "equal");
    let wrong = lawful(&["predict", &good, "x"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("not NAME=VALUE"));
    std::fs::remove_dir_all(&folder).unwrap();
}
