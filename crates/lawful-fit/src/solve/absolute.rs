//! Least absolute deviations: Gauss-Newton steps whose linearised problems are solved exactly, vertex by vertex
//! (Barrodale & Roberts 1973; Anderson & Osborne 1977). Converges quadratically where as many residuals vanish as there
//! are parameters, as they do at almost every minimum. Where fewer vanish (one fit in a hundred to 50 rows) the law's
//! curvature decides along the rest, which such steps don't see: they creep, and Newton's steps on the surface where
//! those residuals stay zero finish (Hald & Madsen 1985, stage 2).

use super::descend::{Bounds, Outcome};
use super::surface;
use crate::objective::{Objective, Order, Scratch};

/// Most linearisations.
const MOST_STEPS: usize = 60;

/// Vertices are reached in fewer steps than these, after which a surface is tried.
const CREEPING: [usize; 3] = [8, 16, 32];

/// Descends to a minimum of the sum of absolute residuals.
pub(crate) fn descend(objective: &Objective, bounds: &Bounds, start: Outcome, scratch: &mut Scratch) -> Outcome {
    let n = start.x.len();
    let at = objective.evaluate(&start.x, Order::GaussNewton, scratch);
    let mut best = Outcome { at, converged: false, ..start };
    if !best.at.value.is_finite() {
        return best;
    }
    let weights = objective.jacobian_weights();
    let mut basis: Vec<usize> = Vec::new();
    for step_number in 0..MOST_STEPS {
        if CREEPING.contains(&step_number)
            && let Some(end) = surface::descend(objective, bounds, &best, &basis, scratch)
        {
            return end;
        }
        let free: Vec<usize> = (0..n).filter(|&j| !bounds.holds(j, best.x[j], best.at.gradient[j])).collect();
        let (residuals, jacobian) = objective.jacobian(&best.x);
        let Some(step) = linearised(&residuals, &jacobian, &weights, &free, &mut basis) else { break };
        let mut accepted = false;
        let mut length = 1.0;
        for _ in 0..30 {
            let mut full = vec![0.0; n];
            for (k, &j) in free.iter().enumerate() {
                full[j] = length * step[k];
            }
            let trial = bounds.step(&best.x, &full);
            if trial == best.x {
                break;
            }
            let next = objective.evaluate(&trial, Order::GaussNewton, scratch);
            if next.value < best.at.value {
                let tiny = trial.iter().zip(&best.x).all(|(a, b)| (a - b).abs() <= 1e-15 * b.abs());
                best = Outcome { x: trial, at: next, converged: false, steps: best.steps + 1 };
                accepted = !tiny;
                break;
            }
            length *= 0.25;
        }
        if !accepted {
            // The linearised problem promises nothing more than rounding: this is the minimum.
            let promise: f64 = linear_gain(&residuals, &jacobian, &weights, &free, &step);
            best.converged = promise <= 1e-9 * best.at.value.abs();
            break;
        }
    }
    best
}

/// How much the linearised sum falls along `step`.
fn linear_gain(residuals: &[f64], jacobian: &[f64], weights: &[f64], free: &[usize], step: &[f64]) -> f64 {
    let size = jacobian.len() / residuals.len().max(1);
    (0..residuals.len())
        .filter(|&i| weights[i] > 0.0)
        .map(|i| {
            let row = &jacobian[i * size..];
            let change: f64 = free.iter().zip(step).map(|(&j, s)| row[j] * s).sum();
            weights[i] * (residuals[i].abs() - (residuals[i] - change).abs())
        })
        .sum()
}

/// Minimises `sum w |r - J s|` over `s`; `basis` holds the rows that vanish, as a start and as a result. `None` if the
/// rows don't span the parameters.
fn linearised(
    residuals: &[f64],
    jacobian: &[f64],
    weights: &[f64],
    free: &[usize],
    basis: &mut Vec<usize>,
) -> Option<Vec<f64>> {
    let m = free.len();
    let rows: Vec<usize> = (0..residuals.len()).filter(|&i| weights[i] > 0.0).collect();
    // The free columns, to unit length.
    let size = jacobian.len() / residuals.len().max(1);
    let unit: Vec<f64> = free
        .iter()
        .map(|&j| {
            let norm = rows.iter().map(|&i| jacobian[i * size + j] * jacobian[i * size + j]).sum::<f64>().sqrt();
            if norm > 0.0 { 1.0 / norm } else { 0.0 }
        })
        .collect();
    let mut scaled = vec![0.0; residuals.len() * m];
    for &i in &rows {
        for (k, &j) in free.iter().enumerate() {
            scaled[i * m + k] = jacobian[i * size + j] * unit[k];
        }
    }
    let row = |i: usize| &scaled[i * m..(i + 1) * m];
    if basis.len() != m {
        *basis = independent_rows(&rows, residuals, m, &row)?;
    }
    let mut in_basis = vec![false; residuals.len()];
    basis.iter().for_each(|&i| in_basis[i] = true);
    let mut s = solve_rows(basis, &row, &basis.iter().map(|&i| residuals[i]).collect::<Vec<_>>(), false)?;
    for _ in 0..100 * m {
        let now: Vec<f64> =
            rows.iter().map(|&i| if in_basis[i] { 0.0 } else { residuals[i] - dot(row(i), &s) }).collect();
        let mut gradient = vec![0.0; m];
        for (&i, &r) in rows.iter().zip(&now) {
            if !in_basis[i] && r != 0.0 {
                for (g, a) in gradient.iter_mut().zip(row(i)) {
                    *g -= weights[i] * r.signum() * a;
                }
            }
        }
        let multipliers = solve_rows(basis, &row, &gradient, true)?;
        let worst = (0..m)
            .map(|k| (k, multipliers[k].abs() - weights[basis[k]]))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .filter(|(_, excess)| *excess > 1e-9);
        let Some((k, excess)) = worst else { break };
        // Let row `basis[k]` go, along the edge where the others stay at 0.
        let mut sides = vec![0.0; m];
        sides[k] = -multipliers[k].signum();
        let direction = solve_rows(basis, &row, &sides, false)?;
        let mut crossings: Vec<(f64, usize, f64)> = rows
            .iter()
            .zip(&now)
            .filter(|(i, _)| !in_basis[**i])
            .filter_map(|(&i, &r)| {
                let speed = dot(row(i), &direction);
                let t = r / speed;
                (speed != 0.0 && t >= 0.0 && t.is_finite()).then_some((t, i, 2.0 * weights[i] * speed.abs()))
            })
            .collect();
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut slope = -excess;
        let Some(&(_, entering, _)) = crossings.iter().find(|(_, _, bend)| {
            slope += bend;
            slope >= 0.0
        }) else {
            break;
        };
        in_basis[basis[k]] = false;
        in_basis[entering] = true;
        basis[k] = entering;
        let right: Vec<f64> = basis.iter().map(|&i| residuals[i]).collect();
        s = solve_rows(basis, &row, &right, false)?;
    }
    Some(s.iter().zip(&unit).map(|(s, u)| s * u).collect())
}

