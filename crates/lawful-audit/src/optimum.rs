//! Whether printed parameters are the optimum of the stated noise on the table.

use crate::fitter::{Fitter, in_words, values};
use crate::yardstick::Yardstick;
use crate::{Code, Error, Finding, Printed, rounding, unit};
use lawful_fit::{Fit, Noise};
use lawful_report::number;

/// Standard errors within which a fit is its optimum: what stopping rules of usual optimisers leave.
const AT_OPTIMUM: f64 = 0.2;

/// Standard errors within which printed numbers are exactly some estimator's, but for rounding.
const EXACT: f64 = 0.02;

/// Another estimator must lie nearer by this factor.
const NEARER: f64 = 5.0;

/// Half units of the last digit within which printed numbers are an optimum, and beyond which they are not. In a flat
/// valley the digits tell estimators apart that the objective hardly does.
const SAME_DIGITS: f64 = 3.0;
const OTHER_DIGITS: f64 = 30.0;

/// Standard errors beyond which another unit or exponent is looked for.
const FAR: f64 = 5.0;

/// The estimators that are tried beside the stated one.
fn estimators() -> Vec<Noise> {
    let huber = |delta| Noise::Huber { delta, linear: false };
    let laplace = |linear| Noise::Laplace { linear };
    let noises = [Noise::Gaussian, Noise::LogNormal, laplace(false), laplace(true), huber(1e-2), huber(1e-3)];
    noises.into_iter().chain([huber(1e-4), Noise::Student(4.0)]).collect()
}

/// How near the printed numbers, within their rounding, are to the optimum of one noise.
struct Nearness {
    best: Fit,
    within: Fit,
    distance: f64,
    /// The largest difference of a parameter from its printed number, in half units of the last digit.
    digits: f64,
}

impl Nearness {
    fn of(fitter: &Fitter, best: Fit) -> Result<Nearness, Error> {
        let noise = best.noise.clone();
        let yardstick = Yardstick::at(&best);
        let printed = fitter.at_printed(&noise)?;
        let within = fitter.within_rounding(&noise)?;
        let within = if yardstick.ratio(&printed) < yardstick.ratio(&within) { printed } else { within };
        let distance = yardstick.ratio(&within).sqrt();
        let digits = digits_off(fitter, &best);
        Ok(Nearness { best, within, distance, digits })
    }

    /// Whether the printed numbers are this optimum and not that of `stated`.
    fn explains(&self, stated: &Nearness) -> bool {
        let by_objective = self.distance < EXACT && NEARER * self.distance < stated.distance;
        let by_digits = self.digits < SAME_DIGITS && stated.digits > OTHER_DIGITS;
        by_objective && self.digits < stated.digits || by_digits
    }
}

fn digits_off(fitter: &Fitter, best: &Fit) -> f64 {
    let off = values(best, fitter.printed).into_iter().zip(fitter.printed).map(|((_, value), (_, printed))| {
        (value - printed.value).abs() / printed.half_unit.max(1e-9 * printed.value.abs()).max(f64::MIN_POSITIVE)
    });
    off.fold(0.0, f64::max)
}

/// Compares printed parameters with the optimum `best` of the stated noise.
pub(crate) fn check(fitter: &Fitter, best: &Fit) -> Result<Vec<Finding>, Error> {
    let yardstick = Yardstick::at(best);
    let Ok(printed) = fitter.at_printed(&best.noise) else {
        return Ok(unit::check(fitter, best)?.into_iter().chain([no_value(fitter)]).take(1).collect());
    };
    let stated = Nearness::of(fitter, best.clone())?;
    if stated.distance > FAR
        && let Some(finding) = unit::check(fitter, best)?
    {
        return Ok(vec![finding]);
    }
    let mut findings = Vec::new();
    findings.extend(rounding::check(fitter, &yardstick, &printed, &stated.within)?);
    if let Some(finding) = other_estimator(fitter, &stated)? {
        findings.push(finding);
    } else if stated.distance > AT_OPTIMUM {
        findings.push(match local_optimum(fitter, &stated)? {
            Some(finding) => finding,
            None => above_minimum(fitter, &stated),
        });
    }
    Ok(findings)
}

/// The noise under which the printed parameters are nearest to an optimum, for a publication that states none.
pub(crate) fn nearest_noise(fitter: &Fitter) -> Noise {
    let mut nearest = (f64::INFINITY, Noise::Gaussian);
    for noise in estimators() {
        let Ok(found) = fitter.best(&noise).and_then(|best| Nearness::of(fitter, best)) else { continue };
        if found.distance < nearest.0 {
            nearest = (found.distance, noise);
        }
        if nearest.0 < 0.1 * EXACT {
            break;
        }
    }
    nearest.1
}

