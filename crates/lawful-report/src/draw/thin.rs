//! Leaves out what cannot be seen, so that a million points make a small picture.

use super::scene::Point;
use std::collections::HashSet;
use std::hash::Hash;

/// Fewer points or corners than this are all drawn.
const ENOUGH: usize = 5_000;

/// Points that share a pixel and a look are drawn once: the indices that remain.
pub(crate) fn points<L: Hash + Eq + Copy>(points: &[(Point, L)]) -> Vec<usize> {
    if points.len() <= ENOUGH {
        return (0..points.len()).collect();
    }
    let mut taken = HashSet::new();
    let cell = |v: f64| v.round() as i64;
    (0..points.len())
        .filter(|&i| {
            let ((x, y), look) = points[i];
            taken.insert((cell(x), cell(y), look))
        })
        .collect()
}

/// Of the corners of a line that follow each other in one half-pixel column only the first, the
/// lowest, the highest and the last remain.
pub(crate) fn line(corners: Vec<Point>) -> Vec<Point> {
    if corners.len() <= ENOUGH {
        return corners;
    }
    let column = |p: &Point| (2.0 * p.0).floor() as i64;
    let mut out = Vec::new();
    for run in corners.chunk_by(|a, b| column(a) == column(b)) {
        let by_height = |a: &usize, b: &usize| run[*a].1.total_cmp(&run[*b].1);
        let lowest = (0..run.len()).min_by(by_height).unwrap_or(0);
        let highest = (0..run.len()).max_by(by_height).unwrap_or(0);
        let mut kept = [0, lowest, highest, run.len() - 1];
        kept.sort_unstable();
        let mut last = None;
        for i in kept {
            if last.replace(i) != Some(i) {
                out.push(run[i]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_points_become_few() {
        let many: Vec<(Point, u8)> = (0..1_000_000).map(|i| ((f64::from(i % 100), f64::from(i % 70)), 0)).collect();
        assert_eq!(points(&many).len(), 700);
        let noise: Vec<Point> =
            (0..1_000_000u32).map(|i| (f64::from(i) * 1e-4, f64::from(i % 1000 * 919 % 1000))).collect();
        let thin = line(noise);
        assert!(thin.len() <= 4 * 201);
        assert!(thin.iter().any(|p| p.1 == 999.0));
    }
}
