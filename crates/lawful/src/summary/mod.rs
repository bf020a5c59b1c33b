//! Fits in words: what `lawful fit` prints.

mod audit;
mod average;
mod backtest;
mod check;
mod comparison;
mod coverage;
mod exponents;
mod frontier;
mod groups;
mod heldout;
mod isoflop;
mod parameters;
mod plan;
mod predictions;
mod spectrum;
mod tail;
mod weights;

pub use audit::{audited, finding_group, findings, verdict};
pub use average::{average, average_head};
pub use backtest::backtest;
pub use check::{check, check_verdict};
pub use comparison::{criterion, ranking, rolling, tests};
pub use coverage::coverage;
pub use exponents::{GroupGrowth, exponents};
pub use frontier::stretches;
pub use groups::{GroupFit, groups};
pub use heldout::heldout;
pub use isoflop::{growth, growth_of, slices};
pub use parameters::{parameters, parameters_in_print, parameters_of_laws};
pub use plan::plan;
pub use predictions::{drift_in_words, predictions};
pub use spectrum::{spectrum, spectrum_head};
pub use tail::{GroupTail, tail, tail_rivals, tails};
pub use weights::{WEIGHTS_LEGEND, weights, weights_against, weights_head, weights_skipped};

use crate::{Fit, TerminalStyle};
use lawful_law::query::Dropped;
use lawful_report::number;
use std::fmt;

/// Digits of an objective or likelihood: enough to compare with a published one.
const DIGITS: usize = 9;

/// A fit in words: the data, the law, the parameters, how far to trust them. `Display` prints it for paper;
/// [`Summary::to_terminal`] for a terminal.
#[derive(Debug, Clone)]
pub struct Summary<'a> {
    fit: &'a Fit,
    dropped: Vec<Dropped>,
    title: String,
}

impl<'a> Summary<'a> {
    pub(crate) fn of(fit: &'a Fit) -> Summary<'a> {
        Summary { fit, dropped: Vec::new(), title: String::new() }
    }

    /// The same with rows that were left out before the law met the table.
    pub fn after(mut self, dropped: &[Dropped]) -> Summary<'a> {
        self.dropped = dropped.to_vec();
        self
    }

    /// The same under a title, such as the group that was fitted.
    pub fn titled(mut self, title: impl Into<String>) -> Summary<'a> {
        self.title = title.into();
        self
    }

    /// The summary for a terminal of this style, without the warnings.
    pub fn to_terminal(&self, style: &TerminalStyle) -> String {
        let mut lines = Vec::new();
        if !self.title.is_empty() {
            lines.push(style.bold(&self.title));
        }
        lines.push(self.law(style));
        lines.push(style.dim(&self.resolution()));
        lines.push(style.dim(&self.rows()));
        lines.push(self.objective());
        let table = parameters(self.fit).to_terminal(style);
        lines.push(String::new());
        lines.push(table.trim_end().to_string());
        lines.push(String::new());
        lines.extend(self.trust());
        lines.join("\n") + "\n"
    }

    /// What the summary says beside the law and its parameters, for a page.
    pub fn paragraphs(&self) -> Vec<String> {
        let mut list = vec![self.resolution(), self.rows(), self.objective()];
        list.extend(self.trust());
        list
    }

    /// `loss ~ E + …; alpha in (0, 2)`: the law and what was said of its parameters.
    fn law(&self, style: &TerminalStyle) -> String {
        style.bold(&self.fit.law)
    }

    /// `data: N, D; parameters: E, A, alpha, B, beta`: which names were found to be what.
    fn resolution(&self) -> String {
        let parameters: Vec<&str> = self.fit.params.iter().map(|p| p.name.as_str()).collect();
        let data = match self.fit.columns.is_empty() {
            true => "none".to_string(),
            false => self.fit.columns.join(", "),
        };
        format!("data: {data}; parameters: {}", listed(&parameters))
    }

    /// `runs.csv: 240 of 245 rows; left out 5: --where 'outlier == 0'`.
    fn rows(&self) -> String {
        let fit = self.fit;
        let path = match fit.source.path.as_str() {
            "" => "table",
            "-" => "standard input",
            path => path,
        };
        let read = fit.source.rows.max(fit.n);
        let used = if fit.n == read { format!("all {read} rows") } else { format!("{} of {read} rows", fit.n) };
        format!("{path}: {used}{}", left_out(self.dropped.iter().chain(&fit.dropped)))
    }

    fn objective(&self) -> String {
        let fit = self.fit;
        let mut parts = vec![format!("{} noise: objective {}", fit.noise, number(fit.objective, DIGITS))];
        if let Some(loglik) = fit.loglik {
            parts.push(format!("log-likelihood {}", number(loglik, DIGITS)));
        }
        parts.extend(fit.noise_params.iter().map(|(name, value)| format!("{name} {}", number(*value, 5))));
        parts.push(format!("{} rows, {} free parameter{}", fit.n, fit.k, if fit.k == 1 { "" } else { "s" }));
        parts.join(", ")
    }

    /// What there is to say about the search.
    fn trust(&self) -> Vec<String> {
        let fit = self.fit;
        let s = &fit.starts;
        let mut line = match s.tried {
            1 if fit.converged => "1 start, converged".to_string(),
            1 => "1 start, not converged".to_string(),
            n => format!("{n} starts: {} converged, {} reached this optimum", s.converged, s.reached),
        };
        line += &match fit.rivals.len() {
            0 if s.tried > 1 => "; no rival optimum".to_string(),
            0 => String::new(),
            1 => "; 1 rival optimum".to_string(),
            n => format!("; {n} rival optima"),
        };
        if let Some(condition) = fit.condition {
            line += &format!("; condition number {}", number(condition, 2));
        }
        let mut lines = vec![line];
        if let Some(b) = &fit.bootstrap {
            let drawn = if b.clustered { "resampled clusters" } else { "resampled rows" };
            let failed = if b.failed > 0 { format!(", {} more failed", b.failed) } else { String::new() };
            lines.push(format!("{} refits to {drawn}{failed}", b.draws.len()));
        }
        for rival in &fit.rivals {
            let values: Vec<String> =
                rival.params.iter().map(|(name, x)| format!("{name} {}", number(*x, 5))).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            lines.push(format!("  rival: objective {}: {}", number(rival.objective, DIGITS), listed(&values)));
        }
        lines
    }
}

/// `; left out 5 by --where 'outlier == 0'`, or nothing.
pub fn left_out<'a>(dropped: impl IntoIterator<Item = &'a Dropped>) -> String {
    let list: Vec<String> = dropped.into_iter().map(|d| format!("{} by {}", d.rows, d.reason)).collect();
    if list.is_empty() { String::new() } else { format!("; left out {}", list.join(", ")) }
}

/// The words, the first dozen if they are many.
fn listed(words: &[&str]) -> String {
    const MOST: usize = 12;
    match words.len() {
        n if n > MOST => format!("{}, … ({n} in all)", words[..MOST].join(", ")),
        _ => words.join(", "),
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.to_terminal(&TerminalStyle::default()))?;
        for warning in &self.fit.warnings {
            writeln!(f, "warning: {} [{}]", warning.message, warning.code)?;
        }
        Ok(())
    }
}
