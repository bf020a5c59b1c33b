//! Results of a back-test: one cell per law, cut and distance of extrapolation, and their pools over cuts.

/// Where bins of distance begin, as multiples of the largest scale fitted; the last is their end.
pub const DISTANCES: [f64; 6] = [1.0, 2.0, 4.0, 10.0, 30.0, 100.0];

/// One law (or baseline) at one cut and distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The law as typed, or a baseline's name.
    pub law: String,
    /// The noise as typed; empty for a baseline.
    pub noise: String,
    /// The selection's name.
    pub selection: String,
    /// Rows up to this scale were fitted.
    pub cut: f64,
    /// The bin of distances: more than the first and at most the second multiple of the largest scale fitted.
    pub distance: (f64, f64),
    /// Rows predicted.
    pub n: usize,
    /// Runs that they belong to: what is independent at most.
    pub runs: usize,
    /// Rows that were fitted.
    pub fitted: usize,
    /// Median of `abs(predicted - observed) / abs(observed)`.
    pub median_relative_error: f64,
    /// Share of rows within the interval for a new observation; `None` if there is none.
    pub coverage: Option<f64>,
    /// The same for the interval widened by what rolling fits within the fitted rows showed.
    pub widened_coverage: Option<f64>,
    /// Median of the factors by which intervals were widened.
    pub widening: Option<f64>,
    /// Median width of the interval over the predicted value.
    pub median_relative_width: Option<f64>,
}

/// Cells of one law and distance pooled over cuts.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The law or baseline.
    pub law: String,
    /// The noise; empty for a baseline.
    pub noise: String,
    /// The selection.
    pub selection: String,
    /// The bin of distances.
    pub distance: (f64, f64),
    /// Cuts.
    pub cuts: usize,
    /// Predictions: rows, each counted once per cut.
    pub n: usize,
    /// Mean over cuts of the median relative error.
    pub median_relative_error: f64,
    /// Mean over cuts of the coverage.
    pub coverage: Option<f64>,
    /// Mean over cuts of the coverage of widened intervals.
    pub widened_coverage: Option<f64>,
    /// Median over cuts of the factor by which intervals were widened.
    pub widening: Option<f64>,
}

/// Pools cells over cuts, every cut with equal weight, in the order of the cells.
pub fn pool(cells: &[Cell]) -> Vec<Pool> {
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    for cell in cells {
        let same = |c: &Cell| {
            c.law == cell.law && c.noise == cell.noise && c.selection == cell.selection && c.distance == cell.distance
        };
        match groups.iter_mut().find(|g| same(g[0])) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    let mean = |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    groups
        .into_iter()
        .map(|group| Pool {
            law: group[0].law.clone(),
            noise: group[0].noise.clone(),
            selection: group[0].selection.clone(),
            distance: group[0].distance,
            cuts: group.len(),
            n: group.iter().map(|c| c.n).sum(),
            median_relative_error: mean(group.iter().map(|c| c.median_relative_error).collect()).unwrap_or(f64::NAN),
            coverage: mean(group.iter().filter_map(|c| c.coverage).collect()),
            widened_coverage: mean(group.iter().filter_map(|c| c.widened_coverage).collect()),
            widening: median(group.iter().filter_map(|c| c.widening).collect()),
        })
        .collect()
}

/// The middle value, or the mean of the two in the middle.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|v| !v.is_nan());
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 { None } else { Some(0.5 * values[(n - 1) / 2] + 0.5 * values[n / 2]) }
}
