//! A line of optima over budgets.

use super::scale::axis;
use lawful_plan::PowerLaw;
use lawful_report::{Colour, Panel, Series};

/// Optima over budgets with the line through them. The band is what the interval of the exponent leaves, turned about
/// the middle of the budgets, where a line is surest.
pub(super) fn growth(law: &PowerLaw, (across, up): (&str, &str), budgets: &[f64], optima: &[f64]) -> Panel {
    let ends = super::scale::ends(budgets);
    let line: Vec<f64> = ends.iter().map(|b| law.at(*b)).collect();
    let mut panel = Panel::new(axis(across.into(), budgets, &[]), axis(up.into(), optima, &[]));
    if let (Some(lo), Some(hi), [first, last]) = (law.exponent.lo, law.exponent.hi, &ends[..]) {
        let middle = (first * last).sqrt();
        let at = |b: f64, e: f64| law.at(middle) * (b / middle).powf(e);
        let places = super::scale::places(&ends, 33);
        let (low, high): (Vec<f64>, Vec<f64>) = places
            .iter()
            .map(|b| {
                let (x, y) = (at(*b, lo), at(*b, hi));
                (x.min(y), x.max(y))
            })
            .unzip();
        panel = panel.series(Series::band(&places, &low, &high).label("interval of the exponent"));
    }
    let digits = |x: f64| lawful_report::number(x, 3);
    let interval = match (law.exponent.lo, law.exponent.hi) {
        (Some(lo), Some(hi)) => format!(" ({} to {})", digits(lo), digits(hi)),
        _ => String::new(),
    };
    panel
        .series(Series::line(&ends, &line).label(format!("{across}^{}{interval}", digits(law.exponent.value))))
        .series(Series::points(budgets, optima).colour(Colour::Category(0)).label("optima"))
}
