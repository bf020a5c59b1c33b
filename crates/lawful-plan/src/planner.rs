//! The best allocation of a budget under a law.

use crate::closed_form::TwoPowersForm;
use crate::contour::{Cost, HIGH, LOW};
use crate::error::Error;
use crate::extrapolation::{self, Extrapolation};
use crate::fitted_law::FittedLaw;
use crate::interval::Quantity;
use crate::optimum::{Lack, Optimum, Valley};
use crate::surface::{Fixed, Scratch, Surface, cost_law};
use lawful_law::Law;
use rayon::prelude::*;

/// What to plan.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// The cost in the law language, in any columns: `6*N*D`; constants may follow in clauses, `6*N*D/rate*price; rate =
    /// 4e14; price = 2`.
    pub cost: String,
    /// The columns to choose; empty for those that the cost names and that are not fixed.
    pub allocate: Vec<String>,
    /// Columns that are given, with their values.
    pub fixed: Vec<(String, Fixed)>,
    /// Level of the intervals.
    pub level: f64,
    /// How far from the optimum's response the flat region reaches, as a share of it.
    pub tolerance: f64,
    /// Whether more of the response is better (a score), not less (a loss).
    pub maximise: bool,
}

impl Default for PlanOptions {
    fn default() -> Self {
        PlanOptions {
            cost: "6*N*D".into(),
            allocate: vec![],
            fixed: vec![],
            level: 0.95,
            tolerance: 0.01,
            maximise: false,
        }
    }
}

/// The values of a column for which the response stays near the optimum's, everything else at its best for that value.
#[derive(Debug, Clone, PartialEq)]
pub struct FlatRegion {
    /// The column.
    pub column: String,
    /// Lowest value; `None` if there is no end within reach.
    pub lo: Option<f64>,
    /// Highest value.
    pub hi: Option<f64>,
}

/// The best allocation, and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The allocated columns at the optimum, in the order of the options.
    pub columns: Vec<Quantity>,
    /// The law there, on the scale of the raw response (`loss` if the law is one for `log(loss)`).
    pub response: Quantity,
    /// The cost: the budget, or the least cost of a target.
    pub cost: Quantity,
    /// The second allocated column over the first (tokens per parameter), if exactly two are allocated.
    pub ratio: Option<Quantity>,
    /// The exponents with which the best columns grow with the budget, at this budget.
    pub growth: Vec<Quantity>,
    /// For each allocated column the region where the response is nearly as good.
    pub flat: Vec<FlatRegion>,
    /// The share of the response that `flat` allows.
    pub tolerance: f64,
    /// Whether the optimum is a closed form, not a search.
    pub closed_form: bool,
    /// Where the optimum lies beyond the data.
    pub extrapolation: Vec<Extrapolation>,
    /// Draws that have an optimum, and draws that have none.
    pub draws: (usize, usize),
    /// Level of the intervals.
    pub level: f64,
}

/// A law and a cost made ready to be planned with.
///
/// ```
/// use lawful_plan::{FittedLaw, PlanOptions, Planner};
/// let law = FittedLaw::published("chinchilla@besiroglu2024")?;
/// let plan = Planner::new(&law, &PlanOptions::default())?.budget(5.88e23)?;
/// assert_eq!(plan.columns[0].name, "N");
/// assert!((plan.ratio.unwrap().value - 18.3).abs() < 0.1); // tokens per parameter
/// # Ok::<(), lawful_plan::Error>(())
/// ```
#[derive(Debug)]
pub struct Planner<'a> {
    pub(crate) fitted: &'a FittedLaw,
    pub(crate) options: PlanOptions,
    pub(crate) columns: Vec<String>,
    law: Surface,
    cost: Surface,
    constants: Vec<f64>,
    /// Where each parameter that the surface takes stands among the fit's.
    places: Vec<usize>,
    closed_form: Option<TwoPowersForm>,
    response: String,
    response_is_log: bool,
    cost_text: Law,
}