/// The `m` rows of smallest residual that are linearly independent.
fn independent_rows<'a>(
    rows: &[usize],
    residuals: &[f64],
    m: usize,
    row: &impl Fn(usize) -> &'a [f64],
) -> Option<Vec<usize>> {
    let mut order = rows.to_vec();
    order.sort_by(|&a, &b| residuals[a].abs().total_cmp(&residuals[b].abs()).then(a.cmp(&b)));
    let mut chosen = Vec::new();
    let mut directions: Vec<Vec<f64>> = Vec::new();
    for tolerance in [1e-3, 1e-6, 1e-10] {
        for &i in &order {
            if chosen.len() == m {
                return Some(chosen);
            }
            let mut v = row(i).to_vec();
            let length = dot(&v, &v).sqrt();
            for d in &directions {
                let along = dot(&v, d);
                v.iter_mut().zip(d).for_each(|(x, y)| *x -= along * y);
            }
            let left = dot(&v, &v).sqrt();
            if left > tolerance * length && length > 0.0 {
                v.iter_mut().for_each(|x| *x /= left);
                directions.push(v);
                chosen.push(i);
            }
        }
    }
    (chosen.len() == m).then_some(chosen)
}

/// Solves `A x = b`, or `A' x = b`, for the matrix of these rows.
fn solve_rows<'a>(
    basis: &[usize],
    row: &impl Fn(usize) -> &'a [f64],
    right: &[f64],
    transposed: bool,
) -> Option<Vec<f64>> {
    let m = basis.len();
    let a: Vec<&[f64]> = basis.iter().map(|&i| row(i)).collect();
    let system = (0..m)
        .map(|i| {
            let mut line: Vec<f64> = (0..m).map(|j| if transposed { a[j][i] } else { a[i][j] }).collect();
            line.push(right[i]);
            line
        })
        .collect();
    eliminate(system)
}

/// Gaussian elimination with scaled partial pivoting of an augmented system; `None` if it is singular.
pub(super) fn eliminate(mut a: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = a.len();
    for row in &mut a {
        let largest = row[..n].iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if !(largest > 0.0) || !largest.is_finite() {
            return None;
        }
        row.iter_mut().for_each(|x| *x /= largest);
    }
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        if !(a[pivot][k].abs() > 1e-300) {
            return None;
        }
        a.swap(k, pivot);
        for i in k + 1..n {
            let f = a[i][k] / a[k][k];
            for j in k..=n {
                a[i][j] -= f * a[k][j];
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|j| a[i][j] * x[j]).sum();
        x[i] = (a[i][n] - sum) / a[i][i];
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The minimum of sum |y - s| is the median, and a line through most points is found whatever the outliers.
    #[test]
    fn medians_and_lines() {
        let y = vec![1.0, 2.0, 3.0, 10.0, 100.0];
        let ones = vec![1.0; 5];
        let s = linearised(&y, &ones, &[1.0; 5], &[0], &mut vec![]).unwrap();
        assert_eq!(s, vec![3.0]);
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let mut y: Vec<f64> = x.iter().map(|x| 2.0 - 0.5 * x).collect();
        (y[3], y[11], y[17]) = (50.0, -40.0, 7.0);
        let rows: Vec<f64> = x.iter().flat_map(|x| [1.0, *x]).collect();
        let s = linearised(&y, &rows, &[1.0; 20], &[0, 1], &mut vec![]).unwrap();
        assert!((s[0] - 2.0).abs() < 1e-12 && (s[1] + 0.5).abs() < 1e-12, "{s:?}");
    }
}
