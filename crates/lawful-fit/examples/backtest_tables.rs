//! The tables of `docs/backtests.md`: rolling forecasts on public tables of training runs.
//!
//! `cargo run --release -p lawful-fit --example backtest_tables -- DATA [part of a name] [all]` with the folder that holds
//! `chinchilla/hoffmann_fig4_245.csv`, `hitchhiker/checkpoints.csv`, …; `all` prints every group of a table too. With
//! `untouched` for a name: the tables on which nothing of the drift was chosen.

use lawful_fit::backtest::{Backtest, Cell, Selection, pool};
use lawful_fit::compare::Candidate;
use lawful_io::Table;
use lawful_law::{Law, query};
use std::error::Error;

/// A table with what is tested on it.
struct Study {
    name: &'static str,
    file: &'static str,
    lets: &'static [&'static str],
    keep: &'static str,
    by: &'static [&'static str],
    scale: &'static str,
    cluster: Option<&'static str>,
    laws: &'static [&'static str],
}

const NOISES: [&str; 4] = ["huber(1e-3)", "lognormal", "laplace", "student(4)"];

const RUNS: &[&str] = &["loss ~ chinchilla(N=params, D=tokens)", "loss ~ chinchilla_tied(N=params, D=tokens)"];

fn studies() -> Vec<Study> {
    vec![
        Study {
            name: "hoffmann",
            file: "chinchilla/hoffmann_fig4_245.csv",
            lets: &[],
            keep: "outlier == 0",
            by: &[],
            scale: "flops",
            cluster: None,
            laws: RUNS,
        },
        Study {
            name: "porian",
            file: "chinchilla/porian_isoflops_refinedweb.csv",
            lets: &[],
            keep: "loss > 0",
            by: &["experiment"],
            scale: "flops",
            cluster: None,
            laws: RUNS,
        },
        Study {
            name: "isoflops",
            file: "chinchilla/isoflops_published.csv",
            lets: &["flops = 6*params*tokens"],
            keep: "outlier == 0",
            by: &["study"],
            scale: "flops",
            cluster: None,
            laws: RUNS,
        },
        Study {
            name: "gemstones",
            file: "chinchilla/gemstones_checkpoints.csv",
            lets: &["flops = 6*params*tokens"],
            keep: "series == \"hot\"",
            by: &[],
            scale: "flops",
            cluster: Some("run"),
            laws: RUNS,
        },
        Study {
            name: "hitchhiker",
            file: "hitchhiker/checkpoints.csv",
            lets: &["flops = 6*params*tokens"],
            keep: "tokens > 1e9",
            by: &["family"],
            scale: "flops",
            cluster: Some("model"),
            laws: RUNS,
        },
        Study {
            name: "overtraining",
            file: "overtraining/openlm_testbed.csv",
            lets: &["C = 6*params*tokens", "loss = loss_c4_val"],
            keep: "cc_mult >= 1",
            by: &["dataset"],
            scale: "C",
            cluster: None,
            laws: RUNS,
        },
        Study {
            name: "flp",
            file: "flp/openlm_runs.csv",
            lets: &["C = 6*params_no_embed*tokens", "loss = loss_c4_val", "N = params_no_embed"],
            keep: "C > 0",
            by: &["dataset"],
            scale: "C",
            cluster: None,
            laws: &["loss ~ chinchilla(N=N, D=tokens)", "loss ~ chinchilla_tied(N=N, D=tokens)"],
        },
        Study {
            name: "clip",
            file: "clip-comparison/best_per_model_and_samples.csv",
            lets: &["err = 1 - value"],
            keep: "benchmark == \"imagenet1k\" && metric == \"acc1\" && err < 0.95",
            by: &["pretrain_dataset", "lr_scheduler", "family"],
            scale: "total_gflops",
            cluster: None,
            laws: &[
                "err ~ E + A*gflops_per_sample^-alpha + B*samples_seen^-beta; E >= 0; A >= 0; B >= 0; alpha in [0, 4]; beta in [0, 4]",
                "err ~ E + A*total_gflops^-alpha; E >= 0; A >= 0; alpha in [0, 4]",
            ],
        },
        Study {
            name: "fine-line",
            file: "fine-line/pythia_zero_shot_dynamics.csv",
            lets: &["flops = 6*params*tokens", "y = log(value)"],
            keep: "task == \"lambada_openai\" && metric == \"ppl\" && step >= 1000",
            by: &["deduped"],
            scale: "flops",
            cluster: Some("model"),
            laws: &["y ~ chinchilla(N=params, D=tokens)", "y ~ chinchilla_tied(N=params, D=tokens)"],
        },
    ]
}

