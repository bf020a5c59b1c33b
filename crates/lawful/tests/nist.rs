//! The nonlinear regression problems of the NIST Statistical Reference Datasets: every model typed as a law, from both
//! published starts and no other, against the certified values.
//!
//! LRE is the log relative error, -log10(|computed - certified| / |certified|): the digits that agree, at most 11,
//! which is as many as NIST prints.

use lawful::{Column, Fit, Law, Table, parse};
use std::fmt::Write;

const DIGITS: f64 = 11.0;

/// A parameter of a problem.
struct Parameter {
    name: String,
    starts: [f64; 2],
    certified: f64,
    /// The certified standard deviation.
    sd: f64,
}

/// A data file.
struct Dataset {
    parameters: Vec<Parameter>,
    residual_sum: f64,
    table: Table,
}

impl Dataset {
    fn read(name: &str) -> Dataset {
        let path = format!("{}/tests/data/nist/{name}.dat", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let number = |t: &str| t.trim().parse::<f64>().unwrap();
        let mut parameters = Vec::new();
        let mut residual_sum = f64::NAN;
        for line in text.lines().take(60) {
            if let Some(rest) = line.strip_prefix("Residual Sum of Squares:") {
                residual_sum = number(rest);
            }
            let Some((name, values)) = line.split_once('=') else { continue };
            let values: Vec<f64> = values.split_whitespace().map_while(|v| v.parse().ok()).collect();
            if let ([a, b, certified, sd], true) = (&values[..], name.trim().starts_with('b')) {
                let (name, starts) = (name.trim().to_string(), [*a, *b]);
                parameters.push(Parameter { name, starts, certified: *certified, sd: *sd });
            }
        }
        let (mut y, mut x) = (Vec::new(), Vec::new());
        for line in text.lines().skip(60) {
            let row: Vec<f64> = line.split_whitespace().map(number).collect();
            if let [response, predictor] = row[..] {
                y.push(response);
                x.push(predictor);
            }
        }
        let table = Table::from_columns(vec![Column::number("y", y), Column::number("x", x)]).unwrap();
        Dataset { parameters, residual_sum, table }
    }
}

fn lre(computed: f64, certified: f64) -> f64 {
    let error = ((computed - certified) / certified).abs();
    if error == 0.0 { DIGITS } else { (-error.log10()).min(DIGITS) }
}

#[test]
fn parameters_to_eight_digits_from_both_starts() {
    let file = format!("{}/tests/data/nist/problems.toml", env!("CARGO_MANIFEST_DIR"));
    let list: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let mut listing =
        format!("{:<10} {:>5} {:>10} {:>10} {:>10}\n", "problem", "start", "parameters", "sd", "residuals");
    let mut failures = Vec::new();
    let mut count = 0;
    for problem in list["problem"].as_array().unwrap() {
        let name = problem["name"].as_str().unwrap();
        if problem.get("file").is_some() {
            continue;
        }
        count += 1;
        let data = Dataset::read(name);
        let law = Law::parse(problem["law"].as_str().unwrap()).unwrap();
        for start in 0..2 {
            let mut fitting = Fit::of(&law, &data.table);
            for p in &data.parameters {
                let clause = format!("{} start {}", p.name, p.starts[start]);
                fitting = fitting.clause(parse::parse_clause(&clause).unwrap());
            }
            let fit = match fitting.run() {
                Ok(fit) => fit,
                Err(error) => {
                    failures.push(format!("{name}, start {}: {error}", start + 1));
                    continue;
                }
            };
            let least = |of: &dyn Fn(&Parameter) -> f64| data.parameters.iter().map(of).fold(DIGITS, f64::min);
            let value = least(&|p| lre(fit.value(&p.name).unwrap(), p.certified));
            let sd = least(&|p| {
                let stderr = fit.estimate(&p.name).unwrap().stderr;
                stderr.map_or(f64::NEG_INFINITY, |stderr| lre(stderr, p.sd))
            });
            let residuals = lre(fit.objective, data.residual_sum);
            writeln!(listing, "{name:<10} {:>5} {value:>10.1} {sd:>10.1} {residuals:>10.1}", start + 1).unwrap();
            if value < 8.0 {
                failures.push(format!("{name}, start {}: parameters to {value:.1} digits", start + 1));
            }
            // The residuals of Lanczos1 (1e-14) lie below the rounding of its responses, and so do its deviations.
            if sd < 5.0 && name != "Lanczos1" {
                failures.push(format!("{name}, start {}: standard deviations to {sd:.1} digits", start + 1));
            }
        }
    }
    println!("{listing}");
    assert_eq!(count, 20);
    assert!(failures.is_empty(), "{listing}\n{}", failures.join("\n"));
}
