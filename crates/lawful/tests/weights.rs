//! `lawful weights` on models whose spectra are known: planted by exact orthogonal factors, or noise with its known edge.

use lawful::{Checkpoint, Fit, Law, Noise, Table, Weights};
use serde_json::{Value, json};
use std::f64::consts::PI;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lawful-weights-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lawful"));
        command.current_dir(&self.0).arg("weights").args(arguments).output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], said: &[&str]) {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len(), text.lines().count()), (Some(2), 0, 1), "{text}");
        assert!(text.starts_with("error: ") && said.iter().all(|s| text.contains(s)), "{text}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Tensor(&'static str, Vec<usize>, Vec<f32>);

/// A safetensors file, written as its specification says.
fn safetensors(path: impl AsRef<Path>, tensors: &[Tensor]) {
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for Tensor(name, shape, values) in tensors {
        let start = data.len();
        data.extend(values.iter().flat_map(|x| x.to_le_bytes()));
        let entry = json!({"dtype": "F32", "shape": shape, "data_offsets": [start, data.len()]});
        header.insert(name.to_string(), entry);
    }
    let header = serde_json::to_vec(&header).unwrap();
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(data);
    fs::write(path, bytes).unwrap();
}

/// Normal numbers by Box and Muller from a 64-bit linear congruential generator (Knuth's constants).
fn normal(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut uniform = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    move || (-2.0 * uniform().ln()).sqrt() * (2.0 * PI * uniform()).cos()
}

fn noise(rows: usize, cols: usize, deviation: f64, seed: u64) -> Vec<f32> {
    let mut draw = normal(seed);
    (0..rows * cols).map(|_| (deviation * draw()) as f32).collect()
}

/// `H(u) diag(singular) H(v)` with Householder reflections, which are orthogonal: the singular values are exact.
fn planted(rows: usize, cols: usize, singular: &[f64], seed: u64) -> Vec<f32> {
    let mut draw = normal(seed);
    let mut unit = |n: usize| {
        let x: Vec<f64> = (0..n).map(|_| draw()).collect();
        let length = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        x.iter().map(|x| x / length).collect::<Vec<f64>>()
    };
    let (u, v) = (unit(rows), unit(cols));
    let s = |i: usize, j: usize| if i == j { singular.get(i).copied().unwrap_or(0.0) } else { 0.0 };
    let sv: Vec<f64> = (0..rows).map(|i| if i < cols { s(i, i) * v[i] } else { 0.0 }).collect();
    let us: Vec<f64> = (0..cols).map(|j| if j < rows { s(j, j) * u[j] } else { 0.0 }).collect();
    let usv: f64 = (0..rows.min(cols)).map(|i| u[i] * s(i, i) * v[i]).sum();
    (0..rows * cols)
        .map(|e| {
            let (i, j) = (e / cols, e % cols);
            (s(i, j) - 2.0 * u[i] * us[j] - 2.0 * sv[i] * v[j] + 4.0 * u[i] * usv * v[j]) as f32
        })
        .collect()
}

/// Square roots of the quantiles of a density proportional to x^-alpha from 1 on.
fn power_law(alpha: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| ((i as f64 + 0.5) / count as f64).powf(-0.5 / (alpha - 1.0))).collect()
}

fn close(value: &Value, expected: f64, tolerance: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected} within {tolerance}");
}

