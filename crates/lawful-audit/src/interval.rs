//! Printed intervals: against their own value, and against what the data can give.

use crate::design::Printing;
use crate::{Code, Error, Finding, PrintedInterval};
use lawful_fit::Fit;
use lawful_report::number;
use statrs::distribution::{ContinuousCDF, Normal};

/// Intervals of sound papers differ by method and by the luck of their data; narrower than by this factor they do not.
const NARROWER: f64 = 2.0;

/// Standard deviations of the relative error of a standard error that are allowed beside it.
const LUCK: f64 = 3.0;

/// Contradictions of an interval with itself or with the printed value of `value` and `half_unit`.
pub(crate) fn alone(interval: &PrintedInterval, printed: Option<Printing>) -> Option<Finding> {
    let PrintedInterval { of, lo, hi, level } = interval;
    let evidence = |message: String| {
        Finding::new(Code::ImpossibleInterval, message)
            .with("of", of.clone())
            .with("lo", lo.value)
            .with("hi", hi.value)
            .with("level", *level)
    };
    if lo.lo() >= hi.hi() {
        return Some(evidence(format!("the interval of {of} is upside down: it goes from {lo} to {hi}")));
    }
    let printed = printed?;
    let (below, above) = (lo.lo() - printed.hi(), printed.lo() - hi.hi());
    if below > 0.0 || above > 0.0 {
        let side = if below > 0.0 { "below" } else { "above" };
        let message = format!(
            "the printed {of} = {} lies {side} its own interval from {lo} to {hi}, by {} after rounding",
            number(printed.value, 6),
            number(below.max(above), 3)
        );
        return Some(evidence(message).with("printed", printed.value).with("outside_by", below.max(above)));
    }
    None
}

/// An interval that is narrower than the data allow.
///
/// # Errors
/// The law has no such quantity.
pub(crate) fn on_data(interval: &PrintedInterval, name: &str, fit: &Fit) -> Result<Option<Finding>, Error> {
    let PrintedInterval { of, lo, hi, level } = interval;
    let estimate =
        fit.estimate(name).ok_or_else(|| Error::new(format!("--interval: the law has no quantity '{of}'")))?;
    let Some(stderr) = estimate.stderr.filter(|s| *s > 0.0) else { return Ok(None) };
    // Rounding may have narrowed it by half a unit at either end.
    let printed = hi.hi() - lo.lo();
    let needed = 2.0 * Normal::standard().inverse_cdf(0.5 * (1.0 + level)) * stderr;
    let freedom = fit.n.saturating_sub(fit.k).max(1) as f64;
    let allowed = NARROWER * (LUCK / (2.0 * freedom).sqrt()).exp();
    let (factor, plain) = (needed / printed, needed / (hi.value - lo.value).max(f64::MIN_POSITIVE));
    if !(factor > allowed) {
        return Ok(None);
    }
    let rows = fit.n as f64 * plain * plain;
    let message = format!(
        "the printed {}% interval of {of} from {lo} to {hi} is {} times narrower than the {} rows allow: its standard \
         error is {} ({}), so the interval must be about {} wide; one as narrow would take about {} rows",
        number(100.0 * level, 4),
        number(plain, 3),
        fit.n,
        number(stderr, 3),
        estimate.method,
        number(needed, 3),
        number(rows, 2),
    );
    Ok(Some(
        Finding::new(Code::ImpossibleInterval, message)
            .with("of", of.clone())
            .with("lo", lo.value)
            .with("hi", hi.value)
            .with("level", *level)
            .with("stderr", stderr)
            .with("width_needed", needed)
            .with("narrower_by", plain)
            .with("rows", fit.n)
            .with("rows_needed", rows),
    ))
}
