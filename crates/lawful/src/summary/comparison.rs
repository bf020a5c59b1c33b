//! Rival laws in words.

use crate::TextTable;
use lawful_fit::compare::{Accuracy, Comparison, Criterion, PairTest, RollingFits, Test};
use lawful_report::{Column, number};

/// The ranking, best law first: size, likelihood, AICc, Akaike weight, errors in sample and, if rows were held out,
/// there.
pub fn ranking(comparison: &Comparison) -> TextTable {
    let likely = comparison.models.iter().any(|m| m.criteria.is_some());
    let held = comparison.n_heldout > 0;
    let mut columns = vec![Column::words("law"), Column::numbers("k")];
    if likely {
        columns.extend(["log-likelihood", "AICc", "difference", "weight"].map(Column::numbers));
    }
    columns.push(Column::numbers("rms error"));
    if held {
        columns.extend(["held out: rms error", "median relative", "coverage"].map(Column::numbers));
    }
    let mut table = TextTable::new(columns);
    for m in &comparison.models {
        let optional = |x: Option<f64>, digits: usize| x.map_or(String::new(), |x| number(x, digits));
        let mut row = vec![m.fit.law.clone(), m.k.to_string()];
        if likely {
            let aicc = m.criteria.map(|c| c.aicc);
            row.extend([optional(m.fit.loglik, 8), optional(aicc, 8), optional(m.delta, 4), optional(m.weight, 3)]);
        }
        row.push(number(m.in_sample.rms_error, 4));
        if held {
            row.extend(errors(m.heldout.as_ref()));
        }
        table.row(row);
    }
    table
}

/// What the order of a ranking is by.
pub fn criterion(comparison: &Comparison) -> &'static str {
    match comparison.criterion {
        Criterion::HeldOut => "best first by the error at the rows held out",
        Criterion::Aicc if comparison.models.iter().all(|m| m.criteria.is_none()) => {
            "in the order given: losses compare by rows held out only (--holdout, --rolling)"
        }
        Criterion::Aicc => "best first by AICc",
    }
}

/// One line per test of two laws, and per law how far it is behind the best at the rows held out.
pub fn tests(comparison: &Comparison) -> Vec<String> {
    let law = |index: usize| {
        comparison.models.iter().find(|m| m.index == index).map_or(String::new(), |m| format!("'{}'", m.fit.law))
    };
    let mut lines: Vec<String> = comparison.tests.iter().map(|t| test(t, &law)).collect();
    for m in &comparison.models {
        if let Some(d) = &m.behind_best {
            lines.push(format!(
                "held out, {} against the best: mean squared error larger by {} ({} to {}), p {}",
                law(m.index),
                number(d.difference, 3),
                number(d.lo, 3),
                number(d.hi, 3),
                number(d.p, 2)
            ));
        }
    }
    lines
}

fn test(test: &PairTest, law: &dyn Fn(usize) -> String) -> String {
    let (first, second) = (law(test.first), law(test.second));
    match &test.test {
        Test::LikelihoodRatio { nesting, ratio } => {
            let p = match ratio.p {
                Some(p) => format!("p {} ({})", number(p, 2), ratio.reference),
                None => format!("no p: without it {} mean nothing", nesting.vanishing.join(", ")),
            };
            format!(
                "{second} is a special case of {first}: likelihood ratio {}, {} degree{} of freedom, {p}",
                number(ratio.statistic, 4),
                ratio.df,
                if ratio.df == 1 { "" } else { "s" },
            )
        }
        Test::Vuong(v) if v.indistinguishable => format!("{first} and {second} describe every row alike"),
        Test::Vuong(v) => {
            let (nearer, other) = if v.z >= 0.0 { (first, second) } else { (second, first) };
            format!("{nearer} is nearer than {other}: Vuong z {}, p {}", number(v.z.abs(), 3), number(v.p, 2))
        }
    }
}

/// One row per cut and law: rows fitted and predicted, errors at both. `laws` are the laws in the order of the fits.
pub fn rolling(fits: &RollingFits, laws: &[String]) -> TextTable {
    let mut columns = vec![Column::numbers(format!("{} up to", fits.column)), Column::words("law")];
    columns.extend(
        ["rows", "beyond", "rms error", "beyond: rms error", "median relative", "coverage"].map(Column::numbers),
    );
    let mut table = TextTable::new(columns);
    for cut in &fits.cuts {
        for (fit, law) in cut.fits.iter().zip(laws) {
            let mut row = vec![number(cut.cut, 4), law.clone(), cut.n_fitted.to_string(), cut.n_tested.to_string()];
            row.push(match (&fit.fit, &fit.in_sample) {
                (Ok(_), Some(a)) => number(a.rms_error, 4),
                _ => "no fit".to_string(),
            });
            row.extend(errors(fit.beyond.as_ref()));
            table.row(row);
        }
    }
    table
}

fn errors(accuracy: Option<&Accuracy>) -> [String; 3] {
    let Some(a) = accuracy else { return Default::default() };
    [
        number(a.rms_error, 4),
        format!("{}%", number(100.0 * a.median_relative_error, 3)),
        a.coverage.map_or(String::new(), |c| format!("{}%", number(100.0 * c, 3))),
    ]
}
