//! The best point on a contour of constant cost.
//!
//! Everything happens in the logs of the columns, where power laws are smooth and well scaled. A scan along the whole
//! contour finds the valleys; Newton's method with exact derivatives, in the tangent of the contour, finds their
//! bottoms to the last bits. With more than two columns pairs are scanned in turn before Newton's method takes over.

use crate::contour::{Cost, HIGH, LOW};
use crate::surface::{Jet, Scratch, Surface};

/// Distance in log of two points of a scan.
const STEP: f64 = 0.5;

/// What to search: a law on a contour of cost.
pub(crate) struct Valley<'a> {
    pub(crate) law: &'a Surface,
    pub(crate) cost: Cost<'a>,
    /// 1 where less of the response is better, -1 where more is.
    pub(crate) sign: f64,
}

/// A best point.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    /// Logs of the columns.
    pub(crate) logs: Vec<f64>,
    /// The law there, times the sign.
    pub(crate) value: f64,
    /// How the value changes with the log of the budget, times the sign.
    pub(crate) slope: f64,
    /// How the log of each column changes with the log of the budget.
    pub(crate) growth: Vec<f64>,
}

/// Why there is no best point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// No values of the columns spend the budget.
    Unaffordable,
    /// The law gets better all the way as this column goes down.
    Falls(usize),
    /// The law gets better all the way as this column goes up.
    Rises(usize),
    /// The search did not settle.
    Unsettled,
}

