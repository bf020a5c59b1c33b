//! The figure of a fit: data, law, residuals.
//!
//! | the law reads | drawn |
//! |---|---|
//! | one column of numbers | response against it, the law as a line |
//! | one column of numbers and groups (at most 8) | the same, a colour and a line per group |
//! | two columns of numbers | response against the one that spans more, coloured by the other; the law at five of its values |
//! | more, or none | observed against fitted |
//!
//! An axis is logarmithmic where all values are positive and span more than a factor of 3. Below the data stand the
//! residuals as the noise counts them: log residuals for noise in the log.

mod backtest;
mod check;
mod comparison;
mod coverage;
mod crossover;
mod curves;
mod frontier;
mod groups;
mod isoflop;
mod parameters;
mod plan;
mod plane;
mod power_law;
mod prediction;
mod scale;
mod spectrum;
mod tail;
mod weights;

pub use backtest::backtest;
pub use check::check;
pub use comparison::{comparison, rival_curves};
pub use coverage::coverage;
pub use crossover::crossover;
pub use frontier::frontier;
pub use isoflop::isoflop;
pub use parameters::{cloud, profiles};
pub use plan::plan;
pub use prediction::prediction;
pub use spectrum::spectrum;
pub use tail::tail;
pub use weights::weights;

use crate::{Figure, Fit, Law, Table};
use curves::Curves;
use groups::Groups;
use lawful_report::{Colour, Dash, Marker, Panel, Series};
use plane::Plane;
use scale::axis;

/// Most groups with a colour and a line of their own.
const MOST_GROUPS: usize = 8;

/// Share of the height that the residuals get, the data being 1.
const RESIDUALS: f64 = 0.42;

/// The figure of `fit`, which was made from `table`.
pub(crate) fn of_fit(fit: &Fit, table: &Table) -> Figure {
    // The text of a fit's law can be parsed: it was.
    let law = Law::parse(&fit.law).ok();
    let plane = law.as_ref().map_or(Plane::Fitted, |law| Plane::choose(law, fit, table));
    let labels = Labels::of(fit, table);
    let figure = Figure::new(String::new()).subtitle(fit.law.clone()).sized(760.0, 620.0).sharing_x();
    match (plane, law) {
        (Plane::Curve { x, groups }, Some(law)) => by_group(figure, fit, table, &law, &x, groups, &labels),
        (Plane::Family { x, colour }, Some(law)) => by_value(figure, fit, table, &law, &x, &colour, &labels),
        _ => against_fitted(figure, fit, &labels),
    }
}

/// The words at the vertical axes.
struct Labels {
    response: String,
    residual: &'static str,
}

impl Labels {
    fn of(fit: &Fit, table: &Table) -> Labels {
        let log = fit.log_residuals || fit.response_is_log;
        Labels { response: scale::label(table, &fit.response), residual: if log { "log residual" } else { "residual" } }
    }
}

/// The values of a column at the rows that were used.
fn used(fit: &Fit, table: &Table, column: &str) -> Vec<f64> {
    let values = table.numbers(column).unwrap_or(&[]);
    fit.rows.iter().map(|&i| values.get(i).copied().unwrap_or(f64::NAN)).collect()
}

fn pick(values: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&i| values[i]).collect()
}

/// One column of numbers, a colour and a line per group.
fn by_group(
    figure: Figure,
    fit: &Fit,
    table: &Table,
    law: &Law,
    column: &str,
    groups: Groups,
    labels: &Labels,
) -> Figure {
    let x = used(fit, table, column);
    let residuals = fit.residuals();
    let across = axis(scale::label(table, column), &x, &[]);
    let curves = Curves::new(law, fit, table);
    let lines: Vec<_> = groups.list.iter().map(|group| curves.along(column, &x, &group.values)).collect();
    let heights: Vec<f64> = lines.iter().flat_map(|(_, y)| y.iter().copied()).collect();
    let up = axis(labels.response.clone(), &fit.observed, &heights);
    let mut data = Panel::new(across.clone(), up);
    let mut below =
        Panel::new(across, axis(labels.residual.into(), &[], &[])).series(Series::hline(0.0).dashed(Dash::Solid));
    let single = groups.list.len() == 1;
    if let (true, [(line_x, _)]) = (single, &lines[..]) {
        data = curves.band(column, line_x, &groups.list[0].values).into_iter().fold(data, Panel::series);
    }
    for (i, (line_x, line_y)) in lines.iter().enumerate() {
        let colour = if single { Colour::Ink } else { Colour::Category(i) };
        data = data.series(Series::line(line_x, line_y).colour(colour).label(if single { "law" } else { "" }));
    }
    for (i, group) in groups.list.iter().enumerate() {
        let (x, y, r) = (pick(&x, &group.rows), pick(&fit.observed, &group.rows), pick(&residuals, &group.rows));
        let label = if single { "data" } else { &group.name };
        let dressed = |s: Series| match single {
            true => s,
            false => s.colour(Colour::Category(i)).marker(Marker::of_category(i)),
        };
        data = data.series(dressed(Series::points(&x, &y)).label(label));
        below = below.series(dressed(Series::points(&x, &r)));
    }
    figure.panel(data).panel(below.share(RESIDUALS))
}

/// Two columns of numbers: coloured by the second, the law at some of its values.
fn by_value(
    figure: Figure,
    fit: &Fit,
    table: &Table,
    law: &Law,
    column: &str,
    colour: &str,
    labels: &Labels,
) -> Figure {
    let (x, c) = (used(fit, table, column), used(fit, table, colour));
    let across = axis(scale::label(table, column), &x, &[]);
    let curves = Curves::new(law, fit, table);
    let up = axis(labels.response.clone(), &fit.observed, &[]);
    let mut data = Panel::new(across.clone(), up);
    for value in scale::levels(&c) {
        let (line_x, line_y) = curves.within(column, &x, colour, &c, value);
        data = data.series(Series::line(&line_x, &line_y).colour(Colour::Value(value)));
    }
    data = data.series(Series::points(&x, &fit.observed).valued(&c));
    let below = Panel::new(across, axis(labels.residual.into(), &[], &[]))
        .series(Series::hline(0.0).dashed(Dash::Solid))
        .series(Series::points(&x, &fit.residuals()).valued(&c));
    figure.panel(data).panel(below.share(RESIDUALS)).coloured_by(axis(scale::label(table, colour), &c, &[]))
}

/// Observed against fitted.
fn against_fitted(figure: Figure, fit: &Fit, labels: &Labels) -> Figure {
    let both: Vec<f64> = fit.fitted.iter().chain(&fit.observed).copied().collect();
    let across = axis(format!("fitted {}", labels.response), &both, &[]);
    let up = axis(format!("observed {}", labels.response), &both, &[]);
    let ends = scale::ends(&fit.fitted);
    let data = Panel::new(across.clone(), up)
        .series(Series::line(&ends, &ends).label("observed = fitted"))
        .series(Series::points(&fit.fitted, &fit.observed).label("data"));
    let below = Panel::new(across, axis(labels.residual.into(), &[], &[]))
        .series(Series::hline(0.0).dashed(Dash::Solid))
        .series(Series::points(&fit.fitted, &fit.residuals()));
    figure.panel(data).panel(below.share(RESIDUALS))
}
