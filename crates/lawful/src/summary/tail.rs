//! Heavy tails in words.

use crate::TextTable;
use lawful_io::Level;
use lawful_report::{Column, number, rounded};
use lawful_tail::{Rival, Tail};

/// Digits of numbers that have no error.
const DIGITS: usize = 6;

/// One row per quantity: value, standard error, interval.
pub fn tail(tail: &Tail) -> TextTable {
    let interval = format!("{}% from", number(100.0 * tail.level, 4));
    let mut table = TextTable::new([
        Column::words("quantity"),
        Column::numbers("value"),
        Column::numbers("std. error"),
        Column::numbers(interval),
        Column::numbers("to"),
        Column::words(""),
    ]);
    let ends = |ends: Option<(f64, f64)>| match ends {
        Some((lo, hi)) => [number(lo, 4), number(hi, 4)],
        None => [String::new(), String::new()],
    };
    let (alpha, error) = rounded(tail.alpha, tail.alpha_err);
    let [lo, hi] = ends(tail.alpha_interval);
    table.row([
        "alpha".into(),
        alpha,
        error,
        lo,
        hi,
        "exponent of the density; error at this xmin, interval with its choice".into(),
    ]);
    let [lo, hi] = ends(tail.xmin_interval);
    let chosen = if tail.xmin_given { "given" } else { "nearest law; interval of simulated choices" };
    table.row(["xmin".into(), number(tail.xmin, DIGITS), String::new(), lo, hi, chosen.into()]);
    let plain = |name: &str, value: String, words: String| [name.into(), value, "".into(), "".into(), "".into(), words];
    table.row(plain("D", number(tail.ks, DIGITS), format!("distance, {}; without an error", tail.convention)));
    table.row(plain("n_tail", tail.n_tail.to_string(), format!("of {} values", tail.n)));
    match tail.goodness {
        Some(g) => table.row([
            "p".into(),
            number(g.p, 3),
            number(g.error, 2),
            "".into(),
            "".into(),
            format!("goodness of fit, {} simulated samples", g.sims),
        ]),
        None => table.row(plain("p", "".into(), "not asked for: --sims 0".into())),
    };
    table
}

/// One row per rival: log-likelihood ratio (positive: the power law is better), its error, p, what that says.
pub fn tail_rivals(tail: &Tail) -> TextTable {
    let mut table = TextTable::new([
        Column::words("rival"),
        Column::numbers("log ratio"),
        Column::numbers("std. error"),
        Column::numbers("p"),
        Column::words("parameters"),
        Column::words(""),
    ]);
    for r in &tail.rivals {
        let params: Vec<String> =
            r.params.iter().map(|(name, value)| format!("{name} {}", number(*value, 4))).collect();
        table.row([
            r.name.into(),
            number(r.loglik_ratio, 4),
            number(r.error, 2),
            number(r.p, 2),
            params.join(", "),
            verdict(r).into(),
        ]);
    }
    table
}

/// What a comparison says.
fn verdict(rival: &Rival) -> &'static str {
    /// Above, the two are not told apart (Clauset, Shalizi & Newman 2009, section 5).
    const UNDECIDED: f64 = 0.1;
    match rival {
        r if r.limit => "best in its limit, the power law",
        r if r.p >= UNDECIDED && r.nested => "not needed",
        r if r.p >= UNDECIDED => "not excluded",
        r if r.loglik_ratio > 0.0 => "worse",
        _ => "better",
    }
}

/// The tail of one group, or why there is none.
pub type GroupTail<'a> = (&'a [(String, Level)], Result<&'a Tail, String>);

/// One row per group, each number in a column of its own: a table for `lawful fit`.
pub fn tails(groups: &[GroupTail]) -> TextTable {
    let keys: Vec<&str> = groups.first().map_or(vec![], |g| g.0.iter().map(|(name, _)| name.as_str()).collect());
    let mut columns: Vec<Column> = keys.iter().map(|key| Column::words(*key)).collect();
    columns.extend(["alpha", "alpha_err", "xmin", "ks", "n", "n_tail", "p", "p_err"].map(Column::numbers));
    columns.push(Column::words("not_excluded"));
    let mut table = TextTable::new(columns);
    for (by, tail) in groups {
        let mut row: Vec<String> = by.iter().map(|(_, level)| level.to_string()).collect();
        match tail {
            Ok(t) => {
                let (alpha, error) = (number(t.alpha, 7), number(t.alpha_err, 3));
                row.extend([alpha, error, number(t.xmin, 7), number(t.ks, 6), t.n.to_string(), t.n_tail.to_string()]);
                row.push(t.goodness.map_or(String::new(), |g| number(g.p, 4)));
                row.push(t.goodness.map_or(String::new(), |g| number(g.error, 2)));
                let open: Vec<&str> = t.rivals.iter().filter(|r| verdict(r) != "worse").map(|r| r.name).collect();
                row.push(open.join(", "));
            }
            Err(why) => {
                row.extend(std::iter::repeat_n(String::new(), 8));
                row.push(why.clone());
            }
        }
        table.row(row);
    }
    table
}
