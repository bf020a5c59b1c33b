//! Leaves out what cannot be seen, so that a million points make a small picture.

use super::scene::Point;
use std::collections::HashMap;
use std::hash::Hash;

/// Fewer points or corners than this are all drawn.
pub(crate) const ENOUGH: usize = 3_000;

/// At most this many marks remain of the points of a series.
const MOST: usize = 6_000;

/// Cells that are told apart on either side of the origin; pictures are smaller.
const CELLS: i64 = 4096;

/// Points that share a cell and a look are drawn once: the indices that remain. Cells are a pixel wide, or as many as
/// leave no more than [`MOST`] marks.
pub(crate) fn points<L: Hash + Eq + Copy>(points: &[(Point, L)]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..points.len()).collect();
    if points.len() <= ENOUGH {
        return left;
    }
    for width in [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0] {
        left = one_a_cell(points, &left, width);
        if left.len() <= MOST {
            break;
        }
    }
    left
}

/// Of `which` the first in every cell of this width.
fn one_a_cell<L: Hash + Eq + Copy>(points: &[(Point, L)], which: &[usize], width: f64) -> Vec<usize> {
    let mut taken: HashMap<L, Vec<u64>> = HashMap::new();
    let cell = |v: f64| ((v / width).round() as i64).clamp(0, CELLS - 1) as usize;
    let mut keep = |&i: &usize| {
        let ((x, y), look) = points[i];
        let place = cell(y) * CELLS as usize + cell(x);
        let bits = taken.entry(look).or_default();
        if bits.len() <= place / 64 {
            bits.resize(place / 64 + 1, 0);
        }
        let bit = 1u64 << (place % 64);
        let free = bits[place / 64] & bit == 0;
        bits[place / 64] |= bit;
        free
    };
    which.iter().copied().filter(|i| keep(i)).collect()
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
        // Every pixel of 600 x 400: cells grow until few enough are left, and cover the whole area.
        let full: Vec<(Point, u8)> = (0..240_000).map(|i| ((f64::from(i % 600), f64::from(i / 600)), 0)).collect();
        let left = points(&full);
        assert!(left.len() <= MOST && left.len() > MOST / 3, "{}", left.len());
        assert!(left.iter().any(|&i| full[i].0.0 > 590.0 && full[i].0.1 > 390.0));
        let noise: Vec<Point> =
            (0..1_000_000u32).map(|i| (f64::from(i) * 1e-4, f64::from(i % 1000 * 919 % 1000))).collect();
        let thin = line(noise);
        assert!(thin.len() <= 4 * 201);
        assert!(thin.iter().any(|p| p.1 == 999.0));
    }
}