impl<'a> Planner<'a> {
    /// Reads law and cost.
    ///
    /// # Errors
    /// The cost is no formula, a name in it or in the law is neither a parameter nor a column of the plan, the cost does
    /// not depend on an allocated column or the law depends on none, an option is out of range.
    pub fn new(fitted: &'a FittedLaw, options: &PlanOptions) -> Result<Planner<'a>, Error> {
        if !(options.level > 0.0 && options.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", options.level)));
        }
        if !(options.tolerance >= 0.0 && options.tolerance.is_finite()) {
            return Err(Error::new(format!("the tolerance must be a share such as 0.01, not {}", options.tolerance)));
        }
        let cost_text = cost_law(&options.cost)?;
        let columns = allocated(options, &cost_text)?;
        let (cost, constants) = Surface::of_cost(&options.cost, &columns, &options.fixed)?;
        let (law, places) = Surface::of_law(fitted, &columns, &options.fixed)?;
        if let Some(free) = cost.depends.iter().position(|d| !d) {
            return Err(Error::new(format!(
                "the cost '{}' does not depend on {}, so a budget does not limit it; fix it (--fixed {1}=…)",
                options.cost, columns[free]
            )));
        }
        if !law.depends.iter().any(|d| *d) {
            let typed = fitted.law.to_string();
            return Err(Error::new(format!("the law '{typed}' depends on none of {}", columns.join(", "))));
        }
        let closed_form = TwoPowersForm::find(&fitted.law, &cost_text, &columns).filter(|_| !options.maximise);
        let (response, response_is_log) = fitted.response();
        Ok(Planner {
            fitted,
            options: options.clone(),
            columns,
            law,
            cost,
            constants,
            places,
            closed_form,
            response,
            response_is_log,
            cost_text,
        })
    }

    /// The best allocation of a budget, in the unit of the cost formula.
    ///
    /// # Errors
    /// The budget is not positive, or there is no optimum: the message says in which direction the law keeps improving.
    pub fn budget(&self, budget: f64) -> Result<Plan, Error> {
        if !(budget > 0.0 && budget.is_finite()) {
            return Err(Error::new(format!("a budget must be a positive number, not {budget}")));
        }
        let log_budget = libm::log(budget);
        let best = self.best(log_budget)?;
        let from = best.logs.clone();
        let draws = self.over_draws(|planner, parameters, scratch| {
            planner.optimum_near(parameters, &from, log_budget, scratch).ok().map(|o| (o, log_budget))
        });
        Ok(self.plan(best, log_budget, draws, false))
    }

    /// The least budget whose best allocation reaches a response, on the scale of the raw response.
    ///
    /// # Errors
    /// No budget reaches it; there is no optimum.
    pub fn target(&self, target: f64) -> Result<Plan, Error> {
        let aim = if self.response_is_log { libm::log(target) } else { target };
        if !aim.is_finite() {
            return Err(Error::new(format!(
                "no {} can be {target}; give a target that the law can reach",
                self.response
            )));
        }
        let mut scratch = Scratch::default();
        let parameters = self.parameters(&self.fitted.values);
        let (best, log_budget) = self.least_budget(&parameters, &self.start(), aim, &mut scratch)?;
        let from = best.logs.clone();
        let draws =
            self.over_draws(|planner, parameters, scratch| planner.least_budget(parameters, &from, aim, scratch).ok());
        Ok(self.plan(best, log_budget, draws, true))
    }

    /// The optimum at the best parameters.
    pub(crate) fn best(&self, log_budget: f64) -> Result<Optimum, Error> {
        let parameters = self.parameters(&self.fitted.values);
        let mut scratch = Scratch::default();
        self.optimum(&parameters, log_budget, &mut scratch).map_err(|lack| self.explain(lack, log_budget))
    }

    /// The parameters that the law's surface takes, out of all of the fit's.
    pub(crate) fn parameters(&self, all: &[f64]) -> Vec<f64> {
        self.places.iter().map(|&i| all[i]).collect()
    }

    pub(crate) fn valley(&self) -> Valley<'_> {
        Valley {
            law: &self.law,
            cost: Cost { surface: &self.cost, constants: &self.constants },
            sign: if self.options.maximise { -1.0 } else { 1.0 },
        }
    }

    pub(crate) fn free(&self) -> Vec<usize> {
        (0..self.columns.len()).collect()
    }

    /// A point to start from: the middle of the data, where its range is known.
    fn start(&self) -> Vec<f64> {
        let middle = |c: &String| match self.fitted.range(c) {
            Some((lo, hi)) if lo > 0.0 => 0.5 * (libm::log(lo) + libm::log(hi)),
            _ => libm::log(1e9),
        };
        self.columns.iter().map(middle).collect()
    }

    fn closed(&self, parameters: &[f64], log_budget: f64) -> Option<Optimum> {
        let value = |n: &str| self.law.parameters.iter().position(|p| p == n).map(|i| parameters[i]);
        let two = self.two_powers(&value)?;
        let (first, second) = two.logs(log_budget);
        let (a, b) = two.growth();
        let above = two.reducible(log_budget);
        let inside = [first, second].iter().all(|x| (LOW..=HIGH).contains(x));
        inside.then(|| Optimum {
            logs: vec![first, second],
            value: two.floor + above,
            slope: -two.decline() * above,
            growth: vec![a, b],
        })
    }

