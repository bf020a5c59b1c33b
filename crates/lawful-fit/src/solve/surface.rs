//! Least absolute deviations where fewer residuals vanish than there are parameters: Newton's method on the surface on
//! which those stay zero (Hald & Madsen 1985, stage 2).
//!
//! With the vanishing rows `A`, `J` their derivatives and `c` the sum of the other rows' absolute residuals, the minimum
//! solves `grad c - J' y = 0`, `r_A = 0` with `|y_i| <= w_i`. Every step solves
//!
//! ```text
//! [ H  J' ] [  s ]   [ -grad c ]
//! [ J  0  ] [ -y ] = [   r_A   ]
//! ```
//!
//! with `H` the curvature of `c` and of `-y r_A`.

use super::descend::{Bounds, Outcome};
use crate::matrix::Matrix;
use crate::objective::{Evaluation, Objective, Order, Scratch};

/// Most steps: Newton's method on a good start needs a handful.
const MOST_STEPS: usize = 20;

/// Steps shorter than this, relative to the coordinates, are rounding.
const SHORT: f64 = 1e-11;

/// The minimum near `start`, if it lies where all but some of the rows of `basis` vanish: those are tried without the
/// largest residuals among them. `None` if no such surface holds a minimum.
pub(super) fn descend(
    objective: &Objective,
    bounds: &Bounds,
    start: &Outcome,
    basis: &[usize],
    scratch: &mut Scratch,
) -> Option<Outcome> {
    if objective.restraint.is_some() {
        // Points of a profile need no last digits.
        return None;
    }
    let free: Vec<usize> = (0..start.x.len()).filter(|&j| !bounds.holds(j, start.x[j], start.at.gradient[j])).collect();
    let (residuals, _) = objective.jacobian(&start.x);
    let mut rows: Vec<usize> = (0..residuals.len()).filter(|&i| objective.weights[i] > 0.0).collect();
    rows.sort_by(|&a, &b| residuals[a].abs().total_cmp(&residuals[b].abs()).then(a.cmp(&b)));
    // The rows that vanish are those of least residual; the vertex of the last step may hold one more that does not.
    let most = basis.len().min(free.len()).min(rows.len());
    (1..=2.min(most)).find_map(|fewer| {
        let vanishing = &rows[..most - fewer];
        let end = newton(objective, bounds, start, &free, vanishing, scratch)?;
        (end.at.value <= start.at.value).then_some(end)
    })
}

/// Newton's steps with these rows kept at zero; `None` unless they end in a minimum of the whole sum.
fn newton(
    objective: &Objective,
    bounds: &Bounds,
    start: &Outcome,
    free: &[usize],
    vanishing: &[usize],
    scratch: &mut Scratch,
) -> Option<Outcome> {
    let (m, q) = (free.len(), vanishing.len());
    let size = start.x.len();
    let mut x = start.x.clone();
    let mut others = objective.weights.to_vec();
    vanishing.iter().for_each(|&i| others[i] = 0.0);
    let mut multipliers = vec![0.0; q];
    for step in 0..MOST_STEPS {
        let (residuals, jacobian) = objective.jacobian(&x);
        let part = |weights: &[f64], scratch: &mut Scratch| -> Evaluation {
            Objective { weights, ..objective.clone() }.evaluate(&x, Order::Newton, scratch)
        };
        let rest = part(&others, scratch);
        // A row of weight 1 with its residual's sign tells the curvature of the law there.
        let mut curvature = rest.hessian.clone();
        for (&i, y) in vanishing.iter().zip(&multipliers) {
            if *y != 0.0 && residuals[i] != 0.0 {
                let mut alone = vec![0.0; objective.weights.len()];
                alone[i] = 1.0;
                let own = part(&alone, scratch).hessian;
                for a in 0..size {
                    for b in 0..size {
                        curvature[(a, b)] += y * residuals[i].signum() * own[(a, b)];
                    }
                }
            }
        }
        let unit: Vec<f64> = free.iter().map(|&j| length(&jacobian, size, j)).collect();
        let mut system = Matrix::zeros(m + q);
        let mut right = vec![0.0; m + q];
        for (a, &j) in free.iter().enumerate() {
            for (b, &k) in free.iter().enumerate() {
                system[(a, b)] = curvature[(j, k)] * unit[a] * unit[b];
            }
            for (b, &i) in vanishing.iter().enumerate() {
                system[(a, m + b)] = jacobian[i * size + j] * unit[a];
                system[(m + b, a)] = system[(a, m + b)];
            }
            right[a] = -rest.gradient[j] * unit[a];
        }
        for (b, &i) in vanishing.iter().enumerate() {
            right[m + b] = residuals[i];
        }
        let solution = super::absolute::eliminate(
            (0..m + q).map(|a| system.row(a).iter().copied().chain([right[a]]).collect()).collect(),
        )?;
        // `J y` is subtracted where the law's derivative has the residual's with the other sign.
        multipliers = solution[m..].iter().map(|y| -y).collect();
        let mut full = vec![0.0; size];
        for (a, &j) in free.iter().enumerate() {
            full[j] = solution[a] * unit[a];
        }
        let next = bounds.step(&x, &full);
        let shift = next.iter().zip(&x).map(|(a, b)| (a - b).abs() / (b.abs() + f64::MIN_POSITIVE)).fold(0.0, f64::max);
        if !shift.is_finite() || shift > 0.5 {
            return None;
        }
        x = next;
        if shift < SHORT {
            let stationary =
                multipliers.iter().zip(vanishing).all(|(y, &i)| y.abs() <= objective.weights[i] * 1.000_001);
            let at = objective.evaluate(&x, Order::GaussNewton, scratch);
            let good = stationary && at.value.is_finite();
            return good.then_some(Outcome { x, at, converged: true, steps: start.steps + step + 1 });
        }
    }
    None
}

/// One over the length of a column, so that the system does not depend on the parameters' units.
fn length(jacobian: &[f64], size: usize, j: usize) -> f64 {
    let square: f64 = jacobian.iter().skip(j).step_by(size.max(1)).map(|v| v * v).sum();
    if square > 0.0 { 1.0 / square.sqrt() } else { 1.0 }
}
