//! The program as a person or a script meets it: the printed examples run, documents hold what they promise.

use lawful::document::{FitDocument, GroupsDocument};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own with the examples in it.
struct Folder(PathBuf);

impl Folder {
    fn with_examples(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lawful-program-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("examples")).unwrap();
        for file in std::fs::read_dir(root().join("examples")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), path.join("examples").join(file.file_name())).unwrap();
        }
        Folder(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_lawful")).current_dir(&self.0).args(arguments).output().unwrap()
    }

    fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn shell(&self, line: &str) -> Output {
        let programs = Path::new(env!("CARGO_BIN_EXE_lawful")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(programs.to_path_buf()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        Command::new("sh").arg("-c").arg(line).env("PATH", path.unwrap()).current_dir(&self.0).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Trackers' files, on which examples run.
const LOGS: &str = "crates/lawful-io/tests/logs";

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_all(&entry.path(), &place),
            false => drop(std::fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// The commands of a text: lines that start with the program's name, with the lines that they go on in.
fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim);
    lines
        .filter_map(|line| match line.strip_prefix("cargo run --release -p lawful -- ") {
            Some(rest) => Some(format!("lawful {rest}")),
            None => line.starts_with("lawful ").then(|| line.to_string()),
        })
        .collect()
}

/// Guides whose every command runs.
const GUIDES: [&str; 5] = ["noise", "exponents", "grids", "from-other-tools", "files"];

#[test]
fn every_printed_example_runs() {
    let folder = Folder::with_examples("examples");
    copy_all(&root().join(LOGS), &folder.0.join(LOGS));
    let mut count = 0;
    let mut texts = vec![folder.stdout(&["--help"])];
    for command in [
        "fit",
        "compare",
        "predict",
        "plan",
        "isoflop",
        "frontier",
        "crossover",
        "coverage",
        "backtest",
        "laws",
        "info",
    ] {
        texts.push(folder.stdout(&[command, "--help"]));
    }
    let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
    texts.extend(["README.md", "examples/README.md"].map(read));
    texts.extend(GUIDES.map(|name| read(&format!("docs/{name}.md"))));
    let in_cells = read("docs/files.md");
    let in_cells =
        in_cells.split('`').filter(|cell| cell.starts_with("lawful info ") && cell.contains('/')).map(String::from);
    let has_data = std::env::var_os("LAWFUL_DATA").is_some();
    for line in texts.iter().flat_map(|text| commands(text)).chain(in_cells) {
        if line.contains("$LAWFUL_DATA") && !has_data {
            println!("skipped: no data for {line}");
            continue;
        }
        let output = folder.shell(&line);
        let stderr = String::from_utf8_lossy(&output.stderr);
        // An audit that finds something says so by its exit code.
        let found = line.starts_with("lawful audit") && output.status.code() == Some(1);
        assert!(output.status.success() || found, "{line}\n{stderr}");
        assert!(!output.stdout.is_empty(), "{line}");
        count += 1;
    }
    assert!(count >= 45, "{count} examples");
}

const FIT: [&str; 6] = [
    "fit",
    "examples/chinchilla.csv",
    "loss ~ E + A*params^-alpha + B*tokens^-beta; let a = beta/(alpha+beta)",
    "--where",
    "outlier == 0",
    "--noise=huber(1e-3)",
];

#[test]
fn a_document_has_the_promised_keys_and_is_loaded_again() {
    let folder = Folder::with_examples("document");
    let text = folder.stdout(&[&FIT[..], &["--json", "--unit", "params=with embeddings"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    for key in [
        "schema",
        "version",
        "command",
        "seed",
        "data",
        "warnings",
        "law",
        "noise",
        "objective",
        "loglik",
        "n",
        "k",
        "params",
        "derived",
        "noise_params",
        "covariance",
        "influence",
        "starts",
        "rivals",
        "condition",
        "units",
        "converged",
    ] {
        assert!(json.get(key).is_some(), "no key {key}");
    }
    assert_eq!(json["schema"], "lawful.fit/1");
    assert_eq!(json["data"]["rows"], 245);
    assert_eq!(json["data"]["used"], 240);
    assert_eq!(json["data"]["dropped"][0]["rows"], 5);
    assert_eq!(json["data"]["where"][0], "outlier == 0");
    assert_eq!(json["units"]["params"], "with embeddings");
    assert_eq!(json["loglik"], Value::Null, "a loss has no likelihood");
    for key in ["value", "stderr", "lo", "hi", "method", "identified"] {
        assert!(json["params"]["alpha"].get(key).is_some(), "no key {key}");
    }
    let names: Vec<&String> = json["params"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["E", "A", "alpha", "B", "beta"], "in the order of the law");

    let path = folder.0.join("fit.json");
    std::fs::write(&path, &text).unwrap();
    let document = FitDocument::read(&path).unwrap();
    document.write(folder.0.join("again.json")).unwrap();
    assert_eq!(std::fs::read_to_string(folder.0.join("again.json")).unwrap(), text, "the same f64 to the last bit");
    assert_eq!(document.value("a"), json["derived"]["a"]["value"].as_f64());
    assert_eq!(document.covariance.matrix.len(), 5);
}

#[test]
fn rows_left_out_by_number_are_counted() {
    let folder = Folder::with_examples("without");
    let command = ["fit", "examples/planets.csv", "period ~ c*axis^k", "--noise", "lognormal", "--without", "1,7-8"];
    let json: Value = serde_json::from_str(&folder.stdout(&[&command[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["data"]["without"], serde_json::json!([1, 7, 8]));
    assert_eq!((&json["data"]["used"], &json["data"]["dropped"][0]["rows"]), (&Value::from(5), &Value::from(3)));
    assert_eq!(json["n"], 5);
}

#[test]
fn out_holds_documents_and_figures() {
    let folder = Folder::with_examples("out");
    folder.stdout(&[&FIT[..], &["--out", "made/here"]].concat());
    let mut files: Vec<String> = std::fs::read_dir(folder.0.join("made/here"))
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let figures = ["fit", "fit-cloud", "fit-profiles"]
        .iter()
        .flat_map(|name| [".csv", ".svg", ".png", "-dark.svg", "-dark.png"].map(|end| format!("{name}{end}")));
    let mut promised: Vec<String> =
        figures.chain(["fit.html", "fit.json", "residuals.csv"].map(String::from)).collect();
    promised.sort();
    assert_eq!(files, promised);
    let residuals = lawful::Table::read(folder.0.join("made/here/residuals.csv")).unwrap();
    assert_eq!(residuals.rows(), 240);
    let column = |name: &str| residuals.numbers(name).unwrap().to_vec();
    for ((y, f), r) in column("observed").iter().zip(column("fitted")).zip(column("residual")) {
        assert!(((y / f).ln() - r).abs() < 1e-12);
    }
    assert_eq!(column("row")[0], 6.0, "the file's row, counted from 1 before the five outliers were left out");
}

#[test]
fn without_out_nothing_is_written() {
    let folder = Folder::with_examples("nothing");
    folder.stdout(&FIT);
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn groups_are_fitted_apart() {
    let folder = Folder::with_examples("groups");
    // Group c has one row, too few for two parameters.
    std::fs::write(folder.0.join("t.csv"), "g,x,y\na,1,2\na,2,4\na,4,8\nb,1,3\nb,2,12\nb,4,48\nc,1,1\n").unwrap();
    let command = ["fit", "t.csv", "y ~ k*x^p", "--noise", "lognormal", "--by", "g"];
    let output = folder.run(&[&command[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(1), "one group could not be fitted");
    let document: GroupsDocument = serde_json::from_slice(&output.stdout).unwrap();
    let exponents: Vec<Option<f64>> =
        document.results.iter().map(|r| r.document.as_ref().and_then(|fit| fit.value("p"))).collect();
    assert!((exponents[0].unwrap() - 1.0).abs() < 1e-12);
    assert!((exponents[1].unwrap() - 2.0).abs() < 1e-12);
    assert!(exponents[2].is_none() && document.results[2].error.is_some());
    assert_eq!(document.results[1].by, [("g".to_string(), Value::from("b"))]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("warning: g = c: no fit"), "{stderr}");

    let table = String::from_utf8(folder.run(&command).stdout).unwrap();
    assert!(table.contains("p") && table.lines().any(|l| l.starts_with("b ")), "{table}");
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let folder = Folder::with_examples("threads");
    let run = |threads: &str| {
        let text = folder.stdout(&[&FIT[..], &["--json", "--threads", threads]].concat());
        let mut json: Value = serde_json::from_str(&text).unwrap();
        let object = json.as_object_mut().unwrap();
        object.remove("seconds");
        object.remove("command");
        json
    };
    let one = run("1");
    assert_eq!(run("2"), one);
    assert_eq!(run("3"), one);
}

#[test]
fn standard_input_is_a_table_too() {
    let folder = Folder::with_examples("stdin");
    let output = folder.shell("lawful fit - 'period ~ c*axis^k' --noise lognormal --json < examples/planets.csv");
    let document: FitDocument = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((document.data.path.as_str(), document.n), ("-", 8));
}

#[test]
fn tables_in_four_formats() {
    let folder = Folder::with_examples("formats");
    let command = ["fit", "examples/planets.csv", "period ~ c*axis^k", "--noise", "lognormal", "--format"];
    let run = |format: &str| folder.stdout(&[&command[..], &[format]].concat());
    assert!(run("md").starts_with("| parameter"));
    assert!(run("latex").contains("\\begin{tabular}"));
    assert!(run("csv").starts_with("parameter,value,std. error,95% from,to,method,"));
    assert!(run("table").contains("period ~ c*axis^k"));
}

#[test]
fn the_catalogue_is_listed_and_shown() {
    let folder = Folder::with_examples("laws");
    let json: Value = serde_json::from_str(&folder.stdout(&["laws", "--json"])).unwrap();
    assert_eq!(json["laws"].as_array().unwrap().len(), lawful::catalogue::entries().len());
    let published: Value =
        serde_json::from_str(&folder.stdout(&["laws", "chinchilla@hoffmann2022", "--json"])).unwrap();
    assert_eq!(published["laws"][0]["fits"][0]["params"]["alpha"], 0.34);
    assert!(folder.stdout(&["laws", "chinchilla"]).contains("E + A*N^-alpha + B*D^-beta"));
    let info: Value = serde_json::from_str(&folder.stdout(&["info", "examples/planets.csv", "--json"])).unwrap();
    assert_eq!(info["columns"][0]["type"], "category");
    assert_eq!(info["columns"][2]["max"], 60189.0);
}

#[test]
fn manual_pages_of_all_commands() {
    let folder = Folder::with_examples("man");
    folder.stdout(&["man", "--out", "pages"]);
    let help = folder.stdout(&["--help"]);
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let commands: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("  ").filter(|l| !l.starts_with(' '))?.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let page = std::fs::read_to_string(folder.0.join(format!("pages/lawful-{command}.1"))).unwrap();
        assert!(page.contains(&format!(".TH lawful-{command} 1")), "{command}");
    }
    assert!(folder.stdout(&["man"]).contains(".TH lawful 1"));
}