#[test]
fn planted_spectra_are_found() {
    let folder = Folder::new("planted");
    let (rows, cols) = (300, 200);
    let singular: Vec<f64> = (0..cols).map(|i| 0.97f64.powi(i as i32)).collect();
    let heavy = power_law(2.5, cols);
    let mut spiked = noise(rows, cols, 0.02, 3);
    // A spike of twice the edge of noise is far above the threshold sd (rows cols)^(1/4).
    let edge = 0.02 * ((rows as f64).sqrt() + (cols as f64).sqrt());
    let mut one = vec![0.0; cols];
    one[0] = 2.0 * edge;
    spiked.iter_mut().zip(planted(rows, cols, &one, 4)).for_each(|(x, s)| *x += s);
    safetensors(
        folder.0.join("model.safetensors"),
        &[
            Tensor("h.0.decay.weight", vec![rows, cols], planted(rows, cols, &singular, 1)),
            Tensor("h.0.heavy.weight", vec![cols, rows], planted(cols, rows, &heavy, 2)),
            Tensor("h.0.noise.weight", vec![rows, cols], noise(rows, cols, 0.02, 5)),
            Tensor("h.0.spiked.weight", vec![rows, cols], spiked),
            Tensor("h.0.norm.weight", vec![rows], vec![1.0; rows]),
        ],
    );
    let document = folder.json(&["model.safetensors", "--sims", "200"]);
    assert_eq!(document["schema"], "lawful.weights/1");
    assert_eq!((&document["data"]["rows"], &document["data"]["used"]), (&json!(5), &json!(4)));
    assert_eq!(document["skipped"][0]["code"], "vector");
    let layers = &document["layers"];
    // f32 entries are rounded to 6e-8 of themselves: ranks agree to far better than 1e-5.
    let squares: Vec<f64> = singular.iter().map(|s| s * s).collect();
    let sum: f64 = squares.iter().sum();
    let decay = &layers[0];
    close(&decay["frobenius"], sum.sqrt(), 1e-5);
    close(&decay["spectral_norm"], 1.0, 1e-6);
    close(&decay["stable_rank"], sum, 1e-4);
    close(&decay["participation_ratio"], sum * sum / squares.iter().map(|x| x * x).sum::<f64>(), 1e-4);
    close(&decay["entropy_rank"], (-squares.iter().map(|x| x / sum * (x / sum).ln()).sum::<f64>()).exp(), 1e-4);
    assert_eq!((&decay["kind"], &decay["block"], &decay["width"]), (&json!("h.decay"), &json!(0), &json!(200)));
    // Quantiles scatter less than a sample: within one standard error.
    let alpha = &layers[1];
    close(&alpha["alpha"], 2.5, alpha["alpha_err"].as_f64().unwrap());
    assert!(alpha["p"].as_f64().unwrap() > 0.1 && alpha["verdict"] == "tenable", "{alpha}");
    assert_eq!(alpha["weightwatcher"]["alpha"], alpha["alpha"]);
    let of_noise = &layers[2];
    assert_eq!((&of_noise["verdict"], &of_noise["outliers"]), (&json!("noise"), &json!(0)));
    // The fitted variance is known to bulk_variance_err; the edge is proportional to it.
    let error = of_noise["bulk_variance_err"].as_f64().unwrap();
    close(&of_noise["bulk_variance"], 4e-4, 4.0 * error);
    close(&of_noise["mp_edge"], edge * edge, 4.0 * error / 4e-4 * edge * edge);
    assert_eq!((&layers[3]["outliers"], &layers[3]["convention"]), (&json!(1), &json!("as stored")));
    // One spike of strength t leaves the bulk at sqrt((t^2 + n s^2)(t^2 + p s^2))/t (Benaych-Georges & Nadakuditi 2012),
    // with a scatter of about the entries' deviation.
    let (t, n, p) = (2.0 * edge, rows as f64 * 4e-4, cols as f64 * 4e-4);
    close(&layers[3]["spectral_norm"], ((t * t + n) * (t * t + p)).sqrt() / t, 0.1);
}

#[test]
fn bits_do_not_depend_on_threads_or_memory() {
    let folder = Folder::new("bits");
    let tensors: Vec<Tensor> = ["a.weight", "b.weight", "c.weight", "d.weight", "e.weight"]
        .iter()
        .enumerate()
        .map(|(i, name)| Tensor(name, vec![90 + 40 * i, 80], noise(90 + 40 * i, 80, 1.0, i as u64)))
        .collect();
    safetensors(folder.0.join("model.safetensors"), &tensors);
    let layers = |flags: &[&str]| {
        folder.json(&[&["model.safetensors", "--shuffles", "1", "--sims", "20"], flags].concat())["layers"].clone()
    };
    let one = layers(&["--threads", "1"]);
    assert_eq!(one.as_array().unwrap().len(), 5);
    assert_eq!(one, layers(&["--threads", "3"]));
    assert_eq!(one, layers(&["--threads", "4", "--memory", "1M"]));
}

