//! The envelope of exact training curves has the law's exponent.

use lawful_io::{Column, Table};
use lawful_plan::{Envelope, FrontierOptions, frontier};

/// Equal exponents and 20 tokens per parameter at the optimum: size and tokens both grow with the square root of the
/// cost. Sizes a factor 1.26 apart, each trained from 5 to 80 tokens per parameter.
#[test]
fn equal_exponents_give_one_half() {
    let (mut run, mut params, mut tokens, mut loss) = (vec![], vec![], vec![], vec![]);
    for i in 0..=30 {
        let n = 10f64.powf(7.0 + 0.1 * f64::from(i));
        for k in 0..=40 {
            let d = 5.0 * n * 16f64.powf(f64::from(k) / 40.0);
            // Only costs whose best size has neighbours on both sides: at an edge the envelope is flat.
            if !(1e17..1e21).contains(&(6.0 * n * d)) {
                continue;
            }
            run.push(format!("run {i}"));
            params.push(n);
            tokens.push(d);
            loss.push(1.7 + 400.0 * n.powf(-0.35) + 400.0 * 20f64.powf(0.35) * d.powf(-0.35));
        }
    }
    let table = Table::from_columns(vec![
        Column::category("run", &run),
        Column::number("params", params),
        Column::number("tokens", tokens),
        Column::number("loss", loss),
    ])
    .unwrap();
    for (envelope, budgets) in [(Envelope::Lowest, 1500), (Envelope::Hull, 60)] {
        let options = FrontierOptions { envelope, budgets, resamples: 100, ..FrontierOptions::default() };
        let found = frontier(&table, &options).unwrap();
        let exponent = &found.size.exponent;
        assert!((exponent.value - 0.5).abs() < 0.01, "{envelope:?} {exponent:?}");
        assert!(exponent.lo.unwrap() < 0.5 + 1e-3 && exponent.hi.unwrap() > 0.5 - 1e-3, "{envelope:?} {exponent:?}");
        let middle = &found.points[found.points.len() / 2];
        assert!((middle.tokens / middle.size / 20.0).ln().abs() < 0.3, "{middle:?}");
    }
    let one = FrontierOptions { curve: "nothing".into(), ..FrontierOptions::default() };
    assert!(frontier(&table, &one).unwrap_err().to_string().contains("--curve"));
}