    fn two_powers(&self, parameter: &dyn Fn(&str) -> Option<f64>) -> Option<crate::TwoPowers> {
        let fixed = |n: &str| {
            self.options.fixed.iter().find(|f| f.0 == n).and_then(|f| match f.1 {
                Fixed::Number(x) => Some(x),
                Fixed::Text(_) => None,
            })
        };
        let constant = |n: &str| self.cost.parameters.iter().position(|p| p == n).map(|i| self.constants[i]);
        self.closed_form.as_ref()?.at(|n| parameter(n).or_else(|| fixed(n)), |n| constant(n).or_else(|| fixed(n)))
    }

    /// The best point for these parameters, the whole contour searched.
    pub(crate) fn optimum(&self, parameters: &[f64], log_budget: f64, scratch: &mut Scratch) -> Result<Optimum, Lack> {
        match self.closed(parameters, log_budget) {
            Some(found) => Ok(found),
            None => inside(self.valley().search(parameters, &self.start(), &self.free(), log_budget, scratch)?),
        }
    }

    /// The best point for these parameters, looked for near another optimum first.
    fn optimum_near(
        &self,
        parameters: &[f64],
        from: &[f64],
        log_budget: f64,
        scratch: &mut Scratch,
    ) -> Result<Optimum, Lack> {
        if let Some(found) = self.closed(parameters, log_budget) {
            return Ok(found);
        }
        if self.columns.len() > 1
            && let Some(found) = self.valley().descend(parameters, from, &self.free(), log_budget, scratch)
        {
            return inside(found);
        }
        inside(self.valley().search(parameters, from, &self.free(), log_budget, scratch)?)
    }

    /// The optimum whose response is `aim`: Newton's method in the log of the budget inside a bracket. The slope of the
    /// best response in it is the multiplier of the constraint (envelope theorem).
    fn least_budget(
        &self,
        parameters: &[f64],
        from: &[f64],
        aim: f64,
        scratch: &mut Scratch,
    ) -> Result<(Optimum, f64), Error> {
        let valley = self.valley();
        let aim = valley.sign * aim;
        let mut logs = from.to_vec();
        let mut at = libm::log(valley.cost.value(&logs, scratch));
        if !at.is_finite() {
            at = libm::log(1e20);
        }
        let (mut lo, mut hi) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut step = 2.0;
        let mut best: Option<f64> = None;
        for _ in 0..200 {
            let found = self.optimum_near(parameters, &logs, at, scratch);
            let found = match found {
                Ok(found) => found,
                Err(lack) if best.is_none() => return Err(self.explain(lack, at)),
                // Too little or too much to have an optimum: the aim lies beyond all that have one.
                Err(_) => break,
            };
            best = Some(best.map_or(found.value, |b: f64| b.min(found.value)));
            let gap = found.value - aim;
            let newton = at - gap / found.slope;
            if gap.abs() <= 4.0 * f64::EPSILON * aim.abs() || (hi - lo) < 1e-14 * (1.0 + at.abs()) {
                return Ok((found, at));
            }
            if gap > 0.0 {
                lo = lo.max(at)
            } else {
                hi = hi.min(at)
            }
            let next = if newton > lo && newton < hi && (newton - at).abs() < 10.0 {
                newton
            } else if lo.is_finite() && hi.is_finite() {
                0.5 * (lo + hi)
            } else {
                step *= 1.5;
                if gap > 0.0 { at + step } else { at - step }
            };
            if next == at {
                return Ok((found, at));
            }
            logs = found.logs;
            at = next;
        }
        let reached = best.map_or(f64::NAN, |b| self.raw(valley.sign * b));
        Err(Error::new(format!(
            "no budget reaches {} = {}: the best that the law reached at any is {reached:.6}; choose a target that it reaches",
            self.response,
            self.raw(valley.sign * aim)
        )))
    }

    fn over_draws<T: Send>(&self, work: impl Fn(&Self, &[f64], &mut Scratch) -> Option<T> + Sync) -> Vec<Option<T>> {
        self.fitted
            .draws
            .par_iter()
            .map_init(Scratch::default, |scratch, draw| work(self, &self.parameters(draw), scratch))
            .collect()
    }

    /// The law's value on the raw scale of the response.
    pub(crate) fn raw(&self, value: f64) -> f64 {
        if self.response_is_log { libm::exp(value) } else { value }
    }