/// Tables on which nothing of the drift was chosen: the judges.
fn untouched() -> Vec<Study> {
    let curves =
        |name, file, by, scale, laws| Study { name, file, lets: &[], keep: "loss > 0", by, scale, cluster: None, laws };
    const STEPS: &[&str] = &["loss ~ E + A*step^-alpha; E >= 0; A >= 0; alpha in [0, 4]", "loss ~ A*step^-alpha"];
    vec![
        curves("mix2", "broken-laws/mix2_github_pilecc.csv", &["model", "r_github", "valid_domain"], "step", STEPS),
        Study {
            name: "nmt",
            file: "broken-laws/nmt_loss_vs_pairs.csv",
            lets: &[],
            keep: "loss > 0",
            by: &["model"],
            scale: "n_pairs",
            cluster: None,
            laws: &["loss ~ E + A*n_pairs^-alpha; E >= 0; A >= 0; alpha in [0, 4]", "loss ~ A*n_pairs^-alpha"],
        },
        Study {
            name: "data-constrained",
            file: "broken-laws/data_constrained_182.csv",
            lets: &["flops = 6*params*tokens", "loss = val_loss"],
            keep: "flops > 0",
            by: &[],
            scale: "flops",
            cluster: None,
            laws: RUNS,
        },
        Study {
            name: "nanogpt",
            file: "training-recipes/nanogpt124m_val_curves.csv",
            lets: &["loss = val_loss"],
            keep: "step > 0",
            by: &["optimizer", "train_steps"],
            scale: "step",
            cluster: None,
            laws: STEPS,
        },
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = arguments.get(1).ok_or("which folder holds the tables?")?;
    let wanted = arguments.get(2).map_or("", String::as_str);
    let each_group = arguments.get(3).is_some();
    println!(
        "| table | law | noise | distance | cuts | forecasts | relative error | 90% interval holds | widened holds | widening |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let list = if wanted == "untouched" { untouched() } else { studies() };
    let wanted = if wanted == "untouched" { "" } else { wanted };
    for study in list.iter().filter(|s| s.name.contains(wanted)) {
        let begun = std::time::Instant::now();
        let mut table = Table::read(format!("{folder}/{}", study.file))?;
        for text in study.lets {
            query::derive(&mut table, text)?;
        }
        let table = query::keep(&table, study.keep)?.0;
        let groups: Vec<(String, Table)> = if study.by.is_empty() {
            vec![(study.name.to_string(), table)]
        } else {
            let named = |g: query::Group| {
                let key: Vec<String> = g.by.iter().map(|(_, level)| level.to_string()).collect();
                (format!("{}: {}", study.name, key.join(", ")), g.table)
            };
            query::split_by(&table, study.by)?.0.into_iter().map(named).collect()
        };
        let mut all: Vec<Cell> = Vec::new();
        let (mut failures, mut skipped) = (0, 0);
        for (name, table) in groups {
            let mut backtest =
                Backtest::of(&table, study.scale).selection(Selection { name: name.clone(), ..Selection::default() });
            for law in study.laws {
                for noise in NOISES {
                    backtest = backtest.candidate(Candidate::new(Law::parse(law)?, noise.parse()?));
                }
            }
            if let Some(column) = study.cluster {
                backtest = backtest.cluster(column);
            }
            match backtest.run() {
                Ok(result) => {
                    failures += result.failures.len();
                    if let Some(f) = result.failures.first() {
                        eprintln!(
                            "{name}: {} fits not made, the first: {} {} {:.2e}: {}",
                            result.failures.len(),
                            f.law,
                            f.noise,
                            f.cut,
                            f.reason
                        );
                    }
                    if each_group {
                        print(&name, &result.cells);
                    }
                    all.extend(result.cells);
                }
                Err(e) => {
                    skipped += 1;
                    eprintln!("{name}: {e}");
                }
            }
        }
        all.iter_mut().for_each(|c| c.selection = study.name.to_string());
        print(study.name, &all);
        eprintln!(
            "{}: {failures} fits not made, {skipped} groups skipped, {:.0} s",
            study.name,
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

fn print(name: &str, cells: &[Cell]) {
    let percent = |x: Option<f64>| x.map_or("".to_string(), |x| format!("{:.0}%", 100.0 * x));
    for p in pool(cells) {
        println!(
            "| {name} | {} | {} | {}-{}x | {} | {} | {:.2}% | {} | {} | {} |",
            p.law.split('~').next_back().unwrap_or_default().trim(),
            p.noise,
            p.distance.0,
            p.distance.1,
            p.cuts,
            p.n,
            100.0 * p.median_relative_error,
            percent(p.coverage),
            percent(p.widened_coverage),
            p.widening.map_or("".to_string(), |w| format!("{w:.1}")),
        );
    }
}
