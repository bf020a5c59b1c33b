//! The lower convex hull of runs in the plane of log cost and log loss.

/// The lower convex hull of points, from the leftmost to the lowest: Andrew's monotone chain with one far anchor at the
/// upper right, so that the hull ends where it stops falling (McLeish et al. 2025, arXiv 2502.06857). Indices into
/// `points`, by rising `x`; points that are not finite are left out.
pub fn lower_hull(points: &[(f64, f64)]) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..points.len()).filter(|&i| points[i].0.is_finite() && points[i].1.is_finite()).collect();
    order.sort_by(|&a, &b| points[a].0.total_cmp(&points[b].0).then(points[a].1.total_cmp(&points[b].1)));
    order.dedup_by(|later, first| points[*later].0 == points[*first].0);
    let mut hull: Vec<usize> = Vec::new();
    for i in order {
        // The chain falls throughout: beyond the lowest point it would run to the anchor.
        if hull.last().is_some_and(|&last| points[i].1 >= points[last].1) {
            continue;
        }
        while let [.., a, b] = hull[..] {
            let (p, q, r) = (points[a], points[b], points[i]);
            if (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0) > 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(i);
    }
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_hull() {
        let points =
            [(0.0, 5.0), (1.0, 4.5), (1.0, 3.0), (2.0, 2.5), (3.0, 1.0), (4.0, 1.5), (5.0, 3.0), (2.0, f64::NAN)];
        // (2, 2.5) lies above the chord from (1, 3) to (3, 1).
        assert_eq!(lower_hull(&points), [0, 2, 4]);
        assert!(lower_hull(&[]).is_empty());
    }
}