impl Valley<'_> {
    /// The law, times the sign; infinite where it has no value.
    fn value(&self, parameters: &[f64], logs: &[f64], scratch: &mut Scratch) -> f64 {
        let value = self.sign * self.law.value(parameters, logs, scratch);
        if value.is_nan() { f64::INFINITY } else { value }
    }

    fn law_jet(&self, parameters: &[f64], logs: &[f64], scratch: &mut Scratch) -> Jet {
        let mut jet = self.law.jet(parameters, logs, scratch);
        jet.value *= self.sign;
        jet.gradient.iter_mut().for_each(|g| *g *= self.sign);
        jet.hessian.iter_mut().for_each(|h| *h *= self.sign);
        jet
    }

    /// The best point for the log of a budget, the columns outside `free` held at `start`; the whole contour is searched.
    pub(crate) fn search(
        &self,
        parameters: &[f64],
        start: &[f64],
        free: &[usize],
        budget: f64,
        scratch: &mut Scratch,
    ) -> Result<Optimum, Lack> {
        let mut logs = start.to_vec();
        let [others @ .., last] = free else { return Err(Lack::Unaffordable) };
        if others.is_empty() {
            if !self.cost.spend(&mut logs, *last, budget, scratch) {
                return Err(Lack::Unaffordable);
            }
            return self.describe(parameters, logs, free, scratch).ok_or(Lack::Unsettled);
        }
        if others.len() == 1 {
            let scan = self.scan(parameters, &logs, others[0], *last, budget, scratch);
            return self.lowest(parameters, scan, others[0], free, budget, scratch);
        }
        // Spread the start over the contour, then scan each column against the last, a few times over.
        if !self.cost.spend(&mut logs, *last, budget, scratch) {
            let all: Vec<usize> = free.to_vec();
            if !self.scale_to(&mut logs, &all, budget, scratch) {
                return Err(Lack::Unaffordable);
            }
        }
        let mut lack = Lack::Unsettled;
        for _ in 0..6 {
            for &i in others {
                let scan = self.scan(parameters, &logs, i, *last, budget, scratch);
                match self.lowest(parameters, scan, i, &[i, *last], budget, scratch) {
                    Ok(found) => logs = found.logs,
                    Err(why) => lack = why,
                }
            }
            if let Some(found) = self.descend(parameters, &logs, free, budget, scratch) {
                return Ok(found);
            }
        }
        Err(lack)
    }

    /// Moves all of `free` together so that the budget is spent.
    fn scale_to(&self, logs: &mut [f64], free: &[usize], budget: f64, scratch: &mut Scratch) -> bool {
        let (mut lo, mut hi) = (LOW, HIGH);
        for _ in 0..200 {
            let at = 0.5 * (lo + hi);
            free.iter().for_each(|&i| logs[i] = at);
            if libm::log(self.cost.value(logs, scratch)) > budget { hi = at } else { lo = at }
        }
        lo > LOW && hi < HIGH
    }

    /// Points along the contour, by rising log of column `along`: first it takes evenly spaced logs and `last` spends the
    /// rest, then the other way round, so that both ends are seen where either column has a limit.
    fn scan(
        &self,
        parameters: &[f64],
        logs: &[f64],
        along: usize,
        last: usize,
        budget: f64,
        scratch: &mut Scratch,
    ) -> Vec<(Vec<f64>, f64)> {
        let mut points = Vec::new();
        let count = ((HIGH - LOW) / STEP) as usize;
        for (given, spent) in [(along, last), (last, along)] {
            let mut logs = logs.to_vec();
            for k in 1..count {
                logs[given] = LOW + STEP * k as f64;
                if self.cost.spend(&mut logs, spent, budget, scratch) {
                    let value = self.value(parameters, &logs, scratch);
                    points.push((logs.clone(), value));
                }
            }
        }
        points.sort_by(|p, q| p.0[along].total_cmp(&q.0[along]).then(q.0[last].total_cmp(&p.0[last])));
        points
    }

    /// The bottom of the deepest valley among the points of a scan.
    fn lowest(
        &self,
        parameters: &[f64],
        scan: Vec<(Vec<f64>, f64)>,
        along: usize,
        free: &[usize],
        budget: f64,
        scratch: &mut Scratch,
    ) -> Result<Optimum, Lack> {
        let finite: Vec<&(Vec<f64>, f64)> = scan.iter().filter(|p| p.1.is_finite()).collect();
        let (Some(first), Some(end)) = (finite.first(), finite.last()) else { return Err(Lack::Unaffordable) };
        let valleys = finite.windows(3).filter(|w| w[1].1 <= w[0].1 && w[1].1 <= w[2].1 && w[0].1.max(w[2].1) > w[1].1);
        let mut found: Option<Optimum> = None;
        for valley in valleys {
            let bottom = self
                .bracketed(parameters, valley, along, free, budget, scratch)
                .filter(|b| found.as_ref().is_none_or(|f| b.value < f.value));
            found = bottom.or(found);
        }
        let slack = |value: f64| 1e-12 * value.abs();
        match found {
            // A flat shelf at an end (the floor of a law) does not beat a valley by rounding.
            Some(f) if f.value <= first.1.min(end.1) + slack(f.value) => Ok(f),
            _ if first.1 < end.1 => Err(Lack::Falls(along)),
            _ => Err(Lack::Rises(along)),
        }
    }

    /// Newton's method from the middle of three points; if it leaves them, the valley is narrowed by golden sections
    /// first.
    fn bracketed(
        &self,
        parameters: &[f64],
        valley: &[&(Vec<f64>, f64)],
        along: usize,
        free: &[usize],
        budget: f64,
        scratch: &mut Scratch,
    ) -> Option<Optimum> {
        let (lo, hi) = (valley[0].0[along], valley[2].0[along]);
        let inside = |o: &Optimum| o.logs[along] >= lo - 1e-9 && o.logs[along] <= hi + 1e-9;
        if let Some(found) = self.descend(parameters, &valley[1].0, free, budget, scratch).filter(inside) {
            return Some(found);
        }
        let last = *free.iter().find(|&&i| i != along)?;
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        let mut logs = valley[1].0.clone();
        let mut height = |x: f64, scratch: &mut Scratch| {
            logs[along] = x;
            let spent = self.cost.spend(&mut logs, last, budget, scratch);
            let value = if spent { self.value(parameters, &logs, scratch) } else { f64::INFINITY };
            (value, logs.clone())
        };
        let (mut a, mut b) = (lo, hi);
        let (mut c, mut d) = (b - golden * (b - a), a + golden * (b - a));
        let (mut at_c, mut at_d) = (height(c, scratch), height(d, scratch));
        for _ in 0..40 {
            if at_c.0 <= at_d.0 {
                (b, d, at_d) = (d, c, at_c);
                c = b - golden * (b - a);
                at_c = height(c, scratch);
            } else {
                (a, c, at_c) = (c, d, at_d);
                d = a + golden * (b - a);
                at_d = height(d, scratch);
            }
        }
        let bottom = if at_c.0 <= at_d.0 { at_c.1 } else { at_d.1 };
        self.descend(parameters, &bottom, free, budget, scratch)
            .filter(inside)
            // A kink has no vanishing slope; the sections' bottom stands.
            .or_else(|| self.describe(parameters, bottom, free, scratch))
    }

    /// Newton's method along the contour from a point near it; `None` if it does not settle in a minimum.
    pub(crate) fn descend(
        &self,
        parameters: &[f64],
        start: &[f64],
        free: &[usize],
        budget: f64,
        scratch: &mut Scratch,
    ) -> Option<Optimum> {
        let mut logs = start.to_vec();
        let cost = self.cost.log_jet(&logs, scratch);
        let pivot = steepest(&cost, free)?;
        if !self.cost.spend(&mut logs, pivot, budget, scratch) {
            return None;
        }
        let mut damping = 0.0;
        for _ in 0..200 {
            let tangent =
                Tangent::at(&self.law_jet(parameters, &logs, scratch), &self.cost.log_jet(&logs, scratch), free)?;
            if !tangent.value.is_finite() {
                return None;
            }
            let step = loop {
                match solve(&tangent.hessian, &tangent.gradient, damping) {
                    Some(step) => break step,
                    None => damping = (4.0 * damping).max(1e-6 * tangent.size()),
                }
                if !(damping < 1e12 * tangent.size()) {
                    return None;
                }
            };
            let longest = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
            if !longest.is_finite() {
                return None;
            }
            let shorten = if longest > 2.0 { 2.0 / longest } else { 1.0 };
            let mut next = logs.clone();
            tangent.others.iter().zip(&step).for_each(|(&i, s)| next[i] -= shorten * s);
            let moved = self.cost.spend(&mut next, tangent.pivot, budget, scratch);
            let value = if moved { self.value(parameters, &next, scratch) } else { f64::INFINITY };
            // Near the bottom differences of the value are rounding; the step's length decides.
            let rounding = 8.0 * f64::EPSILON * tangent.value.abs();
            if value <= tangent.value + if longest < 1e-3 { rounding } else { 0.0 } {
                logs = next;
                if longest < 1e-9 * (1.0 + logs.iter().fold(0.0, |m: f64, x| m.max(x.abs()))) && damping == 0.0 {
                    break;
                }
                damping = if damping > 1e-9 * tangent.size() { 0.1 * damping } else { 0.0 };
            } else {
                if longest < 1e-12 {
                    break;
                }
                damping = (10.0 * damping).max(1e-3 * tangent.size());
            }
            if free.iter().any(|&i| !(LOW..=HIGH).contains(&logs[i])) {
                return None;
            }
        }
        let found = self.describe(parameters, logs, free, scratch)?;
        found.growth.iter().all(|g| g.is_finite()).then_some(found)
    }

    /// The point with its slope and growth; these are NaN where the law has no proper minimum there.
    fn describe(&self, parameters: &[f64], logs: Vec<f64>, free: &[usize], scratch: &mut Scratch) -> Option<Optimum> {
        let n = logs.len();
        let law = self.law_jet(parameters, &logs, scratch);
        let cost = self.cost.log_jet(&logs, scratch);
        let tangent = Tangent::at(&law, &cost, free)?;
        if !tangent.value.is_finite() {
            return None;
        }
        // Moving the pivot alone spends the budget; the others follow so that the slope along the contour stays 0.
        let mut growth = vec![0.0; n];
        growth[tangent.pivot] = 1.0 / cost.gradient[tangent.pivot];
        if !tangent.others.is_empty() {
            let bend: Vec<f64> = tangent.along(&tangent.curvature(&law, &cost), &growth);
            match solve(&tangent.hessian, &bend, 0.0) {
                Some(follow) => {
                    for (&i, d) in tangent.others.iter().zip(&follow) {
                        growth[i] -= d;
                        growth[tangent.pivot] += d * cost.gradient[i] / cost.gradient[tangent.pivot];
                    }
                }
                None => free.iter().for_each(|&i| growth[i] = f64::NAN),
            }
        }
        Some(Optimum { value: tangent.value, slope: tangent.multiplier, growth, logs })
    }
}

