//! How often intervals held the truth.

/// How often the intervals of one method held the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodCoverage {
    /// `picked` (what [`crate::Estimate`] reports), or one of the methods of [`crate::Interval`].
    pub method: &'static str,
    /// Intervals that held the truth; an open side holds everything.
    pub hits: usize,
    /// Intervals made.
    pub sims: usize,
    /// Intervals that lay wholly above the truth.
    pub above: usize,
    /// Intervals that lay wholly below the truth.
    pub below: usize,
    /// Intervals with an open side; they do not count for the widths.
    pub open: usize,
    /// Mean width.
    pub mean_width: f64,
    /// Median width.
    pub median_width: f64,
}

impl MethodCoverage {
    /// The share of intervals that held the truth.
    pub fn rate(&self) -> f64 {
        self.hits as f64 / self.sims as f64
    }

    /// The standard error of [`MethodCoverage::rate`], binomial, that of a rate half a hit inside where it is 0 or 1.
    pub fn error(&self) -> f64 {
        let n = self.sims as f64;
        let p = self.rate().clamp(0.5 / n, 1.0 - 0.5 / n);
        (p * (1.0 - p) / n).sqrt()
    }
}

/// Coverage of the intervals of one parameter or derived quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityCoverage {
    /// Its name.
    pub name: String,
    /// The value that the data were drawn with.
    pub truth: f64,
    /// Mean of the estimates minus the truth.
    pub bias: f64,
    /// Standard deviation of the estimates.
    pub deviation: f64,
    /// Fits that called it identified.
    pub identified: usize,
    /// What the fits picked first, then each method.
    pub methods: Vec<MethodCoverage>,
}

impl QuantityCoverage {
    /// The coverage of one method.
    pub fn method(&self, name: &str) -> Option<&MethodCoverage> {
        self.methods.iter().find(|m| m.method == name)
    }
}

/// One interval of one simulated data set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    pub(super) method: &'static str,
    pub(super) lo: Option<f64>,
    pub(super) hi: Option<f64>,
}

/// What one fit says of one quantity.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) value: f64,
    pub(super) identified: bool,
    pub(super) ends: Vec<Ends>,
}

/// Counts over all fits, in their order.
pub(super) fn tally(name: String, truth: f64, fits: &[&Said]) -> QuantityCoverage {
    let n = fits.len() as f64;
    let mean = fits.iter().map(|s| s.value).sum::<f64>() / n;
    let squares: f64 = fits.iter().map(|s| (s.value - mean) * (s.value - mean)).sum();
    let mut names: Vec<&'static str> = vec!["picked"];
    for end in fits.iter().flat_map(|s| &s.ends) {
        if !names.contains(&end.method) {
            names.push(end.method);
        }
    }
    let methods = names.into_iter().filter_map(|method| {
        let ends: Vec<&Ends> = fits.iter().filter_map(|s| s.ends.iter().find(|e| e.method == method)).collect();
        count(method, truth, &ends)
    });
    QuantityCoverage {
        name,
        truth,
        bias: mean - truth,
        deviation: (squares / (n - 1.0)).sqrt(),
        identified: fits.iter().filter(|s| s.identified).count(),
        methods: methods.collect(),
    }
}

fn count(method: &'static str, truth: f64, ends: &[&Ends]) -> Option<MethodCoverage> {
    if ends.is_empty() {
        return None;
    }
    let above = ends.iter().filter(|e| e.lo.is_some_and(|lo| lo > truth)).count();
    let below = ends.iter().filter(|e| e.hi.is_some_and(|hi| hi < truth)).count();
    let mut widths: Vec<f64> = ends.iter().filter_map(|e| Some(e.hi? - e.lo?)).collect();
    widths.sort_by(f64::total_cmp);
    Some(MethodCoverage {
        method,
        hits: ends.len() - above - below,
        sims: ends.len(),
        above,
        below,
        open: ends.len() - widths.len(),
        mean_width: widths.iter().sum::<f64>() / widths.len() as f64,
        median_width: widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_sides_hold_everything_and_misses_have_a_side() {
        let said = |lo, hi| Said { value: 0.0, identified: true, ends: vec![Ends { method: "picked", lo, hi }] };
        let fits =
            [said(Some(-1.0), Some(1.0)), said(Some(1.0), Some(2.0)), said(None, Some(-1.0)), said(Some(-3.0), None)];
        let c = tally("a".into(), 0.5, &fits.iter().collect::<Vec<_>>());
        let m = c.method("picked").unwrap();
        assert_eq!((m.hits, m.sims, m.above, m.below, m.open), (2, 4, 1, 1, 2));
        assert_eq!((m.rate(), m.mean_width), (0.5, 1.5));
    }
}
