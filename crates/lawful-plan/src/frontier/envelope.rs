//! The lower envelope of finished runs: the best run of each bin of cost.

/// Rows of the envelope, cost rising: `edges` geometric edges from the least to the largest cost, per bin the run with the
/// lowest response, then only runs that improve on all cheaper ones, and the dearest run if it improves (2506.04598).
/// Rows whose cost is not positive or whose response is NaN are passed over.
///
/// ```
/// let (cost, error) = ([1.0, 2.0, 10.0, 11.0, 100.0], [0.9, 0.8, 0.85, 0.5, 0.4]);
/// assert_eq!(lawful_plan::envelope(&cost, &error, 3), [1, 4]); // bins 1 to 10 and 10 to 100
/// ```
pub fn envelope(cost: &[f64], response: &[f64], edges: usize) -> Vec<usize> {
    let usable = |i: &usize| cost[*i] > 0.0 && cost[*i].is_finite() && response[*i].is_finite();
    let rows: Vec<usize> = (0..cost.len().min(response.len())).filter(usable).collect();
    let (lo, hi) = rows.iter().fold((f64::INFINITY, 0.0_f64), |(lo, hi), &i| (lo.min(cost[i]), hi.max(cost[i])));
    if rows.is_empty() {
        return vec![];
    }
    let bins = edges.saturating_sub(1).max(1);
    let width = (libm::log(hi / lo) / bins as f64).max(f64::MIN_POSITIVE);
    let mut best: Vec<Option<usize>> = vec![None; bins];
    for &i in &rows {
        let bin = ((libm::log(cost[i] / lo) / width) as usize).min(bins - 1);
        if best[bin].is_none_or(|b| response[i] < response[b]) {
            best[bin] = Some(i);
        }
    }
    let dearest = rows.iter().copied().max_by(|a, b| cost[*a].total_cmp(&cost[*b]));
    let mut kept: Vec<usize> = Vec::new();
    for i in best.into_iter().flatten().chain(dearest) {
        if kept.last().is_none_or(|k| response[i] < response[*k]) {
            kept.push(i);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_each_bin_if_it_improves() {
        // Bins 1 to 10 and 10 to 100; the dearest run ends the envelope only if it is the best.
        let cost = [1.0, 3.0, 20.0, 30.0, 100.0];
        assert_eq!(envelope(&cost, &[0.9, 0.5, 0.45, 0.4, 0.3], 3), [1, 4]);
        assert_eq!(envelope(&cost, &[0.9, 0.5, 0.45, 0.4, 0.6], 3), [1, 3]);
        assert_eq!(envelope(&cost, &[0.9, 0.5, 0.65, 0.6, 0.6], 3), [1]);
        // Every run in a bin of its own.
        assert_eq!(envelope(&cost, &[0.9, 0.5, 0.45, 0.4, 0.3], 1000), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn rows_that_say_nothing_are_passed_over() {
        assert_eq!(envelope(&[0.0, -1.0, f64::NAN, 2.0, 4.0], &[0.1, 0.1, 0.1, f64::NAN, 0.5], 10), [4]);
        assert!(envelope(&[], &[], 10).is_empty());
        assert_eq!(envelope(&[5.0, 5.0], &[0.2, 0.1], 0), [1]);
    }
}
