//! Published numbers from tables that do not come with the project: the folder that holds them is named by the
//! environment variable `LAWFUL_DATA`. Without it nothing is checked, and the test says so.

use lawful_io::Table;
use lawful_law::query::{keep, split_by};
use lawful_plan::{Envelope, FrontierOptions, IsoflopOptions, Method, frontier, isoflop};
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LAWFUL_DATA").map(PathBuf::from).filter(|f| f.is_dir());
    if folder.is_none() {
        println!("skipped: no data (set LAWFUL_DATA to the folder with the tables)");
    }
    folder
}

fn read(folder: &Path, file: &str, condition: &str) -> Table {
    let table = Table::read(folder.join("chinchilla").join(file)).unwrap();
    keep(&table, condition).unwrap().0
}

/// Hoffmann et al. 2022, Fig. 4 as digitised, all 123 runs on isoFLOP lines: a = .495, b = .505 (the paper has .49, .51).
#[test]
fn approach_2_on_the_chinchilla_runs() {
    let Some(folder) = folder() else { return };
    let table = read(&folder, "hoffmann_fig4_245.csv", "isoflop_budget > 0");
    let options = IsoflopOptions { budget: "isoflop_budget".into(), ..IsoflopOptions::default() };
    let result = isoflop(&table, &options).unwrap();
    for s in &result.slices {
        println!("{:e} {:?} {:?} {} {:?}", s.budget, s.size_opt, s.off_centre, s.used, s.rejected);
    }
    println!("{:?} {:?} {:?}", result.size, result.bias, result.warnings);
    assert_eq!(table.rows(), 123);
    assert!((result.size.exponent.value - 0.495).abs() < 0.0005, "{:?}", result.size);
    assert!((result.tokens.exponent.value - 0.505).abs() < 0.0005, "{:?}", result.tokens);
}

/// Llama 3 report, Fig. 2: tokens grow with the power .537 of the budget.
#[test]
fn approach_2_on_the_llama_3_runs() {
    let Some(folder) = folder() else { return };
    let table = read(&folder, "isoflops_published.csv", "study == \"llama_3__exp_loss\"");
    let result =
        isoflop(&table, &IsoflopOptions { tokens: Some("tokens".into()), ..IsoflopOptions::default() }).unwrap();
    println!("{:?} {:?} {:?}", result.tokens, result.size, result.warnings);
    assert_eq!(table.rows(), 133);
    assert!((result.tokens.exponent.value - 0.537).abs() < 0.0005, "{:?}", result.tokens);
}

/// Porian et al. 2024, arXiv 2406.19146: the steps from Kaplan's exponent to Chinchilla's, and a sixth experiment.
#[test]
fn the_ladder_from_kaplan_to_chinchilla() {
    let Some(folder) = folder() else { return };
    let table = read(&folder, "porian_isoflops_refinedweb.csv", "loss > 0");
    let options = IsoflopOptions {
        budget: "flops".into(),
        tokens: Some("tokens".into()),
        method: Method::Akima,
        ..IsoflopOptions::default()
    };
    let groups = split_by(&table, &["experiment"]).unwrap().0;
    let found: Vec<f64> = groups.iter().map(|g| isoflop(&g.table, &options).unwrap().size.exponent.value).collect();
    println!("{found:?}");
    for (value, published) in found.iter().zip([0.835, 0.700, 0.606, 0.572, 0.497, 0.708]) {
        assert!((value - published).abs() < 0.01, "{found:?}");
    }
}

/// The Gemstones checkpoints (McLeish et al. 2025): both envelopes agree roughly and have intervals.
#[test]
fn approach_1_on_the_gemstones() {
    let Some(folder) = folder() else { return };
    let table = read(&folder, "gemstones_checkpoints.csv", "series == \"hot\"");
    for (envelope, budgets) in [(Envelope::Lowest, 1500), (Envelope::Hull, 100)] {
        let options = FrontierOptions { envelope, budgets, resamples: 300, ..FrontierOptions::default() };
        let result = frontier(&table, &options).unwrap();
        println!("{envelope:?}: {:?} {:?} {:?} {:?}", result.size, result.tokens, result.curves, result.warnings);
        assert!(result.size.exponent.lo < Some(result.size.exponent.value));
        assert!((result.size.exponent.value + result.tokens.exponent.value - 1.0).abs() < 1e-9);
    }
}
