//! What is known of published laws must be found from the table and the printed numbers alone. The folder of the tables
//! is named by the environment variable `LAWFUL_DATA`.

use lawful_audit::{Audit, Audited, Publication};
use lawful_fit::Noise;
use lawful_io::Table;
use lawful_law::{Law, query};
use std::path::{Path, PathBuf};

const CHINCHILLA: &str = "loss ~ chinchilla(N=params, D=tokens); let a = beta/(alpha+beta)";

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LAWFUL_DATA").map(PathBuf::from).filter(|f| f.is_dir());
    if folder.is_none() {
        println!("skipped: no data (set LAWFUL_DATA to the folder with the tables)");
    }
    folder
}

fn read(folder: &Path, file: &str, condition: &str) -> Table {
    query::keep(&Table::read(folder.join(file)).unwrap(), condition).unwrap().0
}

fn codes(audited: &Audited) -> Vec<String> {
    audited.findings.iter().for_each(|f| println!("{}: {}", f.code, f.message));
    audited.findings.iter().map(|f| f.code.to_string()).collect()
}

fn printed(parameters: &[&str]) -> Publication {
    let mut printed = Publication::default();
    printed.parameters(parameters.iter().copied()).unwrap();
    printed
}

fn number(audited: &Audited, code: &str, name: &str) -> f64 {
    audited.findings.iter().find(|f| f.code.to_string() == code).and_then(|f| f.number(name)).unwrap()
}

/// Hoffmann et al. 2022 (2203.15556), D.2 and Table 2; what is wrong with it: Besiroglu et al. 2024 (2404.10102).
#[test]
fn chinchilla_as_printed() {
    let Some(folder) = folder() else { return };
    let runs = read(&folder, "chinchilla/hoffmann_fig4_245.csv", "outlier == 0");
    let law = Law::parse(CHINCHILLA).unwrap();
    let mut paper = printed(&["E=1.69", "A=406.4", "alpha=.34", "B=410.7", "beta=.28"]);
    paper.interval("a=.454:.455@80%").unwrap();
    let huber = Noise::Huber { delta: 1e-3, linear: false };
    let audited = Audit::of(&law, &paper).table(&runs).noise(huber).run().unwrap();
    assert_eq!(codes(&audited), ["rounded-parameters", "above-minimum", "impossible-interval"]);
    // The Huber sums that the replication's notebook gives.
    assert!((number(&audited, "rounded-parameters", "objective_printed") - 0.004121).abs() < 5e-7);
    assert!((number(&audited, "above-minimum", "objective_lowest") - 1.01827402e-3).abs() < 1e-9);
    // 600,000 runs by the replication; the standard error of a moves it.
    let rows = number(&audited, "impossible-interval", "rows_needed");
    assert!((3e5..1.2e6).contains(&rows), "{rows}");
}

/// The numbers of 2404.10102 are least absolute deviations, not Huber's loss at 1e-3.
#[test]
fn the_replication_is_another_estimator() {
    let Some(folder) = folder() else { return };
    let runs = read(&folder, "chinchilla/hoffmann_fig4_245.csv", "outlier == 0");
    let law = Law::parse(CHINCHILLA).unwrap();
    let paper = printed(&["E=1.8169", "A=482.01", "alpha=.3478", "B=2085.43", "beta=.3658"]);
    let huber = Noise::Huber { delta: 1e-3, linear: false };
    let audited = Audit::of(&law, &paper).table(&runs).noise(huber).run().unwrap();
    assert!(codes(&audited).contains(&"other-estimator".to_string()));
    let finding = audited.findings.iter().find(|f| f.code.to_string() == "other-estimator").unwrap();
    assert!(finding.message.contains("optimum of laplace,"), "{}", finding.message);
}

/// Muennighoff et al. 2023 (2305.16264): both constants of repetition in a second stage, the others held at the first
/// stage's. The released fit of 182 runs stopped in a minimum that is not the lowest; from above nothing bounds RDstar.
#[test]
fn repetition_stopped_in_a_local_minimum() {
    let Some(folder) = folder() else { return };
    let runs = Table::read(folder.join("broken-laws/data_constrained_182.csv")).unwrap();
    let law = Law::parse(
        "val_loss ~ data_constrained(N=params, D=tokens, U=unique_tokens); E = exp(0.6254804); A = exp(6.255414); \
         B = exp(7.3049974); alpha = 0.3526596; beta = 0.3526596",
    )
    .unwrap();
    let paper = printed(&["RDstar=15.387756", "RNstar=5.309743"]);
    let huber = Noise::Huber { delta: 1e-3, linear: false };
    let audited = Audit::of(&law, &paper).table(&runs).noise(huber).run().unwrap();
    assert_eq!(codes(&audited), ["local-optimum", "not-identified"]);
    // The notebook's objective, and one that an independent descent from many starts reaches.
    assert!((number(&audited, "local-optimum", "objective_local") - 0.0158259).abs() < 1e-7);
    assert!((number(&audited, "local-optimum", "objective_lowest") - 0.0158047).abs() < 1e-7);
    assert!((number(&audited, "not-identified", "best") - 95.4).abs() < 0.5);
    assert!(audited.findings[1].message.contains("'RDstar' is not identified from above"));
}

/// McLeish et al. 2025 (2502.06857), series `hot` at threshold 1e-4.
#[test]
fn gemstones_stopped_above_the_minimum() {
    let Some(folder) = folder() else { return };
    let runs = read(&folder, "chinchilla/gemstones_checkpoints.csv", "series == \"hot\"");
    let law = Law::parse(CHINCHILLA).unwrap();
    let mut paper = Publication::default();
    paper.objective("2.076018e-4").unwrap();
    let huber = Noise::Huber { delta: 1e-4, linear: false };
    let audited = Audit::of(&law, &paper).table(&runs).noise(huber).cluster("run").run().unwrap();
    assert!(codes(&audited).contains(&"above-minimum".to_string()));
}

/// Every value of Muon at eight widths is NorMuon's at six (2605.21803).
#[test]
fn copied_ranks() {
    let Some(folder) = folder() else { return };
    let points = Table::read(folder.join("optimizer-spectra/rank_points_160m.csv")).unwrap();
    let law = Law::parse("value ~ c*ffn_hidden_dim^beta").unwrap();
    let audited = Audit::of(&law, &Publication::default()).table(&points).run().unwrap();
    assert_eq!(codes(&audited), ["repeated-values"]);
    // Four buckets by two ranks.
    assert!(audited.findings[0].message.starts_with("8 values"), "{}", audited.findings[0].message);
    assert!(audited.findings[0].message.contains("muon") && audited.findings[0].message.contains("normuon"));
}

/// `flops` of the test bed of 2403.08540 wrapped round at 2^63.
#[test]
fn wrapped_flops() {
    let Some(folder) = folder() else { return };
    let runs = Table::read(folder.join("overtraining/openlm_testbed.csv")).unwrap();
    let law = Law::parse("loss_c4_val ~ E + A*params^-alpha").unwrap();
    let mut paper = Publication::default();
    paper.relation("flops = 6*params*tokens").unwrap();
    let audited = Audit::of(&law, &paper).table(&runs).run().unwrap();
    assert_eq!(codes(&audited), ["relation-broken"]);
    let message = &audited.findings[0].message;
    assert!(message.contains("42 of 99 rows") && message.contains("overflow of 64-bit integers"), "{message}");
}
