//! What a claim of a study file measures.
//!
//! | `measure` | is |
//! |---|---|
//! | `alpha`, `a`, `beta/(alpha+beta)` | a parameter, a `let` of the law, an expression of parameters |
//! | `stderr(alpha)`, `lo(alpha)`, `hi(alpha)` | its standard error, the ends of its interval |
//! | `identified(alpha)` | whether the data determine it |
//! | `fit(objective)`, `fit(loglik)`, `fit(n)`, `fit(rms)` | the fit: its objective, log-likelihood, rows, root mean square residual |
//! | `heldout(rms_error)`, `heldout(rms_error, RIVAL)` | an error on the held-out rows, of the law or of a rival: `n`, `mean_error`, `rms_error`, `median_relative_error`, `coverage` |
//! | `ahead(RIVAL)` | whether the law beats the rival: by held-out error if rows are held out, else by AICc |
//! | `delta_aicc(RIVAL)` | AICc of the rival minus that of the law |
//! | `prediction(NAME)`, `held(NAME)` | a prediction; whether its interval holds what was observed |

use lawful_fit::compare::Accuracy;
use lawful_fit::{Estimate, Fit};
use lawful_law::ast::function;
use lawful_law::parse::{is_identifier, parse_expression};
use lawful_law::suggest::nearest;

/// What a claim measures.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Measure {
    /// A parameter or expression of parameters.
    Quantity(Aspect, String),
    Fit(FitNumber),
    /// An error on the held-out rows, and of which rival.
    HeldOut(Error, Option<String>),
    Ahead(String),
    DeltaAicc(String),
    Prediction(String),
    Held(String),
}

/// What of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    Value,
    Stderr,
    Lo,
    Hi,
    Identified,
}

/// What of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FitNumber {
    Objective,
    Loglik,
    Rows,
    Rms,
}

/// Which error on held-out rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    Rows,
    Mean,
    Rms,
    MedianRelative,
    Coverage,
}

/// What a measure may begin with.
const WORDS: [&str; 10] =
    ["stderr", "lo", "hi", "identified", "fit", "heldout", "ahead", "delta_aicc", "prediction", "held"];

const FIT: [(&str, FitNumber); 4] = [
    ("objective", FitNumber::Objective),
    ("loglik", FitNumber::Loglik),
    ("n", FitNumber::Rows),
    ("rms", FitNumber::Rms),
];

const ERRORS: [(&str, Error); 5] = [
    ("n", Error::Rows),
    ("mean_error", Error::Mean),
    ("rms_error", Error::Rms),
    ("median_relative_error", Error::MedianRelative),
    ("coverage", Error::Coverage),
];

impl Measure {
    /// Reads a `measure`; `rivals` and `points` are the names that the file gives.
    pub(super) fn parse(text: &str, rivals: &[&str], points: &[&str]) -> Result<Measure, String> {
        let text = text.trim();
        let call = text.strip_suffix(')').and_then(|t| t.split_once('('));
        let (word, inside) = call.map_or(("", ""), |(word, inside)| (word.trim(), inside.trim()));
        let rival = |name: &str| one_of(name, rivals, "[[rival]]");
        let point = |name: &str| one_of(name, points, "[[predict]]");
        let quantity = |aspect, text: &str| match parse_expression(text) {
            Ok(_) => Ok(Measure::Quantity(aspect, text.to_string())),
            Err(e) => Err(e.to_string()),
        };
        match word {
            "stderr" => quantity(Aspect::Stderr, inside),
            "lo" => quantity(Aspect::Lo, inside),
            "hi" => quantity(Aspect::Hi, inside),
            "identified" => quantity(Aspect::Identified, inside),
            "fit" => Ok(Measure::Fit(named(inside, &FIT)?)),
            "heldout" => {
                let (error, of) = inside.split_once(',').map_or((inside, None), |(e, r)| (e.trim(), Some(r.trim())));
                Ok(Measure::HeldOut(named(error, &ERRORS)?, of.map(rival).transpose()?))
            }
            "ahead" => Ok(Measure::Ahead(rival(inside)?)),
            "delta_aicc" => Ok(Measure::DeltaAicc(rival(inside)?)),
            "prediction" => Ok(Measure::Prediction(point(inside)?)),
            "held" => Ok(Measure::Held(point(inside)?)),
            "" | "sum" | "root" => quantity(Aspect::Value, text),
            _ if is_identifier(word) && function(word).is_none() => {
                let words = WORDS.iter().chain(&["exp", "log", "sqrt"]).copied().collect::<Vec<_>>();
                Err(unknown(word, &words))
            }
            _ => quantity(Aspect::Value, text),
        }
    }

