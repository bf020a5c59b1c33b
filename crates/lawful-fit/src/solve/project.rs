//! Variable projection: parameters that enter linearly are solved for by least squares, non-negative or boxed where
//! their domains say so (Golub & Pereyra 1973; bounds by an active set, Lawson & Hanson 1974).

use super::descend::Bounds;
use crate::matrix::Matrix;
use crate::objective::Objective;
use crate::ordered_sum::dot;
use lawful_law::lanes::{self, Kernel};
use lawful_law::model::{Scale, Separation, Slot};
use lawful_law::tape::Workspace;
use std::cell::RefCell;

/// Rows per pass.
const CHUNK: usize = 1024;

/// Solves for the linear parameters of a law at given other ones, minimising `sum w (t - f)^2`.
pub(crate) struct Projector<'a> {
    separation: &'a Separation,
    target: &'a [f64],
    weights: &'a [f64],
    /// Coordinates that are linear, each once, and in which form.
    linear: Vec<(usize, Scale)>,
    /// For each parameter its place in `linear`, if it is there.
    place: Vec<Option<usize>>,
    bounds: &'a Bounds,
    memory: RefCell<Memory>,
}

/// What one pass over a chunk needs.
#[derive(Default)]
struct Memory {
    workspace: Workspace,
    parts: Vec<Vec<f64>>,
    weighted: Vec<f64>,
}

/// The normal equations of the linear parameters.
struct Normal {
    gram: Matrix,
    rhs: Vec<f64>,
    /// `sum w r^2` with the linear parameters at 0, and how many rows count.
    squares: f64,
    count: f64,
}

impl<'a> Projector<'a> {
    /// `None` if the law has no linear parameter among the free ones.
    pub(crate) fn new(
        objective: &Objective,
        separation: &'a Separation,
        target: &'a [f64],
        weights: &'a [f64],
        bounds: &'a Bounds,
    ) -> Option<Projector<'a>> {
        let mut linear: Vec<(usize, Scale)> = Vec::new();
        let mut seen = vec![false; objective.coordinate.len()];
        let mut add = |p: usize, scale: Scale| {
            if let Some(k) = objective.coordinate[p]
                && !std::mem::replace(&mut seen[p], true)
            {
                linear.push((k, scale));
            }
        };
        for (slot, scale) in &separation.linear {
            match slot {
                Slot::Parameter(p) => add(*p as usize, *scale),
                Slot::Group(rows) => rows.iter().for_each(|&p| add(p as usize, *scale)),
            }
        }
        linear.sort_unstable_by_key(|l| l.0);
        let place = objective.coordinate.iter().map(|c| linear.iter().position(|l| Some(l.0) == *c)).collect();
        let memory = RefCell::default();
        (!linear.is_empty()).then_some(Projector { separation, target, weights, linear, place, bounds, memory })
    }

    pub(crate) fn is_linear(&self, coordinate: usize) -> bool {
        self.linear.iter().any(|l| l.0 == coordinate)
    }

    /// Puts the best linear coordinates into `x`; leaves it as it is where the law can't be evaluated. Gives back the
    /// sum of squares there.
    ///
    /// With `least > 0` a coordinate whose best value is its lower end 0 gets one with which its term's root mean
    /// square is that fraction of the target's: for a search that goes on in logs.
    pub(crate) fn project(&self, objective: &Objective, x: &mut [f64], least: f64) -> f64 {
        let parameters = objective.parameters(x);
        let Normal { gram, rhs, squares, count } = self.normal_equations(&parameters);
        if !(squares.is_finite() && rhs.iter().all(|v| v.is_finite())) {
            return f64::INFINITY;
        }
        let end = |ends: &[f64], &(k, scale): &(usize, Scale)| match scale {
            Scale::Plain => ends[k],
            Scale::Log => libm::exp(ends[k]),
        };
        let lo: Vec<f64> = self.linear.iter().map(|l| end(&self.bounds.lo, l)).collect();
        let hi: Vec<f64> = self.linear.iter().map(|l| end(&self.bounds.hi, l)).collect();
        let Some(solution) = boxed_least_squares(&gram, &rhs, &lo, &hi) else { return f64::INFINITY };
        let size = (squares / count).sqrt();
        for (k, &(j, scale)) in self.linear.iter().enumerate() {
            let mut value = solution[k];
            if least > 0.0 && lo[k] == 0.0 {
                let floor = least * size / (gram[(k, k)] / count).sqrt();
                if floor.is_finite() {
                    value = value.max(floor.min(0.5 * hi[k]));
                }
            }
            match scale {
                Scale::Plain => x[j] = value,
                Scale::Log if value > 0.0 => x[j] = libm::log(value),
                Scale::Log => {}
            }
        }
        squares - 2.0 * solution.iter().zip(&rhs).map(|(s, r)| s * r).sum::<f64>() + gram.between(&solution, &solution)
    }

    fn normal_equations(&self, parameters: &[f64]) -> Normal {
        let m = self.linear.len();
        let Memory { workspace, parts, weighted } = &mut *self.memory.borrow_mut();
        let most = self.target.len().min(CHUNK);
        parts.resize(1 + self.separation.linear.len(), vec![]);
        for v in parts.iter_mut().chain([&mut *weighted]) {
            v.resize(most, 0.0);
        }
        let mut normal = Normal { gram: Matrix::zeros(m), rhs: vec![0.0; m], squares: 0.0, count: 0.0 };
        for first in (0..self.target.len()).step_by(CHUNK) {
            let rows = (self.target.len() - first).min(CHUNK);
            self.separation.parts.run(parameters, first, rows, workspace, parts);
            let rows = first..first + rows;
            lanes::dispatch(Sums { projector: self, parameters, parts, weighted, rows, normal: &mut normal });
        }
        normal.gram.mirror();
        normal
    }
}

