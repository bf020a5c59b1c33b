//! What the rounding of the printed parameters does.

use crate::fitter::{Fitter, values};
use crate::yardstick::Yardstick;
use crate::{Code, Error, Finding};
use lawful_fit::Fit;
use lawful_report::number;

/// A likelihood ratio above which rounding has moved a law: one standard error.
const DAMAGE: f64 = 1.0;

/// What is left of the damage where digits suffice: a tenth of a standard error.
const HARMLESS: f64 = 0.01;

/// Digits beyond which no number of f64 gains.
const MOST_DIGITS: usize = 16;

/// Compares the law at the printed numbers with the best one within their rounding.
pub(crate) fn check(
    fitter: &Fitter,
    yardstick: &Yardstick,
    at_printed: &Fit,
    within: &Fit,
) -> Result<Option<Finding>, Error> {
    let (ratio, least) = (yardstick.ratio(at_printed), yardstick.ratio(within));
    if !(ratio - least > DAMAGE) {
        return Ok(None);
    }
    let shifts: Vec<f64> = at_printed.fitted.iter().zip(&within.fitted).map(|(p, w)| p - w).collect();
    let mean = shifts.iter().sum::<f64>() / shifts.len() as f64;
    let most = shifts.iter().fold(0.0_f64, |most, s| if s.abs() > most.abs() { *s } else { most });
    let digits = digits(fitter, yardstick, within, least)?;
    let advice = match digits {
        Some(digits) => format!("; {digits} significant digits would do"),
        None => String::new(),
    };
    let side = if mean < 0.0 { "lower" } else { "higher" };
    let message = format!(
        "rounding spoils the printed parameters: their predictions are {} {side} on average than those of the best \
         parameters that round to the same digits (at most {}), and the objective is {} where {} is within the \
         rounding{advice}",
        number(mean.abs(), 3),
        number(most.abs(), 3),
        number(at_printed.objective, 5),
        number(within.objective, 5),
    );
    let mut finding = Finding::new(Code::RoundedParameters, message)
        .with("objective_printed", at_printed.objective)
        .with("objective_within_rounding", within.objective)
        .with("mean_shift", mean)
        .with("largest_shift", most)
        .with("standard_errors", (ratio - least).sqrt())
        .with("within_rounding", values(within, fitter.printed));
    if let Some(digits) = digits {
        finding = finding.with("digits_needed", digits);
    }
    Ok(Some(finding))
}

/// The fewest significant digits that keep the fit, each parameter rounded on its own.
fn digits(fitter: &Fitter, yardstick: &Yardstick, fit: &Fit, least: f64) -> Result<Option<usize>, Error> {
    let exact = values(fit, fitter.printed);
    for digits in 2..=MOST_DIGITS {
        let rounded: Vec<f64> =
            exact.iter().map(|(_, x)| format!("{x:.*e}", digits - 1).parse().unwrap_or(*x)).collect();
        let ratio = fitter.at(&fit.noise, &rounded).map_or(f64::INFINITY, |fit| yardstick.ratio(&fit));
        if ratio - least < HARMLESS {
            return Ok(Some(digits));
        }
    }
    Ok(None)
}
