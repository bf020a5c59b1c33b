//! Lines of equal height on a grid: marching squares (Lorensen & Cline 1987, in two dimensions).

use std::collections::HashMap;

/// An edge of the grid: the lower of its corners (column, row), and whether it runs upwards.
type Edge = (usize, usize, bool);

/// The lines where a grid of heights passes `level`, each joined from end to end; `heights[j][i]` belongs to `x[i]` and
/// `y[j]`. Between corners the place is linear in the logarithm of a positive axis, so that lines are smooth on log axes.
/// Cells with a corner that is not finite, and rows that are too short, are passed over.
///
/// ```
/// let (x, y) = ([1.0, 10.0], [1.0, 100.0]);
/// let lines = lawful_report::contour_lines(&x, &y, &[vec![0.0, 2.0], vec![0.0, 2.0]], 1.0);
/// // Straight up in the middle of the log axis.
/// assert_eq!(lines.len(), 1);
/// assert!(lines[0].iter().all(|p| (p.0 - 10f64.sqrt()).abs() < 1e-12));
/// ```
pub fn contour_lines(x: &[f64], y: &[f64], heights: &[Vec<f64>], level: f64) -> Vec<Vec<(f64, f64)>> {
    let height = |i: usize, j: usize| heights.get(j).and_then(|row| row.get(i)).copied().unwrap_or(f64::NAN) - level;
    let mut neighbours: HashMap<Edge, Vec<Edge>> = HashMap::new();
    let mut order: Vec<Edge> = Vec::new();
    for j in 0..y.len().saturating_sub(1) {
        for i in 0..x.len().saturating_sub(1) {
            let corners = [height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)];
            if corners.iter().any(|h| !h.is_finite()) {
                continue;
            }
            let edges = [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
            let crossed: Vec<Edge> =
                (0..4).filter(|&k| (corners[k] > 0.0) != (corners[(k + 1) % 4] > 0.0)).map(|k| edges[k]).collect();
            // In a saddle the mean height tells which corners belong together.
            let pairs: &[(usize, usize)] = match crossed.len() {
                2 => &[(0, 1)],
                4 if (corners.iter().sum::<f64>() > 0.0) == (corners[0] > 0.0) => &[(0, 1), (2, 3)],
                4 => &[(3, 0), (1, 2)],
                _ => &[],
            };
            for &(a, b) in pairs {
                for (from, to) in [(crossed[a], crossed[b]), (crossed[b], crossed[a])] {
                    let list = neighbours.entry(from).or_default();
                    if list.is_empty() {
                        order.push(from);
                    }
                    list.push(to);
                }
            }
        }
    }
    // Open lines first, from one of their ends; what is left then is closed.
    order.sort_by_key(|edge| neighbours[edge].len());
    let place = |(i, j, upwards): Edge| {
        let (a, b) = (height(i, j), if upwards { height(i, j + 1) } else { height(i + 1, j) });
        let share = a / (a - b);
        match upwards {
            true => (x[i], between(y[j], y[j + 1], share)),
            false => (between(x[i], x[i + 1], share), y[j]),
        }
    };
    let mut lines = Vec::new();
    for start in order {
        let mut line = vec![place(start)];
        let mut at = start;
        while let Some(next) = neighbours.get_mut(&at).and_then(Vec::pop) {
            if let Some(back) = neighbours.get_mut(&next) {
                back.iter().position(|e| *e == at).map(|k| back.swap_remove(k));
            }
            line.push(place(next));
            at = next;
        }
        if line.len() > 1 {
            lines.push(line);
        }
    }
    lines
}

fn between(a: f64, b: f64, share: f64) -> f64 {
    if a > 0.0 && b > 0.0 { a * (b / a).powf(share) } else { a + share * (b - a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Circles about the origin: one closed line of the right radius.
    #[test]
    fn a_circle_is_one_closed_line() {
        let axis: Vec<f64> = (0..=60).map(|i| -3.0 + 0.1 * f64::from(i) + 0.013).collect();
        let heights: Vec<Vec<f64>> = axis.iter().map(|y| axis.iter().map(|x| x * x + y * y).collect()).collect();
        let lines = contour_lines(&axis, &axis, &heights, 4.0);
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(line.first(), line.last());
        // Linear between corners 0.1 apart: off by at most h^2/8 over the radius.
        assert!(line.iter().all(|(x, y)| (x.hypot(*y) - 2.0).abs() < 0.01 / 8.0), "{line:?}");
        assert!(line.len() > 100);
    }

    #[test]
    fn hopeless_grids_have_no_lines() {
        assert!(contour_lines(&[1.0], &[1.0], &[vec![1.0]], 0.5).is_empty());
        assert!(contour_lines(&[1.0, 2.0], &[1.0, 2.0], &[vec![f64::NAN, 0.0], vec![1.0]], 0.5).is_empty());
    }
}