/// Law and contour at one point: derivatives along the contour.
struct Tangent {
    value: f64,
    /// The column that the others are traded for.
    pivot: usize,
    others: Vec<usize>,
    /// Slope of the contour: how the log of the pivot answers each of the others, negated.
    trade: Vec<f64>,
    /// d law / d log budget when the pivot alone moves.
    multiplier: f64,
    gradient: Vec<f64>,
    hessian: Vec<Vec<f64>>,
}

impl Tangent {
    fn at(law: &Jet, cost: &Jet, free: &[usize]) -> Option<Tangent> {
        let pivot = steepest(cost, free)?;
        let others: Vec<usize> = free.iter().copied().filter(|&i| i != pivot).collect();
        let multiplier = law.gradient[pivot] / cost.gradient[pivot];
        let trade: Vec<f64> = others.iter().map(|&i| cost.gradient[i] / cost.gradient[pivot]).collect();
        let gradient = others.iter().map(|&i| law.gradient[i] - multiplier * cost.gradient[i]).collect();
        let mut tangent = Tangent { value: law.value, pivot, others, trade, multiplier, gradient, hessian: vec![] };
        let n = law.gradient.len();
        let curvature = tangent.curvature(law, cost);
        tangent.hessian = (0..tangent.others.len())
            .map(|b| {
                let mut direction = vec![0.0; n];
                direction[tangent.others[b]] = 1.0;
                direction[pivot] -= tangent.trade[b];
                tangent.along(&curvature, &direction)
            })
            .collect();
        Some(tangent)
    }

