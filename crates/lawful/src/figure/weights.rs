//! Figures of a model's weights: densities beside noise, tails beside power law and noise, measures along the depth.

use crate::Figure;
use crate::weights::{WeightLayer, Weights};
use lawful_report::{Axis, Colour, Dash, Marker, Panel, Series, with_error};
use lawful_spectrum::NullModel;
use lawful_tail::survival;

/// Panels of a figure, and how many stand beside each other.
const PANELS: usize = 12;
const BESIDE: usize = 3;

/// Layers that are drawn one by one.
const DRAWN: usize = 96;

/// Bins of a density, and points of a curve.
const BINS: usize = 48;
const ALONG: usize = 160;

/// Points of a survival function.
const POINTS: usize = 120;

/// Smaller singular values than this share of the edge of noise are not shown: a square matrix of noise has them down
/// to 0.
const SHOWN_FROM: f64 = 1e-2;

/// Outliers with a mark of their own: of more only the largest.
const OUTLIERS: usize = 30;

/// Kinds with a colour of their own.
const KINDS: usize = 8;

/// Measures along the depth; then, twelve to a figure, the density of singular values of each layer beside the
/// Marchenko-Pastur law and a shuffled copy, and the tail of its eigenvalues. The first 96 layers are drawn.
pub fn weights(weights: &Weights) -> Vec<(String, Figure)> {
    let mut figures = Vec::new();
    if weights.layers.len() > 1 {
        figures.push(("depth".to_string(), depth(weights)));
    }
    let drawn = &weights.layers[..weights.layers.len().min(DRAWN)];
    let note = (drawn.len() < weights.layers.len())
        .then(|| format!("the first {DRAWN} of {} layers are drawn; --layers picks others", weights.layers.len()));
    for (page, layers) in drawn.chunks(PANELS).enumerate() {
        figures.push((
            format!("densities-{}", page + 1),
            grid("Singular values beside noise", layers, density, note.as_deref()),
        ));
    }
    for (page, layers) in drawn.chunks(PANELS).enumerate() {
        figures.push((
            format!("tails-{}", page + 1),
            grid("Tails of squared singular values", layers, tail, note.as_deref()),
        ));
    }
    figures
}

fn grid(title: &str, layers: &[WeightLayer], panel: fn(&WeightLayer) -> Panel, note: Option<&str>) -> Figure {
    let beside = layers.len().min(BESIDE);
    let rows = layers.len().div_ceil(beside.max(1));
    let mut figure =
        Figure::new(title).in_rows_of(beside).sized(120.0 + 320.0 * beside as f64, 150.0 + 230.0 * rows as f64);
    for (i, layer) in layers.iter().enumerate() {
        let panel = panel(layer);
        figure = figure.panel(match (i, note) {
            (0, Some(note)) => panel.note(note),
            _ => panel,
        });
    }
    figure
}

