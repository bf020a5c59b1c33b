//! JSON documents: the Trainer's state, results of lm-evaluation-harness, a run each.

use lawful_io::{Format, ReadOptions, Table};

use super::{names, numbers, read, texts};

fn from_text(text: &str) -> Result<Table, lawful_io::Error> {
    Table::from_bytes("t.json", text.into(), Format::Json, &ReadOptions::default())
}

#[test]
fn the_trainers_log_is_a_row_per_step() {
    let table = read("trainer/run/checkpoint-400/trainer_state.json");
    assert_eq!(names(&table)[0], "step");
    assert_eq!(numbers(&table, "step"), [100.0, 200.0, 300.0, 400.0].map(Some));
    assert_eq!(numbers(&table, "loss"), [100.0, 200.0, 300.0, 400.0].map(|s| Some(3.0 + 1.0 / s)));
    // An evaluation stands beside the training loss of its step.
    assert_eq!(numbers(&table, "eval_loss"), [None, Some(3.505), None, Some(3.5025)]);
    let diverged = read("trainer/diverged/trainer_state.json");
    assert!(diverged.not_finite("loss").unwrap().is_some_and(|(row, x)| row == 0 && x.is_nan()));
}

#[test]
fn of_a_runs_states_the_last_counts() {
    let table = read("trainer");
    assert_eq!(texts(&table, "source"), [vec!["diverged"; 2], vec!["run"; 4]].concat());
    assert!(table.source.notes[0].contains("1 trainer_state.json of earlier checkpoints"), "{:?}", table.source.notes);
}

#[test]
fn records_of_a_step_that_disagree_stay_apart() {
    let text =
        r#"{"global_step": 2, "log_history": [{"step": 1, "loss": 2.0}, {"step": 1, "loss": 2.5}, {"loss": 1.0}]}"#;
    assert_eq!(numbers(&from_text(text).unwrap(), "loss"), [2.0, 2.5, 1.0].map(Some));
    let message = from_text(r#"{"log_history": []}"#).unwrap_err().message;
    assert_eq!(message, "t.json: a trainer_state.json without any record");
}

#[test]
fn evaluations_are_a_row_per_task_metric_and_filter() {
    let table = read("lm_eval");
    assert_eq!(table.rows(), 8);
    assert_eq!(texts(&table, "model")[4], "EleutherAI/pythia-160m");
    let pick = |row: usize| {
        [&texts(&table, "task")[row], &texts(&table, "metric")[row], &texts(&table, "filter")[row]].map(String::clone)
    };
    assert_eq!(pick(0), ["arc_easy", "acc", "none"]);
    assert_eq!(pick(3), ["gsm8k", "exact_match", "flexible-extract"]);
    assert_eq!(numbers(&table, "value")[..4], [0.25, 0.125, 0.0, 0.125].map(Some));
    assert_eq!(numbers(&table, "stderr")[..4], [Some(0.01), Some(0.02), None, Some(0.005)]);
    assert_eq!(numbers(&table, "n_shot")[..4], [0.0, 0.0, 5.0, 5.0].map(Some));
    assert_eq!(numbers(&table, "n_samples")[..4], [2376.0, 2376.0, 100.0, 100.0].map(Some));
    assert_eq!(numbers(&table, "step"), [Some(3000.0); 8]);
    assert_eq!(numbers(&table, "model_parameters"), [Some(70426624.0); 8]);
}

#[test]
fn evaluations_before_version_0_4() {
    let table = read("lm_eval_old");
    assert_eq!(table.rows(), 6);
    assert_eq!(texts(&table, "metric")[..3], ["ppl", "acc", "acc"]);
    assert_eq!(numbers(&table, "value")[3..5], [Some(1e6 / 512.0), Some(0.5)]);
    assert_eq!(numbers(&table, "stderr")[3..5], [Some(10.0), Some(0.001)]);
    assert_eq!(numbers(&table, "step"), [1.0, 1.0, 1.0, 512.0, 512.0, 512.0].map(Some));
    assert_eq!(numbers(&table, "n_shot"), [Some(0.0); 6]);
}

#[test]
fn a_run_each_is_flattened() {
    let table = read("openlm");
    assert_eq!(texts(&table, "source"), ["c4-d=96-1.0.json", "c4-d=512-1.0.json"]);
    assert_eq!(numbers(&table, "hyperparameters.tokens"), [211386240.0, 1576514048.0].map(Some));
    assert_eq!(numbers(&table, "results.1.loss"), [5.25, 4.25].map(Some));
    assert_eq!(texts(&table, "hyperparameters.fsdp_flags")[0], r#"["--fsdp","--fsdp-amp"]"#);
}

#[test]
fn bad_documents_get_one_clear_line() {
    for (text, expected) in [
        ("{\n  \"a\": 1,\n", "t.json: line 3, character 0: EOF while parsing a value"),
        ("{\n  \"a\": nan\n}", "t.json: line 2, character 9: expected ident"),
        ("{\n \"a\": 1\n}\n{\"b\": 2}\nx", "t.json: line 5, character 1"),
    ] {
        let message = from_text(text).unwrap_err().message;
        assert!(message.starts_with(expected), "{message:?} lacks {expected:?}");
    }
    let deep = format!("{{\n\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(from_text(&deep).unwrap_err().message.contains("recursion limit exceeded"));
    let pretty = "{\n \"a\": 1\n}\n{\n \"a\": NaN\n}\n";
    assert!(from_text(pretty).unwrap().numbers("a").unwrap()[1].is_nan());
}

#[test]
fn very_many_names_are_refused() {
    let text: String = (0..300_000).map(|i| format!("\"k{i}\":1,")).collect();
    assert!(from_text(&format!("{{{text}\"x\":1}}")).unwrap_err().message.contains("more than 262144 names"));
}
