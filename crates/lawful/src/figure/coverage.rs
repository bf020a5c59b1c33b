//! The figure of a coverage simulation.

use crate::Figure;
use lawful_fit::coverage::Coverage;
use lawful_report::{Axis, Colour, Marker, Panel, Series, number};

/// How far apart the methods of one quantity stand, in units of the distance between quantities.
const APART: f64 = 0.12;

/// Share of data sets whose interval held the truth, per quantity and method, with its binomial standard error; the level
/// asked for as a line.
pub fn coverage(coverage: &Coverage) -> Figure {
    let mut methods: Vec<&str> = Vec::new();
    for m in coverage.quantities.iter().flat_map(|q| &q.methods) {
        if !methods.contains(&m.method) {
            methods.push(m.method);
        }
    }
    let names = coverage.quantities.iter().map(|q| q.name.clone()).collect();
    let level = 100.0 * coverage.level;
    let mut panel = Panel::new(Axis::named("", names), Axis::linear("intervals that held the truth (%)"))
        .series(Series::hline(level));
    for (k, method) in methods.iter().enumerate() {
        let beside = APART * (k as f64 - 0.5 * (methods.len() as f64 - 1.0));
        let (mut x, mut y, mut lo, mut hi) = (vec![], vec![], vec![], vec![]);
        for (i, q) in coverage.quantities.iter().enumerate() {
            if let Some(m) = q.method(method) {
                let (rate, error) = (100.0 * m.rate(), 100.0 * m.error());
                x.push(i as f64 + 1.0 + beside);
                y.push(rate);
                lo.push(rate - error);
                hi.push(rate + error);
            }
        }
        let points = Series::points(&x, &y).errors(&lo, &hi).colour(Colour::Category(k)).marker(Marker::of_category(k));
        panel = panel.series(points.sized(7.0).label(*method));
    }
    let remark = format!(
        "{} data sets of {} rows, {} noise; {}% intervals; bars: binomial standard error",
        coverage.sims,
        coverage.rows,
        coverage.drawn,
        number(level, 4)
    );
    Figure::new(coverage.law.clone()).subtitle(remark).sized(760.0, 420.0).panel(panel)
}
