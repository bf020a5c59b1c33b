//! The contour of constant cost: which value of one column spends the budget.

use crate::surface::{Jet, Scratch, Surface};

/// Lowest log of a column that is looked at (1e-35).
pub(crate) const LOW: f64 = -80.0;
/// Highest log of a column that is looked at (1e78).
pub(crate) const HIGH: f64 = 180.0;

/// A cost formula with its constants.
pub(crate) struct Cost<'a> {
    pub(crate) surface: &'a Surface,
    pub(crate) constants: &'a [f64],
}

impl Cost<'_> {
    /// The cost itself.
    pub(crate) fn value(&self, logs: &[f64], scratch: &mut Scratch) -> f64 {
        self.surface.value(self.constants, logs, scratch)
    }

    /// The log of the cost and its derivatives.
    pub(crate) fn log_jet(&self, logs: &[f64], scratch: &mut Scratch) -> Jet {
        let mut jet = self.surface.jet(self.constants, logs, scratch);
        let n = logs.len();
        jet.gradient.iter_mut().for_each(|g| *g /= jet.value);
        for i in 0..n {
            for j in 0..n {
                let product = jet.gradient[i] * jet.gradient[j];
                let entry = &mut jet.hessian[i * n + j];
                *entry = *entry / jet.value - product;
            }
        }
        jet.value = libm::log(jet.value);
        jet
    }

    /// Moves the log of column `free` so that the log of the cost is `budget`; `false` (and `logs` as they were) if no
    /// value between [`LOW`] and [`HIGH`] does. Newton's method inside a bracket, to the last bits.
    pub(crate) fn spend(&self, logs: &mut [f64], free: usize, budget: f64, scratch: &mut Scratch) -> bool {
        let before = logs[free];
        let (mut lo, mut hi) = (LOW, HIGH);
        let mut at = before.clamp(LOW, HIGH);
        for round in 0..300 {
            logs[free] = at;
            let jet = self.surface.jet(self.constants, logs, scratch);
            let gap = libm::log(jet.value) - budget;
            if gap == 0.0 {
                return true;
            }
            // Not a number: a cost of 0 or less is too low.
            if gap > 0.0 {
                hi = at
            } else {
                lo = at
            }
            let step = -gap * jet.value / jet.gradient[free];
            let newton = at + step;
            let inside = newton > lo && newton < hi;
            if gap.is_finite() && step.abs() <= 4.0 * f64::EPSILON * (1.0 + at.abs()) {
                if inside {
                    logs[free] = newton;
                }
                return true;
            }
            // Far steps halve the bracket now and then, so that bent costs converge too.
            at = if inside && round % 8 != 7 { newton } else { 0.5 * (lo + hi) };
            if hi - lo <= 4.0 * f64::EPSILON * (1.0 + at.abs()) {
                // A bracket that shrank onto an end of the range holds no solution.
                let solved = lo > LOW && hi < HIGH && gap.abs() < 1e-9;
                logs[free] = if solved { at } else { before };
                return solved;
            }
        }
        logs[free] = before;
        false
    }
}
