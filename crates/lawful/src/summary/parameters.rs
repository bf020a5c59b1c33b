//! The table of parameters and derived quantities.

use crate::{Estimate, Fit, TextTable};
use lawful_report::{Column, number};

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
