//! The table of parameters and derived quantities.

use crate::{Estimate, Fit, TextTable};
use lawful_fit::compare::Comparison;
use lawful_report::{Column, number, parentheses};

/// One row per parameter and derived quantity: value, standard error, interval, how they were made, and remarks.
///
/// Values have at least six digits, more where the error is smaller than that: rounding to the error's digits would
/// spoil predictions when parameters are correlated.
pub fn parameters(fit: &Fit) -> TextTable {
    let level = number(100.0 * fit.level, 4);
    let mut table = TextTable::new([
        Column::words("parameter"),
        Column::numbers("value"),
        Column::numbers("std. error"),
        Column::numbers(format!("{level}% from")),
        Column::numbers("to"),
        Column::words("method"),
        Column::words(""),
    ]);
    for (e, derived) in fit.params.iter().map(|e| (e, false)).chain(fit.derived.iter().map(|e| (e, true))) {
        let digits = digits(e);
        let optional = |x: Option<f64>, digits: usize| x.map_or(String::new(), |x| number(x, digits));
        let method = match e.method {
            "none" | "fixed" | "at-bound" => "",
            method => method,
        };
        table.row([
            e.name.clone(),
            number(e.value, digits),
            optional(e.stderr, 3),
            optional(e.lo, digits - 2),
            optional(e.hi, digits - 2),
            method.to_string(),
            remark(e, derived),
        ]);
    }
    table
}

/// The same as papers print it: `0.347(15)`, value and standard error in units of its last place, and the interval to the
/// error's digits. For reading: correlated parameters rounded so do not give the law back; the document does.
pub fn parameters_in_print(fit: &Fit) -> TextTable {
    let level = number(100.0 * fit.level, 4);
    let interval = format!("{level}% interval");
    let mut table = TextTable::new([
        Column::words("parameter"),
        Column::numbers("value"),
        Column::numbers(interval),
        Column::words(""),
    ]);
    for (e, derived) in fit.params.iter().map(|e| (e, false)).chain(fit.derived.iter().map(|e| (e, true))) {
        table.row([e.name.clone(), in_print(e), interval_in_print(e), remark(e, derived)]);
    }
    table
}

/// The parameters of every law of a comparison as papers print them, best law first.
pub fn parameters_of_laws(comparison: &Comparison) -> TextTable {
    let level = number(100.0 * comparison.best().fit.level, 4);
    let mut table = TextTable::new([
        Column::words("law"),
        Column::words("parameter"),
        Column::numbers("value"),
        Column::numbers(format!("{level}% interval")),
    ]);
    for model in &comparison.models {
        for (place, e) in model.fit.params.iter().chain(&model.fit.derived).enumerate() {
            let law = if place == 0 { model.fit.law.clone() } else { String::new() };
            table.row([law, e.name.clone(), in_print(e), interval_in_print(e)]);
        }
    }
    table
}

/// `0.347(15)`; the value alone where it has no error.
fn in_print(e: &Estimate) -> String {
    match e.stderr {
        Some(se) => parentheses(e.value, se),
        None => number(e.value, 5),
    }
}

/// `0.3155 – 0.3723`, as many decimals as the printed error has; an open side is `…`.
fn interval_in_print(e: &Estimate) -> String {
    let end = |x: Option<f64>| match (x, e.stderr) {
        (Some(x), Some(se)) => lawful_report::rounded(x, se).0,
        (Some(x), None) => number(x, 4),
        (None, _) => "…".to_string(),
    };
    match (e.lo, e.hi) {
        (None, None) => String::new(),
        (lo, hi) => format!("{} – {}", end(lo), end(hi)),
    }
}

/// Digits of a value so that three of its error's are among them; from 6 to 15.
fn digits(e: &Estimate) -> usize {
    let ratio = e.stderr.map_or(1.0, |se| (e.value / se).abs());
    let wanted = ratio.log10().ceil() + 2.0;
    if wanted.is_finite() { (wanted.max(6.0) as usize).min(15) } else { 6 }
}

fn remark(e: &Estimate, derived: bool) -> String {
    let mut words = Vec::new();
    match e.method {
        "fixed" => words.push("fixed"),
        "at-bound" => words.push("at bound"),
        _ if derived => words.push("derived"),
        _ => {}
    }
    if !e.identified && e.method != "fixed" {
        words.push("not identified");
    }
    words.join(", ")
}
