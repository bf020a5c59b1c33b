//! Named laws: formulas with good domains, places to look for starts, and published fits.
//!
//! They are data, in `laws.toml` beside this file; a law typed out in full works the same.

use crate::ast::{Clause, Expr};
use crate::error::Error;
use crate::parse;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const LAWS: &str = include_str!("laws.toml");

/// Where to look for a parameter's start: `lo : hi`, evenly or evenly in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRange {
    /// The parameter.
    pub parameter: String,
    /// Lower end: numbers and `lowest`, `highest`, `median`, `mean` of an argument or of the response `y`.
    pub lo: Expr,
    /// Upper end.
    pub hi: Expr,
    /// Whether to spread the starts evenly in the log.
    pub log: bool,
}

/// A published fit of a law.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PublishedFit {
    /// Its name after the `@`.
    pub source: String,
    /// Where it stands.
    #[serde(default)]
    pub place: String,
    /// Parameters as printed.
    pub params: BTreeMap<String, f64>,
    /// Units and conventions, where they differ from the law's.
    #[serde(default)]
    pub units: String,
    /// What to know before using it.
    #[serde(default)]
    pub note: String,
}

/// A law of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// One line.
    pub title: String,
    /// The columns that it is bound to, in order.
    pub arguments: Vec<String>,
    /// The formula, in arguments and parameters.
    pub formula: String,
    /// The domains as text.
    pub domains: Vec<String>,
    /// The search ranges as text.
    pub starts: Vec<String>,
    /// What the data can't determine, and how that is fixed.
    pub gauge: String,
    /// What it does beyond the data.
    pub extrapolation: String,
    /// Paper and equation.
    pub source: String,
    /// Units and counting conventions.
    pub units: String,
    /// Published fits.
    pub fits: Vec<PublishedFit>,
    /// The formula, parsed.
    pub expression: Expr,
    /// The domains, parsed.
    pub clauses: Vec<Clause>,
    /// The search ranges, parsed.
    pub search: Vec<SearchRange>,
}

#[derive(Deserialize)]
struct File {
    law: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    title: String,
    arguments: Vec<String>,
    formula: String,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    gauge: String,
    #[serde(default)]
    extrapolation: String,
    source: String,
    #[serde(default)]
    units: String,
    #[serde(default)]
    fit: Vec<PublishedFit>,
}

/// All laws of the catalogue.
pub fn entries() -> &'static [Entry] {
    static CATALOGUE: OnceLock<Vec<Entry>> = OnceLock::new();
    CATALOGUE.get_or_init(|| match load(LAWS) {
        Ok(entries) => entries,
        // The catalogue is part of the program; a test loads it, so this can't be reached in a build that passed.
        Err(message) => unreachable!("the built-in catalogue does not load: {message}"),
    })
}

/// The law of this name or alias.
pub fn find(name: &str) -> Option<&'static Entry> {
    entries().iter().find(|e| e.name == name || e.aliases.iter().any(|a| a == name))
}

fn load(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    file.law.into_iter().map(entry).collect()
}

fn entry(raw: Raw) -> Result<Entry, String> {
    let context = |e: Error| format!("law '{}': {e}", raw.name);
    let expression = parse::parse_expression(&raw.formula).map_err(context)?;
    let clauses = raw.domains.iter().map(|d| parse::parse_clause(d).map_err(context)).collect::<Result<Vec<_>, _>>()?;
    let search = raw
        .starts
        .iter()
        .map(|s| search_range(s).map_err(|e| format!("law '{}': {e}", raw.name)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Entry {
        name: raw.name,
        aliases: raw.aliases,
        title: raw.title,
        arguments: raw.arguments,
        formula: raw.formula,
        domains: raw.domains,
        starts: raw.starts,
        gauge: raw.gauge,
        extrapolation: raw.extrapolation,
        source: raw.source,
        units: raw.units,
        fits: raw.fit,
        expression,
        clauses,
        search,
    })
}

/// `alpha = 0.05 : 1.5` or `x0 = lowest(x) : highest(x) log`.
fn search_range(text: &str) -> Result<SearchRange, String> {
    let malformed = || format!("'{text}' is not 'name = lo : hi [log]'");
    let (name, range) = text.split_once('=').ok_or_else(malformed)?;
    let (lo, hi) = range.split_once(':').ok_or_else(malformed)?;
    let (hi, log) = match hi.trim_end().strip_suffix(" log") {
        Some(rest) => (rest, true),
        None => (hi, false),
    };
    let parse = |t: &str| parse::parse_expression(t.trim()).map_err(|e| e.to_string());
    Ok(SearchRange { parameter: name.trim().to_string(), lo: parse(lo)?, hi: parse(hi)?, log })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_loads() {
        let entries = load(LAWS).unwrap();
        let mut names: Vec<&str> =
            entries.iter().flat_map(|e| std::iter::once(&e.name).chain(&e.aliases)).map(String::as_str).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a name occurs twice");
        for name in names {
            assert!(crate::ast::function(name).is_none(), "{name} is a function");
        }
    }
}
