//! The flat region: how far a column may move before the response is worse by a given share.

use crate::contour::{HIGH, LOW};
use crate::optimum::Optimum;
use crate::planner::{FlatRegion, Planner};
use crate::surface::Scratch;

impl Planner<'_> {
    /// For each allocated column its flat region round the optimum; none if nothing can be traded.
    pub(crate) fn flat_regions(&self, parameters: &[f64], best: &Optimum, log_budget: f64) -> Vec<FlatRegion> {
        if self.columns.len() < 2 {
            return vec![];
        }
        (0..self.columns.len())
            .map(|i| FlatRegion {
                column: self.columns[i].clone(),
                lo: self.edge(parameters, best, log_budget, i, -1.0).map(libm::exp),
                hi: self.edge(parameters, best, log_budget, i, 1.0).map(libm::exp),
            })
            .collect()
    }

    /// The log of column `i` where the response is as bad as allowed, going up (`way` 1) or down (-1); `None` if it never
    /// gets so bad.
    fn edge(&self, parameters: &[f64], best: &Optimum, log_budget: f64, i: usize, way: f64) -> Option<f64> {
        let sign = self.valley().sign;
        // On the raw scale, where a share means a share.
        let optimum = self.raw(sign * best.value);
        let worst = self.options.tolerance * optimum.abs();
        let mut scratch = Scratch::default();
        let mut logs = best.logs.clone();
        let others: Vec<usize> = self.free().into_iter().filter(|&j| j != i).collect();
        let mut excess = |at: f64| {
            logs[i] = at;
            match self.profile(parameters, &mut logs, &others, log_budget, &mut scratch) {
                Some(value) => sign * (self.raw(sign * value) - optimum) - worst,
                // What can't be afforded is past the edge.
                None => f64::INFINITY,
            }
        };
        let middle = best.logs[i];
        let (mut near, mut far, mut step) = (middle, middle, 0.05);
        while !(excess(far) > 0.0) {
            near = far;
            far = middle + way * step;
            step *= 1.6;
            if !(LOW..=HIGH).contains(&far) {
                return None;
            }
        }
        for _ in 0..60 {
            let at = 0.5 * (near + far);
            if excess(at) > 0.0 { far = at } else { near = at }
        }
        Some(0.5 * (near + far))
    }

    /// The best response with the other columns chosen anew; `None` if they can't spend the budget.
    pub(crate) fn profile(
        &self,
        parameters: &[f64],
        logs: &mut Vec<f64>,
        others: &[usize],
        log_budget: f64,
        scratch: &mut Scratch,
    ) -> Option<f64> {
        let valley = self.valley();
        let found = match others {
            [_] => None,
            _ => valley.descend(parameters, logs, others, log_budget, scratch),
        };
        let found = match found {
            Some(found) => found,
            None => valley.search(parameters, logs, others, log_budget, scratch).ok()?,
        };
        logs.clone_from(&found.logs);
        Some(found.value)
    }
}
