//! The figure of a comparison: how far each law is from the data.

use super::scale::{axis, places};
use crate::{Column, Error, Figure, Fit, Table};
use lawful_fit::Predictor;
use lawful_fit::compare::Comparison;
use lawful_law::Law;
use lawful_law::query::{Values, evaluate};
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series};

/// Most laws that are told apart by colour; the best ones are drawn.
const MOST_LAWS: usize = 6;

/// Places along a curve.
const PLACES: usize = 200;

/// Letters of a law in the legend.
const LETTERS: usize = 60;

/// Observed over predicted (minus 1) against the observed response, a colour per law, best first. `rows` are the rows
/// to draw: those held out, or those fitted.
///
/// # Errors
/// The rows lack a column of the laws.
pub fn comparison(comparison: &Comparison, rows: &Table, held_out: bool) -> Result<Figure, Error> {
    let mut panel: Option<Panel> = None;
    for (place, model) in comparison.models.iter().take(MOST_LAWS).enumerate() {
        let fit = &model.fit;
        let law = Law::parse(&fit.law)?;
        let observed = match evaluate(&law.response, &fit.response, rows)? {
            Values::Numbers(numbers) => numbers,
            _ => return Err(Error::Figure(format!("'{}' is no number", fit.response))),
        };
        let raw = |x: f64| if fit.response_is_log { x.exp() } else { x };
        let predicted = Predictor::new(fit)?.values(rows)?;
        let (x, y): (Vec<f64>, Vec<f64>) =
            observed.iter().zip(predicted).map(|(o, p)| (raw(*o), raw(*o) / raw(p) - 1.0)).unzip();
        let dressed = Series::points(&x, &y)
            .label(format!("{}. {}", place + 1, short(&fit.law)))
            .colour(Colour::Category(place))
            .marker(Marker::of_category(place));
        let name = if fit.response_is_log { "response" } else { fit.response.as_str() };
        let started = panel.take().unwrap_or_else(|| {
            let across = axis(format!("observed {name}"), &x, &[]);
            Panel::new(across, Axis::linear("observed / law - 1")).series(Series::hline(0.0).dashed(Dash::Solid))
        });
        panel = Some(started.series(dressed));
    }
    let which = if held_out { "rows held out" } else { "rows fitted" };
    let figure = Figure::new(String::new()).subtitle(which.to_string()).sized(760.0, 460.0);
    Ok(match panel {
        Some(panel) => figure.panel(panel),
        None => figure,
    })
}

/// Rival laws of one and the same column of numbers as lines through the rows fitted, the rows held out apart; `None`
/// where the laws read several columns or others.
///
/// # Errors
/// The rows lack a column of the laws.
pub fn rival_curves(
    comparison: &Comparison,
    fitted: &Table,
    held_out: Option<&Table>,
) -> Result<Option<Figure>, Error> {
    let best = &comparison.best().fit;
    let [column] = &best.columns[..] else { return Ok(None) };
    let alike = |fit: &Fit| fit.columns == best.columns && fit.response == best.response;
    if fitted.numbers(column).is_err() || !comparison.models.iter().all(|m| alike(&m.fit)) {
        return Ok(None);
    }
    let law = Law::parse(&best.law)?;
    let observed = |rows: &Table| -> Result<(Vec<f64>, Vec<f64>), Error> {
        match evaluate(&law.response, &best.response, rows)? {
            Values::Numbers(y) => Ok((rows.numbers(column)?.to_vec(), y)),
            _ => Err(Error::Figure(format!("'{}' is no number", best.response))),
        }
    };
    let (x, y) = observed(fitted)?;
    let (beyond_x, beyond_y) = held_out.map_or(Ok((vec![], vec![])), observed)?;
    let all: Vec<f64> = x.iter().chain(&beyond_x).copied().collect();
    let heights: Vec<f64> = y.iter().chain(&beyond_y).copied().collect();
    let mut panel = Panel::new(axis(column.clone(), &all, &[]), axis(best.response.clone(), &heights, &[]))
        .series(Series::points(&x, &y).colour(Colour::Muted).marker(Marker::Circle).label("fitted"));
    if held_out.is_some() {
        let points = Series::points(&beyond_x, &beyond_y).colour(Colour::Ink).marker(Marker::Diamond);
        panel = panel.series(points.sized(7.0).label("held out"));
    }
    let places = places(&all, PLACES);
    let grid = Table::from_columns(vec![Column::number(column, places.clone())])?;
    for (place, model) in comparison.models.iter().take(MOST_LAWS).enumerate() {
        let values = Predictor::new(&model.fit)?.values(&grid)?;
        let dash = [Dash::Solid, Dash::Dashed, Dash::Dotted][place % 3];
        let line = Series::line(&places, &values).colour(Colour::Category(place)).dashed(dash);
        panel = panel.series(line.label(format!("{}. {}", place + 1, short(&model.fit.law))));
    }
    Ok(Some(Figure::new(String::new()).sized(760.0, 460.0).panel(panel)))
}

fn short(law: &str) -> String {
    match law.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &law[..end]),
        None => law.to_string(),
    }
}