/// The density of ln(singular value): a histogram, the law of noise, the edge, outliers as points.
fn density(layer: &WeightLayer) -> Panel {
    let spectrum = &layer.measures.spectrum;
    let values = &spectrum.singular.values;
    let bulk = spectrum.bulk.as_ref().ok();
    let edge = bulk.map(|b| b.upper_edge.sqrt());
    let top = values[0].max(edge.unwrap_or(0.0)).max(spectrum.shuffled.first().copied().unwrap_or(0.0)) * 1.1;
    let lowest = edge.unwrap_or(values[0]) * SHOWN_FROM;
    let smallest = values.iter().rev().copied().find(|s| *s >= lowest).unwrap_or(values[0]);
    let bottom = smallest.min(bulk.map_or(smallest, |b| b.lower_edge.sqrt().max(lowest))) / 1.1;
    let range = (bottom, top.max(bottom * 1.2));
    let mut panel = Panel::new(Axis::log10("singular value").range(range.0, range.1), Axis::linear("density of ln σ"))
        .titled(layer.short());
    let (x, y) = histogram(values, range);
    panel = panel.series(Series::band(&x, &vec![0.0; x.len()], &y).label("weights"));
    if let Some(shuffled) = &layer.measures.shuffled {
        let (x, y) = histogram(shuffled, range);
        panel = panel.series(Series::line(&x, &y).colour(Colour::Category(2)).sized(1.2).label("shuffled"));
    }
    if let Some(bulk) = bulk {
        let share = 1.0 - bulk.outliers as f64 / values.len() as f64;
        let (low, high) = (bulk.lower_edge.sqrt().max(range.0), bulk.upper_edge.sqrt());
        let along = logarithmic(low, high, ALONG);
        let law: Vec<f64> = along.iter().map(|s| share * s * bulk.law.singular_density(*s)).collect();
        panel = panel.series(Series::line(&along, &law).label("noise (Marchenko-Pastur)"));
        let outliers = layer.measures.outliers().unwrap_or(0).min(OUTLIERS);
        if outliers > 0 {
            let beyond = &values[..outliers];
            let dots = Series::points(beyond, &vec![0.0; outliers]).colour(Colour::Category(1));
            panel = panel.series(dots.marker(Marker::Diamond).sized(5.0).label("outliers"));
        }
    }
    panel
}

/// The survival function of eigenvalues: data, power law from xmin on, the law of noise.
fn tail(layer: &WeightLayer) -> Panel {
    let squared: Vec<f64> = layer.measures.spectrum.singular.squared().into_iter().filter(|x| *x > 0.0).collect();
    let n = squared.len();
    let bulk = layer.measures.spectrum.bulk.as_ref().ok();
    // Half the values, or all of the tail, whichever is more.
    let count = layer.measures.tail.as_ref().map_or(0, |t| t.n_tail).max(n / 2).max(2).min(n);
    let (low, high) = (squared[count - 1] / 1.1, squared[0].max(bulk.map_or(0.0, |b| b.upper_edge)) * 1.1);
    let mut panel = Panel::new(
        Axis::log10("squared singular value").range(low, high.max(low * 1.2)),
        Axis::log10("share at or above").range(0.4 / n as f64, 1.3 * count as f64 / n as f64),
    );
    panel = panel.titled(format!("{}: {}", layer.short(), layer.verdict()));
    let mut ranks: Vec<usize> =
        logarithmic(1.0, count as f64, POINTS).iter().map(|r| (r.round() as usize).clamp(1, count)).collect();
    ranks.dedup();
    let x: Vec<f64> = ranks.iter().map(|r| squared[r - 1]).collect();
    let share: Vec<f64> = ranks.iter().map(|r| *r as f64 / n as f64).collect();
    panel = panel.series(Series::points(&x, &share).sized(3.6).label("weights"));
    if let Some(bulk) = bulk {
        let along = logarithmic(low.max(bulk.lower_edge), bulk.upper_edge, ALONG);
        let left = 1.0 - bulk.outliers as f64 / n as f64;
        let noise: Vec<f64> = along.iter().map(|x| 1.0 - left * bulk.law.cdf(*x)).collect();
        panel = panel.series(
            Series::line(&along, &noise).colour(Colour::Category(1)).dashed(Dash::Dashed).label("noise and outliers"),
        );
    }
    if let Ok(tail) = &layer.measures.tail {
        let along = logarithmic(tail.xmin, squared[0], ALONG);
        let at = tail.n_tail as f64 / n as f64;
        let law: Vec<f64> = along.iter().map(|x| at * survival(tail.kind, tail.alpha, tail.xmin, *x)).collect();
        let label = format!("α = {}", with_error(tail.alpha, tail.alpha_err));
        panel = panel.series(Series::line(&along, &law).label(label));
    }
    panel
}

