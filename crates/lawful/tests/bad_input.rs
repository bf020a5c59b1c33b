//! Whatever is wrong with the input: exit code 2, one line that starts with `error: ` and says what and where, nothing
//! on standard output, nothing written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lawful-bad-input-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lawful")).current_dir(folder).args(arguments).output().unwrap()
}

/// Runs a fit that must be refused, with `--out`, and returns the error line.
#[track_caller]
fn refused(folder: &Folder, arguments: &[&str], said: &[&str]) {
    let mut all = vec!["fit"];
    all.extend(arguments);
    all.extend(["--out", "out"]);
    let output = run(&folder.0, &all);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let shown: String = stderr.chars().take(2000).collect();
    assert_eq!(output.status.code(), Some(2), "{arguments:.100?}: {shown}");
    assert!(output.stdout.is_empty(), "{shown}");
    assert!(stderr.starts_with("error: "), "{shown}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{shown}");
    let line = stderr.lines().next().unwrap();
    assert!(line.len() < 600, "not a line for people: {shown}");
    for part in said {
        assert!(line.contains(part), "'{part}' is not in: {line}");
    }
    assert!(!folder.0.join("out").exists(), "something was written");
}

const RUNS: &str = "N,D,loss,optimizer\n1e8,2e9,3.5,adamw\n2e8,4e9,3.2,adamw\n4e8,8e9,2.9,muon\n8e8,2e10,2.7,muon\n\
                    2e9,4e10,2.4,muon\n4e9,8e10,2.2,adamw\n8e9,2e11,2.1,adamw\n";

#[test]
fn files() {
    let folder = Folder::new("files");
    let law = "loss ~ E + A*N^-alpha";
    refused(&folder, &["missing.csv", law], &["missing.csv", "no such file"]);
    fs::create_dir(folder.0.join("folder")).unwrap();
    refused(&folder, &["folder", law], &["folder", "no table in this folder"]);
    folder.file("empty.csv", "");
    refused(&folder, &["empty.csv", law], &["empty.csv", "empty"]);
    folder.file("header.csv", "N,loss\n");
    refused(&folder, &["header.csv", law], &["header.csv", "no rows"]);
    folder.file("latin1.csv", b"N,loss\n1,2\n3,caf\xe9\n");
    refused(&folder, &["latin1.csv", law], &["latin1.csv", "UTF-8"]);
    folder.file("utf16.csv", b"\xff\xfeN\0,\0l\0o\0s\0s\0\n\0");
    refused(&folder, &["utf16.csv", law], &["utf16.csv", "UTF-16"]);
    folder.file("twice.csv", "N,loss,N\n1,2,3\n2,1,4\n");
    refused(&folder, &["twice.csv", law], &["twice.csv", "'N'", "twice"]);
    folder.file("ragged.csv", "N,loss\n1,2\n3\n4,5\n");
    refused(&folder, &["ragged.csv", law], &["ragged.csv", "row 2"]);
    folder.file("cut.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b");
    refused(&folder, &["cut.csv.gz", law], &["cut.csv.gz"]);
    folder.file("not.parquet", b"PAR1\x15\0\0\0\0PAR1");
    refused(&folder, &["not.parquet", law], &["not.parquet"]);
    folder.file("broken.jsonl", "{\"N\": 1, \"loss\": 2}\n{\"N\": 2, \"loss\": }\n");
    refused(&folder, &["broken.jsonl", law], &["broken.jsonl", "2"]);
}