    fn plan(&self, best: Optimum, log_budget: f64, draws: Vec<Option<(Optimum, f64)>>, cost_is_found: bool) -> Plan {
        let sign = self.valley().sign;
        let widen = self.fitted.widening(self.options.level);
        let lost = draws.iter().filter(|d| d.is_none()).count();
        let kept: Vec<(Optimum, f64)> = draws.into_iter().flatten().collect();
        // Where more draws lack an optimum than lie outside the interval, no percentile means anything.
        let usable = (lost as f64) <= 0.5 * (1.0 - self.options.level) * (lost + kept.len()) as f64;
        let quantity = |name: &str, value: f64, of: &dyn Fn(&(Optimum, f64)) -> f64| {
            let list = if usable { kept.iter().map(of).collect() } else { vec![] };
            Quantity::from_draws(name, value, list, self.options.level, widen)
        };
        let columns: Vec<Quantity> = (0..self.columns.len())
            .map(|i| quantity(&self.columns[i], libm::exp(best.logs[i]), &|d| libm::exp(d.0.logs[i])))
            .collect();
        let growth =
            (0..self.columns.len()).map(|i| quantity(&self.columns[i], best.growth[i], &|d| d.0.growth[i])).collect();
        let ratio = (self.columns.len() == 2).then(|| {
            let over = |o: &Optimum| libm::exp(o.logs[1] - o.logs[0]);
            quantity(&format!("{}/{}", self.columns[1], self.columns[0]), over(&best), &|d| over(&d.0))
        });
        let cost = if cost_is_found {
            quantity("cost", libm::exp(log_budget), &|d| libm::exp(d.1))
        } else {
            Quantity::plain("cost", libm::exp(log_budget))
        };
        let response = if cost_is_found {
            Quantity::plain(&self.response, self.raw(sign * best.value))
        } else {
            quantity(&self.response, self.raw(sign * best.value), &|d| self.raw(sign * d.0.value))
        };
        let extrapolation = columns
            .iter()
            .filter_map(|q| extrapolation::beyond(&q.name, q.value, self.fitted.range(&q.name)?))
            .collect();
        let parameters = self.parameters(&self.fitted.values);
        Plan {
            flat: self.flat_regions(&parameters, &best, log_budget),
            closed_form: self.closed(&parameters, log_budget).is_some(),
            columns,
            response,
            cost,
            ratio,
            growth,
            tolerance: self.options.tolerance,
            extrapolation,
            draws: (kept.len(), lost),
            level: self.options.level,
        }
    }

    /// A lack in words.
    pub(crate) fn explain(&self, lack: Lack, log_budget: f64) -> Error {
        let budget = libm::exp(log_budget);
        let cost = &self.cost_text.law;
        let gets = if self.options.maximise { "rises" } else { "falls" };
        let way = |i: usize, to: &str| {
            format!(
                "there is no best allocation of {budget:.6e}: {} {gets} all the way as {} goes to {to}; fix it (--fixed \
                 {1}=…)",
                self.response, self.columns[i]
            )
        };
        Error::new(match lack {
            Lack::Unaffordable => {
                format!("no values of {} make the cost '{cost}' equal to {budget:.6e}", self.columns.join(", "))
            }
            Lack::Falls(i) => way(i, "0"),
            Lack::Rises(i) => way(i, "infinity"),
            Lack::Unsettled => format!(
                "the search for the best allocation of {budget:.6e} did not settle; fix one of {} (--fixed)",
                self.columns.join(", ")
            ),
        })
    }
}

/// An optimum at the end of what is searched is none: the law keeps improving until rounding hides it.
fn inside(found: Optimum) -> Result<Optimum, Lack> {
    /// Nearer than this, in the log, to an end of the range.
    const AT_END: f64 = 5.0;
    if let Some(low) = found.logs.iter().position(|x| *x < LOW + AT_END) {
        return Err(Lack::Falls(low));
    }
    match found.logs.iter().position(|x| *x > HIGH - AT_END) {
        Some(high) => Err(Lack::Rises(high)),
        None => Ok(found),
    }
}

/// The columns to choose.
fn allocated(options: &PlanOptions, cost: &Law) -> Result<Vec<String>, Error> {
    let fixed = |name: &str| options.fixed.iter().any(|f| f.0 == name);
    if let Some(both) = options.allocate.iter().find(|c| fixed(c)) {
        return Err(Error::new(format!("{both} is both allocated and fixed; choose one")));
    }
    let columns: Vec<String> = if options.allocate.is_empty() {
        let given = |name: &str| {
            cost.clauses
                .iter()
                .any(|c| matches!(c, lawful_law::ast::Clause::Fixed { parameter, .. } if parameter.name == name))
        };
        cost.law.names().filter(|n| !fixed(n) && !given(n) && *n != "pi").map(String::from).collect()
    } else {
        options.allocate.clone()
    };
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = columns.iter().find(|c| !seen.insert(c.as_str())) {
        return Err(Error::new(format!("{twice} is allocated twice; name each column once")));
    }
    match columns.len() {
        0 => Err(Error::new("nothing is left to allocate; leave one column of the cost free")),
        1..=12 => Ok(columns),
        n => Err(Error::new(format!("{n} columns are too many to allocate; fix some (at most 12)"))),
    }
}
