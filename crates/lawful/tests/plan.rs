//! `lawful plan`, `isoflop`, `crossover` and `coverage`.

mod common;

use common::{json, lawful};
use serde_json::Value;

#[test]
fn the_closed_form_of_two_powers() {
    // Hoffmann et al. 2022, equation 4: N = G (C/6)^a, D = (C/6)^b / G with a = beta/(alpha+beta), b = 1 - a and
    // G = (alpha A/(beta B))^(1/(alpha+beta)).
    let (a, alpha, b, beta) = (406.4_f64, 0.34, 410.7, 0.28);
    let g = (alpha * a / (beta * b)).powf(1.0 / (alpha + beta));
    let n = g * (5.88e23_f64 / 6.0).powf(beta / (alpha + beta));
    let document = json(&["plan", "chinchilla@hoffmann2022", "--budget", "5.88e23"]);
    let value = |name: &str| document["optimum"][name]["value"].as_f64().unwrap();
    assert!((value("N") / n - 1.0).abs() < 1e-9, "{} against {n}", value("N"));
    assert!((value("N") * value("D") * 6.0 / 5.88e23 - 1.0).abs() < 1e-9);
    assert!((document["ratio"]["value"].as_f64().unwrap() - value("D") / value("N")).abs() < 1e-9);
    assert_eq!(document["optimum"]["N"]["lo"], Value::Null, "a published fit has no interval");
    // The budget that reaches the loss of this plan is this budget.
    let loss = document["optimum"]["y"]["value"].as_f64().unwrap().to_string();
    let inverse = json(&["plan", "chinchilla@hoffmann2022", "--target", &loss]);
    assert!((inverse["optimum"]["cost"]["value"].as_f64().unwrap() / 5.88e23 - 1.0).abs() < 1e-6);
}

#[test]
fn a_plan_from_a_fit_has_intervals() {
    let folder = std::env::temp_dir().join(format!("lawful-plan-{}", std::process::id()));
    let folder_text = folder.to_str().unwrap();
    let law = "loss ~ E + A*params^-alpha + B*tokens^-beta";
    let fit = ["fit", "examples/chinchilla.csv", law, "--where", "outlier == 0", "--noise", "laplace"];
    assert!(lawful(&[&fit[..], &["--out", folder_text]].concat()).status.success());
    let path = folder.join("fit.json");
    let plan = ["plan", path.to_str().unwrap(), "--cost", "6*params*tokens", "--budget", "1e24"];
    let document = json(&plan);
    let size = &document["optimum"]["params"];
    let (lo, value, hi) = (size["lo"].as_f64(), size["value"].as_f64(), size["hi"].as_f64());
    assert!(lo.is_some() && lo < value && value < hi, "{size}");
    assert_eq!(document["warnings"][0]["code"], "extrapolation");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn best_sizes_of_the_nine_budgets() {
    let isoflop = ["isoflop", "examples/chinchilla.csv", "--budget-by", "isoflop_budget"];
    let document = json(&isoflop);
    assert_eq!(document["slices"].as_array().unwrap().len(), 9);
    // From all digitised rows with a budget the exponent is 0.495.
    let exponent = document["exponent"]["value"].as_f64().unwrap();
    assert!((exponent - 0.495).abs() < 0.0015, "{exponent}");
    let akima = json(&[&isoflop[..], &["--method", "akima"]].concat());
    assert_eq!(akima["bias"], Value::Null);
}

#[test]
fn two_published_laws_cross_where_their_formulas_are_equal() {
    let (first, second) = ("chinchilla@hoffmann2022", "chinchilla@besiroglu2024");
    let document = json(&["crossover", first, second, "--along", "N", "--fixed", "D=1.4e12", "--range", "1e8:1e14"]);
    let law =
        |e: f64, a: f64, alpha: f64, b: f64, beta: f64, n: f64| e + a * n.powf(-alpha) + b * 1.4e12_f64.powf(-beta);
    let difference = |n: f64| law(1.69, 406.4, 0.34, 410.7, 0.28, n) - law(1.8169, 482.01, 0.3478, 2085.43, 0.3658, n);
    let signs: Vec<bool> = (0..600).map(|i| difference(10_f64.powf(8.0 + 0.01 * f64::from(i))) > 0.0).collect();
    let crossings = signs.windows(2).filter(|w| w[0] != w[1]).count();
    assert_eq!(document["crossover"]["all"].as_array().unwrap().len(), crossings);
    for at in document["crossover"]["all"].as_array().unwrap() {
        assert!(difference(at.as_f64().unwrap()).abs() < 1e-6);
    }
}

#[test]
fn intervals_hold_the_truth() {
    let simulation = ["coverage", "y ~ c*x^-k", "--truth", "c=3", "--truth", "k=0.5", "--noise", "lognormal"];
    let document = json(&[&simulation[..], &["--scale", "0.1", "--design", "x=1:100", "--sims", "400"]].concat());
    for name in ["c", "k"] {
        let c = &document["coverage"][name];
        assert_eq!((&c["level"], &c["sims"]), (&0.95.into(), &400.into()));
        // Binomial: 380 of 400 with a standard deviation of 4.4; four of them on either side.
        let hits = c["hits"].as_u64().unwrap();
        assert!((362..=398).contains(&hits), "{name}: {hits}");
    }
}

#[test]
fn mistakes_are_one_line() {
    for (arguments, expected) in [
        (&["plan", "chinchilla@hoffmann2022"][..], "--budget"),
        (&["plan", "chinchilla@hoffmann2022", "--budget", "-1"], "budget"),
        (&["plan", "chinchilla@hoffmann2022", "--budget", "much"], "--budget 'much' is no number"),
        (&["plan", "chinchilla@nobody", "--budget", "1e24"], "nobody"),
        (&["plan", "absent.json", "--budget", "1e24"], "absent.json"),
        (&["coverage", "y ~ c*x", "--truth", "c=1", "--design", "x"], "--design 'x' is not COLUMN=LO:HI"),
        (&["coverage", "y ~ c*x", "--design", "x=1:2", "--scale", "1"], "c"),
    ] {
        let output = lawful(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(expected), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}
