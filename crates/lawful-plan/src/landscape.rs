//! Law and cost over a grid of two allocated columns, and across the valley at one budget: what figures show.

use crate::error::Error;
use crate::planner::Planner;
use crate::surface::Scratch;

/// Law and cost over a grid of two columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    /// Values of the first column.
    pub x: Vec<f64>,
    /// Values of the second column.
    pub y: Vec<f64>,
    /// The law on the raw scale of the response; `response[j][i]` belongs to `x[i]` and `y[j]`.
    pub response: Vec<Vec<f64>>,
    /// The cost, likewise.
    pub cost: Vec<Vec<f64>>,
}

impl Planner<'_> {
    /// Law and cost over the grid `x` by `y` of the two allocated columns; values must be positive.
    ///
    /// # Errors
    /// The plan does not allocate two columns.
    pub fn landscape(&self, x: &[f64], y: &[f64]) -> Result<Landscape, Error> {
        if self.columns.len() != 2 {
            return Err(Error::new(format!(
                "a landscape is of two columns, but the plan allocates {}",
                self.columns.join(", ")
            )));
        }
        let parameters = self.parameters(&self.fitted.values);
        let valley = self.valley();
        let mut scratch = Scratch::default();
        let mut over = |of: &dyn Fn(&[f64], &mut Scratch) -> f64| -> Vec<Vec<f64>> {
            y.iter().map(|y| x.iter().map(|x| of(&[libm::log(*x), libm::log(*y)], &mut scratch)).collect()).collect()
        };
        let response = over(&|logs, scratch| self.raw(valley.law.value(&parameters, logs, scratch)));
        let cost = over(&|logs, scratch| valley.cost.value(logs, scratch));
        Ok(Landscape { x: x.to_vec(), y: y.to_vec(), response, cost })
    }

    /// The response at one budget for given values of a column, everything else at its best for that value: `None`
    /// where the budget can't be spent.
    ///
    /// # Errors
    /// The column is not allocated, or there is no optimum.
    pub fn across(&self, column: &str, values: &[f64], budget: f64) -> Result<Vec<Option<f64>>, Error> {
        let place = self.columns.iter().position(|c| c == column).ok_or_else(|| {
            Error::new(format!("{column} is not allocated; the plan allocates {}", self.columns.join(", ")))
        })?;
        if !(budget > 0.0 && budget.is_finite()) {
            return Err(Error::new(format!("a budget must be a positive number, not {budget}")));
        }
        let log_budget = libm::log(budget);
        let best = self.best(log_budget)?;
        let parameters = self.parameters(&self.fitted.values);
        let others: Vec<usize> = self.free().into_iter().filter(|&j| j != place).collect();
        let mut scratch = Scratch::default();
        let mut logs = best.logs.clone();
        Ok(values
            .iter()
            .map(|value| {
                logs[place] = libm::log(*value);
                let found = self.profile(&parameters, &mut logs, &others, log_budget, &mut scratch);
                found.map(|v| self.raw(self.valley().sign * v))
            })
            .collect())
    }

    /// The allocated columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use crate::{FittedLaw, PlanOptions, Planner};

    #[test]
    fn the_valley_is_lowest_at_the_plan() {
        let law = FittedLaw::published("chinchilla@besiroglu2024").unwrap();
        let planner = Planner::new(&law, &PlanOptions::default()).unwrap();
        let plan = planner.budget(1e22).unwrap();
        let best = plan.columns[0].value;
        let sizes: Vec<f64> = (-20..=20).map(|k| best * 1.2_f64.powi(k)).collect();
        let losses: Vec<f64> = planner.across("N", &sizes, 1e22).unwrap().into_iter().map(|v| v.unwrap()).collect();
        assert!(losses.iter().all(|l| *l >= plan.response.value * (1.0 - 1e-12)));
        // The formula itself: D follows from the budget.
        let (n, d) = (sizes[0], 1e22 / 6.0 / sizes[0]);
        let loss = 1.8169 + 482.01 * n.powf(-0.3478) + 2085.43 * d.powf(-0.3658);
        assert!((losses[0] / loss - 1.0).abs() < 1e-9, "{} {loss}", losses[0]);
        let map = planner.landscape(&[n], &[d]).unwrap();
        assert!((map.response[0][0] / loss - 1.0).abs() < 1e-9 && (map.cost[0][0] / 1e22 - 1.0).abs() < 1e-9);
    }
}