/// Adds a chunk of rows to the normal equations.
struct Sums<'a> {
    projector: &'a Projector<'a>,
    parameters: &'a [f64],
    parts: &'a mut [Vec<f64>],
    weighted: &'a mut [f64],
    rows: std::ops::Range<usize>,
    normal: &'a mut Normal,
}

impl Kernel for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Sums { projector, parameters, parts, weighted, rows, normal } = self;
        let n = rows.len();
        let target = &projector.target[rows.clone()];
        let weights = &projector.weights[rows.clone()];
        let (rest, factors) = parts.split_first_mut().expect("the rest comes first");
        let slots = &projector.separation.linear;
        // What is left of the target, in place. The law may be anything where a row does not count.
        let residual = &mut rest[..n];
        for i in 0..n {
            residual[i] = if weights[i] == 0.0 { 0.0 } else { target[i] - residual[i] };
        }
        for factor in factors.iter_mut() {
            for i in 0..n {
                factor[i] = if weights[i] == 0.0 { 0.0 } else { factor[i] };
            }
        }
        // A fixed member of a linear group moves to the rest.
        for ((slot, scale), factor) in slots.iter().zip(factors.iter_mut()) {
            let value = |p: usize| match scale {
                Scale::Plain => parameters[p],
                Scale::Log => libm::exp(parameters[p]),
            };
            match slot {
                Slot::Parameter(p) if projector.place[*p as usize].is_some() => {}
                _ => {
                    for i in 0..n {
                        let p = slot.parameter(rows.start + i);
                        if projector.place[p].is_none() {
                            residual[i] -= value(p) * factor[i];
                            factor[i] = 0.0;
                        }
                    }
                }
            }
        }
        let weighted = &mut weighted[..n];
        for i in 0..n {
            weighted[i] = weights[i] * residual[i];
        }
        normal.squares += dot::<FMA>(weighted, residual);
        normal.count += weights.iter().filter(|w| **w > 0.0).count() as f64;
        let scalar = |slot: &Slot| match slot {
            Slot::Parameter(p) => projector.place[*p as usize],
            Slot::Group(_) => None,
        };
        for (s, (slot, _)) in slots.iter().enumerate() {
            let f = &factors[s][..n];
            for i in 0..n {
                weighted[i] = weights[i] * f[i];
            }
            match scalar(slot) {
                Some(k) => normal.rhs[k] += dot::<FMA>(weighted, residual),
                None => {
                    for i in 0..n {
                        if let Some(k) = projector.place[slot.parameter(rows.start + i)] {
                            normal.rhs[k] += weighted[i] * residual[i];
                        }
                    }
                }
            }
            for (t, (other, _)) in slots.iter().enumerate().skip(s) {
                let g = &factors[t][..n];
                if let (Some(a), Some(b)) = (scalar(slot), scalar(other)) {
                    normal.gram[(a.min(b), a.max(b))] += dot::<FMA>(weighted, g);
                    continue;
                }
                for i in 0..n {
                    let (a, b) = (slot.parameter(rows.start + i), other.parameter(rows.start + i));
                    if let (Some(a), Some(b)) = (projector.place[a], projector.place[b]) {
                        // Two different slots on one parameter stand for two off-diagonal entries.
                        let twice = if a == b && s != t { 2.0 } else { 1.0 };
                        normal.gram[(a.min(b), a.max(b))] += twice * weighted[i] * g[i];
                    }
                }
            }
        }
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
