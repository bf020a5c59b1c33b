//! The figure of a heavy tail: survival functions, and the distance along xmin.

use crate::Figure;
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series};
use lawful_tail::{Tail, survival};

/// Points of the sample that are drawn, evenly over the logarithm of the values.
const DRAWN: usize = 300;

/// Points of a line.
const ALONG: usize = 120;

/// The share of values at or above x over x, with the power law and its rivals from xmin on; and the distance between
/// law and tail over xmin, if the tail has its curve.
pub fn tail(tail: &Tail, column: &str, values: &[f64]) -> Vec<(&'static str, Figure)> {
    let (x, share) = survival_of(values);
    let title = format!(
        "alpha = {} from {} on",
        lawful_report::with_error(tail.alpha, tail.alpha_err),
        lawful_report::number(tail.xmin, 5)
    );
    let mut panel = Panel::new(Axis::log10(column), Axis::log10("share of values at or above"));
    panel = panel.series(Series::points(&x, &share).sized(4.0).label("data"));
    panel = panel.series(Series::vline(tail.xmin));
    let at_xmin = tail.n_tail as f64 / tail.n as f64;
    let last = x.last().copied().unwrap_or(tail.xmin);
    let along: Vec<f64> = (0..=ALONG).map(|i| tail.xmin * (last / tail.xmin).powf(i as f64 / ALONG as f64)).collect();
    // What lies below half a value is below the data.
    let lowest = 0.5 / tail.n as f64;
    let draw = |panel: Panel, label: &str, colour: Colour, dash: Dash, of: &dyn Fn(f64) -> f64| {
        let (x, y): (Vec<f64>, Vec<f64>) =
            along.iter().map(|x| (*x, at_xmin * of(*x))).take_while(|(_, y)| *y > lowest).unzip();
        panel.series(Series::line(&x, &y).colour(colour).dashed(dash).label(label))
    };
    for (i, rival) in tail.rivals.iter().enumerate().filter(|(_, r)| !r.limit) {
        panel = draw(panel, rival.name, Colour::Category(i + 1), Dash::Dashed, &|x| rival.survival(x));
    }
    let law = |x: f64| survival(tail.kind, tail.alpha, tail.xmin, x);
    panel = draw(panel, "power law", Colour::Ink, Dash::Solid, &law);
    for rival in tail.rivals.iter().filter(|r| r.limit) {
        panel = panel.note(format!("{}: best in its limit, the power law", rival.name));
    }
    let mut figures = vec![("", Figure::new(title).panel(panel).sized(760.0, 520.0))];
    if tail.curve.len() > 1 {
        let (x, d): (Vec<f64>, Vec<f64>) = tail.curve.iter().map(|c| (c.xmin, c.ks)).unzip();
        let alpha: Vec<f64> = tail.curve.iter().map(|c| c.alpha).collect();
        let mark =
            |y: f64| Series::points(&[tail.xmin], &[y]).colour(Colour::Category(1)).marker(Marker::Diamond).sized(9.0);
        let distance = Panel::new(Axis::log10("xmin"), Axis::log10("distance D"))
            .series(Series::line(&x, &d))
            .series(mark(tail.ks).label("chosen"));
        let exponent = Panel::new(Axis::log10("xmin"), Axis::linear("alpha"))
            .series(Series::line(&x, &alpha))
            .series(mark(tail.alpha));
        let scan = Figure::new("Distance and exponent along xmin").panel(distance).panel(exponent);
        figures.push(("scan", scan.sharing_x().sized(760.0, 520.0)));
    }
    figures
}

/// The share of positive values at or above some of them.
fn survival_of(values: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| *x > 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else { return (vec![], vec![]) };
    let mut places: Vec<usize> = (0..=DRAWN)
        .map(|i| first * (last / first).powf(i as f64 / DRAWN as f64))
        .map(|x| sorted.partition_point(|v| *v < x).min(n - 1))
        .map(|i| sorted.partition_point(|v| *v < sorted[i]))
        .collect();
    places.push(sorted.partition_point(|v| *v < last));
    places.dedup();
    places.iter().map(|&i| (sorted[i], (n - i) as f64 / n as f64)).unzip()
}
