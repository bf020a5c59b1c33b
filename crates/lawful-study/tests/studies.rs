//! Every study: its statement is sound, it runs without data, and on the tables of `LAWFUL_DATA` no claim fails.

use lawful_study::{Error, Settings, Verdict, all, find};
use std::collections::HashSet;
use std::path::PathBuf;

#[test]
fn statements_and_recipes_agree() {
    let mut names = HashSet::new();
    for study in all() {
        let statement = study.statement().unwrap_or_else(|e| panic!("{}: {e}", study.name));
        assert_eq!(statement.name, study.name);
        assert!(names.insert(study.name) && !statement.claims.is_empty());
        let parts: HashSet<&str> = study.parts.iter().map(|p| p.key).collect();
        for claim in &statement.claims {
            assert!(parts.contains(claim.part()), "{}: no part measures {}", study.name, claim.key);
        }
        let order: Vec<&str> = all().iter().map(|s| s.name).collect();
        assert!(order.is_sorted(), "{order:?}");
    }
}

/// Tables that are built in are enough for most claims of their studies; what lacks its table says so.
#[test]
fn without_data_nothing_fails() {
    let settings = Settings { quick: true, ..Settings::default() };
    for study in all() {
        let outcome = study.run(&settings).unwrap();
        for answer in &outcome.answers {
            let told = answer.verdict == Verdict::Pass || !answer.reason.is_empty();
            assert!(answer.verdict != Verdict::Fail && told, "{}: {answer:?}", study.name);
        }
    }
    let optimizers = find("optimizer-spectra").unwrap().run(&settings).unwrap();
    assert!(optimizers.count(Verdict::Pass) > 25, "{}", optimizers.in_words());
}

#[test]
fn on_the_data_folder_nothing_fails() {
    let Some(data) = std::env::var_os("LAWFUL_DATA").map(PathBuf::from).filter(|f| f.is_dir()) else {
        println!("skipped: no data (set LAWFUL_DATA to the folder with the tables); 0 studies ran");
        return;
    };
    let settings = Settings { data: Some(data), quick: true, seed: 0 };
    let mut failed = Vec::new();
    for study in all() {
        let outcome = study.run(&settings).unwrap();
        println!("{}: {}", study.name, outcome.in_words());
        let wrong = outcome.answers.iter().filter(|a| a.verdict == Verdict::Fail);
        failed.extend(wrong.map(|a| format!("{}: {} {:?} {}", study.name, a.claim.key, a.measured, a.reason)));
    }
    println!("{} studies ran", all().len());
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Runs beside the table are scored: here three made-up ones, one of them as the law has it.
#[test]
fn targets_are_scored() {
    let folder = std::env::temp_dir().join(format!("lawful-study-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("overtraining")).unwrap();
    let rows =
        "dataset,params,token_multiplier,loss_c4_val,err17\nrpj,1439795200,640,2.5,0.5\nrpj,6889410560,20,9,0.5\n";
    std::fs::write(folder.join("overtraining/targets.csv"), rows).unwrap();
    let settings = Settings { data: Some(folder.clone()), ..Settings::default() };
    let outcome = find("overtraining").unwrap().run(&settings);
    std::fs::remove_dir_all(&folder).unwrap();
    let outcome = outcome.unwrap();
    let scored: Vec<_> = outcome.forecasts.iter().filter(|f| f.observed.is_some()).collect();
    assert_eq!(scored.len(), 4);
    assert_eq!(outcome.forecasts[0].held(), Some(true));
    assert_eq!(outcome.forecasts[2].held(), Some(false));
    let claim = |key: &str| outcome.answers.iter().find(|a| a.claim.key == key).unwrap();
    assert_eq!(claim("targets.loss_rpj_7b").verdict, Verdict::Fail);
    assert_eq!(claim("targets.loss_c4_original_7b").verdict, Verdict::Unanswerable);
    assert_eq!(claim("targets.covered").verdict, Verdict::Unanswerable);
}

/// A table that is there but broken fails its claims, with the reason.
#[test]
fn a_broken_table_fails() {
    let folder = std::env::temp_dir().join(format!("lawful-study-broken-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("time-series")).unwrap();
    std::fs::write(folder.join("time-series/tsfm_digitised.csv"), "arch,axis\nencoder,N\n").unwrap();
    let outcome = find("time-series").unwrap().run(&Settings { data: Some(folder.clone()), ..Settings::default() });
    std::fs::write(folder.join("time-series/targets.csv"), "").unwrap();
    let empty = find("time-series").unwrap().run(&Settings { data: Some(folder.clone()), ..Settings::default() });
    std::fs::remove_dir_all(&folder).unwrap();
    let outcome = outcome.unwrap();
    assert_eq!(outcome.count(Verdict::Fail), outcome.answers.len());
    assert!(outcome.answers[0].reason.contains("eval_set"), "{}", outcome.answers[0].reason);
    assert!(matches!(empty, Err(Error::Table(_))));
}

/// The page holds every claim and needs no other file.
#[test]
fn pages() {
    let outcome = find("time-series").unwrap().run(&Settings::default()).unwrap();
    let drawings: Vec<_> = outcome.sections.iter().flat_map(|s| &s.figures).map(|(_, f)| f.draw()).collect();
    assert!(!drawings.is_empty());
    let page = lawful_study::page(&outcome, &drawings, "lawful study run time-series", "1");
    for claim in &outcome.statement.claims {
        assert!(page.contains(&claim.claim), "{}", claim.key);
    }
    assert!(!page.contains("src=") && !page.contains("<script"));
}
