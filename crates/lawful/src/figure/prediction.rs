//! The figure of predictions.

use super::scale::{axis, log_span};
use crate::Figure;
use crate::document::{PointDocument, PredictionsDocument};
use lawful_report::{Colour, Dash, Marker, Panel, Series, number};

/// Predictions against the column that spans most, bars from end to end of the interval of a new observation. `curve`
/// holds the law along that column (the others as at the point) and is drawn as a line in its bands; `data` is the range
/// that the column had in the data.
pub fn prediction(
    points: &PredictionsDocument,
    curve: Option<(&str, &PredictionsDocument)>,
    data: Option<[f64; 2]>,
) -> Option<Figure> {
    let column = match curve {
        Some((column, _)) => column.to_string(),
        None => widest(points)?,
    };
    let level = number(100.0 * points.level, 4);
    let (x, y) = (along(points, &column), values(points, |p| Some(p.value.0)));
    let line = curve.map(|(_, c)| (along(c, &column), values(c, |p| Some(p.value.0)), c));
    let mut all = x.clone();
    let mut heights = y.clone();
    if let Some((x, y, _)) = &line {
        all.extend(x);
        heights.extend(y);
    }
    let mut panel = Panel::new(axis(column, &all, &[]), axis(points.response.clone(), &heights, &[]));
    if let Some((x, y, c)) = &line {
        let bands: [(End, End, String, Colour); 2] = [
            (|p| p.obs_lo, |p| p.obs_hi, format!("{level}% of observations"), Colour::Muted),
            (|p| p.lo, |p| p.hi, format!("{level}% interval of the law"), Colour::Category(0)),
        ];
        for (lo, hi, label, colour) in bands {
            let (lo, hi) = (values(c, lo), values(c, hi));
            if lo.iter().any(|v| v.is_finite()) {
                panel = panel.series(Series::band(x, &lo, &hi).colour(colour).label(label));
            }
        }
        panel = panel.series(Series::line(x, y).label("law"));
    }
    for end in data.into_iter().flatten().filter(|e| all.iter().any(|x| x < e) && all.iter().any(|x| x > e)) {
        panel = panel.series(Series::vline(end).dashed(Dash::Dotted));
    }
    let bars = Series::points(&x, &y).errors(&values(points, |p| p.obs_lo), &values(points, |p| p.obs_hi));
    panel = panel.series(bars.colour(Colour::Category(1)).marker(Marker::Diamond).sized(8.0).label("prediction"));
    if data.is_some() {
        panel = panel.note("dotted: where the data end");
    }
    Some(Figure::new(String::new()).subtitle(points.law.clone()).sized(760.0, 460.0).panel(panel))
}

/// An end of an interval.
type End = fn(&PointDocument) -> Option<f64>;

fn values(document: &PredictionsDocument, of: End) -> Vec<f64> {
    document.points.iter().map(|p| of(p).unwrap_or(f64::NAN)).collect()
}

fn along(document: &PredictionsDocument, column: &str) -> Vec<f64> {
    let value = |p: &PointDocument| p.inputs.iter().find(|(name, _)| name == column).and_then(|(_, v)| v.as_f64());
    document.points.iter().map(|p| value(p).unwrap_or(f64::NAN)).collect()
}

/// The column of numbers that spans the largest factor.
fn widest(document: &PredictionsDocument) -> Option<String> {
    let names = document.points.first()?.inputs.iter().map(|(name, _)| name.clone());
    names
        .filter_map(|name| {
            let x = along(document, &name);
            x.iter().any(|v| v.is_finite()).then(|| (log_span(&x).unwrap_or(0.0), name))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