/// Relative effective rank, exponent and outliers along the blocks, one colour per kind.
fn depth(weights: &Weights) -> Figure {
    let mut kinds: Vec<&str> = Vec::new();
    for layer in &weights.layers {
        if !kinds.contains(&layer.kind.as_str()) {
            kinds.push(&layer.kind);
        }
    }
    // Kinds that come once say nothing along the depth: those that repeat first.
    let times = |kind: &str| weights.layers.iter().filter(|l| l.kind == kind).count();
    kinds.sort_by_key(|kind| std::cmp::Reverse(times(kind)));
    let numbers: Vec<u64> = weights.layers.iter().filter_map(|l| l.block).collect();
    let blocks = numbers.iter().any(|b| *b != numbers[0]);
    let mut panels = [
        Panel::new(Axis::linear(if blocks { "block" } else { "layer" }), Axis::linear("particip. ratio / width")),
        Panel::new(Axis::linear(if blocks { "block" } else { "layer" }), Axis::linear("alpha")),
        Panel::new(Axis::linear(if blocks { "block" } else { "layer" }), Axis::linear("outliers")),
    ];
    for (i, kind) in kinds.iter().enumerate() {
        let of_kind: Vec<(f64, &WeightLayer)> = weights
            .layers
            .iter()
            .enumerate()
            .filter(|(_, l)| l.kind == *kind)
            .filter_map(|(at, l)| Some((if blocks { l.block? as f64 } else { at as f64 }, l)))
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        let x: Vec<f64> = of_kind.iter().map(|(x, _)| *x).collect();
        let of = |f: &dyn Fn(&WeightLayer) -> f64| -> Vec<f64> { of_kind.iter().map(|(_, l)| f(l)).collect() };
        let width = |l: &WeightLayer| l.measures.spectrum.singular.values.len() as f64;
        let rank = of(&|l| l.measures.spectrum.participation_ratio / width(l));
        let alpha = of(&|l| l.measures.tail.as_ref().map_or(f64::NAN, |t| t.alpha));
        let error = of(&|l| l.measures.tail.as_ref().map_or(f64::NAN, |t| t.alpha_err));
        let (lo, hi): (Vec<f64>, Vec<f64>) = alpha.iter().zip(&error).map(|(a, e)| (a - e, a + e)).unzip();
        let outliers = of(&|l| l.measures.outliers().map_or(f64::NAN, |n| n as f64));
        let named = i < KINDS;
        let dressed = |series: Series| match named {
            true => series.colour(Colour::Category(i)).marker(Marker::of_category(i)),
            false => series.colour(Colour::Muted),
        };
        let label = if named { *kind } else { "other kinds" };
        let [first, second, third] = panels;
        let line = |y: &[f64]| {
            let colour = if named { Colour::Category(i) } else { Colour::Muted };
            Series::line(&x, y).colour(colour).sized(0.8)
        };
        panels = [
            first.series(line(&rank)).series(dressed(Series::points(&x, &rank)).label(label)),
            second.series(dressed(Series::points(&x, &alpha).errors(&lo, &hi))),
            third.series(line(&outliers)).series(dressed(Series::points(&x, &outliers))),
        ];
    }
    let figure = Figure::new("Weights along the depth").subtitle(weights.model.clone()).sharing_x().sized(820.0, 760.0);
    panels.into_iter().fold(figure, Figure::panel)
}

/// A density over ln x as the outline of even bins within a range.
fn histogram(values: &[f64], (low, high): (f64, f64)) -> (Vec<f64>, Vec<f64>) {
    let step = (high / low).ln() / BINS as f64;
    let mut counts = [0usize; BINS];
    for value in values.iter().filter(|v| **v >= low && **v <= high) {
        counts[(((value / low).ln() / step) as usize).min(BINS - 1)] += 1;
    }
    let edges = logarithmic(low, high, BINS + 1);
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (i, count) in counts.iter().enumerate() {
        let height = *count as f64 / values.len() as f64 / step;
        x.extend([edges[i], edges[i + 1]]);
        y.extend([height, height]);
    }
    (x, y)
}

/// `count` numbers from `low` to `high`, evenly in the logarithm.
fn logarithmic(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low * (high / low).powf(i as f64 / (count - 1).max(1) as f64)).collect()
}
