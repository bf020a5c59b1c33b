//! `lawful audit` on tables whose law is known.

mod common;

use common::{answer, complaint, folder, json};
use serde_json::Value;
use std::path::Path;

/// `y = 3 x^-1/2` with a known scatter of a hundredth, 40 rows.
fn power_law(folder: &Path) -> String {
    let row = |i: i32| {
        let x = 1.3_f64.powi(i);
        format!("{x},{}\n", 3.0 * x.powf(-0.5) * (1.0 + 1e-2 * (f64::from(i) * 2.4).sin()))
    };
    let path = folder.join("runs.csv");
    std::fs::write(&path, format!("x,y\n{}", (0..40).map(row).collect::<String>())).unwrap();
    path.to_str().unwrap().to_string()
}

fn codes(document: &Value) -> Vec<&str> {
    document["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect()
}

#[test]
fn printed_numbers_at_the_minimum_and_above_it() {
    let folder = folder("audit");
    let runs = power_law(&folder);
    let law = ["y ~ c*x^-k", "--noise", "lognormal"];
    let fit = json(&[&["fit", &runs][..], &law[..]].concat());
    let printed = |name: &str| format!("{name}={}", fit["params"][name]["value"]);
    let (c, k) = (printed("c"), printed("k"));
    let (sound, code) = answer(&[&["audit", &runs][..], &law[..], &[&c, &k]].concat());
    assert_eq!((codes(&sound), code), (vec![], Some(0)));
    let (wrong, code) = answer(&[&["audit", &runs][..], &law[..], &[&c, "k=0.6"]].concat());
    assert_eq!(code, Some(1));
    assert!(codes(&wrong).contains(&"above-minimum"), "{:?}", codes(&wrong));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_exponent_against_its_figure() {
    // From .4 to 4 a power .11 grows by 10^.11 = 1.29; the axis says .85/.82 = 1.04.
    let (document, code) =
        answer(&["audit", "none", "score ~ a*N^p", "a=.77", "p=.11", "--x-range", "N=.4:4", "--y-range", ".82:.85"]);
    assert_eq!((codes(&document), code), (vec!["unit-or-exponent"], Some(1)));
}

#[test]
fn requests_that_make_no_sense() {
    assert!(complaint(&["audit", "none", "y ~ a*x^k", "b=2"]).contains("no parameter 'b'"));
    let planets = complaint(&["audit", "examples/planets.csv", "period ~ c*axis^k", "zz=2"]);
    assert!(planets.contains("no parameter 'zz'; its parameters are c, k"), "{planets}");
    assert!(complaint(&["audit", "nowhere.csv", "y ~ a*x^k", "a=2"]).contains("nowhere.csv"));
    for flag in ["--cluster", "--sigma", "--weights"] {
        let near = complaint(&["audit", "examples/planets.csv", "period ~ c*axis^k", flag, "planett"]);
        assert!(near.contains("no column 'planett'; did you mean 'planet'?"), "{near}");
    }
    let far = complaint(&["audit", "examples/planets.csv", "period ~ c*axis^k", "--cluster", "run"]);
    assert!(far.contains("there are planet, axis, period, mass"), "{far}");
    let relation = complaint(&["audit", "examples/planets.csv", "period ~ c*axis^k", "--relation", "mas = 2*axis"]);
    assert!(relation.contains("did you mean 'mass'?"), "{relation}");
    let growth = ["audit", "none", "y ~ a*N^-k", "a=2", "k=1", "--growth", "N=.5", "--cost", "6*N*"];
    assert!(complaint(&growth).contains("6*N*"), "{}", complaint(&growth));
}
