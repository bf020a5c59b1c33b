//! Options in messages, as Python spells them.
//!
//! The crates of the project call an option in words as the program does, `--where 'x > 0'`: a message is written where the
//! mistake is found, far from whoever reads it. Here it becomes `where='x > 0'`, or `` `where` `` where no value follows.
//! Documents are left alone: they are the program's.

/// Options whose argument in Python has another name, or a value of its own.
const OTHERWISE: [(&str, &str); 6] = [
    ("budget-by", "budget"),
    ("no-drift", "drift=False"),
    ("x-range", "x_range"),
    ("y-range", "y_range"),
    ("continuous", "discrete=False"),
    ("fused-whole", "fused_whole"),
];

/// Options that are called the same.
#[rustfmt::skip]
const SAME: [&str; 62] = [
    "against", "allocate", "along", "bootstrap", "brief", "budget", "by", "cluster", "column", "cost", "curve",
    "cuts", "data", "derived", "design", "discrete", "distances", "draw", "envelope", "fix", "fixed", "grid",
    "holdout", "interval", "ks", "layers", "let", "level", "loss", "maximise", "method", "noise", "objective",
    "profile", "quick", "range", "reduce", "relation", "resamples", "rolling", "rows", "scale", "seed", "select",
    "shuffles", "sigma", "sims", "size", "smooth", "start", "starts", "table", "target", "threads", "tokens",
    "tolerance", "truth", "unit", "weights", "where", "without", "xmin",
];

/// The text with every option of the program as an argument of Python.
pub fn keywords(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("--") {
        let (before, from) = rest.split_at(at);
        made += before;
        let name: &str = &from[2..];
        let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        let begins = made.chars().next_back().is_none_or(|c| c.is_whitespace() || "('\"".contains(c));
        match argument(name).filter(|_| begins) {
            None => {
                made += &from[..2 + end];
                rest = after;
            }
            Some(argument) => {
                let value =
                    after.strip_prefix(' ').filter(|v| v.starts_with(|c: char| c == '\'' || c.is_ascii_digit()));
                match value.filter(|_| !argument.contains('=')) {
                    Some(value) => {
                        made += argument;
                        made.push('=');
                        rest = value;
                    }
                    None => {
                        made.push('`');
                        made += argument;
                        made.push('`');
                        rest = after;
                    }
                }
            }
        }
    }
    made + rest
}

fn argument(option: &str) -> Option<&str> {
    let other = OTHERWISE.iter().find(|(name, _)| *name == option).map(|(_, argument)| *argument);
    other.or_else(|| SAME.contains(&option).then_some(option))
}

/// The text with every option of the program as an argument of Python.
#[pyo3::pyfunction(name = "keywords")]
pub fn spelt(text: &str) -> String {
    keywords(text)
}
