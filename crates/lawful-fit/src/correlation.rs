//! Correlation of two columns: Pearson's and, of ranks, Spearman's.

/// Pearson's product-moment correlation, `sum (x - mean x)(y - mean y)` over the root of both sums of squares; NaN with
/// fewer than two points or without spread. Rows beyond the shorter column are passed over.
pub fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let mean = |v: &[f64]| v[..n].iter().sum::<f64>() / n as f64;
    let (a, b) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for i in 0..n {
        xy += (x[i] - a) * (y[i] - b);
        xx += (x[i] - a) * (x[i] - a);
        yy += (y[i] - b) * (y[i] - b);
    }
    xy / (xx * yy).sqrt()
}

/// Spearman's rank correlation: Pearson's of the ranks, where equal values share their mean rank.
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    pearson(&ranks(x), &ranks(y))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let mut end = first + 1;
        while end < order.len() && values[order[end]] == values[order[first]] {
            end += 1;
        }
        order[first..end].iter().for_each(|&i| ranks[i] = 0.5 * (first + end - 1) as f64);
        first = end;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        assert!((pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-15);
        // 1 - 6 sum d^2/(n (n^2 - 1)) with d = (0, 1, -1, 0).
        assert!((spearman(&[1.0, 2.0, 3.0, 4.0], &[1.0, 30.0, 20.0, 400.0]) - 0.8).abs() < 1e-15);
        assert_eq!(ranks(&[5.0, 1.0, 5.0]), [1.5, 0.0, 1.5]);
        assert!(pearson(&[1.0], &[1.0]).is_nan() && spearman(&[1.0, 2.0], &[3.0, 3.0]).is_nan());
    }
}
