//! The cost of a wrong allocation.
//!
//! Deadweight compute: an allocation of cost `C` reaches a response that the best allocation reaches at a lower cost
//! `C_eq`, `L*(C_eq) = L(N', D')`; `C - C_eq` is wasted (Czech et al., arXiv 2603.22339).

use crate::error::Error;
use crate::planner::{Plan, Planner};
use crate::surface::Scratch;

/// An allocation against the best one.
#[derive(Debug, Clone, PartialEq)]
pub struct Waste {
    /// The allocated columns as given.
    pub columns: Vec<(String, f64)>,
    /// What the law gives there.
    pub response: f64,
    /// What it costs.
    pub cost: f64,
    /// The least cost of the same response, and the allocation that has it.
    pub equivalent: Plan,
    /// `cost` less the least cost.
    pub wasted: f64,
    /// `wasted` as a share of `cost`.
    pub share: f64,
}

impl Planner<'_> {
    /// What the allocation `at` wastes. All allocated columns are given, or all but one and the budget that fixes it.
    ///
    /// # Errors
    /// A column is missing, unknown, not positive or given beside a budget that already fixes it; no value of the missing
    /// one spends the budget; the response there is one that no best allocation has.
    pub fn waste(&self, at: &[(&str, f64)], budget: Option<f64>) -> Result<Waste, Error> {
        let mut logs = vec![f64::NAN; self.columns.len()];
        for (name, value) in at {
            let place = self.columns.iter().position(|c| c == name).ok_or_else(|| {
                Error::new(format!("{name} is not allocated; the plan allocates {}", self.columns.join(", ")))
            })?;
            if !(*value > 0.0 && value.is_finite()) {
                return Err(Error::new(format!("{name} must be positive, not {value}")));
            }
            logs[place] = libm::log(*value);
        }
        let missing: Vec<usize> = (0..logs.len()).filter(|&i| logs[i].is_nan()).collect();
        let valley = self.valley();
        let mut scratch = Scratch::default();
        match (missing[..].as_ref(), budget) {
            ([], None) => {}
            ([], Some(_)) => return Err(Error::new("with every column given the budget follows; leave one out")),
            ([one], Some(budget)) if budget > 0.0 && budget.is_finite() => {
                logs[*one] = self.best(libm::log(budget))?.logs[*one];
                if !valley.cost.spend(&mut logs, *one, libm::log(budget), &mut scratch) {
                    return Err(Error::new(format!("no value of {} spends a budget of {budget}", self.columns[*one])));
                }
            }
            (_, Some(budget)) if !(budget > 0.0 && budget.is_finite()) => {
                return Err(Error::new(format!("a budget must be a positive number, not {budget}")));
            }
            _ => {
                let names: Vec<&str> = missing.iter().map(|&i| self.columns[i].as_str()).collect();
                return Err(Error::new(format!("give {} too, or all but one column and a budget", names.join(", "))));
            }
        }
        let parameters = self.parameters(&self.fitted.values);
        let response = self.raw(valley.law.value(&parameters, &logs, &mut scratch));
        let cost = valley.cost.value(&logs, &mut scratch);
        let equivalent = self.target(response)?;
        let wasted = cost - equivalent.cost.value;
        Ok(Waste {
            columns: self.columns.iter().zip(&logs).map(|(c, l)| (c.clone(), libm::exp(*l))).collect(),
            response,
            cost,
            wasted,
            share: wasted / cost,
            equivalent,
        })
    }
}
