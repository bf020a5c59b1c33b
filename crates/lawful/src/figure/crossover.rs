//! The figure of a crossover: both laws with their bands, and where they cross.

use super::plan::band;
use super::scale::{axis, places};
use crate::{Column, Error, Figure, Table};
use lawful_plan::{Crossover, CrossoverOptions, FittedLaw, Fixed, Quantity};
use lawful_report::{Axis, Colour, Dash, Panel, Series, number};

/// Places along each law.
const PLACES: usize = 160;

/// Both laws over the range that was searched, and below them their ratio minus 1, which is 0 where they cross.
///
/// # Errors
/// A law has no value somewhere in the range.
pub fn crossover(
    found: &Crossover,
    laws: [(&str, &FittedLaw); 2],
    options: &CrossoverOptions,
) -> Result<Figure, Error> {
    let (lo, hi) = shown(found);
    let x = places(&[lo, hi], PLACES);
    let table = points(&options.along, &x, &options.fixed)?;
    let bands = [laws[0].1.band(&table, options.level)?, laws[1].1.band(&table, options.level)?];
    let values = |k: usize| bands[k].iter().map(|q| q.value).collect::<Vec<f64>>();
    let (first, second) = (values(0), values(1));
    let all: Vec<f64> = first.iter().chain(&second).copied().collect();
    let across = axis(options.along.clone(), &x, &[]);
    let mut top = Panel::new(across.clone(), axis(laws[0].1.response_name(), &all, &[]));
    for (k, (name, _)) in laws.iter().enumerate() {
        let dash = if k == 0 { Dash::Solid } else { Dash::Dashed };
        top = coloured_band(top, &x, &bands[k], k);
        top = top.series(Series::line(&x, &values(k)).colour(Colour::Category(k)).dashed(dash).sized(2.0).label(*name));
    }
    let ratio: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a / b - 1.0).collect();
    let mut below = Panel::new(across, Axis::linear("first / second - 1"))
        .series(Series::hline(0.0).dashed(Dash::Solid))
        .series(Series::line(&x, &ratio))
        .share(0.45);
    let level = number(100.0 * options.level, 4);
    if let Some(at) = found.value {
        top = top.series(Series::vline(at).dashed(Dash::Solid).label(format!("crossing, {}", number(at, 3))));
        below = below.series(Series::vline(at).dashed(Dash::Solid));
        for (end, label) in [(found.lo, format!("{level}% interval of the crossing")), (found.hi, String::new())] {
            if let Some(end) = end.filter(|e| *e >= lo && *e <= hi) {
                top = top.series(Series::vline(end).dashed(Dash::Dotted).label(label));
                below = below.series(Series::vline(end).dashed(Dash::Dotted));
            }
        }
    }
    let exists = match found.probability_exists {
        Some(p) => format!("probability that they cross in this range: {}", number(p, 3)),
        None => "published fits have no draws, so there are no intervals".into(),
    };
    let title = if found.value.is_some() { "Where two laws cross" } else { "Two laws that do not cross here" };
    Ok(Figure::new(title).subtitle(exists).panel(top).panel(below).sharing_x().sized(760.0, 580.0))
}

/// The whole range if it is not much wider than the crossing; else what lies round it.
fn shown(found: &Crossover) -> (f64, f64) {
    /// Decades on either side of a crossing.
    const SIDE: f64 = 1e3;
    let (lo, hi) = found.range;
    match found.value {
        Some(at) => {
            let (least, most) = (found.lo.unwrap_or(at).min(at), found.hi.unwrap_or(at).max(at));
            (lo.max(least / SIDE), hi.min(most * SIDE))
        }
        None => (lo, hi),
    }
}

fn coloured_band(panel: Panel, x: &[f64], found: &[Quantity], category: usize) -> Panel {
    let before = panel.series.len();
    let mut panel = band(panel, x, found, 0.95);
    if let Some(series) = panel.series.get_mut(before) {
        series.colour = Colour::Category(category);
        series.label = String::new();
    }
    panel
}

/// A table with one column that varies and others that do not.
pub(super) fn points(along: &str, x: &[f64], fixed: &[(String, Fixed)]) -> Result<Table, Error> {
    let mut columns = vec![Column::number(along, x.to_vec())];
    columns.extend(fixed.iter().map(|(name, value)| match value {
        Fixed::Number(v) => Column::number(name, vec![*v; x.len()]),
        Fixed::Text(text) => Column::category(name, &vec![text.as_str(); x.len()]),
    }));
    Ok(Table::from_columns(columns)?)
}
