//! The figures of a plan: the landscape with the efficient frontier, the valley at the budget, and how the optimum grows.

use super::scale::{axis, places};
use crate::Figure;
use lawful_plan::{FittedLaw, Plan, Planner, Quantity};
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series, contour_lines, number};

/// Places along either side of the landscape.
const GRID: usize = 120;

/// Budgets from the first to the last of a growth curve.
const BUDGETS: usize = 25;

/// How many times smaller, and larger, than the plan's cost the budgets of the figures are, if the data do not say.
const REACH: (f64, f64) = (1e4, 10.0);

/// The figures of the plan `best`: what can be drawn of it, which is nothing for a single column without freedom.
pub fn plan(planner: &Planner, law: &FittedLaw, best: &Plan) -> Vec<(&'static str, Figure)> {
    let budget = best.cost.value;
    let smallest = match smallest_of_data(planner, law) {
        Some(cost) if cost < budget => cost.max(budget / 1e8),
        _ => budget / REACH.0,
    };
    let budgets = places(&[smallest, budget * REACH.1], BUDGETS);
    let path: Vec<Plan> = budgets.iter().filter_map(|b| planner.budget(*b).ok()).collect();
    let mut figures = Vec::new();
    if best.columns.len() == 2 && path.len() > 1 {
        figures.extend(landscape(planner, law, best, &path).map(|f| ("landscape", f)));
    }
    if best.columns.len() > 1 {
        figures.extend(valley(planner, best).map(|f| ("valley", f)));
    }
    if path.len() > 1 {
        figures.push(("growth", growth(best, &path)));
    }
    figures
}

/// The cost at the lower corner of the data.
fn smallest_of_data(planner: &Planner, law: &FittedLaw) -> Option<f64> {
    let [first, second] = planner.columns() else { return None };
    let (x, y) = (law.range(first)?, law.range(second)?);
    let map = planner.landscape(&[x.0], &[y.0]).ok()?;
    map.cost.first()?.first().copied().filter(|c| *c > 0.0 && c.is_finite())
}

/// Contours of the response over both columns, lines of equal cost, the best allocation of every budget, this plan, and
/// the corner of the data.
fn landscape(planner: &Planner, law: &FittedLaw, best: &Plan, path: &[Plan]) -> Option<Figure> {
    let (first, second) = (&best.columns[0].name, &best.columns[1].name);
    let on_path = |k: usize| path.iter().map(|p| p.columns[k].value).collect::<Vec<f64>>();
    let (along_x, along_y) = (on_path(0), on_path(1));
    let side = |values: &[f64], name: &str| {
        let data = law.range(name).map_or(vec![], |(lo, hi)| vec![lo, hi]);
        let all: Vec<f64> = values.iter().copied().chain(data).filter(|v| *v > 0.0).collect();
        let (lo, hi) = all.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
        places(&[lo / 2.5, hi * 2.5], GRID)
    };
    let (x, y) = (side(&along_x, first), side(&along_y, second));
    let map = planner.landscape(&x, &y).ok()?;
    let ends = |name: &str, values: &[f64]| axis(name.into(), values, &[]).range(values[0], values[values.len() - 1]);
    let mut panel = Panel::new(ends(first, &x), ends(second, &y));
    // The plan itself, and every third budget of the path that is not next to it.
    let far = |p: &&Plan| (p.cost.value / best.cost.value).ln().abs() > 0.5;
    let shown: Vec<&Plan> = path.iter().step_by(3).filter(far).chain([best]).collect();
    let levels: Vec<f64> = shown.iter().map(|p| p.response.value).collect();
    for level in &levels {
        for line in contour_lines(&x, &y, &map.response, *level) {
            let (x, y): (Vec<f64>, Vec<f64>) = line.into_iter().unzip();
            panel = panel.series(Series::line(&x, &y).colour(Colour::Value(*level)).sized(1.4));
        }
    }
    for p in shown {
        for line in contour_lines(&x, &y, &map.cost, p.cost.value) {
            let (x, y): (Vec<f64>, Vec<f64>) = line.into_iter().unzip();
            let equal = Series::line(&x, &y).colour(Colour::Muted).sized(0.8).dashed(Dash::Dotted);
            panel = panel.series(equal.label("equal cost"));
        }
    }
    if let (Some(a), Some(b)) = (law.range(first), law.range(second)) {
        let (x, y) = ([a.0, a.1, a.1, a.0, a.0], [b.0, b.0, b.1, b.1, b.0]);
        panel =
            panel.series(Series::line(&x, &y).colour(Colour::Muted).dashed(Dash::Dashed).label("range of the data"));
    }
    panel = panel.series(Series::line(&along_x, &along_y).sized(2.4).label("best allocation"));
    let here = Series::points(&[best.columns[0].value], &[best.columns[1].value]).marker(Marker::Diamond).sized(10.0);
    panel = panel.series(here.colour(Colour::Category(1)).label(format!("cost {}", number(best.cost.value, 3))));
    let name = &best.response.name;
    Some(
        Figure::new(format!("{name} over {first} and {second}"))
            .panel(panel)
            .coloured_by(axis(name.clone(), &levels, &[]))
            .sized(760.0, 560.0),
    )
}

