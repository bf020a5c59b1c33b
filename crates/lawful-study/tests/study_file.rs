//! Studies that a user writes: the template, a law with a known truth, and what is said of mistakes.

use lawful_fit::Fit;
use lawful_io::Table;
use lawful_report::{Axis, Figure, Panel, Series};
use lawful_study::{Outcome, Settings, StudyFile, Verdict};
use std::path::{Path, PathBuf};

/// `y = 3 x^-1/2` exactly, x from 1 to 128; of the last three points y is 10 % too high.
const POINTS: &str =
    "x,y\n1,3\n2,2.1213203435596424\n4,1.5\n8,1.0606601717798212\n16,0.75\n32,0.5834\n64,0.4125\n128,0.2917\n";

fn figure(fit: &Fit, _: &Table) -> Figure {
    let points = Series::points(&fit.fitted, &fit.observed);
    Figure::new("fit").panel(Panel::new(Axis::linear("fitted"), Axis::linear("observed")).series(points))
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lawful-study-file-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(name: &str, text: &str) -> Result<Outcome, String> {
    let folder = folder(name);
    std::fs::write(folder.join("points.csv"), POINTS).unwrap();
    std::fs::write(folder.join("mine.toml"), text).unwrap();
    let outcome = StudyFile::read(folder.join("mine.toml")).and_then(|s| s.run(&Settings::default(), figure));
    std::fs::remove_dir_all(&folder).unwrap();
    outcome.map_err(|e| e.to_string())
}

#[test]
fn the_template_runs_as_it_is() {
    let text = StudyFile::template("mine").unwrap();
    let study = StudyFile::parse(Path::new("mine.toml"), text).unwrap();
    let outcome = study.run(&Settings::default(), figure).unwrap();
    for answer in &outcome.answers {
        assert_eq!(answer.verdict, Verdict::Pass, "{answer:?}");
    }
    assert_eq!((outcome.statement.name.as_str(), outcome.answers.len()), ("mine", 5));
    assert_eq!(outcome.forecasts.len(), 1);
    for name in ["", "a b", "../up", ".hidden", "é", "a/b"] {
        assert!(StudyFile::template(name).is_err(), "{name}");
    }
}

#[test]
fn a_law_with_a_known_truth() {
    let text = r#"
title = "A power law"
[table]
file = "points.csv"
let = ["z = 2*x"]
where = ["x > 0", "x < 1000"]
[fit]
law = "y ~ c*z^-k; let half = k/2"
noise = "lognormal"
holdout = "x > 20"
[[rival]]
name = "steep"
law = "y ~ c*z^-k; k = 1"
[[predict]]
name = "far"
at = "x = 400"
observed = 0.15
[[claim]]
measure = "k"
expected = 0.5
absolute = 1e-9
[[claim]]
measure = "half"
expected = 0.25
absolute = 1e-9
[[claim]]
claim = "c, with x as it is"
measure = "c*2^-k"
expected = 3
relative = 1e-9
[[claim]]
measure = "fit(n)"
expected = 5
absolute = 0
[[claim]]
claim = "the last three points lie a tenth above the law"
measure = "heldout(median_relative_error)"
expected = 0.0909
absolute = 0.001
[[claim]]
measure = "ahead(steep)"
expected = true
[[claim]]
measure = "delta_aicc(steep)"
expected = 10
relation = "at-least"
[[claim]]
measure = "prediction(far)"
expected = 0.15
absolute = 1e-9
[[claim]]
measure = "k"
claim = "a claim that fails"
expected = 0.6
absolute = 0.01
"#;
    let outcome = run("truth", text).unwrap();
    let verdicts: Vec<Verdict> = outcome.answers.iter().map(|a| a.verdict).collect();
    let (last, first) = verdicts.split_last().unwrap();
    assert!(first.iter().all(|v| *v == Verdict::Pass), "{:#?}", outcome.answers);
    assert_eq!(*last, Verdict::Fail);
    assert_eq!(outcome.statement.name, "mine");
    assert_eq!(outcome.forecasts[0].observed, Some(0.15));
    assert_eq!(outcome.sections[0].figures.len(), 1);
}

/// Without held-out rows or a likelihood a claim can't be answered, and says what would help.
#[test]
fn unanswerable_claims_say_why() {
    let text = r#"
[table]
file = "points.csv"
[fit]
law = "y ~ c*x^-k"
noise = "huber(1e-3)"
[[rival]]
name = "flat"
law = "y ~ c"
[[predict]]
name = "far"
at = "x = 400"
[[claim]]
measure = "heldout(rms_error)"
expected = 0.1
relation = "at-most"
[[claim]]
measure = "ahead(flat)"
expected = true
[[claim]]
measure = "held(far)"
expected = true
"#;
    let outcome = run("unanswerable", text).unwrap();
    let reasons: Vec<&str> = outcome.answers.iter().map(|a| a.reason.as_str()).collect();
    assert!(outcome.answers.iter().all(|a| a.verdict == Verdict::Unanswerable), "{:#?}", outcome.answers);
    assert!(reasons[0].contains("holdout") && reasons[1].contains("holdout") && reasons[2].contains("observed"));
}

/// One line that names file, line, key and the way out.
#[test]
fn mistakes_are_placed() {
    let base = "[table]\nfile = \"points.csv\"\n[fit]\nlaw = \"y ~ c*x^-k\"\n";
    let claim = |measure: &str| format!("{base}[[claim]]\nmeasure = '{measure}'\nexpected = 1\nabsolute = 1\n");
    let cases: Vec<(String, &[&str])> = vec![
        ("[table".into(), &["mine.toml: line 1:"]),
        ("[table]\nfile = \"points.csv\"\n".into(), &["missing field `fit`"]),
        (base.replace("law", "lwa"), &["line 4", "unknown field `lwa`", "`law`"]),
        (base.replace("points.csv", "point.csv"), &["line 2, table.file:", "point.csv"]),
        (base.replace("file = ", "built_in = "), &["line 2, table.built_in:", "chinchilla/hoffmann_fig4_245.csv"]),
        (base.replace("[fit]", "built_in = \"a/b\"\n[fit]"), &["line 3, table.built_in:", "keep one"]),
        (base.replace("file = \"points.csv\"", ""), &["[table] needs file ="]),
        (base.replace("[fit]", "where = ['x >']\n[fit]"), &["line 3, table.where:"]),
        (base.replace("[fit]", "where = ['xx > 1']\n[fit]"), &["line 3, table.where:", "no column 'xx'"]),
        (base.replace("[fit]", "let = ['z = 2*', 'q = x']\n[fit]"), &["line 3, table.let:"]),
        (base.replace("[fit]", "reduce = 'best(y)'\n[fit]"), &["line 3, table.reduce:"]),
        (base.replace("c*x^-k", "c*x^"), &["line 4, fit.law: character"]),
        (base.replace("y ~", "loss ~"), &["line 4, fit.law:", "loss"]),
        (format!("{base}noise = 'hubber(1)'\n"), &["line 5, fit.noise:", "huber(delta)"]),
        (format!("{base}holdout = 'x >'\n"), &["line 5, fit.holdout:"]),
        (format!("{base}holdout = 'x > 1e9'\n"), &["line 5, fit.holdout:", "no row"]),
        (format!("{base}level = 7\n"), &["level"]),
        (format!("{base}cluster = 'run'\n"), &["no column 'run'"]),
        (format!("{base}[[rival]]\nname = 'a,b'\nlaw = 'y ~ c'\n"), &["line 6, rival.name:"]),
        (format!("{base}[[rival]]\nname = 'r'\nlaw = 'y ~ c*'\n"), &["line 7, rival.law:"]),
        (format!("{base}[[predict]]\nname = 'p'\nat = 'q = 1'\n"), &["line 7, predict.at:", "'x'"]),
        (format!("{base}[[predict]]\nname = 'p'\nat = 'x'\n"), &["line 7, predict.at:"]),
        (claim("slope"), &["line 6, claim.measure:", "'slope'", "c, k"]),
        (claim("k/q"), &["line 6, claim.measure:", "q"]),
        (claim("heldout(rms)"), &["line 6, claim.measure:", "rms_error"]),
        (claim("ahead(r)"), &["line 6, claim.measure:", "[[rival]]"]),
        (claim("k").replace("absolute = 1", ""), &["line 6, claim:", "give one of absolute"]),
        (claim("k").replace("expected = 1", "expected = 'one'"), &["line 7"]),
        (format!("name = '../x'\n{base}"), &["line 1, name:", "letters"]),
    ];
    for (text, parts) in cases {
        let message = run("mistakes", &text).expect_err(&text);
        assert!(!message.contains('\n') && message.contains("mine.toml"), "{message}");
        for part in parts {
            assert!(message.contains(part), "{text}\n{message}\nlacks {part}");
        }
    }
    let absent = StudyFile::read("no such folder/mine.toml").unwrap_err().to_string();
    assert!(absent.contains("no such folder/mine.toml"), "{absent}");
}
