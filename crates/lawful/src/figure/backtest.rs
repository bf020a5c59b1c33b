//! The figure of a back-test: error and coverage against the distance of extrapolation.

use crate::Figure;
use lawful_fit::backtest::{Backtest, Pool, pool};
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series};

/// Most laws that are told apart by colour; the first ones are drawn.
const MOST_LAWS: usize = 6;

/// Letters of a law in the legend.
const LETTERS: usize = 60;

/// Share of the height that the coverage gets, the error being 1.
const COVERAGE: f64 = 0.8;

/// Median relative error over the distance beyond the rows fitted, a colour per law and noise, forecasts without a law
/// dashed; below it how often intervals held, plain (solid) and widened by the drift (dashed). Points stand in the middle
/// of their bin.
pub fn backtest(result: &Backtest, scale: &str) -> Figure {
    let pools = pool(&result.cells);
    let several = pools.iter().any(|p| p.selection != pools[0].selection);
    let noises = pools.iter().filter(|p| !p.noise.is_empty()).any(|p| p.noise != pools[0].noise);
    let across = || Axis::log10(format!("{scale} over the largest fitted"));
    let percent = |x: f64| 100.0 * x;
    let mut errors = Panel::new(across(), Axis::log10("median relative error (%)"));
    let mut held = Panel::new(across(), Axis::linear("intervals that held (%)").range(0.0, 103.0))
        .series(Series::hline(percent(result.level)).dashed(Dash::Dotted));
    let mut groups: Vec<Vec<&Pool>> = Vec::new();
    for p in &pools {
        let same = |g: &Vec<&Pool>| (&g[0].law, &g[0].noise, &g[0].selection) == (&p.law, &p.noise, &p.selection);
        match groups.iter_mut().find(|g| same(g)) {
            Some(group) => group.push(p),
            None => groups.push(vec![p]),
        }
    }
    let (laws, baselines): (Vec<_>, Vec<_>) = groups.into_iter().partition(|g| !g[0].noise.is_empty());
    for (i, group) in baselines.iter().take(3).enumerate() {
        let (x, y) = along(group, |p| Some(percent(p.median_relative_error)));
        let dash = if i == 0 { Dash::Dashed } else { Dash::Dotted };
        let line = Series::line(&x, &y).colour(Colour::Muted).dashed(dash);
        let points = Series::points(&x, &y).colour(Colour::Muted).marker(Marker::of_category(MOST_LAWS - 1 - i));
        errors = errors.series(line).series(points.label(&group[0].law));
    }
    for (i, group) in laws.iter().take(MOST_LAWS).enumerate() {
        let mut label = short(&group[0].law);
        if noises {
            label += &format!(", {}", group[0].noise);
        }
        if several {
            label += &format!(", {}", short(&group[0].selection));
        }
        let dressed = |(x, y): (Vec<f64>, Vec<f64>)| {
            let line = Series::line(&x, &y).colour(Colour::Category(i));
            (line, Series::points(&x, &y).colour(Colour::Category(i)).marker(Marker::of_category(i)))
        };
        let (line, points) = dressed(along(group, |p| Some(percent(p.median_relative_error))));
        errors = errors.series(line).series(points.label(label));
        let (line, points) = dressed(along(group, |p| p.coverage.map(percent)));
        held = held.series(line).series(points);
        let (line, _) = dressed(along(group, |p| p.widened_coverage.map(percent)));
        held = held.series(line.dashed(Dash::Dashed));
    }
    let remark = "intervals: solid as the law gives them, dashed widened by the drift of earlier forecasts";
    Figure::new(String::new())
        .subtitle(remark.to_string())
        .sized(760.0, 640.0)
        .sharing_x()
        .panel(errors)
        .panel(held.share(COVERAGE))
}

/// The middle of each bin, and a value there.
fn along(pools: &[&Pool], value: impl Fn(&Pool) -> Option<f64>) -> (Vec<f64>, Vec<f64>) {
    let mut sorted = pools.to_vec();
    sorted.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0));
    sorted.iter().filter_map(|p| Some(((p.distance.0 * p.distance.1).sqrt(), value(p)?))).unzip()
}

fn short(law: &str) -> String {
    match law.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &law[..end]),
        None => law.to_string(),
    }
}
