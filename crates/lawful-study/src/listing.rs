//! Claims, predictions and data as tables of text.

use crate::{Answer, Claim, Expected, Forecast, Input, Outcome, Relation, Statement, is_built_in};
use lawful_report::{Column, TextTable, number};

/// Claims measured beside expected.
pub fn claims(answers: &[Answer]) -> TextTable {
    let mut table = TextTable::new([
        Column::words("claim"),
        Column::numbers("expected"),
        Column::numbers("measured"),
        Column::words("verdict"),
        Column::words("published, reason"),
    ]);
    for answer in answers {
        let remark: Vec<&str> =
            [answer.claim.published.as_str(), &answer.reason].into_iter().filter(|r| !r.is_empty()).collect();
        table.row([
            answer.claim.claim.clone(),
            expected(&answer.claim),
            answer.measured.map_or("-".into(), |x| measured(&answer.claim, x)),
            answer.verdict.name().to_string(),
            remark.join("; "),
        ]);
    }
    table
}

/// Where each claim stands and why its tolerance is what it is.
pub fn sources(claims: &[Claim]) -> TextTable {
    let mut table = TextTable::new([
        Column::words("claim"),
        Column::numbers("expected"),
        Column::words("source"),
        Column::words("tolerance, because"),
    ]);
    for claim in claims {
        table.row([claim.claim.clone(), expected(claim), claim.source.clone(), claim.why.clone()]);
    }
    table
}

/// Predictions, with their errors where they were scored.
pub fn forecasts(forecasts: &[Forecast]) -> TextTable {
    let mut table = TextTable::new([
        Column::words("prediction"),
        Column::words("at"),
        Column::numbers("value"),
        Column::numbers("interval"),
        Column::numbers("observed"),
        Column::numbers("error"),
        Column::words("held"),
    ]);
    for f in forecasts {
        let inputs = f.inputs.iter().map(|(name, value)| match value {
            Input::Number(x) => format!("{name} {}", number(*x, 4)),
            Input::Text(t) => format!("{name} {t}"),
        });
        let interval = match (f.lo, f.hi) {
            (Some(lo), Some(hi)) => {
                format!("{} to {} ({}%)", number(lo, 4), number(hi, 4), number(100.0 * f.level, 3))
            }
            _ => "none".into(),
        };
        table.row([
            f.what.clone(),
            inputs.collect::<Vec<_>>().join(", "),
            number(f.value, 5),
            interval,
            f.observed.map_or("-".into(), |y| number(y, 5)),
            f.relative_error().map_or("-".into(), |e| format!("{}%", number(100.0 * e, 3))),
            f.held().map_or("-", |h| if h { "yes" } else { "no" }).to_string(),
        ]);
    }
    table
}

/// The tables that a study reads, and where to put them.
pub fn data(statement: &Statement) -> TextTable {
    let mut table = TextTable::new([
        Column::words("file, below DIR of --data DIR"),
        Column::words("what"),
        Column::words("where from"),
        Column::words("built in"),
    ]);
    for d in &statement.data {
        let (study, file) = statement.place(&d.file);
        let built_in = if is_built_in(study, file) { "yes" } else { "no" };
        table.row([format!("{study}/{file}"), d.what.clone(), d.from.clone(), built_in.to_string()]);
    }
    table
}

/// One line per study.
pub fn outcomes(outcomes: &[Outcome]) -> TextTable {
    use crate::Verdict::{Fail, Pass, Unanswerable};
    let mut table = TextTable::new([
        Column::words("study"),
        Column::numbers("pass"),
        Column::numbers("fail"),
        Column::numbers("unanswerable"),
        Column::numbers("seconds"),
    ]);
    for o in outcomes {
        let count = |verdict| o.count(verdict).to_string();
        table.row([o.statement.name.clone(), count(Pass), count(Fail), count(Unanswerable), number(o.seconds, 3)]);
    }
    table
}

/// What is expected, with the tolerance.
fn expected(claim: &Claim) -> String {
    let Expected::Number(x) = claim.expected else { return measured(claim, claim.number()) };
    match (claim.relation, claim.relative, claim.absolute) {
        (Relation::AtMost, ..) => format!("at most {}", number(x, 9)),
        (Relation::AtLeast, ..) => format!("at least {}", number(x, 9)),
        (_, Some(share), _) => format!("{} ± {}%", number(x, 9), number(100.0 * share, 3)),
        (_, _, Some(distance)) => format!("{} ± {}", number(x, 9), number(distance, 3)),
        _ => number(x, 9),
    }
}

/// A measured number with as many digits as its tolerance can tell apart, and two more.
fn measured(claim: &Claim, x: f64) -> String {
    if let Expected::Truth(_) = claim.expected {
        return if x != 0.0 { "yes" } else { "no" }.into();
    }
    let size = x.abs().max(claim.number().abs());
    let digits = match claim.tolerance() {
        Some(t) if t > 0.0 && size > 0.0 => libm::log10(size / t).ceil().clamp(1.0, 10.0) as usize + 2,
        _ => 6,
    };
    number(x, digits)
}