/// Another noise whose optimum the printed parameters are.
fn other_estimator(fitter: &Fitter, stated: &Nearness) -> Result<Option<Finding>, Error> {
    if stated.distance < EXACT && stated.digits < OTHER_DIGITS {
        return Ok(None);
    }
    let mut nearest: Option<Nearness> = None;
    for noise in estimators().into_iter().filter(|noise| *noise != stated.best.noise) {
        // A noise that does not suit the data is no rival.
        let Ok(found) = fitter.best(&noise).and_then(|best| Nearness::of(fitter, best)) else { continue };
        if found.explains(stated) && nearest.as_ref().is_none_or(|n| found.digits < n.digits) {
            nearest = Some(found);
        }
    }
    let Some(rival) = nearest else {
        return Ok(None);
    };
    let (theirs, ours) = (values(&rival.best, fitter.printed), values(&stated.best, fitter.printed));
    let message = format!(
        "the printed parameters are the optimum of {}, not of {}: {} standard errors from the first ({}) and {} from \
         the second ({})",
        rival.best.noise,
        stated.best.noise,
        number(rival.distance, 2),
        in_words(&theirs, 6),
        number(stated.distance, 2),
        in_words(&ours, 6),
    );
    let finding = Finding::new(Code::OtherEstimator, message)
        .with("stated", stated.best.noise.to_string())
        .with("estimator", rival.best.noise.to_string())
        .with("standard_errors_stated", stated.distance)
        .with("standard_errors_estimator", rival.distance)
        .with("half_units_stated", stated.digits)
        .with("half_units_estimator", rival.digits)
        .with("optimum_stated", ours)
        .with("optimum_estimator", theirs);
    Ok(Some(finding))
}

/// A minimum next to the printed parameters that is not the lowest.
fn local_optimum(fitter: &Fitter, stated: &Nearness) -> Result<Option<Finding>, Error> {
    let yardstick = Yardstick::at(&stated.best);
    let Ok(local) = fitter.nearest_to_printed(&stated.best.noise) else { return Ok(None) };
    let (end, printed) = (yardstick.ratio(&local), stated.distance.powi(2));
    // The descent has gone less than half of the way down to the lowest minimum, and stays above it.
    if !(local.converged && end > 0.5 * printed && end > AT_OPTIMUM.powi(2)) {
        return Ok(None);
    }
    let (near, lowest) = (values(&local, fitter.printed), values(&stated.best, fitter.printed));
    let message = format!(
        "the printed parameters lie in a local minimum: a descent from them ends at objective {} ({}), the lowest is \
         {} ({}), {} standard errors away",
        number(local.objective, 6),
        in_words(&near, 5),
        number(stated.best.objective, 6),
        in_words(&lowest, 5),
        number(end.sqrt(), 2),
    );
    let finding = Finding::new(Code::LocalOptimum, message)
        .with("objective_local", local.objective)
        .with("objective_lowest", stated.best.objective)
        .with("standard_errors", end.sqrt())
        .with("local", near)
        .with("lowest", lowest);
    Ok(Some(finding))
}

fn above_minimum(fitter: &Fitter, stated: &Nearness) -> Finding {
    let lowest = values(&stated.best, fitter.printed);
    let rise = stated.within.objective / stated.best.objective - 1.0;
    let message = format!(
        "the printed parameters are not the minimum of {}: the best that rounds to them has objective {}, {}% above \
         the lowest, {}, at {}; that is {} standard errors away",
        stated.best.noise,
        number(stated.within.objective, 6),
        number(100.0 * rise, 2),
        number(stated.best.objective, 6),
        in_words(&lowest, 6),
        number(stated.distance, 2),
    );
    Finding::new(Code::AboveMinimum, message)
        .with("noise", stated.best.noise.to_string())
        .with("objective_within_rounding", stated.within.objective)
        .with("objective_lowest", stated.best.objective)
        .with("relative_rise", rise)
        .with("standard_errors", stated.distance)
        .with("lowest", lowest)
}

/// The printed objective against the lowest.
pub(crate) fn check_objective(printed: &Printed, best: &Fit) -> Option<Finding> {
    let (lowest, n) = (best.objective, best.n as f64);
    let evidence = |finding: Finding| {
        finding.with("objective_printed", printed.value).with("objective_lowest", lowest).with("rows", best.n)
    };
    // What a fit leaves to an optimiser's stopping rule.
    let tolerance = printed.half_unit + 1e-6 * lowest.abs();
    if printed.value - lowest > tolerance {
        let message = format!(
            "the printed objective {printed} is not the minimum: {} is reached, {}% lower",
            number(lowest, 7),
            number(100.0 * (1.0 - lowest / printed.value), 2)
        );
        return Some(evidence(Finding::new(Code::AboveMinimum, message)));
    }
    if lowest - printed.value > tolerance {
        let mean = (printed.value - lowest / n).abs() <= printed.half_unit + 1e-3 * (lowest / n).abs();
        let cause = match mean {
            true => format!("it is the mean over {} rows, not the sum", best.n),
            false => "it belongs to other rows or another noise".into(),
        };
        let message = format!("the printed objective {printed} lies below the minimum, {}: {cause}", number(lowest, 7));
        return Some(evidence(Finding::new(Code::OtherEstimator, message)));
    }
    None
}

/// The law can't be evaluated at the printed parameters.
fn no_value(fitter: &Fitter) -> Finding {
    let printed: Vec<(String, f64)> = fitter.printed.iter().map(|(name, p)| (name.to_string(), p.value)).collect();
    let message = "the law has no value at the printed parameters on some row of the table (a log of a negative \
                   number, or a value that the noise can't have)";
    Finding::new(Code::AboveMinimum, message).with("printed", printed)
}
