//! The figure of a run against its law.

use super::scale::axis;
use crate::Figure;
use crate::document::CheckDocument;
use lawful_report::{Axis, Colour, Dash, Panel, Series, number};

/// Measurements with the interval of a new observation, and below them z, against the column that spans most.
pub fn check(document: &CheckDocument) -> Figure {
    let column = |k: usize| document.points.iter().map(|p| p.inputs[k].1.0).collect::<Vec<f64>>();
    let count = document.points.iter().map(|p| p.inputs.len()).min().unwrap_or(0);
    let rows: Vec<f64> = document.points.iter().map(|p| p.row as f64).collect();
    let span = |values: &[f64]| super::scale::log_span(values).unwrap_or(0.0);
    let most = (0..count).max_by(|&a, &b| span(&column(a)).total_cmp(&span(&column(b))));
    let (name, x) = match most {
        Some(k) if span(&column(k)) > 0.0 => (document.points[0].inputs[k].0.clone(), column(k)),
        _ => ("row".to_string(), rows),
    };
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let take = |of: &dyn Fn(usize) -> f64| order.iter().map(|&i| of(i)).collect::<Vec<f64>>();
    let p = &document.points;
    let (x, observed) = (take(&|i| x[i]), take(&|i| p[i].observed.0));
    let (lo, hi) = (take(&|i| p[i].obs_lo.0), take(&|i| p[i].obs_hi.0));
    let across = axis(name, &x, &[]);
    let level = number(100.0 * document.level, 4);
    let top = Panel::new(across.clone(), axis(document.response.clone(), &observed, &lo))
        .series(Series::band(&x, &lo, &hi).colour(Colour::Muted).label(format!("{level}% of observations")))
        .series(Series::line(&x, &take(&|i| p[i].value.0)).label("law"))
        .series(Series::points(&x, &observed).label("run"));
    let below = Panel::new(across, Axis::linear("z"))
        .series(Series::hline(0.0).dashed(Dash::Solid))
        .series(Series::hline(1.96))
        .series(Series::hline(-1.96))
        .series(Series::points(&x, &take(&|i| p[i].z.0)))
        .share(0.45);
    Figure::new(format!("The run is {}", document.verdict))
        .subtitle(document.law.clone())
        .panel(top)
        .panel(below)
        .sharing_x()
        .sized(760.0, 560.0)
}