#[test]
fn cells() {
    let folder = Folder::new("cells");
    let law = "loss ~ E + A*N^-alpha";
    folder.file("text.csv", "N,loss\n1,2\n3,diverged\n4,1.5\n5,1.4\n");
    refused(&folder, &["text.csv", law], &["text.csv", "row 2", "'loss'", "'diverged'"]);
    folder.file("nan.csv", "N,loss\n1,2\n3,NaN\n4,1.5\n5,1.4\n");
    refused(&folder, &["nan.csv", law], &["nan.csv", "row 2", "'loss'", "NaN"]);
    folder.file("inf.csv", "N,loss\n1,2\ninf,1\n4,1.5\n5,1.4\n");
    refused(&folder, &["inf.csv", law], &["inf.csv", "row 2", "'N'", "inf"]);
    folder.file("negative.csv", "N,loss\n1,2\n3,-1\n4,1.5\n5,1.4\n");
    refused(&folder, &["negative.csv", "log(loss) ~ E + A*N^-alpha"], &["negative.csv", "row 2", "log(loss)"]);
    refused(&folder, &["negative.csv", law, "--noise", "lognormal"], &["negative.csv", "row 2"]);
    refused(&folder, &["negative.csv", law, "--noise", "poisson"], &["negative.csv", "row 2"]);
    folder.file("constant.csv", "N,loss\n5,2\n5,1\n5,1.5\n5,1.4\n");
    refused(&folder, &["constant.csv", law], &["constant.csv", "'N'", "same"]);
    folder.file("two.csv", "N,D,loss\n1,2,3\n2,3,4\n");
    refused(&folder, &["two.csv", "loss ~ E + A*N^-alpha + B*D^-beta"], &["two.csv", "2 rows", "5 parameters"]);
    folder.file("missing.csv", "N,loss\n1,\n,2\n");
    refused(&folder, &["missing.csv", law], &["missing.csv", "missing"]);
}

#[test]
fn columns() {
    let folder = Folder::new("columns");
    folder.file("runs.csv", RUNS);
    refused(&folder, &["runs.csv", "loss ~ E + A*`Training FLOP`^-alpha"], &["character 14", "Training FLOP"]);
    refused(&folder, &["runs.csv", "lss ~ E + A*N^-alpha"], &["character 1", "lss", "loss"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*optimizer^-alpha"], &["optimizer"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--where", "outlier == 0"], &["--where", "outlier"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--where", "optimizer == 3"], &["--where"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--where", "N > 1e30"], &["runs.csv"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--let", "C = 6*N*T"], &["--let", "'T'"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--by", "optimiser"], &["--by", "optimizer"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--reduce", "mim(loss) by N"], &["--reduce", "min"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--sigma", "err"], &["err"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--weights", "optimizer"], &["optimizer"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--unit", "tokens=1"], &["tokens"]);
    refused(&folder, &["runs.csv", "loss ~ E + A*N^-alpha", "--unit", "N"], &["--unit"]);
}

#[test]
fn formulas() {
    let folder = Folder::new("formulas");
    folder.file("runs.csv", RUNS);
    for (law, said) in [
        ("", "empty"),
        ("loss", "~"),
        ("loss ~", "character 7"),
        ("loss ~ E + ", "character"),
        ("loss ~ E + A*(N", "character"),
        ("loss ~ E + A*N)", "character 15"),
        ("loss ~ E ++* A", "character"),
        ("loss ~ 2N", "character"),
        ("loss ~ E + A N", "character 14"),
        ("loss ~ sqtr(N)", "sqrt"),
        ("loss ~ sqrt(N, D)", "sqrt"),
        ("loss ~ chinchila(N, D)", "chinchilla"),
        ("loss ~ chinchilla(N)", "'D'"),
        ("loss ~ chinchilla(N, D, loss)", "character"),
        ("loss ~ E + 'N", "character"),
        ("loss ~ E $ N", "character 10"),
        ("loss ~ 1e400*N", "character"),
        ("loss ~ E*N; E in (2, 1)", "character"),
        ("loss ~ E*N; alfa in (0, 1)", "character 13"),
        ("loss ~ E*N; E start abc", "character"),
        ("loss ~ E*N; E ~ nrmal(0, 1)", "nrmal"),
        ("loss ~ E*N; let a = ", "character"),
        ("loss ~ E*N; N = 3", "column"),
        ("loss ~ b[group]*N", "group"),
        ("loss ~ root(y = N*a, y, 0)", "root"),
        ("loss ~ E ~ N", "character 10"),
        ("N", "~"),
    ] {
        refused(&folder, &["runs.csv", law], &[said]);
    }
    let nested = |n: usize| format!("loss ~ E*{}N{}", "(".repeat(n), ")".repeat(n));
    refused(&folder, &["runs.csv", &nested(10_000)], &["character"]);
    refused(&folder, &["runs.csv", &format!("loss ~ E*{}N", "(".repeat(10_000))], &["character"]);
    refused(&folder, &["runs.csv", &format!("loss ~ E + {}", "-".repeat(99_000))], &["character"]);
    refused(&folder, &["runs.csv", &format!("loss ~ E{}", "+N".repeat(50_000))], &[]);
    refused(&folder, &["runs.csv", &format!("loss ~ {}", "x".repeat(100_001))], &[]);
    refused(&folder, &["runs.csv", &format!("loss ~ E{}", "^N".repeat(40_000))], &["character"]);
}