#[test]
fn convolutions_attention_and_experts_by_their_conventions() {
    let folder = Folder::new("conventions");
    safetensors(
        folder.0.join("model.safetensors"),
        &[
            Tensor("conv.weight", vec![12, 4, 3, 3], noise(12, 36, 1.0, 1)),
            Tensor("h.1.attn.c_attn.weight", vec![16, 48], noise(16, 48, 1.0, 2)),
            Tensor("attn.in_proj_weight", vec![48, 16], noise(48, 16, 1.0, 3)),
            Tensor("moe.experts.w1", vec![3, 16, 20], noise(48, 20, 1.0, 4)),
            Tensor("dead.weight", vec![16, 16], vec![0.0; 256]),
        ],
    );
    let document = folder.json(&["model.safetensors", "--sims", "0"]);
    let names: Vec<(&str, u64, u64)> = document["layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["name"].as_str().unwrap(), l["rows"].as_u64().unwrap(), l["cols"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("attn.in_proj_weight [q]", 16, 16),
        ("attn.in_proj_weight [k]", 16, 16),
        ("attn.in_proj_weight [v]", 16, 16),
        ("conv.weight", 12, 36),
        ("h.1.attn.c_attn.weight [q]", 16, 16),
        ("h.1.attn.c_attn.weight [k]", 16, 16),
        ("h.1.attn.c_attn.weight [v]", 16, 16),
        ("moe.experts.w1 [expert 0]", 16, 20),
        ("moe.experts.w1 [expert 1]", 16, 20),
        ("moe.experts.w1 [expert 2]", 16, 20),
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (&document["skipped"][0]["name"], &document["skipped"][0]["code"]),
        (&json!("dead.weight"), &json!("zero"))
    );
    let whole = folder.json(&["model.safetensors", "--sims", "0", "--fused-whole", "--layers", "*attn*"]);
    assert_eq!(whole["layers"].as_array().unwrap().len(), 2);
    let one = folder.json(&["model.safetensors", "--sims", "0", "--layers", "*[k]"]);
    assert_eq!(one["layers"].as_array().unwrap().len(), 2);
}

#[test]
fn a_change_of_low_rank_is_told() {
    let folder = Folder::new("against");
    let (rows, cols) = (120, 100);
    let base = noise(rows, cols, 0.1, 1);
    let change = planted(rows, cols, &[3.0, 3.0], 2);
    let tuned: Vec<f32> = base.iter().zip(&change).map(|(a, b)| a + b).collect();
    let other = || Tensor("only.weight", vec![20, 20], noise(20, 20, 1.0, 9));
    safetensors(folder.0.join("base.safetensors"), &[Tensor("w", vec![rows, cols], base.clone())]);
    safetensors(folder.0.join("tuned.safetensors"), &[Tensor("w", vec![rows, cols], tuned), other()]);
    let document = folder.json(&["tuned.safetensors", "--against", "base.safetensors", "--sims", "0"]);
    let against = &document["layers"][0]["against"];
    let norm = base.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    close(&against["relative_change"], 18f64.sqrt() / norm, 1e-5);
    close(&against["difference"]["spectral_norm"], 3.0, 1e-5);
    close(&against["difference"]["entropy_rank"], 2.0, 1e-5);
    assert_eq!(
        (&document["skipped"][0]["code"], &document["warnings"][0]["code"]),
        (&json!("unmatched"), &json!("unmatched-layers"))
    );
    let same = folder.json(&["base.safetensors", "--against", "base.safetensors", "--sims", "0"]);
    assert_eq!(same["layers"][0]["against"]["difference"], Value::Null);
    close(&same["layers"][0]["against"]["relative_change"], 0.0, 0.0);
}

