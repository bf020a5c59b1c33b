//! The figures of a fit's parameters: a cloud of draws for every pair, and profiles.

use super::scale::axis;
use crate::{Figure, Fit};
use lawful_plan::FittedLaw;
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series, number};

/// Most parameters with a cloud for every pair.
const MOST: usize = 6;

/// Most draws in a cloud; of more every n-th is drawn, and the figure says so.
const DRAWS: usize = 500;

/// Draws of every pair of free parameters with their correlation: a bootstrap's, or normal ones from the covariance.
/// `None` without draws or with a single free parameter.
pub fn cloud(fit: &Fit, law: &FittedLaw) -> Option<Figure> {
    let mut names: Vec<&String> = fit.covariance_names.iter().filter(|n| varies(&law.draws_of(n))).collect();
    if names.len() < 2 {
        return None;
    }
    let left_out = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    let every = law.draws().div_ceil(DRAWS);
    let thin = |name: &str| law.draws_of(name).into_iter().step_by(every).collect::<Vec<f64>>();
    let cells = names.len() - 1;
    let mut figure = Figure::new("Parameters against each other").in_rows_of(cells);
    for row in 1..names.len() {
        for column in 0..cells {
            if column >= row {
                figure = figure.panel(Panel::blank());
                continue;
            }
            let (x, y) = (thin(names[column]), thin(names[row]));
            let label = |show: bool, name: &str| if show { name.to_string() } else { String::new() };
            let across = axis(label(row + 1 == names.len(), names[column]), &x, &[]);
            let up = axis(label(column == 0, names[row]), &y, &[]);
            let r = correlation(
                &x,
                &y,
                across.scale == lawful_report::Scale::Log10,
                up.scale == lawful_report::Scale::Log10,
            );
            let best = (fit.value(names[column])?, fit.value(names[row])?);
            let panel = Panel::new(across, up)
                .titled(format!("r = {}", number(r, if r.abs() > 0.95 { 4 } else { 2 })))
                .series(Series::points(&x, &y).sized(2.6))
                .series(
                    Series::points(&[best.0], &[best.1]).colour(Colour::Category(1)).marker(Marker::Diamond).sized(9.0),
                );
            figure = figure.panel(panel);
        }
    }
    let what = match &fit.bootstrap {
        Some(b) if !b.draws.is_empty() => format!("{} refits to resamples", law.draws()),
        _ => format!("{} normal draws from the covariance", law.draws()),
    };
    let shown = if every > 1 { format!(", one of {every} drawn") } else { String::new() };
    let more = if left_out > 0 { format!("; {left_out} more parameters are not drawn") } else { String::new() };
    let side = (190.0 * cells as f64 + 60.0).max(420.0);
    Some(figure.subtitle(format!("{what}{shown}; diamonds: the best values{more}")).sized(side, side * 0.9 + 60.0))
}

fn varies(draws: &[f64]) -> bool {
    draws.iter().any(|d| d.is_finite() && *d != draws[0])
}

/// Pearson's correlation, of logs where the axis is one of logs.
fn correlation(x: &[f64], y: &[f64], log_x: bool, log_y: bool) -> f64 {
    let on = |v: &f64, log: bool| if log { v.ln() } else { *v };
    let pairs: Vec<(f64, f64)> = x
        .iter()
        .zip(y)
        .map(|(x, y)| (on(x, log_x), on(y, log_y)))
        .filter(|p| p.0.is_finite() && p.1.is_finite())
        .collect();
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (a, b) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| of(p.0 - a, p.1 - b)).sum::<f64>();
    sum(&|u, v| u * v) / (sum(&|u, _| u * u) * sum(&|_, v| v * v)).sqrt()
}

/// The profile of every parameter that has one: the signed root of the rise of the objective in units of the interval's
/// threshold, so that the interval lies between -1 and 1 and the curve of a quadratic objective is a straight line (the
/// profile t plot of Bates and Watts 1988, chapter 6). `None` without profiles.
pub fn profiles(fit: &Fit) -> Option<Figure> {
    let columns = fit.profiles.len().min(3);
    let mut figure = Figure::new("Profiles of the parameters").in_rows_of(columns);
    for profile in &fit.profiles {
        let mut curve: Vec<(f64, f64)> =
            profile.curve.iter().copied().filter(|p| p.1.is_finite() && p.1 <= 4.0).collect();
        if let Some(best) = fit.value(&profile.name).filter(|b| curve.iter().all(|p| p.0 != *b)) {
            curve.push((best, 0.0));
        }
        curve.sort_by(|a, b| a.0.total_cmp(&b.0));
        let best = fit.value(&profile.name).unwrap_or(f64::NAN);
        let (x, y): (Vec<f64>, Vec<f64>) =
            curve.into_iter().map(|(x, rise)| (x, if x < best { -1.0 } else { 1.0 } * rise.max(0.0).sqrt())).unzip();
        let mut panel = Panel::new(axis(profile.name.clone(), &x, &[]), Axis::linear("signed root of the rise"))
            .series(Series::hline(1.0))
            .series(Series::hline(0.0).dashed(Dash::Solid))
            .series(Series::hline(-1.0))
            .series(Series::line(&x, &y))
            .series(Series::points(&x, &y).sized(4.0));
        if let Some(e) = fit.estimate(&profile.name).filter(|e| e.method == "profile") {
            for end in [e.lo, e.hi].into_iter().flatten().filter(|end| end.is_finite()) {
                panel = panel.series(Series::vline(end).dashed(Dash::Dotted));
            }
        }
        figure = figure.panel(panel);
    }
    let rows = fit.profiles.len().div_ceil(columns.max(1));
    let level = number(100.0 * fit.level, 4);
    let words = format!("from -1 to 1: the {level}% interval; dotted: its ends; straight: a quadratic objective");
    (columns > 0).then(|| figure.subtitle(words).sized(280.0 * columns.max(2) as f64, 90.0 + 230.0 * rows as f64))
}

#[cfg(test)]
mod tests {
    use super::correlation;

    #[test]
    fn correlations_of_lines_and_squares() {
        let x = [1.0, 2.0, 4.0, 8.0];
        let y = x.map(|v: f64| 3.0 * v * v);
        assert!((correlation(&x, &y, true, true) - 1.0).abs() < 1e-12);
        let z = x.map(|v| -v);
        assert!((correlation(&x, &z, false, false) + 1.0).abs() < 1e-12);
        // Symmetric about the mean: no correlation.
        assert!(correlation(&[-1.0, 0.0, 1.0], &[1.0, 0.0, 1.0], false, false).abs() < 1e-12);
    }
}
