//! Holm's adjustment for many tests.

/// Probabilities adjusted so that the chance of any false alarm among all of them is kept (Holm 1979): sorted rising,
/// the i-th of m is multiplied by `m - i + 1`, never smaller than the one before, at most 1. Tests without a
/// probability (`None` or NaN) do not count.
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        p.iter().enumerate().filter_map(|(i, p)| p.filter(|p| !p.is_nan()).map(|p| (i, p))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut adjusted = p.to_vec();
    let mut least = 0.0_f64;
    for (rank, &(i, p)) in order.iter().enumerate() {
        least = least.max((order.len() - rank) as f64 * p).min(1.0);
        adjusted[i] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_calculation() {
        // Sorted .01, .02, .04: times 3, 2, 1 gives .03, .04, .04.
        let got = holm(&[Some(0.04), None, Some(0.01), Some(0.02)]);
        let want = [Some(0.04), None, Some(0.03), Some(0.04)];
        for (g, w) in got.iter().zip(want) {
            assert!(g.zip(w).is_none_or(|(g, w)| (g - w).abs() < 1e-15) && g.is_some() == w.is_some());
        }
        assert_eq!(holm(&[Some(0.7), Some(0.6)]), [Some(1.0), Some(1.0)]);
    }
}