#[test]
fn flags() {
    let folder = Folder::new("flags");
    folder.file("runs.csv", RUNS);
    let law = "loss ~ E + A*N^-alpha";
    for (flags, said) in [
        (&["--nosie", "laplace"][..], "--noise"),
        (&["--noise", "gauss"], "gaussian"),
        (&["--noise", "huber"], "threshold"),
        (&["--noise", "huber(-1)"], "positive"),
        (&["--start", "E"], "--start"),
        (&["--start", "F=1"], "E, A, alpha"),
        (&["--fix", "alpha=x"], "--fix"),
        (&["--grid", "alpha=0:2"], "--grid"),
        (&["--grid", "alpha=0:1:1e-9"], "--grid"),
        (&["--without", "8"], "--without 8"),
        (&["--without", "0"], "counted from 1"),
        (&["--without", "1-99999999999"], "counted from 1"),
        (&["--cluster", "group"], "group"),
        (&["--bootstrap", "0"], "--bootstrap"),
        (&["--level", "1.5"], "level"),
        (&["--level", "nan"], "level"),
        (&["--starts", "0"], "starts"),
        (&["--threads", "0"], "threads"),
        (&["--seed", "x"], "seed"),
        (&["--format", "html"], "format"),
        (&["--json", "--format", "md"], "--json"),
    ] {
        let mut arguments = vec!["runs.csv", law];
        arguments.extend(flags);
        refused(&folder, &arguments, &[]);
        let output = run(&folder.0, &[&["fit"], &arguments[..]].concat());
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{flags:?} {output:?}");
    }
    for (arguments, said) in [
        (&["infoo"][..], "info"),
        (&["laws", "chinchila"], "chinchilla"),
        (&["laws", "chinchilla@hofmann2022"], "hoffmann2022"),
        (&["info", "nothing.csv"], "no such file"),
        (&["completions", "tcsh"], "bash"),
        (&["fit", "runs.csv"], "<LAW>"),
    ] {
        let output = run(&folder.0, arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && stderr.starts_with("error: ") && stderr.contains(said), "{stderr}");
    }
}

/// One bad row at the end of a large file: found, named, soon.
#[test]
fn one_bad_row_in_fifty_megabytes() {
    let folder = Folder::new("large");
    let mut text = String::from("N,D,loss\n");
    let mut row = 0u64;
    while text.len() < 50_000_000 {
        row += 1;
        text += &format!("{}e6,{}e9,{}.{:04}\n", row % 977 + 1, row % 1013 + 1, 2 + row % 2, row % 10_000);
    }
    text += "1e9,2e10,oops\n";
    folder.file("large.csv", text);
    let said = format!("row {}", row + 1);
    refused(&folder, &["large.csv", "loss ~ E + A*N^-alpha + B*D^-beta"], &["large.csv", &said, "'loss'", "'oops'"]);
}
