//! The figures of a frontier: training curves with their envelope, and how the best size grows.

use super::power_law::growth;
use super::scale::axis;
use crate::Figure;
use lawful_plan::{Envelope, Frontier, FrontierOptions};
use lawful_report::{Colour, Panel, Series};

/// Most curves with a line each; of more every n-th is drawn, and the figure says so.
const MOST_CURVES: usize = 300;

/// Training curves, thin, with the frontier over them; and best size and tokens over cost with the fitted powers.
pub fn frontier(frontier: &Frontier, options: &FrontierOptions) -> Vec<(&'static str, Figure)> {
    let cost = options.cost.as_deref().unwrap_or("cost, 6 size tokens");
    let costs: Vec<f64> = frontier.points.iter().map(|p| p.cost).collect();
    let losses: Vec<f64> = frontier.points.iter().map(|p| p.loss).collect();
    let drawn: Vec<_> = frontier.runs.iter().map(|r| r.checkpoints()).collect();
    let every = frontier.runs.len().div_ceil(MOST_CURVES);
    let every_cost: Vec<f64> = drawn.iter().flat_map(|c| c.0.clone()).collect();
    let every_loss: Vec<f64> = drawn.iter().flat_map(|c| c.1.clone()).collect();
    let mut panel = Panel::new(axis(cost.into(), &every_cost, &[]), axis(options.loss.clone(), &every_loss, &[]));
    if every > 1 {
        panel = panel.note(format!("One of {every} training curves is drawn."));
    }
    for (x, y) in drawn.iter().step_by(every) {
        let curve = match x.len() {
            1 => Series::points(x, y).sized(4.0),
            _ => Series::line(x, y).sized(0.9),
        };
        panel = panel.series(curve.colour(Colour::Muted).label("runs"));
    }
    let what = match options.envelope {
        Envelope::Lowest => "lowest loss",
        Envelope::Hull => "lower convex hull",
    };
    panel = panel.series(Series::line(&costs, &losses).colour(Colour::Category(0)).sized(2.4).label(what));
    let curves = Figure::new("Training curves and their frontier").panel(panel).sized(760.0, 480.0);
    let sizes: Vec<f64> = frontier.points.iter().map(|p| p.size).collect();
    let tokens: Vec<f64> = frontier.points.iter().map(|p| p.tokens).collect();
    let best = format!("best {}", options.size);
    let grown = Figure::new("How the best run grows with the cost")
        .panel(growth(&frontier.size, ("cost", &best), &costs, &sizes))
        .panel(growth(&frontier.tokens, ("cost", "best tokens"), &costs, &tokens))
        .side_by_side()
        .sized(860.0, 420.0);
    vec![("curves", curves), ("growth", grown)]
}
