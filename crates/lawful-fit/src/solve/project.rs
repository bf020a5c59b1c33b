//! Variable projection: parameters that enter linearly are solved for by least squares, non-negative or boxed where
//! their domains say so (Golub & Pereyra 1973; bounds by an active set, Lawson & Hanson 1974).

use super::descend::Bounds;
use crate::matrix::Matrix;
use crate::objective::Objective;
use lawful_law::model::Expressions;
use lawful_law::tape::Workspace;
use std::cell::RefCell;

/// Rows per pass.
const CHUNK: usize = 1024;

/// Solves for the linear parameters of a law at given other ones, minimising `sum w (t - f)^2`.
pub(crate) struct Projector<'a> {
    expressions: &'a Expressions,
    target: &'a [f64],
    weights: &'a [f64],
    /// Coordinates that are linear, each once.
    linear: Vec<usize>,
    bounds: &'a Bounds,
    memory: RefCell<(Workspace, Vec<Vec<f64>>)>,
}

impl<'a> Projector<'a> {
    /// `None` if the law has no linear parameter among the free ones, or if one of them is the log of its parameter.
    pub(crate) fn new(
        objective: &Objective,
        expressions: &'a Expressions,
        target: &'a [f64],
        weights: &'a [f64],
        bounds: &'a Bounds,
    ) -> Option<Projector<'a>> {
        let mut linear = Vec::new();
        for &s in &expressions.linear {
            for i in 0..target.len() {
                if let Some(k) = objective.coordinate[expressions.slots[s].parameter(i)]
                    && !linear.contains(&k)
                {
                    linear.push(k);
                }
                if matches!(expressions.slots[s], lawful_law::model::Slot::Parameter(_)) {
                    break;
                }
            }
        }
        linear.sort_unstable();
        let memory = RefCell::default();
        (!linear.is_empty()).then_some(Projector { expressions, target, weights, linear, bounds, memory })
    }

    pub(crate) fn is_linear(&self, coordinate: usize) -> bool {
        self.linear.contains(&coordinate)
    }

    /// Puts the best linear coordinates into `x`; leaves it as it is where the law can't be evaluated. Gives back the
    /// sum of squares there.
    ///
    /// With `least > 0` a coordinate whose best value is its lower end 0 gets one with which its term's root mean
    /// square is `least` (in units of `1/sqrt(w)`): for a search that goes on in logs.
    pub(crate) fn project(&self, objective: &Objective, x: &mut [f64], least: f64) -> f64 {
        let parameters = objective.parameters(x);
        let m = self.linear.len();
        let slots = &self.expressions.linear;
        let mut gram = Matrix::zeros(m);
        let mut rhs = vec![0.0; m];
        let mut squares = 0.0;
        let memory = &mut *self.memory.borrow_mut();
        let (workspace, out) = memory;
        out.resize(1 + slots.len(), vec![]);
        for o in out.iter_mut() {
            o.resize(CHUNK, 0.0);
        }
        let mut at = vec![(0usize, 0.0); slots.len()];
        let mut count = 0.0_f64;
        let place: Vec<Option<usize>> = (0..objective.coordinate.len())
            .map(|p| objective.coordinate[p].and_then(|k| self.linear.iter().position(|&l| l == k)))
            .collect();
        for first in (0..self.target.len()).step_by(CHUNK) {
            let rows = (self.target.len() - first).min(CHUNK);
            self.expressions.linear_parts.run(&parameters, first, rows, workspace, out);
            for i in 0..rows {
                let w = self.weights[first + i];
                if w == 0.0 {
                    continue;
                }
                let mut residual = self.target[first + i] - out[0][i];
                let mut used = 0;
                for (l, &s) in slots.iter().enumerate() {
                    let p = self.expressions.slots[s].parameter(first + i);
                    match place[p] {
                        Some(k) => {
                            at[used] = (k, out[1 + l][i]);
                            used += 1;
                        }
                        // A fixed member of a linear group.
                        None => residual -= parameters[p] * out[1 + l][i],
                    }
                }
                squares += w * residual * residual;
                count += 1.0;
                for &(ka, fa) in &at[..used] {
                    rhs[ka] += w * fa * residual;
                    for &(kb, fb) in &at[..used] {
                        gram[(ka, kb)] += w * fa * fb;
                    }
                }
            }
        }
        let ok = squares.is_finite() && rhs.iter().all(|v| v.is_finite());
        if !ok {
            return f64::INFINITY;
        }
        let lo: Vec<f64> = self.linear.iter().map(|&k| self.bounds.lo[k]).collect();
        let hi: Vec<f64> = self.linear.iter().map(|&k| self.bounds.hi[k]).collect();
        let Some(solution) = boxed_least_squares(&gram, &rhs, &lo, &hi) else { return f64::INFINITY };
        for (k, &j) in self.linear.iter().enumerate() {
            x[j] = solution[k];
            if least > 0.0 && lo[k] == 0.0 {
                let unit = (gram[(k, k)] / count).sqrt();
                let floor = least / unit;
                if floor.is_finite() {
                    x[j] = x[j].max(floor.min(0.5 * hi[k]));
                }
            }
        }
        squares - 2.0 * solution.iter().zip(&rhs).map(|(s, r)| s * r).sum::<f64>() + gram.between(&solution, &solution)
    }
}