    /// The Hessian of the Lagrangian.
    fn curvature(&self, law: &Jet, cost: &Jet) -> Vec<f64> {
        law.hessian.iter().zip(&cost.hessian).map(|(l, c)| l - self.multiplier * c).collect()
    }

    /// `T' H v`: a full matrix times a full vector, seen along the contour.
    fn along(&self, matrix: &[f64], v: &[f64]) -> Vec<f64> {
        let n = v.len();
        let product: Vec<f64> = (0..n).map(|i| (0..n).map(|j| matrix[i * n + j] * v[j]).sum()).collect();
        self.others.iter().zip(&self.trade).map(|(&i, t)| product[i] - t * product[self.pivot]).collect()
    }

    fn size(&self) -> f64 {
        self.hessian.iter().flatten().fold(1e-12, |m: f64, h| m.max(h.abs()))
    }
}

/// The free column that the cost depends on most.
fn steepest(cost: &Jet, free: &[usize]) -> Option<usize> {
    free.iter()
        .copied()
        .filter(|&i| cost.gradient[i] > 0.0)
        .max_by(|&a, &b| cost.gradient[a].total_cmp(&cost.gradient[b]))
}

/// Solves `(matrix + damping) x = right` by Cholesky; `None` if that is not positive definite.
fn solve(matrix: &[Vec<f64>], right: &[f64], damping: f64) -> Option<Vec<f64>> {
    let n = right.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let mut sum = matrix[i][j] + if i == j { damping } else { 0.0 };
            sum -= (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            if i == j {
                if !(sum > 0.0) {
                    return None;
                }
                l[i][i] = sum.sqrt();
            } else {
                l[i][j] = sum / l[j][j];
            }
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        x[i] = (x[i] - (0..i).map(|k| l[i][k] * x[k]).sum::<f64>()) / l[i][i];
    }
    for i in (0..n).rev() {
        x[i] = (x[i] - (i + 1..n).map(|k| l[k][i] * x[k]).sum::<f64>()) / l[i][i];
    }
    Some(x)
}