/// The response at the budget for other values of the first column: how flat the optimum is.
fn valley(planner: &Planner, best: &Plan) -> Option<Figure> {
    let column = &best.columns[0];
    let flat = best.flat.iter().find(|f| f.column == column.name);
    let reach = flat.and_then(|f| Some((f.hi? / f.lo?).max(1.5))).unwrap_or(10.0).min(1e6);
    let x = places(&[column.value / reach, column.value * reach], 121);
    let found = planner.across(&column.name, &x, best.cost.value).ok()?;
    let (x, y): (Vec<f64>, Vec<f64>) = x.iter().zip(found).filter_map(|(x, y)| Some((*x, y?))).unzip();
    let worst = best.response.value.abs() * best.tolerance;
    let mut panel = Panel::new(axis(column.name.clone(), &x, &[]), Axis::linear(best.response.name.clone()));
    if let Some((lo, hi)) = flat.and_then(|f| Some((f.lo?, f.hi?))) {
        let near: Vec<f64> = x.iter().copied().filter(|x| *x >= lo && *x <= hi).collect();
        let label = format!("within {}% of the best", number(100.0 * best.tolerance, 3));
        let (bottom, top) = (best.response.value - worst.min(0.0), best.response.value + worst);
        panel = panel.series(
            Series::band(&near, &vec![bottom.min(best.response.value); near.len()], &vec![top; near.len()])
                .label(label),
        );
    }
    panel = panel.series(Series::line(&x, &y).label("everything else at its best"));
    let here = Series::points(&[column.value], &[best.response.value]).marker(Marker::Diamond).sized(10.0);
    panel = panel.series(here.colour(Colour::Category(1)).label("the plan"));
    if let (Some(lo), Some(hi)) = (column.lo, column.hi) {
        let level = number(100.0 * best.level, 4);
        panel = panel
            .series(Series::vline(lo).dashed(Dash::Dotted).label(format!("{level}% interval of {}", column.name)))
            .series(Series::vline(hi).dashed(Dash::Dotted));
    }
    let title = format!("A cost of {} spent otherwise", number(best.cost.value, 3));
    Some(Figure::new(title).panel(panel).sized(720.0, 420.0))
}

/// Best columns, and the ratio of the first two, over the cost, with bands.
fn growth(best: &Plan, path: &[Plan]) -> Figure {
    let costs: Vec<f64> = path.iter().map(|p| p.cost.value).collect();
    let mut figure = Figure::new("How the best allocation grows").sharing_x();
    let panel = |name: &str, of: &dyn Fn(&Plan) -> Option<Quantity>, here: Option<f64>| {
        let found: Vec<Quantity> = path.iter().filter_map(of).collect();
        let values: Vec<f64> = found.iter().map(|q| q.value).collect();
        let ends: Vec<f64> = found.iter().flat_map(|q| [q.lo, q.hi]).flatten().chain(values.clone()).collect();
        let up = axis(name.into(), &ends, &[]);
        let mut panel = Panel::new(axis("cost".into(), &costs, &[]), up);
        panel = band(panel, &costs, &found, best.level);
        panel = panel.series(Series::line(&costs, &values).label("best"));
        if let Some(value) = here {
            let marked = Series::points(&[best.cost.value], &[value]).marker(Marker::Diamond).sized(9.0);
            panel = panel.series(marked.colour(Colour::Category(1)).label("the plan"));
        }
        panel
    };
    for (k, column) in best.columns.iter().enumerate() {
        let own = panel(&column.name, &|p| p.columns.get(k).cloned(), Some(column.value));
        figure = figure.panel(if k == 0 { own } else { unlabelled(own) });
    }
    if let Some(ratio) = &best.ratio {
        figure = figure.panel(unlabelled(panel(&ratio.name, &|p| p.ratio.clone(), Some(ratio.value))));
    }
    let height = 90.0 + 200.0 * figure.panels.len() as f64;
    figure.sized(720.0, height)
}

/// The same without a legend, which the panel above has.
fn unlabelled(mut panel: Panel) -> Panel {
    panel.series.iter_mut().for_each(|s| s.label.clear());
    panel
}

/// The band of quantities that all have an interval; nothing without one.
pub(super) fn band(panel: Panel, x: &[f64], found: &[Quantity], level: f64) -> Panel {
    let ends: Vec<(f64, f64, f64)> = x.iter().zip(found).filter_map(|(x, q)| Some((*x, q.lo?, q.hi?))).collect();
    if ends.is_empty() {
        return panel;
    }
    let x: Vec<f64> = ends.iter().map(|e| e.0).collect();
    let (lo, hi): (Vec<f64>, Vec<f64>) = ends.iter().map(|e| (e.1, e.2)).unzip();
    panel.series(Series::band(&x, &lo, &hi).label(format!("{}% interval", number(100.0 * level, 4))))
}
