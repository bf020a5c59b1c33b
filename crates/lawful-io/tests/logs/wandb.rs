//! Exports of Weights & Biases.

use lawful_io::{Format, ReadOptions, Table};

use super::{names, numbers, path, read, texts};

#[test]
fn a_panel_becomes_a_row_per_run_and_step() {
    let table = read("wandb/panel.csv");
    let expected =
        ["Step", "run", "_step", "_step__MIN", "_step__MAX", "train/loss", "train/loss__MIN", "train/loss__MAX"];
    assert_eq!(names(&table), expected);
    assert_eq!(Table::header(path("wandb/panel.csv")).unwrap(), expected);
    // The second run logged from step 40 on.
    assert_eq!(numbers(&table, "Step"), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 40.0, 50.0].map(Some));
    assert_eq!(texts(&table, "run"), [vec!["swift-sweep-1"; 6], vec!["llama - 7B"; 2]].concat());
    assert_eq!(numbers(&table, "train/loss")[5..], [8.0 / 51.0, 6.0 / 41.0, 6.0 / 51.0].map(Some));
    let only = Table::read_with(path("wandb/panel.csv"), &ReadOptions::only(["run", "train/loss"])).unwrap();
    assert_eq!(names(&only), ["run", "train/loss"]);
}

#[test]
fn other_tables_with_hyphens_stay_as_they_are() {
    for text in [
        "Step,a - loss\n1,2\n",
        "Step,loss,loss__MIN,loss__MAX\n1,2,2,2\n",
        "a - x,b - x,b - x__MIN,b - x__MAX\n1,2,3,4\n",
    ] {
        let table = Table::from_bytes("t.csv", text.into(), Format::Csv, &ReadOptions::default()).unwrap();
        assert_eq!(names(&table).join(","), text.lines().next().unwrap());
    }
}

#[test]
fn history_and_summaries() {
    let history = read("wandb/history.parquet");
    assert_eq!(numbers(&history, "eval/loss"), [None, Some(2.75), None, Some(2.375)]);
    let runs = read("wandb/folder");
    assert_eq!(texts(&runs, "source"), ["run-20240501_120000-a1b2c3", "run-20240502_120000-d4e5f6"]);
    assert_eq!(numbers(&runs, "loss"), [2.5, 2.25].map(Some));
    assert_eq!(numbers(&runs, "_wandb.runtime"), [Some(12.0); 2]);
}
