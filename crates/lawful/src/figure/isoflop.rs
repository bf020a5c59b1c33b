//! The figures of equal budgets: curves with their optima, and how the optima grow.

use super::power_law::growth;
use super::scale::axis;
use crate::Figure;
use lawful_plan::{Isoflop, IsoflopOptions};
use lawful_report::{Axis, Colour, Marker, Panel, Series};

/// Loss over size, a colour per budget, with the curve through each budget's runs and its lowest point; and best size and
/// tokens over budget with the fitted powers.
pub fn isoflop(isoflop: &Isoflop, options: &IsoflopOptions) -> Vec<(&'static str, Figure)> {
    let sizes: Vec<f64> = isoflop.slices.iter().flat_map(|s| s.points.iter().map(|p| p.size)).collect();
    let mut panel = Panel::new(axis(options.size.clone(), &sizes, &[]), Axis::linear(options.loss.clone()));
    let mut optima = (vec![], vec![]);
    for slice in &isoflop.slices {
        let colour = Colour::Value(slice.budget);
        let (x, y): (Vec<f64>, Vec<f64>) = slice.points.iter().map(|p| (p.size, p.loss)).unzip();
        let (curve_x, curve_y): (Vec<f64>, Vec<f64>) = slice.curve.iter().copied().unzip();
        panel = panel
            .series(Series::line(&curve_x, &curve_y).colour(colour))
            .series(Series::points(&x, &y).colour(colour).sized(5.0));
        if let (Some(size), Some(loss)) = (slice.size_opt, slice.loss_opt) {
            optima.0.push(size);
            optima.1.push(loss);
        }
    }
    let marked = Series::points(&optima.0, &optima.1).colour(Colour::Ink).marker(Marker::Diamond).sized(8.0);
    panel = panel.series(marked.label("lowest loss of each budget"));
    let budgets: Vec<f64> = isoflop.slices.iter().map(|s| s.budget).collect();
    let curves = Figure::new("Loss at equal budgets")
        .panel(panel)
        .coloured_by(axis(options.budget.clone(), &budgets, &[]))
        .sized(760.0, 480.0);
    vec![("curves", curves), ("growth", grown(isoflop, options))]
}

fn grown(isoflop: &Isoflop, options: &IsoflopOptions) -> Figure {
    let found: Vec<(f64, f64, f64)> =
        isoflop.slices.iter().filter_map(|s| Some((s.budget, s.size_opt?, s.tokens_opt?))).collect();
    let budgets: Vec<f64> = found.iter().map(|f| f.0).collect();
    let (sizes, tokens): (Vec<f64>, Vec<f64>) = found.iter().map(|f| (f.1, f.2)).unzip();
    let across = options.budget.as_str();
    let best = format!("best {}", options.size);
    Figure::new("How the optimum grows with the budget")
        .panel(growth(&isoflop.size, (across, &best), &budgets, &sizes))
        .panel(growth(&isoflop.tokens, (across, "best tokens"), &budgets, &tokens))
        .side_by_side()
        .sized(860.0, 420.0)
}