/// Minimises `x'Gx/2 - r'x` within `lo <= x <= hi` by an active set; `None` if `G` is singular beyond repair.
fn boxed_least_squares(gram: &Matrix, rhs: &[f64], lo: &[f64], hi: &[f64]) -> Option<Vec<f64>> {
    let m = rhs.len();
    let units: Vec<f64> = (0..m).map(|i| if gram[(i, i)] > 0.0 { 1.0 / gram[(i, i)].sqrt() } else { 0.0 }).collect();
    // -1, 0, 1: held low, free, held high. A column of zeros is held at the end nearest 0.
    let mut held = vec![0_i8; m];
    let mut x = vec![0.0; m];
    for i in 0..m {
        if units[i] == 0.0 {
            held[i] = 2;
            x[i] = 0.0_f64.clamp(lo[i].min(hi[i]), hi[i]);
        }
    }
    for _ in 0..3 * m + 3 {
        let free: Vec<usize> = (0..m).filter(|&i| held[i] == 0).collect();
        let mut g = Matrix::zeros(free.len());
        let mut r = vec![0.0; free.len()];
        for (a, &i) in free.iter().enumerate() {
            let fixed: f64 = (0..m).filter(|&j| held[j] != 0).map(|j| gram[(i, j)] * x[j]).sum();
            r[a] = (rhs[i] - fixed) * units[i];
            for (b, &j) in free.iter().enumerate() {
                g[(a, b)] = gram[(i, j)] * units[i] * units[j];
            }
            // A trace of ridge where columns coincide to rounding.
            g[(a, a)] += 1e-15;
        }
        let factor = g.cholesky(1e-16)?;
        let scaled = factor.solve(&r);
        let mut worst: Option<(usize, f64)> = None;
        for (a, &i) in free.iter().enumerate() {
            x[i] = scaled[a] * units[i];
            let over = ((lo[i] - x[i]).max(x[i] - hi[i])) / units[i];
            if over > 0.0 && worst.is_none_or(|(_, w)| over > w) {
                worst = Some((i, over));
            }
        }
        if let Some((i, _)) = worst {
            held[i] = if x[i] < lo[i] { -1 } else { 1 };
            x[i] = if x[i] < lo[i] { lo[i] } else { hi[i] };
            continue;
        }
        // Release the held one that wants inside most.
        let pull = (0..m)
            .filter(|&i| held[i].abs() == 1)
            .map(|i| {
                let gradient: f64 = (0..m).map(|j| gram[(i, j)] * x[j]).sum::<f64>() - rhs[i];
                (i, -gradient * units[i] * f64::from(-held[i]))
            })
            .filter(|(_, p)| *p > 1e-12 * rhs.iter().zip(&units).map(|(r, u)| (r * u).abs()).fold(0.0, f64::max))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        match pull {
            Some((i, _)) => held[i] = 0,
            None => break,
        }
    }
    for i in 0..m {
        x[i] = x[i].clamp(lo[i], hi[i]);
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gram(columns: &[Vec<f64>], y: &[f64]) -> (Matrix, Vec<f64>) {
        let m = columns.len();
        let mut g = Matrix::zeros(m);
        let mut r = vec![0.0; m];
        for i in 0..m {
            r[i] = columns[i].iter().zip(y).map(|(a, b)| a * b).sum();
            for j in 0..m {
                g[(i, j)] = columns[i].iter().zip(&columns[j]).map(|(a, b)| a * b).sum();
            }
        }
        (g, r)
    }

    /// A straight line through falling points with a slope that may not be negative: the mean, slope 0.
    #[test]
    fn a_bound_that_binds() {
        let x = vec![1.0, 2.0, 3.0, 4.0];
        let y = vec![4.0, 3.0, 2.0, 1.0];
        let (g, r) = gram(&[vec![1.0; 4], x], &y);
        let inf = f64::INFINITY;
        let free = boxed_least_squares(&g, &r, &[-inf, -inf], &[inf, inf]).unwrap();
        assert!((free[0] - 5.0).abs() < 1e-12 && (free[1] + 1.0).abs() < 1e-12);
        let bound = boxed_least_squares(&g, &r, &[0.0, 0.0], &[inf, inf]).unwrap();
        assert!((bound[0] - 2.5).abs() < 1e-12 && bound[1] == 0.0);
    }
}