#[test]
fn the_table_is_one_for_fit() {
    // Participation ratios of noise: 1/(1/n + 1/p) but for fluctuations, so p/2 for square matrices: exponent 1.
    let folder = Folder::new("table");
    let names = ["h.0.up.weight", "h.1.up.weight", "h.2.up.weight", "h.3.up.weight"];
    let tensors: Vec<Tensor> = names
        .iter()
        .enumerate()
        .map(|(i, name)| Tensor(name, vec![40 << i, 40 << i], noise(40 << i, 40 << i, 1.0, i as u64)))
        .collect();
    safetensors(folder.0.join("model.safetensors"), &tensors);
    let output = folder.run(&["model.safetensors", "--sims", "0", "--out", "out", "--format", "csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout, fs::read(folder.0.join("out/weights.csv")).unwrap());
    for name in ["weights.csv", "weights.parquet"] {
        let table = Table::read(folder.0.join("out").join(name)).unwrap();
        let law = Law::parse("participation_ratio ~ c[kind]*width^beta[kind]").unwrap();
        let fit = Fit::of(&law, &table).noise(Noise::LogNormal).run().unwrap();
        let (beta, error) = (fit.value("beta[\"h.up\"]").unwrap(), 0.02);
        assert!((beta - 1.0).abs() < error, "{beta}");
    }
    let values = Table::read(folder.0.join("out/weights-values.parquet")).unwrap();
    assert_eq!(values.rows(), 40 + 80 + 160 + 320);
    assert!(fs::read_to_string(folder.0.join("out/weights.html")).unwrap().contains("<svg"));
    // From Rust the same.
    let model = Checkpoint::open(folder.0.join("model.safetensors")).unwrap();
    let weights = Weights::of(&model).layers(["h.0.*"]).sims(0).run().unwrap();
    assert_eq!((weights.layers.len(), weights.layers[0].block), (1, Some(0)));
}

#[test]
fn bad_models_get_one_line() {
    let folder = Folder::new("bad");
    let model = folder.0.join("model.safetensors");
    let mut nan = noise(30, 20, 1.0, 1);
    nan[25] = f32::NAN;
    safetensors(&model, &[Tensor("a.w", vec![30, 20], nan), Tensor("b.w", vec![30, 20], noise(30, 20, 1.0, 2))]);
    // A layer that can't be measured is told, the others are printed, and the exit code is 1.
    let output = folder.run(&["model.safetensors", "--sims", "0", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["skipped"][0]["code"], "not-finite");
    assert!(document["warnings"][0]["message"].as_str().unwrap().contains("row 2, column 6"), "{document}");
    folder.refused(&["model.safetensors", "--layers", "*nothing*"], &["model.safetensors", "*nothing*", "a.w"]);
    folder.refused(&["model.safetensors", "--level", "2"], &["level"]);
    folder.refused(&["model.safetensors", "--memory", "1k"], &["model.safetensors", "30 x 20", "raise the bound"]);
    let bytes = fs::read(&model).unwrap();
    fs::write(folder.0.join("cut.safetensors"), &bytes[..bytes.len() - 100]).unwrap();
    folder.refused(&["cut.safetensors"], &["cut.safetensors"]);
    folder.refused(&["none.safetensors"], &["none.safetensors", "no such file"]);
    safetensors(folder.0.join("vectors.safetensors"), &[Tensor("bias", vec![5], vec![1.0; 5])]);
    folder.refused(&["vectors.safetensors"], &["none of 1 arrays", "bias", "vector"]);
    fs::write(folder.0.join("table.csv"), "a,b\n1,2\n").unwrap();
    folder.refused(&["table.csv"], &["table.csv", "not an array file"]);
    let evil = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lawful-io/tests/arrays/evil.pt");
    folder.refused(&[evil.to_str().unwrap()], &["evil.pt", "posix.system"]);
}