    /// The part of the study that measures it.
    pub(super) fn part(&self) -> &'static str {
        match self {
            Measure::Quantity(..) | Measure::Fit(_) => "fit",
            Measure::HeldOut(..) | Measure::Ahead(_) | Measure::DeltaAicc(_) => "compare",
            Measure::Prediction(_) | Measure::Held(_) => "predict",
        }
    }
}

impl Aspect {
    /// This of an estimate; truths as 1 and 0.
    pub(super) fn of(self, estimate: &Estimate) -> Option<f64> {
        match self {
            Aspect::Value => Some(estimate.value),
            Aspect::Stderr => estimate.stderr,
            Aspect::Lo => estimate.lo,
            Aspect::Hi => estimate.hi,
            Aspect::Identified => Some(f64::from(u8::from(estimate.identified))),
        }
    }
}

impl FitNumber {
    pub(super) fn of(self, fit: &Fit) -> Option<f64> {
        match self {
            FitNumber::Objective => Some(fit.objective),
            FitNumber::Loglik => fit.loglik,
            FitNumber::Rows => Some(fit.n as f64),
            FitNumber::Rms => Some((fit.residuals().iter().map(|r| r * r).sum::<f64>() / fit.n as f64).sqrt()),
        }
    }
}

impl Error {
    pub(super) fn of(self, accuracy: &Accuracy) -> Option<f64> {
        match self {
            Error::Rows => Some(accuracy.n as f64),
            Error::Mean => Some(accuracy.mean_error),
            Error::Rms => Some(accuracy.rms_error),
            Error::MedianRelative => Some(accuracy.median_relative_error),
            Error::Coverage => accuracy.coverage,
        }
    }
}

fn named<T: Copy>(name: &str, list: &[(&str, T)]) -> Result<T, String> {
    let names: Vec<&str> = list.iter().map(|(known, _)| *known).collect();
    list.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(|| unknown(name, &names))
}

fn one_of(name: &str, names: &[&str], part: &str) -> Result<String, String> {
    match names {
        _ if names.contains(&name) => Ok(name.to_string()),
        [] => Err(format!("'{name}': the file has no {part} of this name, and no {part} at all")),
        _ => Err(format!("{part}: {}", unknown(name, names))),
    }
}

fn unknown(name: &str, names: &[&str]) -> String {
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("there is no '{name}'; did you mean '{near}'?"),
        None => format!("there is no '{name}'; there are {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_measured() {
        let parse = |text: &str| Measure::parse(text, &["kaplan"], &["70B"]);
        assert_eq!(parse("beta/(alpha+beta)"), Ok(Measure::Quantity(Aspect::Value, "beta/(alpha+beta)".into())));
        assert_eq!(parse("hi( beta[\"muon\"] )"), Ok(Measure::Quantity(Aspect::Hi, "beta[\"muon\"]".into())));
        assert_eq!(parse("exp(a)"), Ok(Measure::Quantity(Aspect::Value, "exp(a)".into())));
        assert_eq!(parse("fit(n)"), Ok(Measure::Fit(FitNumber::Rows)));
        assert_eq!(parse("heldout(rms_error, kaplan)"), Ok(Measure::HeldOut(Error::Rms, Some("kaplan".into()))));
        assert_eq!(parse("held(70B)"), Ok(Measure::Held("70B".into())));
    }

    #[test]
    fn what_can_not() {
        let parse = |text: &str| Measure::parse(text, &["kaplan"], &[]).unwrap_err();
        assert!(parse("heldout(rms_eror)").contains("did you mean 'rms_error'?"));
        assert!(parse("ahead(kapln)").contains("did you mean 'kaplan'?"));
        assert!(parse("prediction(70B)").contains("no [[predict]] at all"));
        assert!(parse("sterr(alpha)").contains("did you mean 'stderr'?"));
        for text in ["", "alpha +", "stderr()", "fit()", "(", ")"] {
            assert!(Measure::parse(text, &[], &[]).is_err(), "{text}");
        }
    }
}
